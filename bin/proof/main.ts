import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { projectDir } from "../../server/platform/config.ts";
import { readClauses, requirementsFile, type Clause } from "../../server/testing/house/requirements.ts";
import { runJourney, startRunner, withOurNode, type Ran } from "./run.ts";
import type { Switch } from "./switch.ts";
import { switches } from "./switches.ts";

const { values } = parseArgs({ options: { only: { type: "string" }, record: { type: "boolean", default: false }, unseen: { type: "boolean", default: false }, journeys: { type: "string", default: "also" } } });
const wanted = values.only?.split(",");
const chosen = (id: string) => wanted === undefined || wanted.some((one) => id === one || id.startsWith(`${one}.`) || id[0] === one);
const isJourney = ({ file }: { file: string }) => file.startsWith("e2e/");
const meant = (test: { file: string }) => values.journeys === "also" || isJourney(test) === (values.journeys === "only");
const clauses = readClauses().filter(({ id, test, seen }) => test !== null && chosen(id) && meant(test) && !(values.unseen && seen !== ""));

const folder = mkdtempSync(path.join(tmpdir(), "ventanilla-prove-"));
// the tests' database runs as another account
chmodSync(folder, 0o755);
const copy = path.join(folder, "copy");
execFileSync("git", ["clone", "-q", "--shared", projectDir, copy]);
symlinkSync(path.join(projectDir, "node_modules"), path.join(copy, "node_modules"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

interface Try {
  one: Switch;
  /** the clauses whose test this is */
  of: Clause[];
}
const tries: Try[] = switches.flatMap((one) => [...Map.groupBy(clauses.filter(({ id }) => one.of.includes(id)), ({ proof }) => proof).values()].map((of) => ({ one, of })));
console.log(`${clauses.length} clauses, ${tries.length} runs, in ${copy}`);

// the tests read where they are
process.chdir(copy);
const runner = values.journeys === "only" ? null : await startRunner(copy);
const failed = new Set<string>();
const wrong: string[] = [];
let changed = "";
/** Whether a test passes with nothing switched off; journeys are left to the whole suite. */
const sound = new Map<string, Ran>();
for (const [n, { one, of }] of tries.entries()) {
  const ids = of.map(({ id }) => id).join(" ");
  const [clause] = of;
  if (clause?.test == null) continue;
  const file = path.join(copy, one.file);
  const before = readFileSync(file, "utf8");
  if (before.split(one.text).length !== 2) {
    wrong.push(`${ids}: ${one.file} has “${one.text}” not exactly once`);
    console.log(`${n + 1}/${tries.length} ${ids}: no switch`);
    continue;
  }
  const began = Date.now();
  if (runner !== null && !isJourney(clause.test) && !sound.has(clause.proof)) {
    sound.set(clause.proof, await runner.run(clause.test, one.with, [changed]));
  }
  const asItIs = sound.get(clause.proof);
  if (asItIs !== undefined && asItIs.is !== "passed") {
    wrong.push(`${ids}: its test does not pass as things are (${asItIs.why})`);
    console.log(`${n + 1}/${tries.length} ${ids}: no proof: ${asItIs.why}`);
    continue;
  }
  writeFileSync(file, before.replace(one.text, () => one.off));
  let ran: Ran;
  try {
    if (isJourney(clause.test)) build(copy);
    ran = runner === null || isJourney(clause.test) ? await runJourney(copy, clause.test) : await runner.run(clause.test, one.with, [one.file, changed]);
  } finally {
    writeFileSync(file, before);
    changed = one.file;
  }
  if (ran.is === "failed") {
    for (const { id } of of) failed.add(id);
    if (values.record) record(of.map(({ id }) => id));
  } else wrong.push(`${ids}: with “${one.text.slice(0, 80)}” of ${one.file} switched off, its test ${ran.is}${ran.why === "" ? "" : ` (${ran.why})`}`);
  console.log(`${n + 1}/${tries.length} ${ids}: ${ran.is}, ${Math.round((Date.now() - began) / 1000)} s${ran.why === "" ? "" : `: ${ran.why}`}`);
}

await runner?.close();
const unproven = clauses.filter(({ id }) => !failed.has(id)).map(({ id }) => id);
console.log(`\n${failed.size} of ${clauses.length} clauses were seen to fail with their capability switched off.`);
if (unproven.length > 0) console.log(`not: ${unproven.join(" ")}`);
for (const line of wrong) console.log(line);
process.exitCode = unproven.length === 0 ? 0 : 1;

/** A journey sees what was built. */
function build(root: string): void {
  const built = spawnSync(path.join(root, "node_modules/.bin/vite"), ["build", "--logLevel", "error"], { cwd: root, env: withOurNode(root), encoding: "utf8" });
  if (built.status !== 0) throw new Error(`the web cannot be built: ${built.stderr}`);
}

/** Writes the day into the rows of those clauses. */
function record(ids: readonly string[]): void {
  const today = new Date().toISOString().slice(0, 10);
  const file = path.join(projectDir, requirementsFile);
  const rows = readFileSync(file, "utf8").split("\n").map((line) => {
    const id = /^\| ([HRTCL][\d.]+) \|/.exec(line)?.[1];
    return id !== undefined && ids.includes(id) ? line.replace(/\|[^|]*\|$/, `| ${today} |`) : line;
  });
  writeFileSync(file, rows.join("\n"));
}
