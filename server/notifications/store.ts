import type { EventData, EventType } from "../../contract/events.ts";
import type { Shifts } from "../../contract/follow-ups.ts";
import type { NotificationChoices, NotificationKind } from "../../contract/notifications.ts";
import type { Permission } from "../../contract/permissions.ts";
import { query, type Db } from "../platform/db.ts";
import { settledSql } from "../platform/events.ts";
import type { TicketFacts } from "../tickets/index.ts";

/** A settled fact about a ticket, with what is needed to decide whom to tell. */
export interface ToldEvent<T extends EventType = EventType> {
  id: number;
  xid: string;
  type: T;
  data: EventData[T];
  ticketId: number;
  actorId: number | null;
}

/** Is anything settled that staff were not told of? Cheap enough to ask twice a second. */
export async function isBehind(db: Db): Promise<boolean> {
  const [row] = await query<{ behind: boolean }>(
    db,
    // only so is it one look into the index: joined, or as `exists`, PostgreSQL reads all events where there is nothing new
    `select (select e.id from events e where (e.xid, e.id) > ((select xid from notification_place), (select event_id from notification_place))
       and e.xid < pg_snapshot_xmin(pg_current_snapshot()) order by e.xid, e.id limit 1) is not null as behind`,
    [],
  );
  return row?.behind ?? false;
}

/**
 * The place up to which staff were told, held until the transaction ends; null while another process has it.
 * Events of demonstration data lie in the past: nobody is told of them.
 */
export async function takePlace(db: Db): Promise<{ xid: string; eventId: number } | null> {
  const [row] = await query<{ xid: string; eventId: number }>(db, `select xid::text as xid, event_id as "eventId" from notification_place for update skip locked`, []);
  return row ?? null;
}

export const settledAfter = (db: Db, place: { xid: string; eventId: number }, limit: number): Promise<(Omit<ToldEvent, "ticketId"> & { ticketId: number | null; via: string })[]> =>
  query(
    db,
    `select e.id, e.xid::text as xid, e.type, e.data, e.ticket_id as "ticketId", e.actor_id as "actorId", e.via from events e where ${settledSql} order by e.xid, e.id limit $3`,
    [place.xid, place.eventId, limit],
  );

export const movePlace = (db: Db, { xid, id }: { xid: string; id: number }): Promise<unknown> => query(db, `update notification_place set xid = $1::xid8, event_id = $2`, [xid, id]);

export interface ToldTicket extends TicketFacts {
  id: number;
  subject: string;
  assigneeId: number | null;
}
const ticketColumns = `t.id, t.subject, t.desk_id as "deskId", t.queue_id as "queueId", t.location_id as "locationId", t.requester_id as "requesterId", t.assignee_id as "assigneeId",
  t.spam, t.deleted_at is not null as deleted, array(select person_id from watchers w where w.ticket_id = t.id and w.side = 'customer') as "watcherIds"`;

export const ticketsOf = (db: Db, ids: readonly number[]): Promise<ToldTicket[]> =>
  query(db, `select ${ticketColumns} from tickets t where t.id = any($1) and t.purged_at is null`, [[...new Set(ids)]]);

/** One of the staff, with what telling needs. */
export interface Colleague {
  id: number;
  name: string;
  address: string | null;
  addresses: string[];
  locale: string | null;
  timeZone: string | null;
  grants: { desk: number | null; queue: number | null; location: number | null; role: string; permissions: Permission[] }[];
  choices: NotificationChoices | null;
  shifts: Shifts | null;
  /** is there a device to push to? */
  reachable: boolean;
}

/** Everybody who works in one of these desks now, or those of these people who work anywhere. */
export const colleagues = (db: Db, of: { desks: readonly number[] } | { people: readonly number[] }): Promise<Colleague[]> =>
  query(
    db,
    `select p.id, p.name, p.locale, p.time_zone as "timeZone", n.choices,
       (select a.address from addresses a where a.person_id = p.id and a.is_primary) as address,
       array(select a.address from addresses a where a.person_id = p.id) as addresses,
       case when s.person_id is not null then json_build_object('timeZone', s.time_zone, 'week', s.week, 'exceptions', s.exceptions) end as shifts,
       (select json_agg(json_build_object('desk', r.desk_id, 'queue', g.queue_id, 'location', g.location_id, 'role', r.key, 'permissions', r.permissions))
          from grants g join roles r on r.id = g.role_id where g.person_id = p.id and r.archived_at is null) as grants,
       exists (select from push_devices d where d.person_id = p.id) as reachable
     from (
       select distinct g.person_id as id from grants g join roles r on r.id = g.role_id
       where r.archived_at is null and ($1::bigint[] is null or r.desk_id is null or r.desk_id = any($1)) and ($2::bigint[] is null or g.person_id = any($2))
     ) staff
     -- each by its key: people are many more than those who work here
     cross join lateral (select * from people where id = staff.id and deactivated_at is null offset 0) p
     left join notification_choices n on n.person_id = p.id left join shifts s on s.person_id = p.id`,
    ["desks" in of ? of.desks : null, "people" in of ? of.people : null],
  );

