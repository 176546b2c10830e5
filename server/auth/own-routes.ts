import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { AddressProof, ApiTokenList, MadeApiToken, NewApiToken, NewOwnAddress, OwnAddressList } from "../../contract/access.ts";
import { Email } from "../../contract/common.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import type { Person } from "../platform/work.ts";
import { chooseAddress, claimAddress, listOwnAddresses, proveAddress, removeAddress, viewProof } from "./addresses.ts";
import { mustBeRecent } from "./recent.ts";
import { limits, networkOf, normalizeAddress } from "./rules.ts";
import type { Sessions } from "./sessions.ts";
import { countTry } from "./throttle.ts";
import { createOwnToken, listTokens, revokeToken } from "./tokens.ts";

export interface OwnDeps {
  database: Pick<Database, "db">;
  transact: Transact;
  clock: Clock;
  sessions: Sessions;
}

/** Only a person at a browser changes by what that person is known, or lets a program act for them. @throws 401, 403 */
function atBrowser(request: FastifyRequest): Person {
  const actor = signedIn(request);
  if (actor.sessionId === undefined) throw problem("session.scope", 403);
  return actor;
}

/** One's own tokens and addresses. */
export function ownRoutes(app: Http, { database: { db }, transact, clock, sessions }: OwnDeps): void {
  const tags = ["own"];
  const none = Type.Null();

  app.get("/api/v1/me/tokens", { schema: { tags, summary: "The person's API tokens", response: { 200: ApiTokenList } } }, async (request) => {
    const actor = signedIn(request);
    return { items: await listTokens(db, actor.id, clock.now().toString()) };
  });
  // not by `write`, which would keep the token with its answer
  app.post("/api/v1/me/tokens", { schema: { tags, summary: "Make an API token; it is told this once", body: NewApiToken, response: { 201: MadeApiToken } } }, async (request, reply) => {
    const actor = atBrowser(request);
    await mustBeRecent(db, clock, actor);
    return reply.code(201).send(await transact(actor, (work) => createOwnToken(work, actor, request.body)));
  });
  app.delete("/api/v1/me/tokens/:id", { schema: { tags, params: Type.Object({ id: Type.String({ format: "uuid" }) }), response: { 204: none } } }, async (request, reply) => {
    const actor = atBrowser(request);
    await transact(actor, (work) => revokeToken(work, request.params.id, actor.id));
    sessions.forget(actor.id);
    return reply.code(204).send(null);
  });

  app.get("/api/v1/me/addresses", { schema: { tags, response: { 200: OwnAddressList } } }, (request) => listOwnAddresses(db, signedIn(request)));
  app.post("/api/v1/me/addresses", { schema: { tags, summary: "Say that an address is one's own, too: a mail there brings the proof", body: NewOwnAddress, response: { 202: none } } }, async (request, reply) => {
    const actor = atBrowser(request);
    const email = normalizeAddress(request.body.email);
    await countTry(db, clock, `address of ${actor.id}`, limits.linkByAddress);
    await countTry(db, clock, `link ${email}`, limits.linkByAddress);
    await write(transact, request, reply, async (work) => ({ status: 202, body: await claimAddress(work, actor, { ...request.body, email }) }));
    return reply.code(202).send(null);
  });
  const byEmail = Type.Object({ email: Email });
  app.delete("/api/v1/me/addresses/:email", { schema: { tags, params: byEmail, response: { 204: none } } }, async (request, reply) => {
    const actor = atBrowser(request);
    await transact(actor, (work) => removeAddress(work, actor, request.params.email));
    return reply.code(204).send(null);
  });
  app.put("/api/v1/me/addresses/:email/primary", { schema: { tags, summary: "Be written to at this one", params: byEmail, response: { 204: none } } }, async (request, reply) => {
    const actor = atBrowser(request);
    await transact(actor, (work) => chooseAddress(work, actor, request.params.email));
    sessions.forget(actor.id);
    return reply.code(204).send(null);
  });

  const byToken = Type.Object({ token: Type.String({ pattern: "^[A-Za-z0-9_-]{20,200}$" }) });
  app.get("/api/v1/address-proofs/:token", { schema: { tags, summary: "Look at a mailed proof without using it", params: byToken, response: { 200: AddressProof } } }, (request) =>
    viewProof(db, request.params.token, request.actor, clock.now()),
  );
  app.post("/api/v1/address-proofs/:token", { schema: { tags, summary: "Use it, signed in as who asked", params: byToken, response: { 200: OwnAddressList } } }, async (request) => {
    await countTry(db, clock, `proof used from ${networkOf(request.ip)}`, limits.linkUseByIp);
    const actor = atBrowser(request);
    const { ended } = await transact(actor, (work) => proveAddress(work, actor, request.params.token));
    for (const id of [actor.id, ...ended]) sessions.forget(id);
    return listOwnAddresses(db, actor);
  });
}
