import type { NewMessage, NewTicket } from "../../contract/tickets.ts";
import type { Language } from "../../contract/common.ts";
import type { FileUse } from "../files/index.ts";
import { addressKey, ensurePeople } from "../people/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import { renderBody } from "../platform/rich-text/index.ts";
import { allows, type Person, type Work } from "../platform/work.ts";
import { addCustomerMessage, addStaffMessage, createTicket, type Placed, type Writing } from "./actions.ts";
import { checkFields, given, usableType } from "./change.ts";
import { sideOf } from "./policy.ts";
import { findTicket } from "./store.ts";

/** A request typed by a person: by staff for anybody, by a customer for themselves. @throws 403, 404, 422 */
export async function openTicket(work: Work, person: Person, input: NewTicket, language: Language): Promise<{ number: number; messageId: number }> {
  const desks = await work.desks.get();
  const desk = desks.byKey.get(input.desk);
  if (desk === undefined) throw notFound("desk");
  const staff = allows(person, "ticket.create", desk.id);
  if (!staff && addressKey(input.requester.email) !== person.email) throw problem("permission.denied", 403);
  for (const [index, email] of [input.requester.email, ...(input.cc ?? [])].entries()) {
    const path = index === 0 ? "/requester/email" : `/cc/${index - 1}`;
    if (desks.byAddress.has(addressKey(email))) throw problem("ticket.own-address", 422, { params: { email }, path });
  }
  if (input.type !== undefined) usableType(work, desk, input.type);
  // who only writes, by mail or in the portal's short form, is not asked for fields
  if (staff) checkFields(desk, given(input.fields ?? {}), "create");
  const [requester, ...watchers] = await ensurePeople(work, [
    { address: input.requester.email, name: input.requester.name ?? null, locale: input.requester.locale ?? (staff ? null : language) },
    ...(input.cc ?? []).map((address) => ({ address })),
  ]);
  if (requester === undefined) throw new Error("the requester was not found");
  const channel = staff ? (person.via === "token" ? "api" : "desk") : "portal";
  return createTicket(work, {
    desk,
    subject: input.subject,
    requesterId: requester.id,
    requesterAddress: requester.address,
    watcherIds: watchers.map((watcher) => watcher.id),
    message: writingOf({ kind: "reply", ...input }, requester.id, "customer", channel),
    type: input.type,
    fields: input.fields,
    tags: staff ? input.tags : undefined,
    source: (staff ? input.source : undefined) ?? channel,
    locale: input.requester.locale ?? requester.locale ?? (staff ? null : language),
  });
}

/** A message typed by a signed-in person, on the side of the ticket on which they stand. @throws 403, 404, 409, 422 */
export async function postMessage(work: Work, person: Person, number: number, input: NewMessage): Promise<Placed> {
  const ticket = await findTicket(work.db, number);
  const side = ticket === undefined ? null : sideOf(person, ticket);
  if (side === null) throw notFound("ticket");
  if (side === "staff") return addStaffMessage(work, number, writingOf(input, person.id, "agent", person.via === "token" ? "api" : "desk"), input.status);
  if (input.kind !== "reply" || input.status !== undefined) throw problem("permission.denied", 403);
  return addCustomerMessage(work, number, writingOf(input, person.id, "customer", "portal"), { requesterAddress: person.email ?? "", source: "portal" });
}

/** An image in the text names its file; in the stored message, as in a mail, it is named by content id. */
const inlineImage = /src="[^"]*\/api\/v1\/files\/([0-9a-f-]{36})[^"]*"/g;

/** What somebody typed, as it is stored. @throws 422 for nothing at all */
export function writingOf(input: Pick<NewMessage, "body" | "html" | "attachments"> & { kind: Writing["kind"] }, authorId: number, side: "customer" | "agent", channel: string): Writing {
  const inline = new Set<string>();
  const html = input.html?.replace(inlineImage, (_match, id: string) => {
    inline.add(id);
    return `src="cid:${id}"`;
  });
  const ids = [...new Set([...inline, ...(input.attachments ?? [])])];
  const attachments: FileUse[] = ids.map((fileId) => ({ fileId, contentId: inline.has(fileId) ? fileId : null, inline: inline.has(fileId) }));
  // what a person types here is shown whole: nothing in it is a quoted history
  const body = renderBody(input.body ?? null, html ?? null, true);
  if (body.text.trim() === "" && attachments.length === 0) throw problem("ticket.empty-message", 422, { path: "/body" });
  return { kind: input.kind, authorId, side, channel, html: body.html, text: body.text, quoteAt: null, attachments, automatic: false };
}
