import { defaultPasswordPolicy, type LinkView } from "../../contract/auth.ts";
import { labelIn } from "../../contract/common.ts";
import { portalPath, type DeskConfig } from "../desks/index.ts";
import { addressesOf, changeProfile, markInvited, markVerified, personByAddress, profileOf, type Profile } from "../people/index.ts";
import { Temporal } from "../platform/clock.ts";
import type { Db } from "../platform/db.ts";
import { languageOf, type Language } from "../platform/i18n.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { onlyDirectoryFor } from "./directories.ts";
import { checkPassword, policyFor } from "./passwords.ts";
import { linkHours, type LinkOccasion } from "./rules.ts";
import { hashPassword, newSecret, secretHash } from "./secrets.ts";
import * as store from "./store.ts";

export interface NewLink {
  personId: number;
  /** the address it is mailed to: using the link proves that the person reads it */
  address: string | null;
  purpose: "sign-in" | "password";
  /** says how long it works */
  occasion: LinkOccasion;
  /** whose portal it opens; null: the agents' app */
  desk: Pick<DeskConfig, "id" | "key" | "settings"> | null;
  /** a path below the app's own address to go on to, e.g. `/tickets/1001` */
  to?: string;
}

/** Makes a link that works once. The secret is in what this returns and nowhere else. */
export async function createLink(work: Work, link: NewLink): Promise<{ path: string; expiresAt: Temporal.Instant }> {
  const secret = newSecret();
  const expiresAt = work.now.add({ hours: linkHours[link.occasion] });
  await store.insertLink(work.db, {
    hash: secretHash(secret),
    personId: link.personId,
    address: link.address,
    purpose: link.purpose,
    deskId: link.desk?.id ?? null,
    createdAt: work.now.toString(),
    expiresAt: expiresAt.toString(),
  });
  const app = link.desk === null ? "/desk" : portalPath(link.desk);
  const to = link.to === undefined ? "" : `?to=${encodeURIComponent(link.to)}`;
  return { path: `${app}/link/${secret}${to}`, expiresAt };
}

/** What a letter about a link needs to be written. */
export interface LinkLetter {
  person: Pick<Profile, "id" | "name">;
  address: string;
  language: Language;
  purpose: "sign-in" | "password" | "invitation" | "address";
  /** the colleague who invites to a desk, or who says that the address is theirs, too; null: it was asked for */
  invitedBy: string | null;
  desk: { id: number; key: string; name: string } | null;
  path: string;
  expiresAt: Temporal.Instant;
}
export type SendLink = (work: Work, letter: LinkLetter) => Promise<void>;

/**
 * Mails the link somebody asked for, if the address is someone's: everyone who ever wrote or was in copy (H3). Runs as a
 * job, so that asking takes the same time whoever is asked for.
 */
export async function sendAskedLink(work: Work, send: SendLink, asked: { email: string; purpose: "sign-in" | "password"; desk: string | null; locale: string | null }): Promise<boolean> {
  const known = await personByAddress(work.db, asked.email);
  if (known === undefined || known.deactivated) return false;
  const profile = await profileOf(work.db, known.id);
  if (profile === null) return false;
  const desks = await work.desks.get();
  // a customer who asks where only agents sign in is shown the way to the portal
  const desk = (asked.desk === null ? undefined : desks.byKey.get(asked.desk)) ?? (profile.grants.length > 0 ? undefined : desks.all[0]);
  const language = languageOf(profile.locale ?? asked.locale ?? desk?.language ?? "en") ?? "en";
  if (profile.locale === null && asked.locale !== null) await changeProfile(work.db, profile.id, { locale: language });
  const link = await createLink(work, {
    personId: profile.id,
    address: known.address,
    purpose: asked.purpose,
    occasion: asked.purpose,
    desk: desk ?? null,
  });
  await send(work, {
    person: profile,
    address: known.address,
    language,
    purpose: asked.purpose,
    invitedBy: null,
    desk: desk === undefined ? null : { id: desk.id, key: desk.key, name: labelIn(desk.labels, language, desk.language) },
    ...link,
  });
  await markInvited(work.db, known.address, work.now.toString());
  return true;
}

/** Mails somebody the way in once more, as at their first request: customers to a portal, colleagues to the agents' app. Runs as a job. */
export async function sendInvitation(work: Work, send: SendLink, { personId, deskId }: { personId: number; deskId: number }): Promise<void> {
  const profile = await profileOf(work.db, personId);
  const desk = (await work.desks.get()).byId.get(deskId);
  if (profile === null || profile.address === null || profile.deactivated || desk === undefined) return;
  const staff = profile.grants.length > 0;
  const language = languageOf(profile.locale ?? desk.language) ?? "en";
  const link = await createLink(work, { personId, address: profile.address, purpose: "password", occasion: "invitation", desk: staff ? null : desk });
  const about = { id: desk.id, key: desk.key, name: labelIn(desk.labels, language, desk.language) };
  await send(work, { person: profile, address: profile.address, language, purpose: staff ? "password" : "invitation", invitedBy: null, desk: about, ...link });
  await markInvited(work.db, profile.address, work.now.toString());
}