/** Who watches or mutes these tickets; whoever was named or answered on one watches it until they mute it. */
export const followersOf = (db: Db, tickets: readonly number[]): Promise<{ ticketId: number; personId: number; state: "watching" | "muted" }[]> =>
  query(
    db,
    `select ticket_id as "ticketId", person_id as "personId", state from follows where ticket_id = any($1)
     union all
     select w.ticket_id, w.person_id, 'watching' from watchers w where w.ticket_id = any($1) and w.side = 'agent'
       and not exists (select from follows f where f.ticket_id = w.ticket_id and f.person_id = w.person_id)`,
    [tickets],
  );

/** Who wrote these messages, and what files came with them. */
export const messagesOf = (db: Db, ids: readonly number[]): Promise<{ id: number; authorId: number | null; files: string[] }[]> =>
  query(
    db,
    `select m.id, m.author_id as "authorId", array(select f.name from file_uses u join files f on f.id = u.file_id where u.kind = 'message' and u.subject = m.id and not u.inline order by u.position) as files
     from messages m where m.id = any($1)`,
    [ids],
  );

/** Whose question it was, of the kinds of `Addressee`. */
export async function askersOf(db: Db, asked: readonly { asker: "approval" | "type" | "delivery" | "side"; id: number; ticket: number }[]): Promise<{ asker: string; id: number; ticket: number; person: number }[]> {
  if (asked.length === 0) return [];
  return query(
    db,
    `select w.asker, w.id, w.ticket, case w.asker
       when 'approval' then (select asked_by from approvals a where a.id = w.id)
       when 'type' then (select e.actor_id from events e where e.ticket_id = w.ticket and e.type = 'type.requested' order by e.id desc limit 1)
       when 'delivery' then (select m.author_id from deliveries d join messages m on m.id = d.message_id where d.id = w.id)
       when 'side' then (select s.created_by from messages m join side_conversations s on s.id = m.side_id where m.id = w.id)
     end as person from json_to_recordset($1::json) as w(asker text, id bigint, ticket bigint)`,
    [JSON.stringify(asked)],
  );
}

export interface NewNotification {
  person: number;
  ticket: number;
  event: number | null;
  kind: NotificationKind;
  actor: number | null;
  message: number | null;
  detail: string | null;
  app: boolean;
  mail: "owed" | null;
  push: "owed" | null;
}

/** Writes them; of an event that somebody was told of already, nothing. Returns whom they are for, and what they wait for. */
export const insertNotifications = (db: Db, at: string, rows: readonly NewNotification[]): Promise<(Pick<NewNotification, "person" | "kind" | "event" | "app" | "mail" | "push"> & { id: number })[]> =>
  query(
    db,
    `insert into notifications (person_id, ticket_id, event_id, kind, at, actor_id, message_id, detail, app, mail, push)
     select person, ticket, event, kind, $1, actor, message, detail, app, mail, push
     from json_to_recordset($2::json) as w(person bigint, ticket bigint, event bigint, kind text, actor bigint, message bigint, detail text, app boolean, mail text, push text)
     on conflict do nothing returning id, person_id as person, kind, event_id as event, app, mail, push`,
    [at, JSON.stringify(rows)],
  );

export interface OwedNotification extends ToldTicket {
  notification: number;
  kind: NotificationKind;
  eventId: number | null;
  detail: string | null;
  at: string;
  actorId: number | null;
  actorName: string | null;
  messageId: number | null;
  read: boolean;
}
const taken = `returning n.id, n.kind, n.event_id, n.detail, n.at, n.actor_id, n.message_id, n.read_at, n.ticket_id`;
const takenColumns = `o.id as notification, o.kind, o.event_id as "eventId", o.detail, o.at, o.actor_id as "actorId", a.name as "actorName", o.message_id as "messageId", o.read_at is not null as read, ${ticketColumns}`;

