import type { DemoRemoval } from "../../contract/demo.ts";
import { eraseFiles, eraseUnusedFiles } from "../files/index.ts";
import { query, type Db } from "../platform/db.ts";
import { forgetAnswers } from "../platform/idempotency.ts";
import { problem } from "../platform/problem.ts";
import { readReferences, removeRows, removeWhere, stillNamed, type Fates, type References } from "../platform/rows.ts";
import { systemActor, type Work } from "../platform/work.ts";
import { hasSettings, readSetting, removeSettings, settingsOf, writeSetting } from "../settings/index.ts";
import { patchTicket, undoMerge } from "../tickets/index.ts";
import { clockChannel } from "./demo-clock.ts";
import { countDemonstrated, findDemonstrated, type Demonstrated } from "./removal-find.ts";

/** Says that a preset's demonstration was removed, so that no later start loads it again. */
const removedKey = (preset: string): string => `removed.${preset}`;
export const wasRemoved = async (db: Db, preset: string): Promise<boolean> => (await readSetting(db, removedKey(preset))) !== undefined;

/** What hangs on the demonstration, though its column may be empty. The rest is said by the schema itself (`removeRows`). */
const fates: Fates = {
  "mails.ticket_id": "go",
  "intake_items.ticket_id": "go",
  "intake_records.ticket_id": "go",
  "webhook_deliveries.ticket_id": "go",
  "outgoing_items.ticket_id": "go",
  "messages.side_id": "go",
  "comments.post_id": "go",
  "comments.article_id": "go",
  "complaints.post_id": "go",
  "complaints.comment_id": "go",
  "entry_mails.post_id": "go",
  "entry_mails.comment_id": "go",
  "deliveries.person_id": "go",
  // somebody's own view would else be everybody's, and a role at one site one at all
  "views.person_id": "go",
  "grants.location_id": "go",
};
/** Columns without a foreign key that name a ticket. */
const ofTickets = [["ticket_facts", "id"], ["events", "ticket_id"], ["bulk_items", "ticket_id"], ["deliveries", "ticket_id"]] as const;
/** The timers whose subject is a ticket's number, or a person. */
const timersOf = { tickets: ["waiting.step", "sla.look", "tickets.purge"], people: ["follow-ups.shift-end", "notifications.mail", "notifications.push"] };
/** Who is named here has a part in what stays: their name stays with it. */
const parts = [
  ["tickets", "requester_id"], ["tickets", "assignee_id"], ["tickets", "created_by"], ["messages", "author_id"], ["approvals", "approver_id"], ["approvals", "asked_by"], ["approvals", "answered_by"],
  ["follow_ups", "agent_id"], ["follow_ups", "created_by"], ["follow_ups", "done_by"], ["side_conversations", "created_by"], ["ratings", "person_id"], ["ratings", "agent_id"], ["type_requests", "asked_by"],
  ["ticket_stays", "person_id"], ["posts", "author_id"], ["comments", "author_id"], ["article_revisions", "author_id"], ["erasures", "person_id"], ["erasures", "asked_by"],
] as const;
/** What lets somebody in, or makes them a colleague: it goes even with who stays by name. */
const access = ["grants", "passwords", "sessions", "tokens", "sign_in_links", "totp_keys", "recovery_codes", "passkeys", "external_accounts", "push_devices", "shifts", "report_subscriptions"];

/** What removing would take, and what would stay. @throws 404 where no demonstration was loaded */
export async function viewRemoval(work: Work): Promise<DemoRemoval> {
  if (!(await hasSettings(work.db, "demo."))) throw problem("demo.none", 404);
  return countDemonstrated(work.db, await findDemonstrated(work.db));
}

/**
 * Removes all that the demonstrations brought, in one transaction, for good; desks and their configuration stay, and so
 * does what others made since. Not loaded again by a later start. Who may is the caller's to decide.
 * @throws 404 where no demonstration was loaded, 409 while one still is being loaded
 */
