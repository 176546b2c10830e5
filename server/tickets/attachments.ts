import type { EventData } from "../../contract/events.ts";
import { deskIn, type DeskConfig } from "../desks/index.ts";
import { returnFile, setFileAside } from "../files/index.ts";
import { query } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
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
  const [message] = await query(work.db, `select from messages m join tickets t on t.id = $2 where m.id = $1 and m.ticket_id = any(t.family || t.id)`, [messageId, ticket.id]);
  if (message === undefined) throw problem("file.not-found", 404);
  const name = await setFileAside(work, "message", messageId, file);
  await work.record({ desk: ticket.deskId, ticket: ticket.id, version: await touchFiles(work, ticket.id) }, "attachment.removed", { messageId, file, name });
}

/** Puts it back where it was. Returns the ticket's new version. @throws 403, 409 when it is gone or there already */
export async function returnAttachment(work: Work, ticket: StoredTicket, desk: DeskConfig, data: EventData["attachment.removed"]): Promise<number> {
  allowed(work, ticket, desk);
  if (!(await returnFile(work, "message", data.messageId, data.file))) throw problem("event.not-undoable", 409);
  const version = await touchFiles(work, ticket.id);
  await work.record({ desk: ticket.deskId, ticket: ticket.id, version }, "attachment.returned", data);
  return version;
}

function allowed(work: Work, ticket: StoredTicket, desk: DeskConfig): void {
  if (!canDo(work.actor, ticket, statusOf(desk, ticket), desk).edit) throw problem("permission.denied", 403);
}

/** The names of its files are searched. */
async function touchFiles(work: Work, id: number): Promise<number> {
  const [row] = await query<{ version: number }>(work.db, `update tickets set updated_at = $2, version = version + 1, search_stale = true where id = $1 returning version`, [id, work.now.toString()]);
  if (row === undefined) throw new Error("the ticket is gone while it is locked");
  return row.version;
}
