import type { State } from "../../contract/desks.ts";
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
}
export interface DeskField extends DeskQueue {
  kind: string;
}
export interface DeskSettings {
  /** ISO 8601: how long after solving a customer's message reopens; absent: always */
  reopenFor?: string;
  /** ISO 3166: of phone numbers written without a country; absent: the language's */
  country?: string;
  /** the desk's mark beside its name in mails and portal */
  logo?: string;
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
  settings: DeskSettings;
  addresses: string[];
  statuses: DeskStatus[];
  queues: DeskQueue[];
  types: DeskType[];
  fields: DeskField[];
}

/** All desks in use, with everything they configure, in one round trip. */
export function loadDesks(db: Db): Promise<DeskConfig[]> {
  return query<DeskConfig>(
    db,
    `select d.id, d.key, d.labels, d.language, d.languages, d.time_zone as "timeZone", d.hue, d.settings,
       array(select address from desk_addresses a where a.desk_id = d.id order by position) as addresses,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'state', state, 'labels', labels, 'explanations', explanations,
         'runsClocks', runs_clocks, 'afterCustomerMessage', after_customer_message, 'archived', archived_at is not null) order by position, id)
         from statuses where desk_id = d.id), '[]') as statuses,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'archived', archived_at is not null) order by position, id)
         from queues where desk_id = d.id), '[]') as queues,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'parentId', parent_id, 'archived', archived_at is not null)
         order by position, id) from types where desk_id = d.id), '[]') as types,
       coalesce((select json_agg(json_build_object('id', id, 'key', key, 'labels', labels, 'kind', kind, 'archived', archived_at is not null)
         order by position, id) from fields where desk_id = d.id), '[]') as fields
     from desks d where d.archived_at is null order by d.position, d.id`,
    [],
  );
}
