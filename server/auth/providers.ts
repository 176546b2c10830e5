import { X509Certificate } from "node:crypto";
import { isIP, type BlockList } from "node:net";
import type { LdapSettings, OidcSettings, Provider, ProviderInput, ProviderSettings, ProviderTest, ProviderTrial } from "../../contract/sign-on.ts";
import { provideRoles } from "../people/index.ts";
import { isInternal, rangesOf, urlProblem } from "../platform/outgoing-requests.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Sealing } from "../platform/sealing.ts";
import { isAdministrator, type Work } from "../platform/work.ts";
import { rolesOfGroups } from "./directories.ts";
import { askDirectory, isBarred } from "./ldap.ts";
import type { Oidc } from "./oidc.ts";
import * as store from "./sign-on-store.ts";

export interface ProviderDeps {
  sealing: Sealing;
  oidc: Oidc;
  /** addresses inside that may be asked nevertheless */
  allowed: BlockList;
  publicUrl: () => string;
}
/** A provider as signing in needs it. */
export interface OpenProvider extends store.ProviderRow {
  plainSecret: string;
}

const installation = { desk: null, ticket: null, version: null } as const;
const sealedFor = (key: string) => `provider ${key}`;
export const callbackOf = (publicUrl: string, key: string): string => `${publicUrl}/api/v1/sign-on/${key}/callback`;

export function authorizeAdministrator(work: Pick<Work, "actor">): void {
  if (!isAdministrator(work.actor)) throw problem("permission.denied", 403);
}

const view = ({ key, settings, secret, people }: store.ProviderRow, sealing: Sealing, publicUrl: string): Provider => ({ key, settings, hasSecret: plainOf({ key, secret }, sealing) !== undefined, people, callback: settings.kind === "oidc" ? callbackOf(publicUrl, key) : null });

/** @throws 403 */
export async function listProviders(work: Work, { sealing, publicUrl }: ProviderDeps): Promise<Provider[]> {
  authorizeAdministrator(work);
  return (await store.listProviders(work.db)).map((row) => view(row, sealing, publicUrl()));
}

/** The provider with its secret opened; null: there is none of that key and kind. */
export async function openProvider<K extends ProviderSettings["kind"]>(db: Work["db"], sealing: Sealing, key: string, kind: K): Promise<(OpenProvider & { settings: Extract<ProviderSettings, { kind: K }> }) | null> {
  const row = await store.findProvider(db, key);
  if (row === null || !isKind(row.settings, kind)) return null;
  return { ...row, settings: row.settings, plainSecret: plainOf(row, sealing) ?? "" };
}
const isKind = <K extends ProviderSettings["kind"]>(settings: ProviderSettings, kind: K): settings is Extract<ProviderSettings, { kind: K }> => settings.kind === kind;

/** Where a secret goes: nowhere else but where it was typed in for. */
const placeOf = (settings: ProviderSettings): string => (settings.kind === "oidc" ? `oidc ${settings.issuer} ${settings.clientId}` : `ldap ${settings.url} ${settings.startTls} ${settings.certificates.trim()} ${settings.bindDn}`);
/** By what it knows people: another place's accounts are other people. */
const realmOf = (settings: ProviderSettings): string => (settings.kind === "oidc" ? `oidc ${settings.issuer}` : `ldap ${settings.idAttribute.toLowerCase()} ${settings.baseDn.toLowerCase()}`);

const keptFor = (known: store.ProviderRow | null, settings: ProviderSettings, sealing: Sealing): string | undefined =>
  known === null || placeOf(known.settings) !== placeOf(settings) ? undefined : plainOf(known, sealing);
/** undefined: there is none, or it cannot be read any more and must be typed in again. */
const plainOf = ({ key, secret }: Pick<store.ProviderRow, "key" | "secret">, sealing: Sealing): string | undefined => (secret === null ? undefined : (sealing.open(secret, sealedFor(key)) ?? undefined));

/**
 * Adds a provider or changes it. With another issuer or directory nobody is known by it any more.
 * @throws 403, and 422 at what is wrong
 */
export async function saveProvider(work: Work, { sealing, allowed, publicUrl }: ProviderDeps, key: string, { settings, secret }: ProviderInput): Promise<Provider> {
  authorizeAdministrator(work);
  await checkSettings(work, settings, allowed);
  const known = await store.findProvider(work.db, key);
  const plain = secret ?? keptFor(known, settings, sealing);
  if (plain === undefined && needsSecret(settings)) throw problem("provider.secret-missing", 422, { path: "/secret" });
  const id = await store.saveProvider(work.db, key, settings, plain === undefined ? null : sealing.seal(plain, sealedFor(key)));
  if (known !== null && realmOf(known.settings) !== realmOf(settings)) await forgetPeople(work, id);
  if (settings.only === true && known?.settings.only !== true) await store.endOtherSessions(work.db, await store.peopleOf(work.db, id), work.actor.kind === "person" ? (work.actor.sessionId ?? null) : null);
  if (JSON.stringify(known?.settings) !== JSON.stringify(settings) || secret !== undefined) await work.record(installation, "provider.changed", { provider: key, from: known?.settings ?? null, to: settings });
  const saved = await store.findProvider(work.db, key);
  if (saved === null) throw new Error("the provider was not written");
  return view(saved, sealing, publicUrl());
}
/** A provider may take clients without a secret (PKCE stands in); a directory that is searched by an account needs its password. */
const needsSecret = (settings: ProviderSettings): boolean => settings.kind === "ldap" && settings.bindDn !== "";

