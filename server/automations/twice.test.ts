import { beforeAll, expect, test } from "vitest";
import { rm } from "node:fs/promises";
import type { App } from "../app.ts";
import { createLog } from "../platform/log.ts";
import { runDueTimers } from "../platform/timers.ts";
import { cleanUp } from "../testing/cleanup.ts";
import { makeApp, useApp } from "../testing/factories.ts";

const t = useApp();
let peer: App;
const undo = cleanUp();
beforeAll(async () => {
  await t.current.desk({
    rules: [
      { key: "nota", labels: { es: "Nota" }, when: { event: "created" }, then: [{ do: "note", text: "Una vez" }, { do: "tag", add: ["x"] }] },
      { key: "espera", labels: { es: "Espera" }, when: { inStatus: ["nuevo"], for: "PT1H" }, then: [{ do: "note", text: "Sigue nuevo" }] },
    ],
  });
  const made = await makeApp(t.current.database, t.current.clock);
  peer = made.app;
  undo(async () => {
    await peer.stop();
    await rm(made.dataDir, { recursive: true, force: true });
  });
});

const notes = () => t.current.rows<{ text: string; count: number }>(`select text, count(*)::int as count from messages where kind = 'note' group by ticket_id, text`);
const queued = () => t.current.rows<{ name: "automations.follow" | "automations.keep-time"; payload: never }>(
  `select k.identifier as name, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks k on k.id = j.task_id where k.identifier like 'automations.%'`,
);
/** Does each queued job of rules at once in both processes, and again: as if both had taken it, and one had died before it said so. */
async function twice(): Promise<void> {
  const jobs = await queued();
  for (const round of [1, 2]) {
    await Promise.all(jobs.flatMap(({ name, payload }) => [t.current.app, peer].map((app) => app.jobs[name](payload, { attempt: round, maxAttempts: 25 }))));
  }
  await t.current.runJobs();
}

test("R3 two processes, and jobs that are done again, run a rule once for each event and each stay", async () => {
  for (let n = 0; n < 4; n += 1) await t.current.ticket(`g${n}@guest.example`);
  expect((await queued()).length).toBe(4);
  await twice();
  expect(await notes()).toEqual(Array.from({ length: 4 }, () => ({ text: "Una vez", count: 1 })));
  t.current.clock.advance("PT1H");
  await t.current.app.schedule();
  await Promise.all([t.current.app, peer].map((app) => runDueTimers(app.transact, app.timers, t.current.clock, createLog("silent"))));
  expect((await queued()).length).toBe(4);
  await twice();
  expect((await notes()).filter(({ text }) => text === "Sigue nuevo")).toEqual(Array.from({ length: 4 }, () => ({ text: "Sigue nuevo", count: 1 })));
});

test("R3 what a rule did before its process died is not done, and is done when the job comes again", async () => {
  const { number } = await t.current.ticket("last@guest.example");
  const [job] = await queued();
  // the connection goes away between the deeds and the commit: nothing of them is there
  await t.current.rows(`create function die() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`);
  await t.current.rows(`create constraint trigger die after insert on rule_runs deferrable initially deferred for each row execute function die()`);
  await expect(t.current.app.jobs["automations.follow"](job?.payload as never, { attempt: 1, maxAttempts: 25 })).rejects.toThrow();
  await t.current.rows(`drop trigger die on rule_runs`);
  const tagged = () => t.current.rows(`select tags from tickets where id = $1`, [number]);
  expect(await tagged()).toEqual([{ tags: [] }]);
  await t.current.runJobs();
  expect(await tagged()).toEqual([{ tags: ["x"] }]);
});
