import { fillPlaceholders } from "../../contract/configuration.ts";
import { labelIn } from "../../contract/common.ts";
import type { NewOutgoing } from "../../contract/outgoings.ts";
import type { Somebody } from "../../contract/tickets.ts";
import { firstOfState, initialStatus, type DeskConfig } from "../desks/index.ts";
import { addressKey, agentOfDesk, contactsOf, ensurePeople, primaryAddress } from "../people/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import { escapeHtml } from "../platform/rich-text/index.ts";
import { allows, type Person, type Work } from "../platform/work.ts";
import { changeTicket, createTicket, lockLive, somebody, usableType, writingOf } from "../tickets/index.ts";
import * as store from "./store.ts";

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    /** a batch of those who are written to */
    "outgoing.write": { outgoingId: number };
  }
}

/**
 * An agent writes first (H4): to one at once, to many by a job. Everything that would be wrong for each is refused before
 * anything is sent. @throws 403, 404, 422
 */
export async function startOutgoing(work: Work, person: Person, { desk: key, to, ...letter }: NewOutgoing): Promise<store.StoredOutgoing> {
  const { byKey, byAddress } = await work.desks.get();
  const desk = byKey.get(key);
  if (desk === undefined) throw notFound("desk");
  authorize(person, desk);
  if (letter.type !== undefined) usableType(work, desk, letter.type);
  const own = (letter.cc ?? []).findIndex((email) => byAddress.has(addressKey(email)));
  if (own >= 0) throw problem("ticket.own-address", 422, { params: { email: letter.cc?.[own] ?? "" }, path: `/cc/${own}` });
  writingOf({ kind: "reply", ...letter }, person.id, "agent", "desk");
  const receivers = eachOnce(to);
  const outgoing = await store.insertOutgoing(work.db, { personId: person.id, deskId: desk.id, via: person.via }, letter, receivers, work.now.toString());
  const [only, ...others] = receivers;
  if (only === undefined || others.length > 0) {
    await work.enqueue("outgoing.write", { outgoingId: outgoing.id });
    return outgoing;
  }
  await store.settleItem(work.db, outgoing.id, 1, { ticketId: await writeFirst(work, person, desk, letter, only) });
  await store.finish(work.db, outgoing.id, work.now.toString());
  return { ...outgoing, state: "done", finishedAt: work.now.toString() };
}

function authorize(person: Person, desk: DeskConfig): void {
  if (!allows(person, "ticket.create", desk.id) || !allows(person, "ticket.reply", desk.id)) throw problem("permission.denied", 403);
}

/** Nobody is written to twice for being named twice. */
function eachOnce(to: readonly Somebody[]): Somebody[] {
  const kept = new Map<string, Somebody>();
  for (const one of to) {
    const key = one.person !== undefined ? `#${one.person}` : one.email !== undefined ? addressKey(one.email) : `${one.phone} ${one.name}`;
    if (!kept.has(key)) kept.set(key, one);
  }
  return [...kept.values()];
}

/**
 * One ticket of one receiver, begun by our own words, which are mailed to them. It waits for them, and is its writer's.
 * @throws 403; 422 where they have no address
 */
export async function writeFirst(work: Work, person: Person, desk: DeskConfig, letter: store.Letter, receiver: Somebody): Promise<number> {
  authorize(person, desk);
  const asking = await somebody(work, desk, receiver);
  const address = receiver.email === undefined || receiver.person !== undefined ? await primaryAddress(work.db, asking.id) : addressKey(receiver.email);
  if (address === null) throw problem("ticket.no-address", 422, { path: "/to" });
  const [contact] = await contactsOf(work.db, [asking.id]);
  const copied = (await ensurePeople(work, (letter.cc ?? []).map((email) => ({ address: email })))).filter(({ id }) => id !== asking.id);
  const facts = { "requester.name": contact?.name ?? "", "requester.email": address, "agent.name": person.name, "agent.email": person.email, "desk.name": labelIn(desk.labels, contact?.locale ?? desk.language, desk.language) };
  const inHtml = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, value === null ? null : escapeHtml(value)]));
  const filled = {
    ...letter,
    subject: fillPlaceholders(letter.subject, facts),
    ...(letter.body === undefined ? {} : { body: fillPlaceholders(letter.body, facts) }),
    ...(letter.html === undefined ? {} : { html: fillPlaceholders(letter.html, inHtml) }),
  };
  const { number } = await createTicket(work, {
    desk,
    subject: filled.subject,
    requesterId: asking.id,
    requesterAddress: address,
    watcherIds: copied.map(({ id }) => id),
    message: { ...writingOf({ kind: "reply", ...filled }, person.id, "agent", person.via === "token" ? "api" : "desk"), recipients: { to: [address], cc: copied.map((one) => one.address) } },
    type: letter.type,
    fields: letter.fields,
    tags: letter.tags,
    source: "outgoing",
    locale: asking.locale,
    outgoing: firstOfState(desk, "pending") ?? firstOfState(desk, "open") ?? initialStatus(desk),
  });
  const owner = person.email === null ? undefined : await agentOfDesk(work.db, desk.id, person.email);
  if (owner !== undefined) await changeTicket(work, await lockLive(work, number), desk, { assigneeId: owner.id });
  return number;
}

/** What was begun is its writer's own to look at. @throws 404 */
export async function ownOutgoing(work: Pick<Work, "db">, person: Person, id: number): Promise<store.StoredOutgoing> {
  const outgoing = await store.findOutgoing(work.db, id);
  if (outgoing === undefined || outgoing.personId !== person.id) throw notFound("outgoing");
  return outgoing;
}
