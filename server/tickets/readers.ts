import { query } from "../platform/db.ts";
import type { FileReaders } from "../files/index.ts";
import { sideFor } from "./policy.ts";
import { findTicket, rootOf } from "./store.ts";

/**
 * Who may read a file used in a message: who sees the message. Of a merged ticket that are the staff of what it was merged
 * into, and those of its customers who also see that one.
 */
export const messageReaders: FileReaders = {
  async message(db, actor, messageId) {
    const [message] = await query<{ ticketId: number; kind: string }>(db, `select ticket_id as "ticketId", kind from messages where id = $1`, [messageId]);
    const ticket = message === undefined ? undefined : await findTicket(db, message.ticketId);
    if (ticket === undefined) return false;
    const side = await sideFor(db, actor, await rootOf(db, ticket));
    return side === "staff" || (side === "customer" && message?.kind === "reply" && (await sideFor(db, actor, ticket)) !== null);
  },
};
