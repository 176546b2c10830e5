import type { Work } from "../platform/work.ts";
import { addSideMessage, findTicket, type Placed, type Writing } from "../tickets/index.ts";
import * as store from "./store.ts";

/** What came to a side conversation, by mail from whomever or from a department of ours. @returns null where there is none of this id */
export async function addToSide(work: Work, id: number, message: Writing): Promise<Placed | null> {
  const side = await store.findSide(work.db, id);
  if (side === undefined) return null;
  const placed = await addSideMessage(work, side.ticketId, { ...message, kind: "side", sideId: id });
  if (!message.automatic && (await store.setSideState(work.db, id, "open"))) {
    const ticket = await findTicket(work.db, placed.number);
    await work.record({ desk: ticket?.deskId ?? null, ticket: placed.number, version: null }, "side.reopened", { side: id });
  }
  return placed;
}
