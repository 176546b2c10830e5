import { Type } from "typebox";
import { Absence, Approval, ApprovalAnswer, ApprovalLink, ApprovalTaskList, HandedOver, HandOver, NewApproval, TicketApprovals } from "../../contract/approvals.ts";
import { Email, TicketNumber } from "../../contract/common.ts";
import type { Desks } from "../desks/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { languageOf } from "../platform/i18n.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { answerApproval, askApproval, cancelApproval } from "./actions.ts";
import { beAbsent, countTheirs, handOver } from "./hand-over.ts";
import { linkHolder, readApproval, readLink, readTasks, readTicketApprovals } from "./view.ts";

const OfTicket = Type.Object({ number: TicketNumber });
const ById = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
const ByToken = Type.Object({ token: Type.String({ pattern: "^[A-Za-z0-9_-]{20,200}$" }) });

export interface ApprovalDeps {
  database: Database;
  desks: Desks;
  transact: Transact;
  clock: Clock;
}

export function approvalRoutes(app: Http, { database: { db }, desks, transact, clock }: ApprovalDeps): void {
  const tags = ["approvals"];

  app.get("/api/v1/tickets/:number/approvals", { schema: { tags, params: OfTicket, response: { 200: TicketApprovals } } }, async (request) =>
    readTicketApprovals(db, await desks.get(), signedIn(request), request.params.number),
  );

  app.post("/api/v1/tickets/:number/approvals", { schema: { tags, params: OfTicket, body: NewApproval, response: { 201: Approval } } }, async (request, reply) => {
    const actor = signedIn(request);
    const asked = await write(transact, request, reply, async (work) => ({ status: 201, body: await readApproval(work.db, actor, await askApproval(work, request.params.number, request.body)) }));
    return reply.code(201).send(asked);
  });

  app.get("/api/v1/approvals", { schema: { tags, summary: "What waits for one's own answer", response: { 200: ApprovalTaskList } } }, async (request) => ({
    items: await readTasks(db, await desks.get(), signedIn(request), request.language),
  }));

  app.put("/api/v1/approvals/:id/answer", { schema: { tags, params: ById, body: ApprovalAnswer, response: { 200: Approval } } }, async (request, reply) => {
    const actor = signedIn(request);
    return write(transact, request, reply, async (work) => {
      await answerApproval(work, request.params.id, request.body);
      return { status: 200, body: await readApproval(work.db, actor, request.params.id) };
    });
  });

  app.delete("/api/v1/approvals/:id", { schema: { tags, params: ById, response: { 204: Type.Null() } } }, async (request, reply) => {
    signedIn(request);
    await write(transact, request, reply, async (work) => {
      await cancelApproval(work, request.params.id);
      return { status: 204, body: null };
    });
    return reply.code(204).send(null);
  });

  app.post("/api/v1/handovers", { schema: { tags, summary: "Give a colleague what is somebody's", body: HandOver, response: { 200: HandedOver } } }, async (request, reply) => {
    const actor = signedIn(request);
    return write(transact, request, reply, async (work) => ({ status: 200, body: await handOver(work, actor, request.body.from, request.body.to) }));
  });

  app.get("/api/v1/handovers", { schema: { tags, summary: "What is somebody's", querystring: Type.Object({ of: Email }, { additionalProperties: false }), response: { 200: HandedOver } } }, async (request) =>
    countTheirs(db, await desks.get(), signedIn(request), request.query.of),
  );

  app.post("/api/v1/absences", { schema: { tags, summary: "Be away, and let a deputy have what is one's own", body: Absence, response: { 200: HandedOver } } }, async (request, reply) => {
    const actor = signedIn(request);
    return write(transact, request, reply, async (work) => ({ status: 200, body: await beAbsent(work, actor, request.body) }));
  });

  app.get("/api/v1/approval-links/:token", { schema: { tags, summary: "Look at a mailed link without using it", params: ByToken, response: { 200: ApprovalLink } } }, async (request) =>
    readLink(db, await desks.get(), request.params.token, request.language, clock.now()),
  );

  app.post("/api/v1/approval-links/:token", { schema: { tags, summary: "Answer by a mailed link", params: ByToken, body: ApprovalAnswer, response: { 200: ApprovalLink } } }, async (request, reply) => {
    const holder = await linkHolder(db, request.params.token, clock.now());
    if (holder === null) throw notFound("link");
    if (holder.expired) throw problem("link.expired", 410);
    const language = (holder.actor.locale === null ? null : languageOf(holder.actor.locale)) ?? request.language;
    return write(
      transact,
      request,
      reply,
      async (work) => {
        await answerApproval(work, holder.approval.id, request.body);
        return { status: 200, body: await readLink(work.db, await desks.get(), request.params.token, language, work.now) };
      },
      holder.actor,
    );
  });
}
