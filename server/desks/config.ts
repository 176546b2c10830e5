import type { DeskDefinition } from "../../contract/configuration.ts";
import { query } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";
import { configChannel } from "./cache.ts";
import { normalized } from "./definition.ts";
import { writeParts } from "./parts.ts";
import { importRules } from "./rules-list.ts";
import { importViews } from "./views.ts";

/**
 * Brings a desk to its definition, which the caller has checked. What the definition no longer has is archived, never
 * deleted: tickets name it. What returns is the same as before. The version grows.
 */
export async function importDesk(work: Work, given: DeskDefinition): Promise<number> {
  const definition = normalized(given);
  const { key, labels, language, languages, timeZone, hue, logo, portalAddress, reopenFor, country, signature, conversationOrder, mailIntake, statusMails, portalOnly, callsWait, ratings, passwordPolicy, retention, board } = definition;
  const settings = { logo, portalAddress, reopenFor, country, signature, conversationOrder, mailIntake, statusMails, portalOnly, callsWait, ratings, passwordPolicy, retention, board };
  const [desk] = await query<{ id: number }>(
    work.db,
    `insert into desks (key, labels, language, languages, time_zone, hue, settings, position)
     values ($1, $2, $3, $4, $5, $6, $7, (select count(*) from desks))
     on conflict (key) do update set labels = excluded.labels, language = excluded.language, languages = excluded.languages,
       time_zone = excluded.time_zone, hue = excluded.hue, archived_at = null, version = desks.version + 1,
       settings = (desks.settings - '{logo,portalAddress,reopenFor,country,signature,conversationOrder,mailIntake,statusMails,portalOnly,callsWait,ratings,passwordPolicy,retention,board}'::text[]) || excluded.settings
     returning id`,
    [key, JSON.stringify(labels), language, languages, timeZone, hue, JSON.stringify(settings)],
  );
  if (desk === undefined) throw new Error("the desk was not written");
  const deskId = desk.id;
  await query(work.db, `delete from desk_addresses where desk_id = $1`, [deskId]);
  await query(work.db, `insert into desk_addresses (desk_id, address, position) select $1, address, n from unnest($2::text[]) with ordinality as a(address, n)`, [deskId, definition.addresses]);
  await importList(work, "statuses", deskId, ["state", "explanations", "runs_clocks", "after_customer_message", "after_side_answer", "roles", "color", "gates", "waiting"], definition.statuses.map((s) => ({
    key: s.key, labels: s.labels, state: s.state, explanations: s.explanations, runs_clocks: s.runsClocks, after_customer_message: s.afterCustomerMessage ?? null, after_side_answer: s.afterSideAnswer ?? null, roles: s.roles ?? null, color: s.color ?? null, gates: s.gates ?? [], waiting: s.waiting ?? null,
  })));
  await importList(work, "queues", deskId, [], definition.queues);
  await importList(work, "types", deskId, ["roles", "sets"], definition.types.map(({ sets = {}, roles = null, ...type }) => ({ ...type, roles, sets })));
  await query(
    work.db,
    `update types t set parent_id = p.id from json_to_recordset($2::json) as d(key text, parent text) left join types p on p.desk_id = $1 and p.key = d.parent
     where t.desk_id = $1 and t.key = d.key and t.parent_id is distinct from p.id`,
    [deskId, JSON.stringify(definition.types.map(({ key: own, parent }) => ({ key: own, parent: parent ?? null })))],
  );
  await importList(work, "fields", deskId, ["kind", "settings"], definition.fields.map(({ key: own, labels: called, kind, ...more }) => ({ key: own, labels: called, kind, settings: more })));
  await importList(work, "forms", deskId, ["settings"], definition.forms.map(({ key: own, labels: called, ...more }) => ({ key: own, labels: called, settings: more })));
  await importList(work, "roles", deskId, ["permissions", "second_factor"], definition.roles.map(({ secondFactor = false, ...role }) => ({ ...role, second_factor: secondFactor })));
  await importList(work, "canned_replies", deskId, ["bodies", "sets"], definition.cannedReplies.map(({ sets = {}, ...reply }) => ({ ...reply, sets })));
  await importList(work, "calendars", deskId, ["settings"], definition.calendars.map(({ key: own, labels: called, ...more }) => ({ key: own, labels: called, settings: more })));
  await versionCalendars(work, deskId, timeZone);
  await importList(work, "service_levels", deskId, ["settings"], definition.serviceLevels.map(({ key: own, labels: called, ...more }) => ({ key: own, labels: called, settings: more })));
  await importList(work, "letters", deskId, ["languages", "texts"], definition.letters.map(({ languages: together = null, ...letter }) => ({ ...letter, languages: together })));
  await importRules(work, deskId, definition.rules);
  await importList(work, "topics", deskId, ["settings"], definition.topics.map(({ key: own, labels: called, ...more }) => ({ key: own, labels: called, settings: more })));
  if (definition.views !== undefined) await importViews(work.db, deskId, definition.views);
  await writeParts(work, deskId, definition);
  await query(work.db, `select pg_notify($1, $2)`, [configChannel, key]);
  work.afterCommit(() => work.desks.caughtUp());
  return deskId;
}

/** The SQL type that each further column is read as from the definition's JSON. */
const columnTypes: Record<string, string> = {
  state: "text",
  explanations: "jsonb",
  runs_clocks: "boolean",
  after_customer_message: "text",
  after_side_answer: "text",
  color: "text",
  kind: "text",
  permissions: "text[]",
  second_factor: "boolean",
  roles: "text[]",
  sets: "jsonb",
  settings: "jsonb",
  bodies: "jsonb",
  languages: "text[]",
  texts: "jsonb",
  gates: "jsonb",
  waiting: "jsonb",
};

async function importList(work: Work, table: "statuses" | "queues" | "types" | "fields" | "forms" | "roles" | "canned_replies" | "letters" | "calendars" | "service_levels" | "topics", deskId: number, columns: readonly string[], entries: readonly { key: string }[]): Promise<void> {
  const more = columns.map((column) => `, ${column}`).join("");
  const typed = columns.map((column) => `, ${column} ${columnTypes[column]}`).join("");
  const updates = columns.map((column) => `, ${column} = excluded.${column}`).join("");
  await query(
    work.db,
    `insert into ${table} (desk_id, key, labels, position${more})
     select $1, key, labels, row_number() over (order by position)${more} from json_to_recordset($2::json) as d(key text, labels jsonb, position integer${typed})
     on conflict (desk_id, key) do update set labels = excluded.labels, position = excluded.position, archived_at = null${updates}`,
    [deskId, JSON.stringify(entries.map((entry, position) => ({ ...entry, position })))],
  );
  await query(work.db, `update ${table} set archived_at = $3 where desk_id = $1 and key <> all($2::text[]) and archived_at is null`, [
    deskId,
    entries.map((entry) => entry.key),
    work.now.toString(),
  ]);
}

/** Hours that are different from now on are a new version; what was counted by the old one stays. */
async function versionCalendars(work: Work, deskId: number, timeZone: string): Promise<void> {
  await query(
    work.db,
    `with hours as (select id, jsonb_build_object('timeZone', coalesce(settings->'timeZone', to_jsonb($2::text)), 'week', settings->'week', 'holidays', coalesce(settings->'holidays', '[]')) as hours
       from calendars where desk_id = $1)
     insert into calendar_versions (calendar_id, since, hours)
     select h.id, $3, h.hours from hours h
     where h.hours is distinct from (select v.hours from calendar_versions v where v.calendar_id = h.id order by v.id desc limit 1)`,
    [deskId, timeZone, work.now.toString()],
  );
}
