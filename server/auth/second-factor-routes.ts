import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Me } from "../../contract/auth.ts";
import { Code, FactorAdded, NewPasskey, PasskeyAnswer, PasskeyCreation, PasskeyRequest, RecoveryCodes, SecondStep, SignInWays, TotpKey, type SecondFactor } from "../../contract/sign-on.ts";
import { profileOf } from "../people/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import type { Http } from "../platform/http.ts";
import { isProblem, problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Person, type Work } from "../platform/work.ts";
import type { Entrance, Step } from "./entrance.ts";
import { answeredPasskey, passkeyCreation, passkeyRequest, type Origin } from "./passkeys.ts";
import { isRecent, mustBeRecent } from "./recent.ts";
import { limits, networkOf } from "./rules.ts";
import * as factors from "./second-factors.ts";
import type { Sessions } from "./sessions.ts";
import { clearTries, countTry } from "./throttle.ts";

export interface SecondFactorDeps extends factors.FactorDeps {
  database: Pick<Database, "db">;
  transact: Transact;
  clock: Clock;
  sessions: Sessions;
  entrance: Entrance;
  publicUrl: () => string;
  /** who is signed in, as the app shows it */
  me: (actor: Pick<Person, "id" | "grants">, request: FastifyRequest) => Promise<Me>;
  /** only a person at a browser changes how that person signs in */
  atBrowser: (request: FastifyRequest) => Person;
}

const tags = ["auth"];
const id = Type.Object({ id: Type.String({ pattern: "^[A-Za-z0-9_-]{1,1400}$" }) });

