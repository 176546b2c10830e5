import { query } from "../platform/db.ts";
import type { FileReaders } from "../files/index.ts";
import { sideOf } from "./policy.ts";
import { findTicket } from "./store.ts";

/** Who may read a file used in a message: who sees the message. */
export const messageReaders: FileReaders = {
  async message(db, actor, messageId) {
    const [message] = await query<{ ticketId: number; kind: string }>(db, `select ticket_id as "ticketId", kind from messages where id = $1`, [messageId]);
    const ticket = message === undefined ? undefined : await findTicket(db, message.ticketId);
    const side = ticket === undefined ? null : sideOf(actor, ticket);
    return side === "staff" || (side === "customer" && message?.kind === "reply");
  },
};