/** Nobody comes in by it any more; who did is signed out, and loses the roles it gave. @throws 403, 404 */
export async function removeProvider(work: Work, key: string): Promise<void> {
  authorizeAdministrator(work);
  const known = await store.findProvider(work.db, key);
  if (known === null) throw notFound("page");
  await forgetPeople(work, known.id);
  await store.archiveProvider(work.db, known.id, work.now.toString());
  await work.record(installation, "provider.changed", { provider: key, from: known.settings, to: null });
}

async function forgetPeople(work: Work, providerId: number): Promise<void> {
  const people = await store.forgetAccounts(work.db, providerId);
  for (const personId of people) await provideRoles(work, personId, providerId, []);
  await store.endVouchedSessions(work.db, people);
}

async function checkSettings(work: Work, settings: ProviderSettings, allowed: BlockList): Promise<void> {
  const wrong = (key: string, path: string) => problem(`provider.${key}`, 422, { path: `/settings${path}` });
  if (settings.kind === "oidc") checkIssuer(settings, allowed, wrong);
  else checkDirectory(settings, wrong);
  const { byKey } = await work.desks.get();
  for (const [n, { desk, role }] of settings.groups.entries()) {
    const known = desk === null ? role === "administrator" : byKey.get(desk)?.roles.some((one) => one.key === role && !one.archived);
    if (known !== true) throw wrong("unknown-role", `/groups/${n}`);
  }
  // by such a line whoever the company has would administer everything
  const [all] = settings.groups.flatMap(({ desk, group }, n) => (desk === null && group === "*" ? [n] : []));
  if (all !== undefined) throw wrong("everybody-administers", `/groups/${all}`);
}

function checkIssuer({ issuer }: OidcSettings, allowed: BlockList, wrong: (key: string, path: string) => Error): void {
  const refused = urlProblem(issuer, allowed);
  if (refused !== null) throw wrong(refused === "outgoing.internal" ? "internal" : "issuer", "/issuer");
  const { protocol, hostname, search, hash } = new URL(issuer);
  if (search !== "" || hash !== "") throw wrong("issuer", "/issuer");
  // without TLS only to an address inside, which the operator has allowed
  const host = hostname.replace(/^\[|\]$/g, "");
  const inside = host === "localhost" || (isIP(host) !== 0 && isInternal(host, rangesOf([])));
  if (protocol === "http:" && !inside) throw wrong("needs-tls", "/issuer");
}

function checkDirectory({ url, certificates, userFilter, groupFilter }: LdapSettings, wrong: (key: string, path: string) => Error): void {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !["ldap:", "ldaps:"].includes(parsed.protocol) || parsed.hostname === "" || !["", "/"].includes(parsed.pathname)) throw wrong("url", "/url");
  if (certificates.trim() !== "" && !areCertificates(certificates)) throw wrong("certificates", "/certificates");
  if (!userFilter.includes("{user}") || !isFilter(userFilter)) throw wrong("user-filter", "/userFilter");
  if (groupFilter !== "" && (!groupFilter.includes("{dn}") || !isFilter(groupFilter))) throw wrong("group-filter", "/groupFilter");
}
/** TLS takes no notice of what it cannot read: then the directory would be believed by nobody's word, or not at all. */
function areCertificates(pem: string): boolean {
  const all = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const one of all) new X509Certificate(one);
  } catch {
    return false;
  }
  return all.length > 0;
}
/** As far as can be told before asking: parentheses around it, and as many open as close. */
function isFilter(filter: string): boolean {
  let depth = 0;
  for (const [n, sign] of [...filter].entries()) {
    if (sign === "(") depth += 1;
    if (sign === ")") depth -= 1;
    if (depth < 0 || (depth === 0 && n < filter.length - 1)) return false;
  }
  return filter.startsWith("(") && depth === 0;
}

/** The secret for trying settings: as typed, or as kept for this very place. @throws 403, 422 */
export async function secretToTry(work: Work, { sealing, allowed }: ProviderDeps, key: string, { settings, secret }: ProviderTrial): Promise<string> {
  authorizeAdministrator(work);
  await checkSettings(work, settings, allowed);
  const plain = secret ?? keptFor(await store.findProvider(work.db, key), settings, sealing);
  if (plain === undefined && needsSecret(settings)) throw problem("provider.secret-missing", 422, { path: "/secret" });
  return plain ?? "";
}

/** Reaches for the provider with settings that need not be saved; with a directory looks somebody up, whose roles it tells. Changes nothing. */
export async function tryProvider({ oidc }: ProviderDeps, { settings, user }: ProviderTrial, secret: string): Promise<ProviderTest> {
  if (settings.kind === "oidc") return { ...(await oidc.test(settings, secret)), account: null };
  const found = await askDirectory(settings, secret, user ?? "*", null);
  if ("account" in found) {
    const { name, email, groups } = found.account;
    return { failed: null, detail: null, account: user === undefined ? null : { name: name ?? "", email, groups: [...groups], roles: rolesOfGroups(settings.groups, groups).map(({ desk, role }) => ({ desk, role })) } };
  }
  // nobody is called so, which shows that it could be asked
  if (found.failed === "account" && user === undefined) return { failed: null, detail: null, account: null };
  const { failed, detail } = found;
  // without a password only the searching account's can be refused
  return { failed: failed === "password" || isBarred(failed) ? "sign-in" : failed, detail: detail === "" ? null : detail.slice(0, 300), account: null };
}
