import type { FastifyRequest } from "fastify";
import { sharingOrganizations } from "../organizations/index.ts";
import { profileOf } from "../people/index.ts";
import { Temporal, type Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import type { Listener } from "../platform/listener.ts";
import { problem } from "../platform/problem.ts";
import type { Actor, Person } from "../platform/work.ts";
import { seenEveryHours, sessionEnd } from "./rules.ts";
import { grantsWithin, sends } from "./scopes.ts";
import { secretHash } from "./secrets.ts";
import * as store from "./store.ts";
import { findToken, tokenPrefix, touchToken } from "./tokens.ts";

const sessionCookie = "ventanilla_session";
/**
 * Over https the prefix makes browsers take the cookie only from this very host, for every path and never without TLS: no other
 * host of the same domain plants one (RFC 6265bis, 4.1.3.2).
 */
export const sessionCookieName = (secure: boolean): string => (secure ? `__Host-${sessionCookie}` : sessionCookie);
/** What the request's session cookie holds. A plain one counts only where there is no https. */
export const sessionSecret = (request: Pick<FastifyRequest, "cookies" | "protocol">): string | undefined =>
  request.cookies[sessionCookieName(true)] ?? (request.protocol === "https" ? undefined : request.cookies[sessionCookie]);
/** What triggers of the database tell when a person's access changed: the person's id, or nothing for everybody's. */
export const accessChannel = "ventanilla_access";

/** Who is behind a cookie or token, until when, and since when that was not written down. */
interface Access {
  actor: Person;
  expires: number;
  seen: number;
  createdAt: string;
  endsAt: string | null;
}

export interface Sessions {
  /**
   * The person behind the request's bearer token or session cookie; null without either, or with a session that ended.
   * Raises `session.token` (401) for a token that is not in force, `session.scope` (403) for a write by one that only reads.
   */
  authenticate(request: FastifyRequest): Promise<Person | null>;
  /** This process forgets at once what it knows of a person; the others are told by the database. */
  forget(personId: number): void;
}

/**
 * Who has a page open reads anew what is shown there, when what one may see and do changed; what concerns all is told as
 * configuration. Called after `createSessions`: by then it is no longer in memory.
 */
export function passAccessOn(listener: Listener, tell: (event: string, data: object, may: (actor: Actor) => boolean) => void): void {
  listener.on(accessChannel, (payload) => {
    if (payload !== null && payload !== "") tell("access", {}, (actor) => actor.kind === "person" && actor.id === Number(payload));
  });
}

const mostCached = 20_000;

/** Reads sessions and tokens, from memory while changes can be heard. */
export function createSessions({ database, listener, clock }: { database: Pick<Database, "db">; listener: Listener; clock: Clock }): Sessions {
  const cache = new Map<string, Access>();
  // what was read while something changed may be what it was before
  let changes = 0;
  const forget = (personId: number | null) => {
    changes += 1;
    if (personId === null) cache.clear();
    else for (const [key, access] of cache) if (access.actor.id === personId) cache.delete(key);
  };
  listener.on(accessChannel, (payload) => forget(payload === null || payload === "" ? null : Number(payload)));

  const cached = async (key: string, load: () => Promise<Access | null>): Promise<Access | null> => {
    const now = clock.now().epochMilliseconds;
    const known = listener.isUp() ? cache.get(key) : undefined;
    if (known !== undefined && known.expires > now) return known;
    const before = changes;
    const access = await load();
    if (access === null || access.expires <= now) return null;
    if (listener.isUp() && changes === before) {
      if (cache.size >= mostCached) cache.clear();
      cache.set(key, access);
    }
    return access;
  };

  const actorOf = async (personId: number, more: Pick<Person, "via" | "sessionId" | "secondFactor" | "scopes">): Promise<Person | null> => {
    const profile = await profileOf(database.db, personId);
    if (profile === null || profile.deactivated) return null;
    // a role asks for a second factor since: this session has shown none
    if (more.secondFactor === false && profile.needsSecondFactor) return null;
    const sharing = await sharingOrganizations(database.db, profile.organizationId);
    return { kind: "person", id: profile.id, name: profile.name, email: profile.address, locale: profile.locale, grants: profile.grants, ...(sharing.length === 0 ? {} : { sharing }), ...more };
  };

  const bySession = async (secret: string): Promise<Person | null> => {
    const hash = secretHash(secret);
    const access = await cached(`s${hash.toString("base64")}`, async () => {
      const session = await store.findSession(database.db, hash);
      if (session === null) return null;
      const actor = await actorOf(session.personId, { via: "web", sessionId: session.id, secondFactor: session.secondFactor });
      return actor && { actor, expires: Date.parse(session.expiresAt), seen: Date.parse(session.seenAt), createdAt: session.createdAt, endsAt: session.endsAt };
    });
    if (access === null) return null;
    const now = clock.now();
    if (now.epochMilliseconds - access.seen >= seenEveryHours * 3_600_000) {
      const end = sessionEnd(Temporal.Instant.from(access.createdAt), now, access.endsAt === null ? null : Temporal.Instant.from(access.endsAt));
      access.seen = now.epochMilliseconds;
      access.expires = end.epochMilliseconds;
      await store.touchSession(database.db, hash, now.toString(), end.toString());
    }
    return access.actor;
  };

  const byToken = async (secret: string): Promise<Person | null> => {
    const hash = secretHash(secret);
    const access = await cached(`t${hash.toString("base64")}`, async () => {
      const token = await findToken(database.db, hash);
      if (token === null) return null;
      const person = await actorOf(token.personId, { via: "token", scopes: token.scopes });
      const actor = person && { ...person, grants: grantsWithin(person.grants, token.scopes) };
      return actor && { actor, expires: token.expiresAt === null ? Infinity : Date.parse(token.expiresAt), seen: token.usedAt === null ? 0 : Date.parse(token.usedAt), createdAt: "", endsAt: null };
    });
    if (access === null) return null;
    const now = clock.now();
    if (now.epochMilliseconds - access.seen >= seenEveryHours * 3_600_000) {
      access.seen = now.epochMilliseconds;
      await touchToken(database.db, hash, now.toString());
    }
    return access.actor;
  };

  return {
    forget,
    async authenticate(request) {
      const { authorization } = request.headers;
      if (authorization !== undefined) {
        const token = /^bearer +(\S+)$/i.exec(authorization)?.[1];
        const actor = token?.startsWith(tokenPrefix) ? await byToken(token) : null;
        if (actor === null) throw problem("session.token", 401);
        if (!sends(actor.scopes ?? [], request.method, request.routeOptions.url ?? request.url)) throw problem("session.scope", 403);
        return actor;
      }
      const secret = sessionSecret(request);
      return secret ? bySession(secret) : null;
    },
  };
}
