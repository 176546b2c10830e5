import type { Language } from "../../contract/common.ts";
import type { NewTicket, Somebody, TicketPatch } from "../../contract/tickets.ts";
import { deskIn, type DeskConfig } from "../desks/index.ts";
import { completePerson } from "../organizations/index.ts";
import { addressKey, countryOf, ensureByPhone, ensurePeople, knownAs, personDetails } from "../people/index.ts";
import { problem } from "../platform/problem.ts";
import type { Person, RecordedEvent, Work } from "../platform/work.ts";
import { changeTicket, lockLive, lockVisible, patchTicket, statusOf } from "./change.ts";
import { canDo } from "./policy.ts";
import * as store from "./store.ts";

/** Who asks, or is written to. */
export interface Asking {
  id: number;
  /** the address, else the phone */
  known: string;
  locale: string | null;
}

/** Staff name somebody by number, address or phone; who is new is made. @throws 422 where that is nobody, or nobody who may be named */
export async function somebody(work: Work, desk: DeskConfig, given: Somebody & { organization?: number | undefined }, locale: Language | null = null): Promise<Asking> {
  const { person, email, phone, name, organization } = given;
  if (person !== undefined) return known(work, person);
  const country = countryOf(desk);
  if (email !== undefined) {
    if ((await work.desks.get()).byAddress.has(addressKey(email))) throw problem("ticket.own-address", 422, { params: { email }, path: "/requester/email" });
    const [one] = await ensurePeople(work, [{ address: email, name: name ?? null, locale }]);
    if (one === undefined) throw new Error("a person was not written");
    if (phone !== undefined || organization !== undefined) await completePerson(work, one.id, { phone, organization }, country);
    return { id: one.id, known: one.address, locale: one.locale };
  }
  if (phone === undefined) throw problem("ticket.nobody", 422, { path: "/requester" });
  const { id, number } = await ensureByPhone(work, { phone, name, country });
  if (organization !== undefined) await completePerson(work, id, { organization }, country);
  return { id, known: number, locale: null };
}

/** Who may not look people up cannot try their numbers either. */
async function known(work: Work, id: number): Promise<Asking> {
  const { actor } = work;
  const looks = actor.kind === "system" || actor.grants.some((grant) => grant.permissions.has("people.see"));
  const person = looks ? await personDetails(work.db, id) : undefined;
  if (person === undefined) throw problem("ticket.unknown-person", 422, { path: "/requester/person" });
  return { id: person.id, known: await knownAs(work.db, person.id), locale: person.locale };
}

/** A customer asks for themselves, by the address they are signed in with. @throws 403 */
export async function themselves(work: Work, person: Person, given: NewTicket["requester"], language: Language): Promise<Asking> {
  const { email, locale, name, ...others } = given;
  if (email === undefined || addressKey(email) !== person.email || Object.keys(others).length > 0) throw problem("permission.denied", 403);
  const [one] = await ensurePeople(work, [{ address: email, name: name ?? null, locale: locale ?? language }]);
  if (one === undefined) throw new Error("a person was not written");
  return { id: one.id, known: one.address, locale: one.locale };
}

/** `patchTicket` for who may name somebody as the one who asks; it is not found out for who may not edit it. @throws 403, 404, 409, 412, 422 */
export async function editTicket(work: Work, number: number, { requester, ...patch }: TicketPatch, ifVersion?: number): Promise<number> {
  if (requester === undefined) return patchTicket(work, number, patch, ifVersion);
  const ticket = await lockVisible(work, number);
  const desk = await deskIn(work, ticket.deskId);
  if (!canDo(work.actor, ticket, statusOf(desk, ticket), desk).edit) throw problem("permission.denied", 403);
  return patchTicket(work, number, { ...patch, requester: (await somebody(work, desk, requester)).id }, ifVersion);
}

/** Two turned out to be one person: what the one asked is the other's from now on, with what they said in it. */
export async function takeOverTickets(work: Work, { data: { personId, into } }: RecordedEvent<"person.merged">): Promise<void> {
  for (const { id } of await store.ticketsOfPerson(work.db, personId)) {
    const ticket = await lockLive(work, id);
    const desk = await deskIn(work, ticket.deskId);
    await store.moveAuthor(work.db, id, personId, into);
    // of a merged ticket, what was said is in it, and the one it was merged into is the other's too
    if (ticket.id !== id) await store.setRequester(work.db, id, personId, into);
    if (ticket.requesterId === personId) await changeTicket(work, ticket, desk, { requesterId: into });
    else await store.replaceWatcher(work.db, id, personId, into);
  }
}
