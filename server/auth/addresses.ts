import type { AddressProof, NewOwnAddress, OwnAddressList } from "../../contract/access.ts";
import { labelIn } from "../../contract/common.ts";
import { portalPath } from "../desks/index.ts";
import {
  addProvenAddress, addressesOf, addressKey, addressOk, dropAddress, handOverAddresses, joinPeople, lockPerson, makePrimary, personByAddress, profileOf, type PersonDetails,
} from "../people/index.ts";
import type { Temporal } from "../platform/clock.ts";
import { query, type Db } from "../platform/db.ts";
import { languageOf } from "../platform/i18n.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Actor, Person, Work } from "../platform/work.ts";
import { dropAccess } from "./erase.ts";
import type { SendLink } from "./links.ts";
import { linkHours } from "./rules.ts";
import { newSecret, secretHash } from "./secrets.ts";

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    "auth.mail-proof": { personId: number; email: string; desk: number };
  }
}

const nowhere = { desk: null, ticket: null, version: null } as const;
/** So many addresses one person may have. */
const mostAddresses = 20;

/** Colleagues' addresses are the way to their rights: administrators change them. */
const mayChange = (actor: Person): boolean => actor.grants.length === 0;

export const listOwnAddresses = async (db: Db, actor: Person): Promise<OwnAddressList> => ({ items: await addressesOf(db, actor.id), can: { change: mayChange(actor) } });

/** Somebody says that an address is theirs, too. The mail is made by a job, whosever the address is. @throws 403, 404, 409, 422 */
export async function claimAddress(work: Work, actor: Person, { email, desk: key }: NewOwnAddress): Promise<null> {
  if (!mayChange(actor)) throw problem("permission.denied", 403);
  const desks = await work.desks.get();
  const desk = desks.byKey.get(key);
  if (desk === undefined) throw notFound("desk");
  if (!addressOk(email) || desks.byAddress.has(addressKey(email))) throw problem("ticket.own-address", 422, { params: { email }, path: "/email" });
  const own = await addressesOf(work.db, actor.id);
  if (own.some((one) => one.email === addressKey(email) && one.verified)) throw problem("address.yours-already", 409, { params: { email }, path: "/email" });
  if (own.length >= mostAddresses) throw problem("address.too-many", 409, { params: { count: mostAddresses }, path: "/email" });
  await work.record({ ...nowhere, desk: desk.id }, "address.claimed", { address: addressKey(email) });
  await work.enqueue("auth.mail-proof", { personId: actor.id, email: addressKey(email), desk: desk.id });
  return null;
}

/** Mails the proof, unless the address is one of ours, a colleague's, or of somebody who is no longer let in. Runs as a job. */
export async function sendProof(work: Work, send: SendLink, { personId, email, desk: deskId }: { personId: number; email: string; desk: number }): Promise<void> {
  const [profile, owner, desks] = [await profileOf(work.db, personId), await personByAddress(work.db, email), await work.desks.get()];
  const desk = desks.byId.get(deskId);
  if (profile === null || profile.deactivated || profile.grants.length > 0 || desk === undefined || desks.byAddress.has(email)) return;
  const owning = owner === undefined ? null : await profileOf(work.db, owner.id);
  if (owning !== null && (owning.deactivated || owning.grants.length > 0)) return;
  const secret = newSecret();
  const expiresAt = work.now.add({ hours: linkHours.address });
  await query(work.db, `insert into address_claims (hash, person_id, address, desk_id, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`, [
    secretHash(secret), personId, email, desk.id, work.now.toString(), expiresAt.toString(),
  ]);
  const language = languageOf(profile.locale ?? desk.language) ?? "en";
  await send(work, {
    person: profile,
    address: email,
    language,
    purpose: "address",
    invitedBy: profile.address === null ? profile.name : `${profile.name} (${profile.address})`,
    desk: { id: desk.id, key: desk.key, name: labelIn(desk.labels, language, desk.language) },
    path: `${portalPath(desk)}/address/${secret}`,
    expiresAt,
  });
}

interface Claim {
  personId: number;
  address: string;
  expiresAt: string;
  usedAt: string | null;
}
async function findClaim(db: Db, secret: string): Promise<Claim | null> {
  const [row] = await query<Claim>(db, `select person_id as "personId", address, expires_at as "expiresAt", used_at as "usedAt" from address_claims where hash = $1`, [secretHash(secret)]);
  return row ?? null;
}