export async function removeDemo(work: Work): Promise<DemoRemoval> {
  const { db } = work;
  // whoever else loads or removes waits, and finds that it was removed
  const settings = await settingsOf(db, "demo.");
  if (settings.length === 0) throw problem("demo.none", 404);
  if (settings.some(({ value }) => isUnderWay(value))) throw problem("demo.loading", 409);
  for (const { key } of settings) await query(db, `select pg_advisory_xact_lock(hashtextextended($1, 0))`, [key]);
  // what is written meanwhile waits: it would name what goes
  await query(db, `lock table tickets, ticket_facts in share row exclusive mode`, []);
  const found = await findDemonstrated(db);
  const counted = await countDemonstrated(db, found);
  const references = await readReferences(db);
  await removeTickets(work, references, found.tickets);
  await removeEntries(work, references, found);
  await removePeople(work, references, found.people);
  await removeRows(db, references, fates, "organizations", found.organizations);
  await query(db, `delete from events where ticket_id is null and via = 'demo'`, []);
  for (const { key } of await settingsOf(db, "preset.")) await writeSetting(db, removedKey(key.slice("preset.".length)), { at: work.now.toString() });
  await removeSettings(db, "demo.");
  await removeSettings(db, "clock.ahead");
  await forgetAnswers(db);
  await work.record({ desk: null, ticket: null, version: null }, "demo.removed", counted.goes);
  await query(db, `select pg_notify($1, '')`, [clockChannel]);
  return counted;
}

const isUnderWay = (value: unknown): boolean => typeof value === "object" && value !== null && "done" in value && "of" in value && Number(value.done) < Number(value.of);

async function removeTickets(work: Work, references: References, tickets: readonly number[]): Promise<void> {
  const { db } = work;
  const ids = async (sql: string) => (await query<{ id: number }>(db, sql, [tickets])).map(({ id }) => id);
  const ours = work.as(systemActor("removal"));
  // what others asked and was merged with the demonstration's is theirs again
  for (const number of await ids(`select id from tickets where (merged_into = any($1)) <> (id = any($1)) and merged_into is not null`)) await undoMerge(ours, number);
  await eraseFiles(work, "message", await ids(`select id from messages where ticket_id = any($1)`));
  await eraseFiles(work, "draft", await ids(`select id from drafts where ticket_id = any($1)`));
  await eraseFiles(work, "held", await ids(`select id from held_messages where ticket_id = any($1)`));
  await removeRows(db, references, fates, "tickets", tickets);
  for (const [table, column] of ofTickets) await removeWhere(db, table, column, tickets);
  await query(db, `delete from timers where kind = any($1) and subject = any($2)`, [timersOf.tickets, tickets.map(String)]);
}

/** Articles and posts, with what was said below them and who follows them. */
async function removeEntries(work: Work, references: References, { articles, posts }: Demonstrated): Promise<void> {
  await eraseFiles(work, "article", articles);
  for (const [table, kind, ids] of [["articles", "article", articles], ["posts", "post", posts]] as const) {
    await query(work.db, `delete from events where ticket_id is null and (data->>$1)::bigint = any($2) and type similar to '(article|post).%'`, [`${kind}Id`, ids]);
    await query(work.db, `delete from events where type = 'comment.published' and data->>'on' = $1 and (data->>'id')::bigint = any($2)`, [kind, ids]);
    await query(work.db, `delete from subscriptions where subject = $1 and subject_id = any($2)`, [kind, ids]);
    await removeRows(work.db, references, fates, table, ids);
  }
}

async function removePeople(work: Work, references: References, people: readonly number[]): Promise<void> {
  const { db } = work;
  const ours = work.as(systemActor("removal"));
  const held = await query<{ id: number }>(db, `select id from tickets where assignee_id = any($1) and state not in ('solved', 'closed') and deleted_at is null`, [people]);
  for (const { id } of held) await patchTicket(ours, id, { assignee: null });
  const named = new Set<number>();
  for (const [table, column] of parts) for (const id of await stillNamed(db, table, column, people)) named.add(id);
  const acted = await query<{ id: number }>(db, `select distinct actor_id as id from events where ticket_id is not null and actor_id = any($1)`, [people]);
  for (const { id } of acted) named.add(id);
  const gone = people.filter((id) => !named.has(id));
  const stay = people.filter((id) => named.has(id));
  for (const table of access) await removeWhere(db, table, "person_id", stay);
  await query(db, `update people set demo = false where id = any($1)`, [stay]);
  await eraseUnusedFiles(work, people);
  await query(db, `delete from rule_mails where address in (select address from addresses where person_id = any($1))`, [gone]);
  await query(db, `delete from timers where kind = any($1) and subject = any($2)`, [timersOf.people, people.map(String)]);
  await query(
    db,
    `delete from events where ticket_id is null and (actor_id = any($1) or (data->>'personId')::bigint = any($1)
       or data->>'person' in (select address from addresses where person_id = any($1)) or data->>'address' in (select address from addresses where person_id = any($1)))`,
    [gone],
  );
  await removeRows(db, references, fates, "people", gone);
}
