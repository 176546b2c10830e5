import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Credentials, LinkRequest, LinkUse, LinkView, Me, MePatch, PasswordChange, SessionList } from "../../contract/auth.ts";
import type { Desks } from "../desks/index.ts";
import { sharingOrganizations } from "../organizations/index.ts";
import { changeProfile, profileOf } from "../people/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Person } from "../platform/work.ts";
import { changePassword, prepareChange } from "./passwords.ts";
import { checkCredentials, endAllSessions, endSession, endSessionById } from "./actions.ts";
import { onlyDirectoryFor } from "./directories.ts";
import { createEntrance } from "./entrance.ts";
import { prepareLink, spendLink, viewLink } from "./links.ts";
import { mustBeRecent } from "./recent.ts";
import { limits, networkOf, normalizeAddress, type Limit } from "./rules.ts";
import { secondFactorRoutes } from "./second-factor-routes.ts";
import type { FactorDeps } from "./second-factors.ts";
import { sessionCookieName, sessionSecret, type Sessions } from "./sessions.ts";
import { signOnRoutes, type SignOnDeps } from "./sign-on-routes.ts";
import { passwordHash, sessionsOf } from "./store.ts";
import { countTry } from "./throttle.ts";
import { viewMe } from "./view.ts";

export interface AuthDeps extends FactorDeps, Pick<SignOnDeps, "oidc" | "allowed" | "log"> {
  database: Pick<Database, "db">;
  transact: Transact;
  clock: Clock;
  desks: Desks;
  sessions: Sessions;
  /** the address people open: an https one makes the cookie Secure */
  publicUrl: () => string;
  /** ms that the demonstration's clock is ahead, and whether there is one to be moved */
  clockState: () => Promise<{ ahead: number; movable: boolean }>;
}

const token = Type.Object({ token: Type.String({ pattern: "^[A-Za-z0-9_-]{20,200}$" }) });
const tags = ["auth"];