/** Looks at a proof without using it. */
export async function viewProof(db: Db, secret: string, actor: Actor | null, now: Temporal.Instant): Promise<AddressProof> {
  const claim = await findClaim(db, secret);
  const asker = claim === null ? null : await profileOf(db, claim.personId);
  if (claim === null || asker === null) return { state: "unknown", email: null, askedBy: null, yours: false };
  return {
    state: claim.usedAt !== null ? "used" : Date.parse(claim.expiresAt) <= now.epochMilliseconds ? "expired" : "valid",
    email: claim.address,
    askedBy: { name: asker.name, email: asker.address ?? "" },
    yours: actor?.kind === "person" && actor.id === claim.personId,
  };
}

/**
 * The address is theirs: whoever opened its mail is signed in as who asked. Only both together prove it: neither a guest who is
 * talked into a click, nor somebody who names another's address gives or gets anything. Who had the address becomes one with them.
 * @returns whose sessions have ended
 * @throws 403 for somebody else, 404, 409 where the address is a colleague's by now, 410
 */
export async function proveAddress(work: Work, actor: Person, secret: string): Promise<{ ended: number[] }> {
  const claim = await findClaim(work.db, secret);
  if (claim === null) throw notFound("link");
  if (claim.personId !== actor.id) throw problem("address.another-asked", 403);
  if (Date.parse(claim.expiresAt) <= work.now.epochMilliseconds) throw problem("link.expired", 410);
  const taken = await query(work.db, `update address_claims set used_at = $2 where hash = $1 and used_at is null returning 1`, [secretHash(secret), work.now.toString()]);
  if (taken.length === 0) throw problem("link.used", 410);
  const owner = await personByAddress(work.db, claim.address);
  const other = owner === undefined || owner.id === actor.id ? null : await lockBoth(work, actor.id, owner.id);
  if (other !== null) await mergeInto(work, actor, other);
  await addProvenAddress(work.db, actor.id, claim.address, work.now.toString());
  await work.record(nowhere, "address.added", { address: claim.address, merged: other?.id ?? null });
  return { ended: other === null ? [] : [other.id] };
}

/** In the order of their numbers, so that two who claim each other's addresses wait instead of standing still. */
async function lockBoth(work: Work, one: number, other: number): Promise<PersonDetails> {
  const locked = new Map<number, PersonDetails | undefined>();
  for (const id of [one, other].toSorted((a, b) => a - b)) locked.set(id, await lockPerson(work.db, id));
  const found = locked.get(other);
  if (found === undefined || found.id !== other || found.colleague || found.deactivated) throw problem("address.not-mergeable", 409);
  return found;
}

/** All that was the other's is theirs: requests, addresses, phones. How the other signed in is gone. */
async function mergeInto(work: Work, actor: Person, other: PersonDetails): Promise<void> {
  // first their tickets: the history of each says by which address they were known
  await work.record(nowhere, "person.merged", { personId: other.id, into: actor.id });
  await handOverAddresses(work.db, other.id, actor.id, work.now.toString());
  await joinPeople(work.db, other.id, actor.id);
  await dropAccess(work.db, [other.id]);
}

/** @throws 403, 404; 409 for the one written to */
export async function removeAddress(work: Work, actor: Person, email: string): Promise<void> {
  if (!mayChange(actor)) throw problem("permission.denied", 403);
  const own = (await addressesOf(work.db, actor.id)).find((one) => one.email === addressKey(email));
  if (own === undefined) throw notFound("page");
  if (own.primary || !(await dropAddress(work.db, actor.id, email))) throw problem("address.primary", 409);
  await work.record(nowhere, "address.removed", { address: own.email });
  await work.record(nowhere, "person.changed", { personId: actor.id, fields: ["addresses"] });
}

/** @throws 403, 404; 409 for one that is not proven */
export async function chooseAddress(work: Work, actor: Person, email: string): Promise<void> {
  if (!mayChange(actor)) throw problem("permission.denied", 403);
  const all = await addressesOf(work.db, actor.id);
  const own = all.find((one) => one.email === addressKey(email));
  if (own === undefined) throw notFound("page");
  if (own.primary) return;
  if (!(await makePrimary(work.db, actor.id, email))) throw problem("address.not-proven", 409);
  await work.record(nowhere, "address.chosen", { address: own.email, before: all.find((one) => one.primary)?.email ?? null });
  await work.record(nowhere, "person.changed", { personId: actor.id, fields: ["addresses"] });
}
