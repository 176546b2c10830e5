import type { BoardGroupDefinition } from "../../contract/board.ts";
import type { CannedReply, FieldDefinition, TypeSets } from "../../contract/configuration.ts";
import type { ConversationOrder, State, StatusColor } from "../../contract/desks.ts";
import type { Permission } from "../../contract/permissions.ts";
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
export interface DeskRole extends DeskQueue {
  permissions: Permission[];
}
export interface DeskCannedReply extends DeskQueue {
  bodies: Record<string, string>;
  sets: NonNullable<CannedReply["sets"]>;
}
export interface DeskSettings {
  /** ISO 8601: how long after solving a customer's message reopens; absent: always */
  reopenFor?: string;
  /** ISO 3166: of phone numbers written without a country; absent: the language's */
  country?: string;
  /** the desk's mark beside its name in mails and portal */
  logo?: string;
  /** below replies, by language */
  signature?: Record<string, string>;
  /** how conversations are read; absent: oldest first */
  conversationOrder?: ConversationOrder;
  /** what becomes of a mail that belongs to no ticket; absent: a ticket */
  mailIntake?: "tickets" | "held";
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
  roles: DeskRole[];
  cannedReplies: DeskCannedReply[];
}

/** All desks in use, with everything they configure, in one round trip. */
export function loadDesks(db: Db): Promise<DeskConfig[]> {
  return query<DeskConfig>(
    db,
    `select d.id, d.key, d.labels, d.language, d.languages, d.time_zone as "timeZone", d.hue, d.version, d.settings,
       array(select address from desk_addresses a where a.desk_id = d.id order by position) as addresses,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'state', state, 'labels', labels, 'explanations', explanations,
         'runsClocks', runs_clocks, 'afterCustomerMessage', after_customer_message, 'afterSideAnswer', after_side_answer, 'roles', roles, 'color', color, 'archived', archived_at is not null) order by position, id)
         from statuses where desk_id = d.id), '[]') as statuses,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'archived', archived_at is not null) order by position, id)
         from queues where desk_id = d.id), '[]') as queues,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'parentId', parent_id, 'roles', roles, 'sets', sets, 'archived', archived_at is not null)
         order by position, id) from types where desk_id = d.id), '[]') as types,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'kind', kind, 'settings', settings, 'archived', archived_at is not null)
         order by position, id) from fields where desk_id = d.id), '[]') as fields,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'permissions', permissions, 'archived', archived_at is not null)
         order by position, id) from roles where desk_id = d.id), '[]') as roles,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'bodies', bodies, 'sets', sets, 'archived', archived_at is not null)
         order by position, id) from canned_replies where desk_id = d.id), '[]') as "cannedReplies"
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
