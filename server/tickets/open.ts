import { handSources, presentSources, type NewMessage, type NewTicket } from "../../contract/tickets.ts";
import type { Language } from "../../contract/common.ts";
import { checkForm, formNamed, statusIn, typeSets, type DeskConfig, type DeskStatus } from "../desks/index.ts";
import type { FileUse } from "../files/index.ts";
import { locationIn } from "../organizations/index.ts";
import { addressKey, agentOfDesk, ensurePeople } from "../people/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import { renderBody } from "../platform/rich-text/index.ts";
import { allows, type Person, type Work } from "../platform/work.ts";
import { addCustomerMessage, addStaffMessage, addWatchers, createTicket, type Placed, type Writing } from "./actions.ts";
import { assigneeIn, changeTicket, checkFields, given, lockLive, permittedStatus, setByType, statusOf, usableType, type Change } from "./change.ts";
import { ends } from "./gates.ts";
import { canDo, sideFor, sideOf, takesPart } from "./policy.ts";
import { somebody, themselves } from "./requester.ts";
import { findTicket, rootOf } from "./store.ts";

/**
 * A request typed by a person: by staff for anybody, by a customer for themselves. Staff may solve it at once, and own
 * what they cannot solve while the requester is there (C2). @throws 403, 404, 422; 409 for what its type asks before it is solved
 */
export async function openTicket(work: Work, person: Person, input: NewTicket, language: Language): Promise<{ number: number; messageId: number }> {
  const desks = await work.desks.get();
  const desk = desks.byKey.get(input.desk);
  if (desk === undefined) throw notFound("desk");
  const staff = allows(person, "ticket.create", desk.id);
  if (!staff && (input.status !== undefined || input.assignee !== undefined)) throw problem("permission.denied", 403);
  for (const [index, email] of (input.cc ?? []).entries()) {
    if (desks.byAddress.has(addressKey(email))) throw problem("ticket.own-address", 422, { params: { email }, path: `/cc/${index}` });
  }
  const type = input.type === undefined ? undefined : usableType(work, desk, input.type);
  const wanted = input.status === undefined ? undefined : statusIn(desk, input.status);
  const waits = desk.settings.callsWait === true || (type !== undefined && typeSets(desk, type).callsWait === true);
  const fields = given(input.fields ?? {});
  const withSet = (type === undefined ? undefined : setByType(desk, type, { tags: [], fields }).fields) ?? fields;
  const form = formNamed(desk, staff, input.form);
  if (form !== undefined) checkForm(desk, person, form, type, fields, withSet);
  // who only writes, by mail or where the desk has no form for them, is not asked for fields
  else if (staff) checkFields(desk, withSet, "create");
  const requester = staff ? await somebody(work, desk, input.requester, input.requester.locale ?? null) : await themselves(work, person, input.requester, language);
  const watchers = await ensurePeople(work, (input.cc ?? []).map((address) => ({ address })));
  const way = staff ? (person.via === "token" ? "api" : "desk") : "portal";
  const source = (staff ? input.source : undefined) ?? way;
  const present = presentSources.includes(source);
  const made = await createTicket(work, {
    desk,
    subject: input.subject,
    requesterId: requester.id,
    requesterAddress: requester.known,
    watcherIds: watchers.map((watcher) => watcher.id),
    message: writingOf({ kind: "reply", ...input }, requester.id, "customer", handSources.some((one) => one === source) && source !== "email" ? source : way),
    type: input.type,
    locationId: staff && input.location !== undefined ? (await locationIn(work.db, input.location, "/location")).id : undefined,
    fields: input.fields,
    tags: staff ? input.tags : undefined,
    source,
    locale: input.requester.locale ?? requester.locale ?? (staff ? null : language),
    firstCall: present && wanted !== undefined && ends(wanted),
  });
  if (staff && form !== undefined) await noteEntry(work, desk, made.number, form.key, type?.key ?? null);
  if (staff) await settle(work, person, desk, made.number, { status: wanted, assignee: input.assignee, owned: present && !waits });
  return made;
}

/** L14: the first line's own entry, as it was stored: without what is never kept. */
async function noteEntry(work: Work, desk: DeskConfig, number: number, form: string, type: string | null): Promise<void> {
  const { fields } = await lockLive(work, number);
  await work.record({ desk: desk.id, ticket: number, version: null }, "ticket.entered", { form, type, fields });
}

/** What becomes of a ticket as it is created by staff: its status, and who owns it. */
async function settle(work: Work, person: Person, desk: DeskConfig, number: number, { status, assignee, owned }: { status: DeskStatus | undefined; assignee: string | null | undefined; owned: boolean }): Promise<void> {
  if (status === undefined && assignee === undefined && !owned) return;
  const ticket = await lockLive(work, number);
  const before = statusOf(desk, ticket);
  const can = canDo(person, ticket, before, desk);
  const change: Change = {};
  if (status !== undefined && status.id !== before.id) change.status = permittedStatus(desk, can.statuses, status.key);
  if (assignee !== undefined) {
    // taking it oneself needs no right to assign: C2 makes it one's own anyway
    if (!can.assign && assignee !== null && addressKey(assignee) !== person.email) throw problem("permission.denied", 403, { path: "/assignee" });
    change.assigneeId = await assigneeIn(work, desk, assignee);
  } else if (owned && !ends(change.status ?? before) && person.email !== null && sideOf(person, ticket) === "staff") {
    const owner = await agentOfDesk(work.db, desk.id, person.email);
    if (owner !== undefined) change.assigneeId = owner.id;
  }
  await changeTicket(work, ticket, desk, change);
}

/**
 * A message typed by a signed-in person, on the side of the ticket on which they stand. A colleague of the requester who
 * writes is in copy from then on. @throws 403, 404, 409, 422 */
export async function postMessage(work: Work, person: Person, number: number, input: NewMessage): Promise<Placed> {
  const ticket = await findTicket(work.db, number);
  const side = ticket === undefined ? null : await sideFor(work.db, person, ticket);
  if (ticket === undefined || side === null) throw notFound("ticket");
  if (side === "staff") return addStaffMessage(work, number, writingOf(input, person.id, "agent", person.via === "token" ? "api" : "desk"), input.status);
  if (input.kind !== "reply" || input.status !== undefined) throw problem("permission.denied", 403);
  const root = await rootOf(work.db, ticket);
  const joins = !takesPart(person.id, ticket);
  // it is written into what the ticket was merged into: that must be for them to see, too
  if (joins && (await sideFor(work.db, person, root)) === null) throw notFound("ticket");
  const placed = await addCustomerMessage(work, number, writingOf(input, person.id, "customer", "portal"), { requesterAddress: person.email ?? "", source: "portal" });
  if (joins && placed.number === root.id) await addWatchers(work, root.id, [{ id: person.id, address: person.email ?? "" }]);
  return placed;
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