/** Takes what a person is owed by a channel: it is done with this transaction. Oldest first. */
export const takeOwed = (db: Db, channel: "mail" | "push", person: number): Promise<OwedNotification[]> =>
  query(
    db,
    `with o as (update notifications n set ${channel} = 'done' where n.person_id = $1 and n.${channel} = 'owed' ${taken})
     select ${takenColumns} from o join tickets t on t.id = o.ticket_id left join people a on a.id = o.actor_id order by o.id`,
    [person],
  );

/** What the words of these messages are, and whose. */
export const wordsOf = (db: Db, ids: readonly number[]): Promise<{ id: number; author: string | null; at: string; html: string; text: string; quoteAt: number | null }[]> =>
  query(
    db,
    `select m.id, p.name as author, m.created_at as at, m.html, m.text, m.quote_at as "quoteAt" from messages m left join people p on p.id = m.author_id where m.id = any($1) order by m.id desc`,
    [ids],
  );

export const mentionOf = (db: Db, eventId: number): Promise<{ id: number; data: EventData["person.mentioned"]; ticket: number; desk: number | null; version: number | null }[]> =>
  query(db, `select id, data, ticket_id as ticket, desk_id as desk, version from events where id = $1 and type = 'person.mentioned'`, [eventId]);

export interface ListedNotification extends ToldTicket {
  notification: number;
  kind: NotificationKind;
  at: string;
  byName: string | null;
  byAddress: string | null;
  detail: string | null;
  excerpt: string | null;
  read: boolean;
}

/** A person's notifications, newest first, from before an id on. */
export const listNotifications = (db: Db, person: number, { before, unread, limit }: { before: number | null; unread: boolean; limit: number }): Promise<ListedNotification[]> =>
  query(
    db,
    `select n.id as notification, n.kind, n.at, n.detail, n.read_at is not null as read, a.name as "byName",
       (select ad.address from addresses ad where ad.person_id = a.id and ad.is_primary) as "byAddress",
       left(case when m.quote_at is null then m.text else left(m.text, m.quote_at) end, 200) as excerpt, ${ticketColumns}
     from notifications n join tickets t on t.id = n.ticket_id left join people a on a.id = n.actor_id left join messages m on m.id = n.message_id
     where n.person_id = $1 and n.app and ($2::bigint is null or n.id < $2)${unread ? " and n.read_at is null" : ""} order by n.id desc limit $3`,
    [person, before, limit],
  );

/** The places of a person's newest unread ones: policy says which of them still count. */
export const unreadPlaces = (db: Db, person: number, limit: number): Promise<ToldTicket[]> =>
  query(
    db,
    `select ${ticketColumns} from (select id, ticket_id from notifications where person_id = $1 and app and read_at is null order by id desc limit $2) n join tickets t on t.id = n.ticket_id`,
    [person, limit],
  );

export const markIds = (db: Db, person: number, ids: readonly number[], at: string | null): Promise<unknown[]> =>
  query(db, `update notifications set read_at = $3 where person_id = $1 and id = any($2) and (read_at is null) <> ($3::timestamptz is null) returning 1 as one`, [person, ids, at]);

export const markTicket = (db: Db, person: number, ticket: number, at: string): Promise<unknown[]> =>
  query(
    db,
    `update notifications set read_at = $3 where person_id = $1 and read_at is null and ticket_id in (
       select $2::bigint union all select unnest(family) from tickets where id = $2) returning 1 as one`,
    [person, ticket, at],
  );

export const markUntil = (db: Db, person: number, until: number, at: string): Promise<unknown[]> =>
  query(db, `update notifications set read_at = $3 where person_id = $1 and id <= $2 and read_at is null returning 1 as one`, [person, until, at]);

export const forgetOfTickets = (db: Db, tickets: readonly number[]): Promise<unknown> => query(db, `delete from notifications where ticket_id = any($1)`, [tickets]);

export const forgetBefore = (db: Db, at: string): Promise<unknown> => query(db, `delete from notifications where at < $1`, [at]);

export async function choicesOf(db: Db, person: number): Promise<NotificationChoices | null> {
  const [row] = await query<{ choices: NotificationChoices }>(db, `select choices from notification_choices where person_id = $1`, [person]);
  return row?.choices ?? null;
}

export const setChoices = (db: Db, person: number, choices: NotificationChoices): Promise<unknown> =>
  query(db, `insert into notification_choices (person_id, choices) values ($1, $2) on conflict (person_id) do update set choices = excluded.choices`, [person, JSON.stringify(choices)]);
