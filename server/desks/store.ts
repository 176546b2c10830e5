import type { Retention } from "../../contract/privacy.ts";
import type { PasswordPolicy } from "../../contract/auth.ts";
import type { Language } from "../../contract/common.ts";
import type { BoardGroupDefinition } from "../../contract/board.ts";
import type { CalendarDefinition } from "../../contract/calendars.ts";
import type { TopicDefinition } from "../../contract/community.ts";
import type { CannedReply, FieldDefinition, TypeSets } from "../../contract/configuration.ts";
import type { ConversationOrder, State, StatusColor } from "../../contract/desks.ts";
import type { FormDefinition } from "../../contract/forms.ts";
import type { Gate } from "../../contract/gates.ts";
import type { LetterText } from "../../contract/letters.ts";
import type { Permission } from "../../contract/permissions.ts";
import type { RuleDefinition, RuleEvent } from "../../contract/rules.ts";
import type { ServiceLevelDefinition } from "../../contract/service-levels.ts";
import type { StatusWaiting } from "../../contract/waiting.ts";
import { query, type Db } from "../platform/db.ts";

export interface DeskStatus {
  id: number;
  key: string;
  state: State;
  labels: Record<string, string>;
  explanations: Record<string, string>;
  runsClocks: boolean;
  /** the key of the status that a customer's message leads to; null: it stays */
  afterCustomerMessage: string | null;
  /** the key of the status that a third party's answer leads to; null: it stays */
  afterSideAnswer: string | null;
  /** null: its state's */
  color: StatusColor | null;
  /** keys of the roles that may set it; null: everybody whose role permits it */
  roles: string[] | null;
  /** what a ticket must meet to be given it */
  gates: Gate[];
  /** what follows while a ticket stands in it; null: nothing */
  waiting: StatusWaiting | null;
  archived: boolean;
}
export interface DeskQueue {
  id: number;
  key: string;
  labels: Record<string, string>;
  archived: boolean;
}
export interface DeskType extends DeskQueue {
  parentId: number | null;
  /** keys of the roles that may use it; null: everybody */
  roles: string[] | null;
  sets: TypeSets;
}
/** What is known of a field besides what it is called. */
export type FieldSettings = Omit<FieldDefinition, "key" | "labels" | "kind">;
export interface DeskField extends DeskQueue {
  kind: FieldDefinition["kind"];
  settings: FieldSettings;
}
export interface DeskFormRow extends DeskQueue {
  settings: Omit<FormDefinition, "key" | "labels">;
}
export interface DeskRole extends DeskQueue {
  permissions: Permission[];
  /** who holds it signs in with a second factor */
  secondFactor: boolean;
}
export interface DeskCannedReply extends DeskQueue {
  bodies: Record<string, string>;
  sets: NonNullable<CannedReply["sets"]>;
}
export interface DeskCalendar extends DeskQueue {
  settings: Omit<CalendarDefinition, "key" | "labels">;
  /** its hours as they are counted now */
  version: CalendarVersion;
}
/** Hours that never change, with the desk's time zone where the calendar names none. */
export interface CalendarVersion {
  id: number;
  calendarId: number;
  /** from when on it counts */
  since: string;
  hours: CalendarHours;
}
export type CalendarHours = Pick<CalendarDefinition, "week" | "holidays"> & { timeZone: string };
export interface DeskServiceLevel extends DeskQueue {
  settings: Omit<ServiceLevelDefinition, "key" | "labels">;
}
export interface DeskLetterRow extends DeskQueue {
  /** sent in all of these at once; null: in the receiver's */
  languages: Language[] | null;
  texts: Partial<Record<Language, LetterText>>;
}
export interface DeskRule extends DeskQueue {
  settings: Omit<RuleDefinition, "key" | "labels">;
  /** what was due before is none of its business */
  since: string;
}
export interface DeskTopic extends DeskQueue {
  settings: Omit<TopicDefinition, "key" | "labels">;
}
/** A webhook as who records an event has to know it: whether it is told. */
export interface DeskWebhook {
  id: number;
  key: string;
  name: string;
  events: RuleEvent[];
  off: boolean;
}
export interface DeskSettings {
  /** ISO 8601: how long after solving a customer's message reopens; absent: always */
  reopenFor?: string;
  /** ISO 3166: of phone numbers written without a country; absent: the language's */
  country?: string;
  /** the desk's mark beside its name in portal and help centre: a data URL */
  logo?: string;
  /** the origin at which its portal and help centre are found; absent: the installation's */
  portalAddress?: string;
  /** below replies, by language */
  signature?: Record<string, string>;
  /** how conversations are read; absent: oldest first */
  conversationOrder?: ConversationOrder;
  /** what becomes of a mail that belongs to no ticket; absent: a ticket */
  mailIntake?: "tickets" | "held";
  /** T13: customers get a mail at each change of status */
  statusMails?: boolean;
  /** T11: customers answer in the portal alone */
  portalOnly?: boolean;
  /** T7: what is taken down for a caller waits to be assigned; absent: it is its creator's (C2) */
  callsWait?: boolean;
  /** T6: who asked may rate the solution */
  ratings?: boolean;
  /** T8: what a password set by the desk's link must have; absent: the default */
  passwordPolicy?: PasswordPolicy;
  /** what is erased by itself, and after how long; absent: nothing but raw mails after a year */
  retention?: Retention;
  /** how the assignment board groups what waits; absent: by type and by mail */
  board?: BoardGroupDefinition[];
}

