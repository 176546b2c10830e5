import { deskIn } from "../desks/index.ts";
import { personByAddress } from "../people/index.ts";
import { query } from "../platform/db.ts";
import type { RecordedEvent, Work } from "../platform/work.ts";
import { changeTicket, lockLive, type Change } from "./change.ts";

/**
 * Somebody has left the desk, or may no longer sign in: their open tickets go to a colleague, or to a queue without an
 * assignee, or just lose theirs. Of other desks than the one it was decided at, they only lose it.
 */
export async function handOverTickets(work: Work, event: RecordedEvent<"agent.deactivated"> | RecordedEvent<"agent.roles-changed">): Promise<void> {
  if (event.type === "agent.roles-changed" && event.data.to.length > 0) return;
  const { personId, handover } = event.data;
  const heir = handover?.email === undefined ? undefined : await personByAddress(work.db, handover.email);
  const rows = await query<{ id: number }>(
    work.db,
    `select id from tickets where assignee_id = $1 and merged_into is null and state in ('new', 'open', 'pending', 'on_hold') and ($2::bigint is null or desk_id = $2) order by id`,
    [personId, event.type === "agent.deactivated" ? null : event.desk],
  );
  for (const { id } of rows) {
    const ticket = await lockLive(work, id);
    const desk = await deskIn(work, ticket.deskId);
    const here = desk.id === event.desk;
    const queue = here ? desk.queues.find((one) => one.key === handover?.queue) : undefined;
    const change: Change = { assigneeId: here ? (heir?.id ?? null) : null, ...(queue === undefined ? {} : { queueId: queue.id }) };
    await changeTicket(work, ticket, desk, change);
  }
}
