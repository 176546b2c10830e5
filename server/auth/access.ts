import type { AccessState, PersonAccess } from "../../contract/access.ts";
import { personDetails, profileOf } from "../people/index.ts";
import { Temporal } from "../platform/clock.ts";
import { query, type Db } from "../platform/db.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Permission } from "../../contract/permissions.ts";
import type { Person, Work } from "../platform/work.ts";
import { onlyDirectoryFor } from "./directories.ts";
import { limits } from "./rules.ts";
import { onlyDirectoryOf } from "./sign-on-store.ts";
import * as store from "./store.ts";
import { clearTries, signInKey } from "./throttle.ts";

/** People belong to the whole installation: whoever may at one desk, may. */
const somewhere = (actor: Person, permission: Permission): boolean => actor.grants.some((grant) => grant.permissions.has(permission));
const nowhere = { desk: null, ticket: null, version: null } as const;

type AddressAccess = PersonAccess["addresses"][number];
interface Facts {
  addresses: readonly AddressAccess[];
  deactivated: boolean;
  hasPassword: boolean;
  directory: string | null;
  signedInAt: string | null;
}

/** In one word what keeps somebody out; what hinders most comes first. */
export function accessState({ addresses, deactivated, hasPassword, directory, signedInAt }: Facts): AccessState {
  const [primary] = addresses;
  if (deactivated) return "deactivated";
  if (primary === undefined) return "no-address";
  // neither a password, nor a mail that does not arrive, matters to them
  if (directory !== null) return "directory";
  if (primary.lockedUntil !== null) return "locked";
  // what came back after the last mail to it: a later one may have reached them
  if (primary.bouncedAt !== null && (primary.invitedAt === null || primary.bouncedAt >= primary.invitedAt)) return "bounced";
  if (signedInAt !== null || hasPassword) return "can";
  if (primary.invitedAt === null) return "never-invited";
  return primary.linkUntil === null ? "link-expired" : "invited";
}

/** H12: why a person cannot get in. @throws 404 where there is nobody, or nobody who may be seen */
export async function readAccess(db: Db, actor: Person, id: number, now: Temporal.Instant): Promise<PersonAccess> {
  const person = somewhere(actor, "people.see") ? await personDetails(db, id) : undefined;
  if (person === undefined) throw notFound("person");
  const addresses = await addressesWithTries(db, person.id, now);
  const [row] = await query<{ signedInAt: string | null; sessions: number }>(
    db,
    `select (select at from events where audience = 'admin' and actor_id = $1 and type = 'session.started' order by at desc, id desc limit 1) as "signedInAt",
       (select count(*)::int from sessions where person_id = $1 and expires_at > $2) as sessions`,
    [person.id, now.toString()],
  );
  const facts = { addresses, deactivated: person.deactivated, hasPassword: (await store.passwordHash(db, person.id)) !== null, directory: person.colleague ? await onlyDirectoryOf(db, person.id) : null, signedInAt: row?.signedInAt ?? null };
  const { deactivated: _left, ...shown } = facts;
  return {
    ...shown,
    state: accessState(facts),
    sessions: row?.sessions ?? 0,
    can: { invite: !person.deactivated && addresses.length > 0 && facts.directory === null, unlock: somewhere(actor, "people.edit") },
  };
}

/** Each address with what was mailed to it and tried with it. */
async function addressesWithTries(db: Db, personId: number, now: Temporal.Instant): Promise<AddressAccess[]> {
  const rows = await query<Omit<AddressAccess, "lockedUntil"> & { tries: number | null; since: string | null }>(
    db,
    `select a.address as email, a.is_primary as primary, a.verified_at as "verifiedAt", a.invited_at as "invitedAt", a.bounced_at as "bouncedAt", a.bounce_reason as "bounceReason",
       (select max(l.expires_at) from sign_in_links l where l.person_id = a.person_id and l.address = a.address and l.used_at is null and l.expires_at > $2) as "linkUntil",
       (select e.at from events e where e.audience = 'admin' and e.data ->> 'address' = a.address and e.type = 'session.refused' order by e.at desc, e.id desc limit 1) as "refusedAt",
       t.count as tries, t.window_start as since
     from addresses a left join throttles t on t.key = $3 || a.address where a.person_id = $1 order by a.is_primary desc, a.address`,
    [personId, now.toString(), signInKey("")],
  );
  return rows.map(({ tries, since, ...row }) => ({ ...row, lockedUntil: lockedUntil(tries, since, now) }));
}

function lockedUntil(tries: number | null, since: string | null, now: Temporal.Instant): string | null {
  const { tries: most, minutes } = limits.signInByAddress;
  if (tries === null || since === null || tries < most) return null;
  const end = Temporal.Instant.from(since).add({ minutes });
  return end.epochMilliseconds > now.epochMilliseconds ? end.toString() : null;
}

/** Mails the way in once more: to a customer the invitation to the desk's portal, to a colleague a link of the agents' app. @throws 404, 409 */
export async function inviteToPortal(work: Work, actor: Person, id: number, deskKey: string): Promise<string> {
  const desk = (await work.desks.get()).byKey.get(deskKey);
  const found = somewhere(actor, "people.see") ? await personDetails(work.db, id) : undefined;
  if (found === undefined) throw notFound("person");
  if (desk === undefined) throw notFound("desk");
  const person = await profileOf(work.db, found.id);
  if (person === null || person.deactivated || person.address === null || (await onlyDirectoryFor(work.db, person)) !== null) throw problem("access.no-way", 409);
  await work.record({ ...nowhere, desk: desk.id }, "person.invited", { address: person.address });
  await work.enqueue("auth.invite", { personId: person.id, deskId: desk.id });
  return person.address;
}

/** Lets somebody try anew who typed too many wrong passwords. @throws 403, 404 */
export async function unlock(work: Work, actor: Person, id: number): Promise<void> {
  const person = somewhere(actor, "people.see") ? await personDetails(work.db, id) : undefined;
  if (person === undefined) throw notFound("person");
  if (!somewhere(actor, "people.edit")) throw problem("permission.denied", 403);
  for (const { email } of person.addresses) {
    await clearTries(work.db, signInKey(email));
    await work.record(nowhere, "session.unlocked", { address: email });
  }
}