/** A desk with all its configuration, each list in its order. Archived entries stay: old tickets name them. */
export interface DeskConfig {
  id: number;
  key: string;
  labels: Record<string, string>;
  language: string;
  languages: string[];
  timeZone: string;
  hue: number;
  /** of the configuration: grows with each change */
  version: number;
  settings: DeskSettings;
  addresses: string[];
  statuses: DeskStatus[];
  queues: DeskQueue[];
  types: DeskType[];
  fields: DeskField[];
  forms: DeskFormRow[];
  roles: DeskRole[];
  cannedReplies: DeskCannedReply[];
  letters: DeskLetterRow[];
  calendars: DeskCalendar[];
  serviceLevels: DeskServiceLevel[];
  rules: DeskRule[];
  topics: DeskTopic[];
  /** those in use */
  webhooks: DeskWebhook[];
}

/** All desks in use, with everything they configure, in one round trip. */
export function loadDesks(db: Db): Promise<DeskConfig[]> {
  return query<DeskConfig>(
    db,
    `select d.id, d.key, d.labels, d.language, d.languages, d.time_zone as "timeZone", d.hue, d.version, d.settings,
       array(select address from desk_addresses a where a.desk_id = d.id order by position) as addresses,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'state', state, 'labels', labels, 'explanations', explanations,
         'runsClocks', runs_clocks, 'afterCustomerMessage', after_customer_message, 'afterSideAnswer', after_side_answer, 'roles', roles, 'color', color, 'gates', gates, 'waiting', waiting,
         'archived', archived_at is not null) order by position, id)
         from statuses where desk_id = d.id), '[]') as statuses,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'archived', archived_at is not null) order by position, id)
         from queues where desk_id = d.id), '[]') as queues,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'parentId', parent_id, 'roles', roles, 'sets', sets, 'archived', archived_at is not null)
         order by position, id) from types where desk_id = d.id), '[]') as types,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'kind', kind, 'settings', settings, 'archived', archived_at is not null)
         order by position, id) from fields where desk_id = d.id), '[]') as fields,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'settings', settings, 'archived', archived_at is not null) order by position, id)
         from forms where desk_id = d.id), '[]') as forms,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'permissions', permissions, 'secondFactor', second_factor, 'archived', archived_at is not null)
         order by position, id) from roles where desk_id = d.id), '[]') as roles,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'bodies', bodies, 'sets', sets, 'archived', archived_at is not null)
         order by position, id) from canned_replies where desk_id = d.id), '[]') as "cannedReplies",
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'languages', languages, 'texts', texts, 'archived', archived_at is not null) order by position, id)
         from letters where desk_id = d.id), '[]') as letters,
       coalesce((select json_agg(json_build_object('id', c.id, 'key', key, 'labels', labels, 'settings', settings, 'archived', archived_at is not null,
           'version', json_build_object('id', v.id, 'calendarId', v.calendar_id, 'since', to_char(v.since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'hours', v.hours)) order by position, c.id)
         from calendars c cross join lateral (select * from calendar_versions v where v.calendar_id = c.id order by v.id desc limit 1) v where desk_id = d.id), '[]') as calendars,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'settings', settings, 'archived', archived_at is not null) order by position, id)
         from service_levels where desk_id = d.id), '[]') as "serviceLevels",
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'settings', settings, 'since', to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
         'archived', archived_at is not null) order by position, id) from rules where desk_id = d.id), '[]') as rules,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'settings', settings, 'archived', archived_at is not null) order by position, id)
         from topics where desk_id = d.id), '[]') as topics,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'name', name, 'events', events, 'off', off) order by name, id)
         from webhooks where desk_id = d.id and archived_at is null), '[]') as webhooks
     from desks d where d.archived_at is null order by d.position, d.id`,
    [],
  );
}

/** The desk of a key as this transaction sees it, its configuration locked until the end. */
export async function lockDesk(db: Db, key: string): Promise<DeskConfig | undefined> {
  const [locked] = await query<{ id: number }>(db, `select id from desks where key = $1 and archived_at is null for no key update`, [key]);
  return locked === undefined ? undefined : (await loadDesks(db)).find((desk) => desk.id === locked.id);
}

/** Each desk's own addresses, by address. */
export async function addressOwners(db: Db): Promise<Map<string, string>> {
  const rows = await query<{ address: string; key: string }>(db, `select a.address, d.key from desk_addresses a join desks d on d.id = a.desk_id`, []);
  return new Map(rows.map((row) => [row.address, row.key]));
}

/** Each desk's own portal address, by address. */
export async function portalOwners(db: Db): Promise<Map<string, string>> {
  const rows = await query<{ address: string; key: string }>(db, `select settings->>'portalAddress' as address, key from desks where settings ? 'portalAddress' and archived_at is null`, []);
  return new Map(rows.map((row) => [row.address, row.key]));
}

/** Does the person hold a role by which they configure the desk? */
export async function stillConfigures(db: Db, personId: number, deskId: number): Promise<boolean> {
  const rows = await query(
    db,
    `select from grants g join roles r on r.id = g.role_id
     where g.person_id = $1 and (r.desk_id = $2 or r.desk_id is null) and r.archived_at is null and 'desk.configure' = any(r.permissions) limit 1`,
    [personId, deskId],
  );
  return rows.length > 0;
}
