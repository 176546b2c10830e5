import type { FileReaders } from "../files/index.ts";
import { query } from "../platform/db.ts";
import { findTicket, sideOf } from "../tickets/index.ts";

/** Files of a draft are its writer's; of a held reply, the colleagues' who see the ticket. */
export const conversationReaders: FileReaders = {
  async draft(db, actor, id) {
    return (await query(db, `select from drafts where id = $1 and person_id = $2`, [id, actor.id])).length > 0;
  },
  async held(db, actor, id) {
    const [held] = await query<{ ticketId: number }>(db, `select ticket_id as "ticketId" from held_messages where id = $1`, [id]);
    const ticket = held === undefined ? undefined : await findTicket(db, held.ticketId);
    return ticket !== undefined && sideOf(actor, ticket) === "staff";
  },
};
