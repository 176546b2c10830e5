import type { FastifyReply, FastifyRequest } from "fastify";
import type { SecondFactor } from "../../contract/sign-on.ts";
import { profileOf, type Profile } from "../people/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import type { Person, Work } from "../platform/work.ts";
import { startSession, type Entry } from "./actions.ts";
import { onlyDirectoryFor } from "./directories.ts";
import { sessionLife } from "./rules.ts";
import * as factors from "./second-factor-store.ts";
import { newSecret, secretHash } from "./secrets.ts";
import { sessionCookieName, sessionSecret, type Sessions } from "./sessions.ts";

/** Between the two halves of signing in. */
export interface Step {
  secret: string;
  personId: number;
  entry: Entry;
  /** there is no second factor yet, and a role asks for one */
  enrol: boolean;
}

export const stepCookie = "ventanilla_step";
const stepMinutes = 15;
const secondFactorKind = "second-factor";

export interface EntranceDeps {
  database: Pick<Database, "db">;
  transact: Transact;
  clock: Clock;
  sessions: Sessions;
  /** the address people open: an https one makes cookies Secure */
  publicUrl: () => string;
}
export type Entrance = ReturnType<typeof createEntrance>;

/** Where every way of signing in ends: in a session, or first in the question for the second factor. */
export function createEntrance({ database: { db }, transact, clock, sessions, publicUrl }: EntranceDeps) {
  const secure = (request: FastifyRequest) => publicUrl().startsWith("https:") || request.protocol === "https";
  const cookie = (request: FastifyRequest) => ({ path: "/", httpOnly: true, sameSite: "lax", secure: secure(request) }) as const;
  const ofStep = (request: FastifyRequest) => ({ ...cookie(request), path: "/api/v1" });

  const personOf = (profile: Profile): Person => ({ kind: "person", id: profile.id, name: profile.name, email: profile.address, locale: profile.locale, grants: profile.grants, via: "web" });

  /** Colleagues whom a directory keeps for itself come in by nothing else, but with the link of the machine's terminal, for when it is away. */
  const keepToDirectory = async (profile: Profile, { how, provider }: Entry): Promise<void> => {
    if (provider !== undefined || how === "terminal") return;
    const directory = await onlyDirectoryFor(db, profile);
    if (directory === null) return;
    await transact(personOf(profile), (work) => work.record({ desk: null, ticket: null, version: null }, "session.refused", { address: profile.address ?? "", reason: "directory-only" }));
    throw problem("session.directory-only", 403, { params: { directory } });
  };

  const begin = async (request: FastifyRequest, reply: FastifyReply, profile: Profile, prepare: (work: Work) => Promise<Entry>): Promise<Person> => {
    const actor = personOf(profile);
    const secret = await transact(actor, async (work) => {
      const entry = await prepare(work);
      return startSession(work, { entry, userAgent: request.headers["user-agent"] ?? "", ip: request.ip, replaced: sessionSecret(request) });
    });
    sessions.forget(profile.id);
    if (request.actor !== null) sessions.forget(request.actor.id);
    reply.setCookie(sessionCookieName(secure(request)), secret, { ...cookie(request), maxAge: sessionLife.absoluteHours * 3600 });
    if (request.cookies[stepCookie] !== undefined) reply.clearCookie(stepCookie, ofStep(request));
    return actor;
  };

  /**
   * Signs in, or asks for the second factor (null).
   * @param before what the first half uses up, in the same transaction
   */
  const tryEnter = async (request: FastifyRequest, reply: FastifyReply, entry: Entry, before?: (work: Work) => Promise<void>): Promise<Person | null> => {
    const profile = await profileOf(db, entry.personId);
    if (profile === null || profile.deactivated) throw problem("session.refused", 401);
    await keepToDirectory(profile, entry);
    // who has the machine's terminal is in already: the way back when a second factor is lost
    const straight = () => begin(request, reply, profile, async (work) => (await before?.(work), entry));
    if (entry.second !== null || entry.how === "terminal") return straight();
    const { totpSince, passkeys } = await factors.factorsOf(db, profile.id);
    const has = totpSince !== null || passkeys > 0;
    if (!has && !profile.needsSecondFactor) return straight();
    const secret = newSecret();
    await transact(personOf(profile), async (work) => {
      await before?.(work);
      await factors.insertStep(work.db, secretHash(secret), { kind: secondFactorKind, personId: profile.id, data: { ...entry, enrol: !has } }, work.now.add({ minutes: stepMinutes }).toString());
    });
    reply.setCookie(stepCookie, secret, { ...ofStep(request), maxAge: stepMinutes * 60 });
    return null;
  };

  return {
    cookie,
    tryEnter,
    /** As `tryEnter`. @throws `session.second-factor` (401) where the second factor is asked for: the answer brings the cookie of the step */
    async enter(request: FastifyRequest, reply: FastifyReply, entry: Entry, before?: (work: Work) => Promise<void>): Promise<Person> {
      const actor = await tryEnter(request, reply, entry, before);
      if (actor === null) throw problem("session.second-factor", 401);
      return actor;
    },
    /** The step that the browser is in the middle of. */
    async stepOf(request: FastifyRequest): Promise<Step | null> {
      const secret = request.cookies[stepCookie];
      if (secret === undefined) return null;
      const row = await factors.findStep(db, secretHash(secret), secondFactorKind, clock.now().toString());
      if (row === null || row.personId === null) return null;
      const { enrol, ...entry } = row.data as Entry & { enrol: boolean };
      return { secret, personId: row.personId, entry, enrol };
    },
    /**
     * Signs in, if the second half is right.
     * @param check says what was shown, and uses it up. What it raises leaves the step as it is, to be tried again
     * @throws `session.step-over` (401) where the step was used or is too old
     */
    async finish(request: FastifyRequest, reply: FastifyReply, step: Step, check: (work: Work) => Promise<SecondFactor>): Promise<Person> {
      const profile = await profileOf(db, step.personId);
      if (profile === null || profile.deactivated) throw problem("session.refused", 401);
      await keepToDirectory(profile, step.entry);
      return begin(request, reply, profile, async (work) => {
        if ((await factors.takeStep(work.db, secretHash(step.secret), secondFactorKind, work.now.toString())) === null) throw problem("session.step-over", 401);
        return { ...step.entry, second: await check(work) };
      });
    },
  };
}
