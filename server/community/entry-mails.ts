import type { EntryKind } from "../../contract/community.ts";
import { eraseDeliveries } from "../mail-out/index.ts";
import { query, type Db } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

const columnOf = { post: "post_id", comment: "comment_id" } as const;

/** Puts down which mail carries an entry's words. */
export const noteMail = (db: Db, kind: EntryKind, id: number, deliveryId: number) => query(db, `insert into entry_mails (delivery_id, ${columnOf[kind]}) values ($1, $2)`, [deliveryId, id]);

/** The entry's words are gone, so are the mails that carry them: what waits to be sent is not. */
export async function forgetMailsOf(work: Pick<Work, "db">, kind: EntryKind, id: number): Promise<void> {
  const mails = await query<{ id: number }>(work.db, `select delivery_id as id from entry_mails where ${columnOf[kind]} = $1`, [id]);
  await eraseDeliveries(work, mails.map((mail) => mail.id));
}