/** Mails a colleague the way into the agents' app: to set a password, or with one to sign in. Runs as a job. */
export async function sendColleagueInvitation(work: Work, send: SendLink, { personId, deskId, by }: { personId: number; deskId: number; by: string }): Promise<void> {
  const profile = await profileOf(work.db, personId);
  const desk = (await work.desks.get()).byId.get(deskId);
  if (profile === null || profile.address === null || profile.deactivated || desk === undefined) return;
  const language = languageOf(profile.locale ?? desk.language) ?? "en";
  const purpose = (await store.passwordHash(work.db, personId)) === null ? "password" : "sign-in";
  const link = await createLink(work, { personId, address: profile.address, purpose, occasion: "invitation", desk: null });
  await send(work, { person: profile, address: profile.address, language, purpose, invitedBy: by, desk: { id: desk.id, key: desk.key, name: labelIn(desk.labels, language, desk.language) }, ...link });
  await markInvited(work.db, profile.address, work.now.toString());
}

/** A link is its mailbox's: where the address is somebody else's by now, or was taken away, what was mailed there opens nothing. */
async function findLink(db: Db, secret: string): Promise<store.LinkRow | null> {
  const link = await store.findLink(db, secretHash(secret));
  return link === null || link.address === null || (await addressesOf(db, link.personId)).some(({ email }) => email === link.address) ? link : null;
}

/** Looks at a link without using it. */
export async function viewLink(db: Db, desks: Work["desks"], secret: string, now: Temporal.Instant): Promise<LinkView> {
  const link = await findLink(db, secret);
  if (link === null) return { purpose: "sign-in", state: "unknown", email: null, desk: null, passwordPolicy: defaultPasswordPolicy };
  const [set, profile] = await Promise.all([desks.get(), profileOf(db, link.personId)]);
  return {
    purpose: link.purpose,
    // one that was made at the terminal is the way in while the directory is away
    state: link.usedAt !== null ? "used" : link.address !== null && profile !== null && (await onlyDirectoryFor(db, profile)) !== null ? "directory" : Date.parse(link.expiresAt) <= now.epochMilliseconds ? "expired" : "valid",
    email: link.address,
    desk: link.deskId === null ? null : (set.byId.get(link.deskId)?.key ?? null),
    passwordPolicy: policyFor(profile ?? { grants: [] }, set, link.deskId),
  };
}

/**
 * Prepares the use of a link outside a transaction: hashing a password takes long. Raises what is wrong with the link or
 * the password; neither uses the link up.
 */
export async function prepareLink(db: Db, desks: Work["desks"], secret: string, password: string | undefined, now: Temporal.Instant): Promise<{ personId: number; hash: string | null; how: "link" | "terminal" }> {
  const link = await findLink(db, secret);
  if (link === null) throw notFound("link");
  if (link.usedAt !== null) throw problem("link.used", 410);
  if (Date.parse(link.expiresAt) <= now.epochMilliseconds) throw problem("link.expired", 410);
  const profile = await profileOf(db, link.personId);
  if (profile === null || profile.deactivated) throw notFound("link");
  // a link that was not mailed was made at the machine's terminal
  const how = link.address === null ? "terminal" : "link";
  if (link.purpose === "sign-in") return { personId: profile.id, hash: null, how };
  const set = await desks.get();
  const desk = link.deskId === null ? undefined : set.byId.get(link.deskId);
  if (password === undefined) throw problem("password.required", 422, { path: "/password" });
  checkPassword(password, policyFor(profile, set, link.deskId), [profile.name, profile.address ?? "", ...Object.values(desk?.labels ?? {})]);
  return { personId: profile.id, hash: await hashPassword(password), how };
}

/** Uses the link: it works no more, its address is proven, and a new password ends every older session. */
export async function spendLink(work: Work, secret: string, passwordHash: string | null): Promise<void> {
  const link = await store.takeLink(work.db, secretHash(secret), work.now.toString());
  if (link === null) throw problem("link.used", 410);
  if (link.address !== null) await markVerified(work.db, link.address, work.now.toString());
  if (link.purpose === "sign-in") return;
  if (passwordHash === null) throw new Error("a password link without a password");
  const first = (await store.passwordHash(work.db, link.personId)) === null;
  await store.setPasswordHash(work.db, link.personId, passwordHash, work.now.toString());
  await store.spendPasswordLinks(work.db, link.personId, work.now.toString());
  await store.deleteSessionsOf(work.db, link.personId, null);
  await work.record({ desk: link.deskId, ticket: null, version: null }, "password.changed", { how: "link", first });
}