/** Codes of an app, passkeys and recovery codes: shown when signing in, made and taken away in one's profile. */
export function secondFactorRoutes(app: Http, deps: SecondFactorDeps): void {
  const { database: { db }, transact, clock, sessions, entrance, publicUrl, me, atBrowser } = deps;
  const originOf = (request: FastifyRequest): Origin => ({ url: request.headers.origin ?? publicUrl() });
  const name = (request: FastifyRequest) => `Ventanilla ${new URL(originOf(request).url).hostname}`;

  /** Customers sign in by password or link: the portal asks for no second factor. */
  const ofStaff = (request: FastifyRequest): Person => {
    const actor = atBrowser(request);
    if (actor.grants.length === 0) throw problem("permission.denied", 403);
    return actor;
  };
  const recently = async (request: FastifyRequest): Promise<Person> => {
    const actor = ofStaff(request);
    await mustBeRecent(db, clock, actor);
    return actor;
  };
  /** Who may add a second factor: who signed in recently, or whom a role asks for one in the middle of it. */
  const enrolling = async (request: FastifyRequest): Promise<{ owner: factors.Owner; step: Step | null }> => {
    const step = await entrance.stepOf(request);
    if (step?.enrol) return { owner: { personId: step.personId, sessionId: null }, step };
    const actor = await recently(request);
    return { owner: { personId: actor.id, sessionId: actor.sessionId ?? null }, step: null };
  };
  const system = systemActor("web");
  const stepRequired = async (request: FastifyRequest): Promise<Step> => {
    const step = await entrance.stepOf(request);
    if (step === null) throw problem("session.step-over", 401);
    return step;
  };

  app.post("/api/v1/session/second-factor/passkey", { schema: { tags, summary: "What to ask of the passkey that is the second factor", response: { 200: PasskeyRequest } } }, async (request) => {
    const { personId } = await stepRequired(request);
    return transact(system, (work) => passkeyRequest(work, personId, originOf(request)));
  });

  app.post("/api/v1/session/second-factor", { schema: { tags, summary: "Show the second factor", body: SecondStep, response: { 200: Me } } }, async (request, reply) => {
    const step = await stepRequired(request);
    await countTry(db, clock, `second factor ${step.personId}`, limits.secondFactor);
    try {
      const actor = await entrance.finish(request, reply, step, async (work) => {
        const shown = await factors.checkSecondStep(work, deps, step.personId, originOf(request), request.body);
        if (shown === null) throw problem("second-factor.wrong", 422);
        return shown;
      });
      await clearTries(db, `second factor ${step.personId}`);
      return await me(actor, request);
    } catch (error) {
      if (isProblem(error) && error.key === "second-factor.wrong") await transact(system, (work) => refused(work, step));
      throw error;
    }
  });

  app.post("/api/v1/session/passkey/request", { schema: { tags, summary: "What to ask of a passkey that signs in by itself", response: { 200: PasskeyRequest } } }, async (request) => {
    await countTry(db, clock, `passkey from ${networkOf(request.ip)}`, limits.signInByIp);
    return transact(system, (work) => passkeyRequest(work, null, originOf(request)));
  });

  app.post("/api/v1/session/passkey", { schema: { tags, summary: "Sign in with a passkey", body: PasskeyAnswer, response: { 200: Me } } }, async (request, reply) => {
    await countTry(db, clock, `sign-in from ${networkOf(request.ip)}`, limits.signInByIp);
    const personId = await transact(system, (work) => answeredPasskey(work, originOf(request), request.body, { personId: null }));
    if (personId === null) throw problem("session.passkey-refused", 401);
    return me(await entrance.enter(request, reply, { personId, how: "passkey", second: "passkey" }), request);
  });

  app.get("/api/v1/me/sign-in", { schema: { tags, summary: "How the person may sign in", response: { 200: SignInWays } } }, async (request) => {
    const actor = ofStaff(request);
    return factors.waysOf(db, actor.id, await isRecent(db, clock, actor));
  });

  /** Adds a second factor: to who is signed in, or as the second half of signing in. */
  const add = async (request: FastifyRequest, reply: Parameters<Entrance["finish"]>[1], factor: SecondFactor, act: (work: Work, owner: factors.Owner) => Promise<FactorAdded>): Promise<FactorAdded> => {
    const { owner, step } = await enrolling(request);
    if (step === null) {
      const made = await transact(atBrowser(request), (work) => act(work, owner));
      sessions.forget(owner.personId);
      return made;
    }
    let made: FactorAdded = { recoveryCodes: null };
    await entrance.finish(request, reply, step, async (work) => {
      made = await act(work, owner);
      return factor;
    });
    return made;
  };

  app.post("/api/v1/me/totp", { schema: { tags, summary: "A key for an authenticator app", response: { 200: TotpKey } } }, async (request) => {
    const { owner } = await enrolling(request);
    return transact(system, (work) => factors.proposeTotp(work, deps, owner.personId, name(request)));
  });
  app.put("/api/v1/me/totp", { schema: { tags, summary: "Confirm the key by a code of the app", body: Code, response: { 200: FactorAdded } } }, async (request, reply) => {
    const { owner } = await enrolling(request);
    await countTry(db, clock, `second factor ${owner.personId}`, limits.secondFactor);
    const made = await add(request, reply, "totp", (work, of) => factors.confirmTotp(work, deps, of, request.body.code));
    await clearTries(db, `second factor ${owner.personId}`);
    return made;
  });
  app.delete("/api/v1/me/totp", { schema: { tags, response: { 204: Type.Null() } } }, async (request, reply) => {
    const actor = await recently(request);
    await transact(actor, (work) => factors.removeTotp(work, actor.id));
    return reply.status(204).send(null);
  });

  app.post("/api/v1/me/passkeys/creation", { schema: { tags, summary: "What to ask of an authenticator that makes a passkey", response: { 200: PasskeyCreation } } }, async (request) => {
    const { owner } = await enrolling(request);
    return transact(system, (work) => passkeyCreation(work, owner.personId, originOf(request), name(request)));
  });
  app.post("/api/v1/me/passkeys", { schema: { tags, summary: "Add a passkey", body: NewPasskey, response: { 200: FactorAdded } } }, (request, reply) =>
    add(request, reply, "passkey", (work, owner) => factors.addPasskey(work, owner, originOf(request), request.body)),
  );
  app.delete("/api/v1/me/passkeys/:id", { schema: { tags, params: id, response: { 204: Type.Null() } } }, async (request, reply) => {
    const actor = await recently(request);
    await transact(actor, (work) => factors.removePasskey(work, actor.id, request.params.id));
    return reply.status(204).send(null);
  });

  app.post("/api/v1/me/recovery-codes", { schema: { tags, summary: "New recovery codes; those before work no more", response: { 200: RecoveryCodes } } }, async (request) => {
    const actor = await recently(request);
    const { totpSince, passkeys } = await factors.waysOf(db, actor.id, true);
    if (totpSince === null && passkeys.length === 0) throw problem("second-factor.none", 409);
    return { recoveryCodes: await transact(actor, (work) => factors.makeRecoveryCodes(work, actor.id)) };
  });
}

async function refused(work: Work, { entry, personId }: Step): Promise<void> {
  const profile = await profileOf(work.db, personId);
  await work.record({ desk: null, ticket: null, version: null }, "session.refused", { address: profile?.address ?? "", reason: "second-factor", ...(entry.provider === undefined ? {} : { provider: entry.provider }) });
}