export function authRoutes(app: Http, { database, transact, clock, desks, sessions, publicUrl, clockState, ...more }: AuthDeps): void {
  const { db } = database;
  const entrance = createEntrance({ database, transact, clock, sessions, publicUrl });
  const clearCookie = (request: FastifyRequest, reply: FastifyReply) => {
    const options = entrance.cookie(request);
    reply.clearCookie(sessionCookieName(options.secure), options);
  };
  const limitIp = (request: FastifyRequest, what: string, limit: Limit) => countTry(db, clock, `${what} ${networkOf(request.ip)}`, limit);
  const me = async (actor: Pick<Person, "id" | "grants">, request: FastifyRequest) => {
    const profile = await profileOf(db, actor.id);
    if (profile === null) throw problem("session.required", 401);
    const sharing = await sharingOrganizations(db, profile.organizationId);
    return viewMe(profile, actor, await desks.get(), { colleagues: sharing.length > 0, hasPassword: (await passwordHash(db, actor.id)) !== null }, await clockState(), request.language);
  };
  /** Only a person at a browser changes how that person signs in; a token does not. */
  const atBrowser = (request: FastifyRequest): Person => {
    const actor = signedIn(request);
    if (actor.sessionId === undefined) throw problem("session.scope", 403);
    return actor;
  };

  secondFactorRoutes(app, { database, transact, clock, sessions, entrance, publicUrl, me, atBrowser, ...more });
  signOnRoutes(app, { database, transact, clock, entrance, publicUrl, me, ...more });

  app.post("/api/v1/session", { schema: { tags, summary: "Sign in with a password", body: Credentials, response: { 200: Me } } }, async (request, reply) => {
    await limitIp(request, "sign-in from", limits.signInByIp);
    const profile = await checkCredentials({ db, clock, transact }, request.body);
    return me(await entrance.enter(request, reply, { personId: profile.id, how: "password", second: null }), request);
  });

  app.delete("/api/v1/session", { schema: { tags, summary: "Sign out", response: { 204: Type.Null() } } }, async (request, reply) => {
    const secret = sessionSecret(request);
    if (secret && request.actor !== null) {
      await transact(request.actor, (work) => endSession(work, secret));
      sessions.forget(request.actor.id);
    }
    clearCookie(request, reply);
    return reply.status(204).send(null);
  });

  app.post("/api/v1/sign-in-links", { schema: { tags, summary: "Ask for a mail with a link", body: LinkRequest, response: { 202: Type.Null() } } }, async (request, reply) => {
    const email = normalizeAddress(request.body.email);
    await limitIp(request, "link from", limits.linkByIp);
    await countTry(db, clock, `link ${email}`, limits.linkByAddress);
    await transact(systemActor("web"), (work) =>
      work.enqueue("auth.send-link", { email, purpose: request.body.purpose, desk: request.body.desk ?? null, locale: request.body.locale ?? null }),
    );
    return reply.status(202).send(null);
  });

  app.get("/api/v1/sign-in-links/:token", { schema: { tags, summary: "Look at a link without using it", params: token, response: { 200: LinkView } } }, (request) =>
    viewLink(db, desks, request.params.token, clock.now()),
  );

  app.post("/api/v1/sign-in-links/:token", { schema: { tags, summary: "Use a link", params: token, body: LinkUse, response: { 200: Me } } }, async (request, reply) => {
    await limitIp(request, "link used from", limits.linkUseByIp);
    const { personId, hash, how } = await prepareLink(db, desks, request.params.token, request.body.password, clock.now());
    return me(await entrance.enter(request, reply, { personId, how, second: null }, (work) => spendLink(work, request.params.token, hash)), request);
  });

  app.get("/api/v1/me", { schema: { tags, summary: "Who is signed in", response: { 200: Me } } }, (request) => me(signedIn(request), request));

  app.patch("/api/v1/me", { schema: { tags, body: MePatch, response: { 200: Me } } }, async (request, reply) => {
    const actor = signedIn(request);
    if (request.body.timeZone !== undefined && !isTimeZone(request.body.timeZone)) throw problem("person.time-zone", 422, { path: "/timeZone" });
    await write(transact, request, reply, async (work) => {
      await changeProfile(work.db, actor.id, request.body);
      if (request.body.name !== undefined) await work.record({ desk: null, ticket: null, version: null }, "person.changed", { personId: actor.id, fields: ["name"] });
      return { status: 200, body: null };
    });
    sessions.forget(actor.id);
    return me(actor, request);
  });

  // not by `write`: its record of the request's hash would be a fast hash of a password
  app.put("/api/v1/me/password", { schema: { tags, body: PasswordChange, response: { 204: Type.Null() } } }, async (request, reply) => {
    const actor = atBrowser(request);
    await countTry(db, clock, `password ${actor.id}`, limits.signInByAddress);
    const directory = await onlyDirectoryFor(db, actor);
    if (directory !== null) throw problem("session.directory-only", 403, { params: { directory } });
    // with the one before it is theirs again; the first one is who asked for by a mail, or came in just now
    if ((await passwordHash(db, actor.id)) === null) await mustBeRecent(db, clock, actor);
    const hash = await prepareChange(db, await desks.get(), actor, request.body);
    await transact(actor, (work) => changePassword(work, actor, hash));
    sessions.forget(actor.id);
    return reply.status(204).send(null);
  });

  app.get("/api/v1/me/sessions", { schema: { tags, summary: "Where the person is signed in", response: { 200: SessionList } } }, async (request) => {
    const actor = signedIn(request);
    const rows = await sessionsOf(db, actor.id, clock.now().toString());
    return { items: rows.map((row) => ({ ...row, current: row.id === actor.sessionId })) };
  });

  app.delete("/api/v1/me/sessions", { schema: { tags, summary: "Sign out everywhere", response: { 204: Type.Null() } } }, async (request, reply) => {
    const actor = atBrowser(request);
    await transact(actor, (work) => endAllSessions(work, actor));
    sessions.forget(actor.id);
    clearCookie(request, reply);
    return reply.status(204).send(null);
  });

  app.delete(
    "/api/v1/me/sessions/:id",
    { schema: { tags, params: Type.Object({ id: Type.String({ format: "uuid" }) }), response: { 204: Type.Null() } } },
    async (request, reply) => {
      const actor = atBrowser(request);
      await transact(actor, (work) => endSessionById(work, actor, request.params.id));
      sessions.forget(actor.id);
      return reply.status(204).send(null);
    },
  );
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
