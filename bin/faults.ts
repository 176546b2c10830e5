import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { inOneFile } from "./faults/one-file.ts";
import { runRounds } from "./faults/rounds.ts";

/** `node bin/faults.ts --rounds N --postgres M`: kills the process N times, the database M times, and counts what is left. */
const { values } = parseArgs({ options: { rounds: { type: "string", default: "40" }, postgres: { type: "string", default: "10" }, clients: { type: "string", default: "4" } } });
const dataDir = await mkdtemp(path.join(tmpdir(), "ventanilla-faults-"));
// as root, PostgreSQL runs as another account
await chmod(dataDir, 0o711);
const report = await runRounds(dataDir, Number(values.rounds), Number(values.postgres), { clients: Number(values.clients), tell: (line) => console.log(line), program: await inOneFile() });
console.log(JSON.stringify(report, null, 2));
if (report.wrong.length === 0) await rm(dataDir, { recursive: true, force: true });
else console.log(`kept for a look: ${dataDir}`);
process.exitCode = report.wrong.length === 0 && report.acknowledged > 0 ? 0 : 1;
