import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Key } from "../../contract/common.ts";
import { Colleague, ColleagueList, Handover, NewColleague, RolesChange } from "../../contract/configuration.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import type { Transact } from "../platform/transact.ts";
import type { Work } from "../platform/work.ts";
import { changeRoles, deactivateColleague, inviteAgain, inviteColleague, listColleagues, reactivateColleague, type CheckLocation } from "./agents.ts";

const ByKey = Type.Object({ key: Key });
const ByAddress = Type.Object({ key: Key, email: Type.String({ maxLength: 254 }) });

/** Who works at a desk, for who configures it. */
export function agentRoutes(app: Http, { transact, checkLocation }: { transact: Transact; checkLocation: CheckLocation }): void {
  const tags = ["agents"];
  const response = { 200: Colleague };
  const act = (request: FastifyRequest, reply: FastifyReply, run: (work: Work) => Promise<Colleague>, status = 200) =>
    write(transact, request, reply, async (work) => ({ status, body: await run(work) }));

  app.get("/api/v1/desks/:key/agents", { schema: { tags, params: ByKey, response: { 200: ColleagueList } } }, (request) =>
    transact(signedIn(request), async (work) => ({ items: await listColleagues(work, request.params.key) })),
  );
  app.post("/api/v1/desks/:key/agents", { schema: { tags, summary: "Invite a colleague by mail", params: ByKey, body: NewColleague, response: { 201: Colleague } } }, async (request, reply) =>
    reply.code(201).send(await act(request, reply, (work) => inviteColleague(work, request.params.key, request.body, checkLocation), 201)),
  );
  app.put("/api/v1/desks/:key/agents/:email/roles", { schema: { tags, summary: "Give and take roles; without any they leave the desk", params: ByAddress, body: RolesChange, response } }, (request, reply) =>
    act(request, reply, (work) => changeRoles(work, request.params.key, request.params.email, request.body, checkLocation)),
  );
  app.post("/api/v1/desks/:key/agents/:email/invitation", { schema: { tags, summary: "Mail the way in once more", params: ByAddress, response } }, (request, reply) =>
    act(request, reply, (work) => inviteAgain(work, request.params.key, request.params.email)),
  );
  app.put("/api/v1/desks/:key/agents/:email/deactivation", { schema: { tags, summary: "End their access and hand over their open tickets", params: ByAddress, body: Handover, response } }, (request, reply) =>
    act(request, reply, (work) => deactivateColleague(work, request.params.key, request.params.email, request.body)),
  );
  app.delete("/api/v1/desks/:key/agents/:email/deactivation", { schema: { tags, params: ByAddress, response } }, (request, reply) =>
    act(request, reply, (work) => reactivateColleague(work, request.params.key, request.params.email)),
  );
}
