import { eraseFiles } from "../files/index.ts";
import type { Traces } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

/** What departments were asked about some tickets, and asked others in turn: tickets that stand for nothing but those. */
export async function askedAbout(db: Db, tickets: readonly number[]): Promise<number[]> {
  const rows = await query<{ id: number }>(
    db,
    `with recursive asked as (
       select child_ticket as id from side_conversations where ticket_id = any($1) and child_ticket is not null
       union select s.child_ticket from side_conversations s join asked on s.ticket_id = asked.id where s.child_ticket is not null
     ) select id from asked order by id`,
    [tickets],
  );
  return rows.map((row) => row.id);
}

/** Drafts and held replies of somebody, and what they follow. */
export async function eraseConversationsOf(work: Work, { ids }: Traces): Promise<void> {
  for (const [table, kind] of [["drafts", "draft"], ["held_messages", "held"]] as const) {
    const gone = await query<{ id: number }>(work.db, `delete from ${table} where person_id = any($1) returning id`, [ids]);
    await eraseFiles(work, kind, gone.map((row) => row.id));
  }
  await query(work.db, `delete from follows where person_id = any($1)`, [ids]);
}

/** Names and addresses of somebody in what colleagues are about to write, and in whom they asked. */
export async function strikeConversations({ db }: Work, ticket: number, { words }: Traces): Promise<void> {
  await query(db, `update drafts set html = redacted(html, $2), to_addresses = redacted(to_addresses, $2), cc_addresses = redacted(cc_addresses, $2) where ticket_id = $1`, [ticket, words]);
  await query(db, `update held_messages set html = redacted(html, $2), text = redacted(text, $2), input = redacted(input, $2) where ticket_id = $1`, [ticket, words]);
  await query(db, `update side_conversations set subject = redacted(subject, $2), addresses = redacted(addresses, $2) where ticket_id = $1`, [ticket, words]);
}
