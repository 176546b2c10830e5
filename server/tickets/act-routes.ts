import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Closure, DeskChange, Escalation, Link, linkKinds, Merge, MessageMove, Postponement, Split, StayList, TypeDecision, TypeRequest } from "../../contract/acts.ts";
import { FileId, oneOf, TicketNumber } from "../../contract/common.ts";
import { Ticket } from "../../contract/tickets.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { isProblem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { readVisible } from "./change.ts";
import * as acts from "./acts.ts";
import { removeAttachment } from "./attachments.ts";
import * as family from "./family.ts";
import type { TicketDeps } from "./deps.ts";
import { handToDesk, readStays } from "./hand-to-desk.ts";
import { ifMatch } from "./if-match.ts";

const ByNumber = Type.Object({ number: TicketNumber });

/** Acts on a ticket that have an input of their own. Each answers the ticket as it is then. */
export function actRoutes(app: Http, { database, desks, transact, readTicket }: TicketDeps): void {
  const tags = ["tickets"];
  const response = { 200: Ticket };
  const act = (request: FastifyRequest, reply: FastifyReply, number: number, run: (work: Work) => Promise<unknown>): Promise<Ticket> => {
    const person = signedIn(request);
    return write(transact, request, reply, async (work) => {
      await run(work);
      const view = await readTicket(work.db, desks, person, number);
      return { status: 200, body: view, headers: { etag: `"${view.version}"` } };
    });
  };

  app.put("/api/v1/tickets/:number/due-date", { schema: { tags, params: ByNumber, body: Postponement, response } }, (request, reply) =>
    act(request, reply, request.params.number, (work) => acts.postponeTicket(work, request.params.number, request.body)),
  );
  app.put("/api/v1/tickets/:number/closure", { schema: { tags, params: ByNumber, body: Closure, response } }, (request, reply) =>
    act(request, reply, request.params.number, (work) => acts.closeTicket(work, request.params.number, request.body)),
  );
  app.put("/api/v1/tickets/:number/escalation", { schema: { tags, params: ByNumber, body: Escalation, response } }, (request, reply) =>
    act(request, reply, request.params.number, (work) => acts.escalateTicket(work, request.params.number, request.body)),
  );
  app.put("/api/v1/tickets/:number/type-request", { schema: { tags, params: ByNumber, body: TypeRequest, response } }, (request, reply) =>
    act(request, reply, request.params.number, (work) => acts.requestType(work, request.params.number, request.body)),
  );
  app.put("/api/v1/tickets/:number/type-request/decision", { schema: { tags, params: ByNumber, body: TypeDecision, response } }, (request, reply) =>
    act(request, reply, request.params.number, (work) => acts.decideTypeRequest(work, request.params.number, request.body)),
  );
  app.put("/api/v1/tickets/:number/spam", { schema: { tags, params: ByNumber, response } }, (request, reply) =>
    act(request, reply, request.params.number, (work) => acts.markSpam(work, request.params.number, true)),
  );
  app.delete("/api/v1/tickets/:number/spam", { schema: { tags, params: ByNumber, response } }, (request, reply) =>
    act(request, reply, request.params.number, (work) => acts.markSpam(work, request.params.number, false)),
  );
  app.delete("/api/v1/tickets/:number", { schema: { tags, summary: "Delete, with 30 days to restore", params: ByNumber, response } }, (request, reply) =>
    act(request, reply, request.params.number, (work) => acts.deleteTicket(work, request.params.number)),
  );
  app.put("/api/v1/tickets/:number/restoration", { schema: { tags, params: ByNumber, response } }, (request, reply) =>
    act(request, reply, request.params.number, (work) => acts.restoreTicket(work, request.params.number)),
  );

  app.put("/api/v1/tickets/:number/desk", { schema: { tags, summary: "Hand it to another desk; answers 204 to who does not see it there", params: ByNumber, body: DeskChange, response: { 200: Ticket, 204: Type.Null() } } }, async (request, reply) => {
    const person = signedIn(request);
    const { number } = request.params;
    const seen = await write(transact, request, reply, async (work) => {
      await handToDesk(work, number, request.body, ifMatch(request.headers["if-match"]));
      const view = await readTicket(work.db, desks, person, number).catch(nothingForForeign);
      return view === null ? { status: 204, body: null } : { status: 200, body: view, headers: { etag: `"${view.version}"` } };
    });
    return seen === null ? reply.code(204).send(null) : seen;
  });
  app.get("/api/v1/tickets/:number/stays", { schema: { tags, summary: "The desks where it was before, with what they knew of it", params: ByNumber, response: { 200: StayList } } }, async (request) => ({
    items: await readStays({ db: database.db, desks }, (await readVisible(database.db, signedIn(request), request.params.number)).id),
  }));

  app.put("/api/v1/tickets/:number/merge", { schema: { tags, summary: "Make it part of another; answers that one", params: ByNumber, body: Merge, response } }, (request, reply) =>
    act(request, reply, request.body.into, (work) => family.mergeTicket(work, request.params.number, request.body.into)),
  );
  app.delete("/api/v1/tickets/:number/merge", { schema: { tags, summary: "Undo the merge", params: ByNumber, response } }, (request, reply) =>
    act(request, reply, request.params.number, (work) => family.undoMerge(work, request.params.number)),
  );
  app.post("/api/v1/tickets/:number/split", { schema: { tags, summary: "Take messages into a new ticket; answers that one", params: ByNumber, body: Split, response: { 201: Ticket } } }, async (request, reply) => {
    const person = signedIn(request);
    const ticket = await write(transact, request, reply, async (work) => {
      const number = await family.splitTicket(work, request.params.number, request.body);
      return { status: 201, body: await readTicket(work.db, desks, person, number) };
    });
    return reply.code(201).send(ticket);
  });
  const ByMessage = Type.Object({ number: TicketNumber, id: Type.Integer() });
  app.put("/api/v1/tickets/:number/messages/:id/ticket", { schema: { tags, summary: "Move a message to where it belongs", params: ByMessage, body: MessageMove, response } }, (request, reply) =>
    act(request, reply, request.params.number, (work) => family.moveMessage(work, request.params.number, request.params.id, request.body.ticket)),
  );

  const ByAttachment = Type.Object({ number: TicketNumber, id: Type.Integer(), file: FileId });
  app.delete("/api/v1/tickets/:number/messages/:id/attachments/:file", { schema: { tags, summary: "Take a file out of a message, with 30 days to undo it", params: ByAttachment, response } }, (request, reply) =>
    act(request, reply, request.params.number, (work) => removeAttachment(work, request.params.number, request.params.id, request.params.file)),
  );

  const ByLink = Type.Object({ number: TicketNumber, kind: oneOf(linkKinds), other: TicketNumber });
  app.post("/api/v1/tickets/:number/links", { schema: { tags, params: ByNumber, body: Link, response } }, (request, reply) =>
    act(request, reply, request.params.number, (work) => family.linkTicket(work, request.params.number, request.body)),
  );
  app.delete("/api/v1/tickets/:number/links/:kind/:other", { schema: { tags, params: ByLink, response } }, (request, reply) =>
    act(request, reply, request.params.number, (work) => family.unlinkTicket(work, request.params.number, { kind: request.params.kind, number: request.params.other })),
  );
}

/** For who does not see it any more, nothing. */
export function nothingForForeign(error: unknown): null {
  if (isProblem(error) && error.status === 404) return null;
  throw error;
}
