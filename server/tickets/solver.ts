import { query, type Db } from "../platform/db.ts";
import type { StoredTicket } from "./store.ts";

/** Who of ours solved it last: who set it so, else whose it is, as where a rule or its customer ended it. */
export async function solverOf(db: Db, ticket: Pick<StoredTicket, "id" | "requesterId" | "assigneeId">): Promise<number | null> {
  const [solved] = await query<{ by: number | null }>(
    db,
    `select actor_id as by from events where ticket_id = $1 and type = 'ticket.status-changed' and data->>'toState' in ('solved', 'closed') and data->>'fromState' not in ('solved', 'closed')
     order by id desc limit 1`,
    [ticket.id],
  );
  return solved?.by == null || solved.by === ticket.requesterId ? ticket.assigneeId : solved.by;
}
