import { eraseFiles } from "../files/index.ts";
import { query } from "../platform/db.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";

/** Drafts, held replies, side conversations and who follows, of tickets that are erased. */
export async function forgetConversations(work: Work, { data: { numbers } }: RecordedEvent<"ticket.purged">): Promise<void> {
  for (const [table, kind] of [["drafts", "draft"], ["held_messages", "held"]] as const) {
    const gone = await query<{ id: number }>(work.db, `delete from ${table} where ticket_id = any($1) returning id`, [numbers]);
    await eraseFiles(work, kind, gone.map((row) => row.id));
  }
  await query(work.db, `delete from follows where ticket_id = any($1)`, [numbers]);
  await query(work.db, `delete from side_conversations where ticket_id = any($1)`, [numbers]);
}
