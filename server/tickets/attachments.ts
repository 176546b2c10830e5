import type { EventData } from "../../contract/events.ts";
import { deskIn, type DeskConfig } from "../desks/index.ts";
import { returnFile, setFileAside } from "../files/index.ts";
import { problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { holdsMessage, touchSearched } from "./acts-store.ts";
import { lockVisible, statusOf } from "./change.ts";
import { canDo } from "./policy.ts";
import type { StoredTicket } from "./store.ts";

/**
 * R12: takes a file out of a message of the ticket or of one merged into it. The message stays as it was written; the file
 * can return within 30 days by undoing the event. @throws 403, 404
 */
export async function removeAttachment(work: Work, number: number, messageId: number, file: string): Promise<void> {
  const ticket = await lockVisible(work, number);
  allowed(work, ticket, await deskIn(work, ticket.deskId));
  if (!(await holdsMessage(work.db, ticket.id, messageId))) throw problem("file.not-found", 404);
  const name = await setFileAside(work, "message", messageId, file);
  await work.record({ desk: ticket.deskId, ticket: ticket.id, version: await touchSearched(work.db, ticket.id, work.now.toString()) }, "attachment.removed", { messageId, file, name });
}

/** Puts it back where it was. Returns the ticket's new version. @throws 403, 409 when it is gone or there already */
export async function returnAttachment(work: Work, ticket: StoredTicket, desk: DeskConfig, data: EventData["attachment.removed"]): Promise<number> {
  allowed(work, ticket, desk);
  if (!(await returnFile(work, "message", data.messageId, data.file))) throw problem("event.not-undoable", 409);
  const version = await touchSearched(work.db, ticket.id, work.now.toString());
  await work.record({ desk: ticket.deskId, ticket: ticket.id, version }, "attachment.returned", data);
  return version;
}

function allowed(work: Work, ticket: StoredTicket, desk: DeskConfig): void {
  if (!canDo(work.actor, ticket, statusOf(desk, ticket), desk).edit) throw problem("permission.denied", 403);
}
