import type { RuleEvent, WebhookInput } from "../../contract/rules.ts";
import { query, type Db } from "../platform/db.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";

export interface StoredWebhook {
  id: number;
  deskId: number;
  key: string;
  name: string;
  url: string;
  events: RuleEvent[];
  off: boolean;
  salt: Buffer;
  secretVersion: number;
}
const columns = `w.id, w.desk_id as "deskId", w.key, w.name, w.url, w.events, w.off, w.salt, w.secret_version as "secretVersion"`;

/** Locked, also when it was removed: its key stays its own. */
export async function lockWebhook(db: Db, deskId: number, key: string): Promise<(StoredWebhook & { archived: boolean }) | undefined> {
  const [row] = await query<StoredWebhook & { archived: boolean }>(db, `select ${columns}, w.archived_at is not null as archived from webhooks w where w.desk_id = $1 and w.key = $2 for update`, [deskId, key]);
  return row;
}

export async function putWebhook(db: Db, deskId: number, key: string, { name, url, events = [], off = false }: WebhookInput, salt: Buffer): Promise<StoredWebhook> {
  const [row] = await query<StoredWebhook>(
    db,
    `insert into webhooks as w (desk_id, key, name, url, events, off, salt) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (desk_id, key) do update set name = excluded.name, url = excluded.url, events = excluded.events, off = excluded.off,
       secret_version = w.secret_version + (w.archived_at is not null)::int, archived_at = null
     returning ${columns}`,
    [deskId, key, name, url, events, off, salt],
  );
  if (row === undefined) throw new Error("a webhook was not written");
  return row;
}
export const nextSecret = (db: Db, id: number): Promise<unknown> => query(db, `update webhooks set secret_version = secret_version + 1 where id = $1`, [id]);
export const archiveWebhook = (db: Db, id: number, at: string): Promise<unknown> => query(db, `update webhooks set archived_at = $2 where id = $1`, [id, at]);

export interface ListedWebhook extends StoredWebhook {
  lastAt: string | null;
  failed: number;
  waiting: number;
}
const listed = `select ${columns}, newest.at as "lastAt", newest.failed, newest.waiting from webhooks w
  cross join lateral (select max(d.created_at) as at, count(*) filter (where d.state = 'failed')::int as failed, count(*) filter (where d.state = 'waiting')::int as waiting
    from (select * from webhook_deliveries d where d.webhook_id = w.id order by d.created_at desc, d.id desc limit 100) d) newest
  where w.archived_at is null and w.desk_id = $1 and ($2::text is null or w.key = $2) order by w.name, w.id`;
export const listWebhooks = (db: Db, deskId: number, key: string | null = null): Promise<ListedWebhook[]> => query(db, listed, [deskId, key]);

/** What is to be posted, once for each occasion; null: it was told before. */
export async function insertDelivery(db: Db, row: { id: string; webhookId: number; ticketId: number | null; occasion: string; event: string; body: string; at: string }): Promise<string | null> {
  const [made] = await query<{ id: string }>(
    db,
    `insert into webhook_deliveries (id, webhook_id, ticket_id, occasion, event, body, created_at, since) values ($1, $2, $3, $4, $5, $6, $7, $7) on conflict (webhook_id, occasion) do nothing returning id`,
    [row.id, row.webhookId, row.ticketId, row.occasion, row.event, row.body, row.at],
  );
  return made?.id ?? null;
}

export interface Posting {
  id: string;
  body: string;
  tries: number;
  since: string;
  state: "waiting" | "delivered" | "failed";
  url: string;
  off: boolean;
  salt: Buffer;
  secretVersion: number;
}
/** Takes a delivery that waits, until the lease ends; null: another process has it, or it is done. */
export async function lease(db: Db, id: string, now: string, until: string): Promise<Posting | null> {
  const [row] = await query<Posting>(
    db,
    `update webhook_deliveries d set leased_until = $3, next_at = $3 from webhooks w
     where d.id = $1 and w.id = d.webhook_id and d.state = 'waiting' and w.archived_at is null and (d.leased_until is null or d.leased_until <= $2)
     returning d.id, d.body, d.tries, d.since, d.state, w.url, w.off, w.salt, w.secret_version as "secretVersion"`,
    [id, now, until],
  );
  return row ?? null;
}
export const insertAttempt = (db: Db, row: { deliveryId: string; at: string; status: number | null; ms: number; answer: string }): Promise<unknown> =>
  query(db, `insert into webhook_attempts (delivery_id, at, status, ms, answer) values ($1, $2, $3, $4, $5)`, [row.deliveryId, row.at, row.status, row.ms, row.answer]);
export const settleDelivery = (db: Db, id: string, to: { state: Posting["state"]; nextAt: string | null }): Promise<unknown> =>
  query(db, `update webhook_deliveries set state = $2, next_at = $3, leased_until = null, tries = tries + 1 where id = $1`, [id, to.state, to.nextAt]);
/** Once more, from the beginning; false where it is on its way, or not this webhook's. */
export async function replay(db: Db, webhookId: number, id: string, now: string): Promise<boolean> {
  const rows = await query(db, `update webhook_deliveries set state = 'waiting', tries = 0, since = $3, next_at = $3, leased_until = null where id = $2 and webhook_id = $1 and state <> 'waiting' returning id`, [webhookId, id, now]);
  return rows.length > 0;
}

export interface ListedDelivery {
  id: string;
  event: string;
  ticket: number | null;
  createdAt: string;
  state: Posting["state"];
  nextAt: string | null;
  body: string;
  attempts: { at: string; status: number | null; ms: number; answer: string }[] | null;
}
export const listDeliveries = (db: Db, webhookId: number, before: { at: string; id: string } | null, limit: number): Promise<ListedDelivery[]> =>
  query(
    db,
    `select d.id, d.event, d.ticket_id as ticket, d.created_at as "createdAt", d.state, d.next_at as "nextAt", d.body,
       (select json_agg(json_build_object('at', to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'status', a.status, 'ms', a.ms, 'answer', a.answer) order by a.id) from webhook_attempts a where a.delivery_id = d.id) as attempts
     from webhook_deliveries d where d.webhook_id = $1 and ($2::timestamptz is null or (d.created_at, d.id) < ($2, $3::uuid)) order by d.created_at desc, d.id desc limit $4`,
    [webhookId, before?.at ?? null, before?.id ?? null, limit],
  );

export const forgetDeliveries = (db: Db, before: string): Promise<unknown> => query(db, `delete from webhook_deliveries where created_at < $1 and state <> 'waiting'`, [before]);
/** A ticket was erased for good: so is what was posted of it. */
export async function forgetTicketPosts({ db }: Pick<Work, "db">, { data }: RecordedEvent<"ticket.purged">): Promise<void> {
  await query(db, `delete from webhook_deliveries where ticket_id = any($1)`, [data.numbers]);
}
