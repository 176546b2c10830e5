// For who writes a preset: checks it, plays its demonstration on an installation that is thrown away, tells what was
// refused, and what there is of each thing that lists, charts and reports show. `bin/try-preset <key> …`
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkPreset, installPresets, loadDemo } from "../server/presets/index.ts";
import { isConfigError } from "../server/platform/config.ts";
import { query, type Db } from "../server/platform/db.ts";
import { createLog } from "../server/platform/log.ts";
import { systemActor } from "../server/platform/work.ts";
import { withInstallation } from "./commands/installation.ts";

const names = process.argv.slice(2);
if (names.length === 0) {
  console.error("usage: bin/try-preset <key> …");
  process.exit(2);
}

/** What is counted, and by what. */
const counts: [string, string][] = [
  ["tickets by status", `select s.key as name, count(t.id)::int as n from statuses s left join tickets t on t.status_id = s.id where s.archived_at is null group by 1 order by 2 desc`],
  ["by queue", `select q.key as name, count(t.id)::int as n from queues q left join tickets t on t.queue_id = q.id where q.archived_at is null group by 1 order by 2 desc`],
  ["by type", `select y.key as name, count(t.id)::int as n from types y left join tickets t on t.type_id = y.id where y.archived_at is null group by 1 order by 2 desc`],
  ["by source", `select source as name, count(*)::int as n from tickets group by 1 order by 2 desc`],
  ["by owner", `select coalesce(p.name, '—') as name, count(*)::int as n from tickets t left join people p on p.id = t.assignee_id group by 1 order by 2 desc`],
  ["by location", `select b.name, count(t.id)::int as n from tickets t join branches b on b.id = t.location_id group by 1 order by 2 desc`],
  ["by week", `select to_char(created_at, 'YYYY-"W"IW') as name, count(*)::int as n from tickets group by 1 order by 1`],
  ["by hour (UTC)", `select to_char(created_at, 'HH24') as name, count(*)::int as n from tickets group by 1 order by 1`],
  ["by number of messages", `select case when c > 14 then '15 and more' else c::text end as name, count(*)::int as n from (select count(*) as c from messages group by ticket_id) m group by 1 order by min(c)`],
  ["events", `select type as name, count(*)::int as n from events group by 1 order by 2 desc`],
  ["deliveries", `select letter as name, count(*)::int as n from deliveries group by 1 order by 2 desc`],
];

async function show(db: Db): Promise<void> {
  for (const [title, sql] of counts) {
    const rows = await query<{ name: string; n: number }>(db, sql, []);
    console.log(`\n${title}: ${rows.map(({ name, n }) => `${name} ${n}`).join(" · ") || "none"}`);
  }
  const [long] = await query<{ n: number; whole: number }>(db, `select count(*)::int as n, count(*) filter (where c >= 3)::int as whole from (select count(m.id) as c from tickets t join messages m on m.ticket_id = t.id group by t.id) x`, []);
  console.log(`\n${long?.n} tickets, ${long?.whole} of them conversations of three messages or more`);
}

const folder = await mkdtemp(path.join(tmpdir(), "ventanilla-try-"));
await chmod(folder, 0o755);
try {
  for (const name of names) checkPreset(name);
  process.env["DATA_DIR"] = path.join(folder, "data");
  delete process.env["DATABASE_URL"];
  delete process.env["SMTP_URL"];
  await withInstallation(async ({ transact, database }) => {
    await transact(systemActor("cli"), (work) => installPresets(work, names));
    const log = createLog("silent");
    let refused = 0;
    log.error = (what: object, text?: string) => {
      refused += 1;
      console.log(`${text ?? ""}\n  ${"why" in what ? String(what.why) : "err" in what ? String(what.err) : ""}`);
    };
    const before = performance.now();
    await loadDemo(transact, names, log).finished;
    const seconds = (performance.now() - before) / 1000;
    const [row] = await query<{ acts: number }>(database.db, `select sum((value->>'of')::int)::int as acts from settings where key like 'demo.%' and jsonb_typeof(value) = 'object'`, []);
    await show(database.db);
    console.log(`${refused} refused; ${row?.acts} acts in ${seconds.toFixed(1)} s, ${Math.round((row?.acts ?? 0) / seconds)} a second`);
    process.exitCode = refused > 0 ? 1 : 0;
  });
} catch (error) {
  if (!isConfigError(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
