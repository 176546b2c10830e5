import type { Traces } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

/** Tickets about which somebody was mailed. */
export async function ticketsMailedTo(db: Db, { addresses }: Traces): Promise<number[]> {
  const rows = await query<{ id: number }>(db, `select distinct ticket_id as id from deliveries where to_address = any($1) and ticket_id is not null order by 1`, [addresses]);
  return rows.map((row) => row.id);
}

/** All that was, or was to be, mailed to somebody. */
export async function eraseDeliveriesTo({ db }: Work, { addresses }: Traces): Promise<void> {
  await query(db, `delete from deliveries where to_address = any($1)`, [addresses]);
}

/** What was mailed to others about a ticket may carry somebody's words: of what has gone its fate stays, and the rest without their name. */
export async function strikeDeliveries({ db }: Work, ticket: number, { words }: Traces): Promise<void> {
  await query(
    db,
    `update deliveries set content = case when state in ('queued', 'sending', 'retry') then redacted(content, $2)
       else content || '{"to": [], "cc": [], "subject": "", "text": "", "html": "", "headers": {}, "references": [], "inReplyTo": null, "files": [], "secrets": [], "answers": [], "stripped": true}' end,
       response = redacted(response, $2)
     where ticket_id = $1`,
    [ticket, words],
  );
}

/** Mails that carry words which are gone: sent or not, they go as well. */
export async function eraseDeliveries({ db }: Pick<Work, "db">, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await query(db, `delete from deliveries where id = any($1)`, [ids]);
}
