import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Me } from "../../contract/auth.ts";
import { Email, Key } from "../../contract/common.ts";
import { AdministratorsNeed, DirectorySignIn, Provider, ProviderInput, ProviderList, ProviderTest, ProviderTrial, SignInOffer, StaffAccessList, type SecondFactor } from "../../contract/sign-on.ts";
import { administratorsNeedSecondFactor, allStaff, personByAddress, profileOf, setAdministratorsNeed } from "../people/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import type { Log } from "../platform/log.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Person } from "../platform/work.ts";
import { admit, type Account } from "./directories.ts";
import type { Entrance } from "./entrance.ts";
import { askDirectory, isBarred, type Barred } from "./ldap.ts";
import { stateOf } from "./oidc.ts";
import * as providers from "./providers.ts";
import { limits, networkOf } from "./rules.ts";
import { factorsOf, insertStep, takeStep } from "./second-factor-store.ts";
import { resetFactors } from "./second-factors.ts";
import { newSecret, secretHash } from "./secrets.ts";
import * as store from "./sign-on-store.ts";
import { clearTries, countTry } from "./throttle.ts";

export interface SignOnDeps extends providers.ProviderDeps {
  database: Pick<Database, "db">;
  transact: Transact;
  clock: Clock;
  entrance: Entrance;
  log: Log;
  me: (actor: Pick<Person, "id" | "grants">, request: FastifyRequest) => Promise<Me>;
}

const tags = ["auth"];
const byKey = Type.Object({ key: Key });
const byEmail = Type.Object({ email: Email });
const attemptCookie = "ventanilla_sign_on";
const attemptKind = "sign-on";
const attemptMinutes = 15;
const installation = { desk: null, ticket: null, version: null } as const;

