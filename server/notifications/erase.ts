import type { Traces } from "../people/index.ts";
import { query } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

/** What somebody was told, what others were told of them, and how they wanted to be told. */
export async function eraseNotificationsOf({ db }: Work, { ids }: Traces): Promise<void> {
  await query(db, `delete from notifications where person_id = any($1) or actor_id = any($1)`, [ids]);
  for (const table of ["notification_choices", "push_devices"] as const) await query(db, `delete from ${table} where person_id = any($1)`, [ids]);
}

export async function strikeNotifications({ db }: Work, ticket: number, { words }: Traces): Promise<void> {
  await query(db, `update notifications set detail = redacted(detail, $2) where ticket_id = $1`, [ticket, words]);
}
