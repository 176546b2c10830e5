import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { config } from "../../../bin/lint-config.ts";
import { projectDir } from "../../platform/config.ts";

const run = promisify(execFile);
const file = (...parts: string[]) => readFile(path.join(projectDir, ...parts), "utf8");

test("schema.sql and db-types.ts are what the migrations make", async () => {
  const name = `s_${randomUUID().replaceAll("-", "")}`;
  const { host, port, user } = inject("postgres");
  const admin = new pg.Client(inject("postgres"));
  await admin.connect();
  await admin.query(`create database ${name}`);
  const target = await mkdtemp(path.join(tmpdir(), "ventanilla-schema-"));
  try {
    await mkdir(path.join(target, "platform"));
    await run(process.execPath, [path.join(projectDir, "bin", "schema.ts"), target], {
      env: { ...process.env, DATABASE_URL: `postgres://${user}@${encodeURIComponent(host)}:${port}/${name}` },
    });
    const hint = "run `npm run schema` against an empty database";
    expect(await readFile(path.join(target, "schema.sql"), "utf8"), hint).toBe(await file("server", "schema.sql"));
    expect(await readFile(path.join(target, "platform", "db-types.ts"), "utf8"), hint).toBe(await file("server", "platform", "db-types.ts"));
  } finally {
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
    await rm(target, { recursive: true, force: true });
  }
}, 60_000);

test(".oxlintrc.json is what bin/lint-config.ts makes", async () => {
  expect(JSON.parse(await file(".oxlintrc.json")), "run `node bin/lint-config.ts`").toEqual(JSON.parse(JSON.stringify(config)));
});

/** Each breaks one rule of the layout. The probe lives only as long as its check. */
test.each([
  ["contract", "contract/PROBE.ts", `export { createLog } from "../server/platform/log.ts";`],
  ["platform", "server/platform/PROBE.ts", `export { openTicket } from "../tickets/index.ts";`],
  ["a slice a later one", "server/desks/PROBE.ts", `export { openTicket } from "../tickets/index.ts";`],
  ["a slice past another's door", "server/tickets/PROBE.ts", `export { personByAddress } from "../people/store.ts";`],
  ["a slice, types only, past another's door", "server/tickets/PROBE.ts", `import type { PersonRow } from "../people/store.ts";\nexport type P = PersonRow;`],
  ["a slice, when it runs, past another's door", "server/tickets/PROBE.ts", `export const late = () => import("../people/store.ts");`],
  ["a slice the composition root", "server/tickets/PROBE.ts", `export { createApp } from "../app.ts";`],
  ["the browser the server", "web/lib/PROBE.ts", `export { createLog } from "../../server/platform/log.ts";`],
  ["what all features use a feature", "web/ui/PROBE.ts", `export * from "../features/tickets/api.ts";`],
  ["a circle", "server/platform/PROBE.ts", `export * from "./PROBE-other.ts";`, "server/platform/PROBE-other.ts", `export * from "./PROBE.ts";`],
])("the lint refuses an import against the layout: %s", async (_, ...files) => {
  const name = `probe-${randomUUID().slice(0, 8)}`;
  const probes = files.flatMap((text, n) => (n % 2 === 0 ? [[text.replace("PROBE", name), (files[n + 1] ?? "").replaceAll("PROBE", name)] as const] : []));
  try {
    for (const [where, text] of probes) await writeFile(path.join(projectDir, where), `${text}\n`);
    const [first] = probes;
    const outcome = await run(path.join(projectDir, "node_modules", ".bin", "oxlint"), [first?.[0] ?? ""], { cwd: projectDir }).then(
      ({ stdout }) => ({ refused: false, stdout }),
      (error: { stdout: string }) => ({ refused: true, stdout: error.stdout }),
    );
    expect(outcome.refused, outcome.stdout).toBe(true);
    expect(outcome.stdout).toMatch(/no-restricted-imports|no-cycle/);
  } finally {
    for (const [where] of probes) await rm(path.join(projectDir, where), { force: true });
  }
});