/** Signing in by the company's own directory, and its settings. */
export function signOnRoutes(app: Http, deps: SignOnDeps): void {
  const { database: { db }, transact, clock, entrance, log, me, oidc, sealing, publicUrl } = deps;
  const system = systemActor("sign-on");
  const ofAttempt = (request: FastifyRequest) => ({ ...entrance.cookie(request), path: "/api/v1/sign-on" });

  app.get("/api/v1/sign-on", { schema: { tags, summary: "What the sign-in page offers", response: { 200: SignInOffer } } }, async (request) => {
    const [rows, step] = await Promise.all([store.listProviders(db), entrance.stepOf(request)]);
    const [profile, factors] = step === null ? [null, null] : await Promise.all([profileOf(db, step.personId), factorsOf(db, step.personId)]);
    const shown: [SecondFactor, boolean][] = factors === null ? [] : [["passkey", factors.passkeys > 0], ["totp", factors.totpSince !== null], ["recovery-code", factors.recoveryCodes > 0]];
    return {
      providers: rows.map(({ key, kind, settings }) => ({ key, kind, name: settings.name })),
      step: step === null || profile === null ? null : { name: profile.name, email: profile.address, enrol: step.enrol, factors: step.enrol ? [] : shown.flatMap(([factor, has]) => (has ? [factor] : [])) },
    };
  });

  app.get("/api/v1/sign-on/:key", { schema: { tags, summary: "Go to an OpenID Connect provider", params: byKey, querystring: Type.Object({ to: Type.Optional(Type.String({ maxLength: 500 })) }) } }, async (request, reply) => {
    const provider = await providers.openProvider(db, sealing, request.params.key, "oidc");
    if (provider === null) throw notFound("page");
    await countTry(db, clock, `sign-on from ${networkOf(request.ip)}`, limits.signInByIp);
    const attempt = newSecret();
    try {
      const url = await oidc.signInUrl(provider.settings, provider.plainSecret, attempt, providers.callbackOf(publicUrl(), provider.key));
      const to = within(request.query.to);
      await transact(system, (work) => insertStep(work.db, secretHash(attempt), { kind: attemptKind, personId: null, data: { provider: provider.key, to } }, work.now.add({ minutes: attemptMinutes }).toString()));
      reply.setCookie(attemptCookie, attempt, { ...ofAttempt(request), maxAge: attemptMinutes * 60 });
      return await reply.redirect(url);
    } catch (error) {
      log.warn({ err: error, provider: provider.key }, "an identity provider could not be asked");
      return back(reply, "unreachable");
    }
  });

  app.get("/api/v1/sign-on/:key/callback", { schema: { tags, summary: "Come back from an OpenID Connect provider", params: byKey } }, async (request, reply) => {
    const attempt = request.cookies[attemptCookie];
    reply.clearCookie(attemptCookie, ofAttempt(request));
    const query = new URLSearchParams(request.url.split("?")[1] ?? "");
    // what the browser brings back must be what this very browser was sent away with
    if (attempt === undefined || query.get("state") !== stateOf(attempt)) return back(reply, "over");
    const step = await transact(system, (work) => takeStep(work.db, secretHash(attempt), attemptKind, work.now.toString()));
    const { provider: key, to } = (step?.data ?? {}) as { provider?: string; to?: string };
    const provider = key === request.params.key ? await providers.openProvider(db, sealing, key, "oidc") : null;
    if (provider === null) return back(reply, "over");
    if (query.get("error") === "access_denied") return back(reply, "cancelled", to);
    let account: Account;
    try {
      account = await oidc.account(provider.settings, provider.plainSecret, attempt, providers.callbackOf(publicUrl(), provider.key), query.toString());
    } catch (error) {
      log.warn({ err: error, provider: provider.key }, "an identity provider's answer was not accepted");
      return back(reply, "refused", to);
    }
    const admitted = await letIn(provider, account);
    if ("refused" in admitted) return back(reply, admitted.refused, to);
    const actor = await entrance.tryEnter(request, reply, { personId: admitted.personId, how: "oidc", provider: provider.key, second: provider.settings.asksSecondFactor ? "provider" : null });
    return reply.redirect(actor === null ? signInPage({ to }) : `/desk${to ?? "/tickets"}`);
  });

  const letIn = (provider: providers.OpenProvider, account: Account) =>
    transact(system, async (work) => {
      const result = await admit(work, provider, account);
      if ("refused" in result) await work.record(installation, "session.refused", { address: account.email ?? account.subject, reason: result.refused === "deactivated" ? "deactivated" : result.refused === "role" ? "no-role" : "directory", provider: provider.key });
      return result;
    });

  app.post("/api/v1/sign-on/:key", { schema: { tags, summary: "Sign in with a network account (LDAP)", params: byKey, body: DirectorySignIn, response: { 200: Me } } }, async (request, reply) => {
    const { user, password } = request.body;
    await countTry(db, clock, `sign-in from ${networkOf(request.ip)}`, limits.signInByIp);
    const provider = await providers.openProvider(db, sealing, request.params.key, "ldap");
    if (provider === null) throw notFound("page");
    const tries = `sign-in ${provider.key} ${folded(user)}`;
    await countTry(db, clock, tries, limits.signInByAddress);
    const found = await askDirectory(provider.settings, provider.plainSecret, user.trim(), password);
    if ("failed" in found) {
      const { failed, detail } = found;
      const reason = reasonOf(failed);
      if (reason === null) {
        log.warn({ provider: provider.key, step: failed, detail }, "a directory could not be asked");
        throw problem("session.directory-away", 503);
      }
      await transact(system, (work) => work.record(installation, "session.refused", { address: user.trim(), reason, provider: provider.key }));
      // these two are said of a right password only: they tell a stranger nothing
      if (failed === "password-expired" || failed === "account-closed") throw problem(`session.directory-${failed}`, 403);
      throw problem("session.directory-refused", 401);
    }
    await clearTries(db, tries);
    const admitted = await letIn(provider, found.account);
    if ("refused" in admitted) throw problem(`session.account-${admitted.refused}`, 403);
    return me(await entrance.enter(request, reply, { personId: admitted.personId, how: "ldap", provider: provider.key, second: null }), request);
  });

  app.get("/api/v1/sign-on-providers", { schema: { tags, summary: "Directories that staff sign in by", response: { 200: ProviderList } } }, (request) =>
    transact(signedIn(request), async (work) => ({ items: await providers.listProviders(work, deps) })),
  );
  app.put("/api/v1/sign-on-providers/:key", { schema: { tags, params: byKey, body: ProviderInput, response: { 200: Provider } } }, (request) =>
    // not by `write`: its record of the request's hash would be a fast hash of a password
    transact(signedIn(request), (work) => providers.saveProvider(work, deps, request.params.key, request.body)),
  );
  app.delete("/api/v1/sign-on-providers/:key", { schema: { tags, params: byKey, response: { 204: Type.Null() } } }, (request, reply) =>
    write(transact, request, reply, async (work) => {
      await providers.removeProvider(work, request.params.key);
      return { status: 204, body: null };
    }),
  );
  app.post("/api/v1/sign-on-providers/:key/trial", { schema: { tags, summary: "Reach for a provider with settings that need not be saved", params: byKey, body: ProviderTrial, response: { 200: ProviderTest } } }, async (request) => {
    const secret = await transact(signedIn(request), (work) => providers.secretToTry(work, deps, request.params.key, request.body));
    return providers.tryProvider(deps, request.body, secret);
  });

  app.get("/api/v1/staff-access", { schema: { tags, summary: "Everybody who works here, and how each signs in", response: { 200: StaffAccessList } } }, (request) =>
    transact(signedIn(request), async (work) => {
      providers.authorizeAdministrator(work);
      const ways = await store.waysInUse(work.db);
      const items = (await allStaff(work.db)).map(({ id, email, name, needsSecondFactor }) => ({ email, name, required: needsSecondFactor, ...(ways.get(id) ?? { totp: false, passkeys: 0, providers: [] }) }));
      return { administratorsRequired: await administratorsNeedSecondFactor(work.db), items };
    }),
  );
  app.put("/api/v1/staff-access/administrators", { schema: { tags, summary: "Whether administrators need a second factor", body: AdministratorsNeed, response: { 204: Type.Null() } } }, (request, reply) =>
    write(transact, request, reply, async (work) => {
      providers.authorizeAdministrator(work);
      const { secondFactor } = request.body;
      if (secondFactor && work.actor.kind === "person" && work.actor.secondFactor === false) throw problem("configuration.second-factor-first", 409);
      const before = await administratorsNeedSecondFactor(work.db);
      if (before !== secondFactor) await work.record(installation, "configuration.changed", { what: "administrators/secondFactor", from: before, to: secondFactor });
      await setAdministratorsNeed(work.db, secondFactor);
      return { status: 204, body: null };
    }),
  );
  app.delete("/api/v1/staff-access/:email/second-factors", { schema: { tags, summary: "Take away somebody's second factors, who lost them", params: byEmail, response: { 204: Type.Null() } } }, (request, reply) =>
    write(transact, request, reply, async (work) => {
      providers.authorizeAdministrator(work);
      const person = await personByAddress(work.db, request.params.email);
      if (person === undefined || (await resetFactors(work, person.id)) === 0) throw notFound("person");
      return { status: 204, body: null };
    }),
  );
}

/**
 * What a directory takes for the same name (RFC 4518, 2.2 and 2.6): marks, case and what nobody sees make no difference to it, and so no
 * further tries.
 */
const folded = (user: string): string => user.normalize("NFKD").replace(/[\p{M}\p{Cf}\p{Cc}\p{Co}\u1806\ufffc]/gu, "").toUpperCase().toLowerCase().replace(/\s+/g, " ").trim();

/** What the audit says of a refusal; null: the directory was not asked at all. */
const reasonOf = (failed: Extract<Awaited<ReturnType<typeof askDirectory>>, { failed: unknown }>["failed"]): "unknown" | "password" | Barred | null =>
  failed === "account" ? "unknown" : failed === "password" || isBarred(failed) ? failed : null;

/** A path of the agents' app, or its beginning: nobody is sent elsewhere from here. */
const within = (to: string | undefined): string | null => (to !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(to) ? to : null);
const signInPage = (params: Record<string, string | null | undefined>): string => {
  const set = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value != null) set.set(name, value);
  return set.size === 0 ? "/desk/sign-in" : `/desk/sign-in?${set.toString()}`;
};
const back = (reply: FastifyReply, refused: string, to?: string | null) => reply.redirect(signInPage({ refused, to }));
