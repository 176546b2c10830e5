import { Type } from "typebox";
import { TicketNumber } from "../../contract/common.ts";
import { NewTicket, Ticket, TicketPatch, TicketRead } from "../../contract/tickets.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { actRoutes, nothingForForeign } from "./act-routes.ts";
import type { TicketDeps } from "./deps.ts";
import { ifMatch } from "./if-match.ts";
import { openTicket } from "./open.ts";
import { markRead, markUnread } from "./reads.ts";
import { editTicket } from "./requester.ts";
import { undoEvent } from "./undo.ts";

const Number = Type.Object({ number: TicketNumber });
const etag = (ticket: Ticket) => ({ etag: `"${ticket.version}"` });

export function ticketRoutes(app: Http, deps: TicketDeps): void {
  const { database, desks, transact, readTicket } = deps;
  const tags = ["tickets"];
  actRoutes(app, deps);

  app.post("/api/v1/tickets", { schema: { tags, body: NewTicket, response: { 201: Ticket } } }, async (request, reply) => {
    const person = signedIn(request);
    const ticket = await write(transact, request, reply, async (work) => {
      const { number } = await openTicket(work, person, request.body, request.language);
      const view = await readTicket(work.db, desks, person, number);
      return { status: 201, body: view, headers: { ...etag(view), location: `/api/v1/tickets/${number}` } };
    });
    return reply.code(201).send(ticket);
  });

  app.get("/api/v1/tickets/:number", { schema: { tags, params: Number, response: { 200: Ticket } } }, async (request, reply) => {
    const ticket = await readTicket(database.db, desks, signedIn(request), request.params.number);
    reply.headers(etag(ticket));
    return ticket;
  });

  app.patch("/api/v1/tickets/:number", { schema: { tags, summary: "Change it; answers 204 to who does not see it any more: it left their queue or location", params: Number, body: TicketPatch, response: { 200: Ticket, 204: Type.Null() } } }, async (request, reply) => {
    const person = signedIn(request);
    const seen = await write(transact, request, reply, async (work) => {
      await editTicket(work, request.params.number, request.body, ifMatch(request.headers["if-match"]));
      const view = await readTicket(work.db, desks, person, request.params.number).catch(nothingForForeign);
      return view === null ? { status: 204, body: null } : { status: 200, body: view, headers: etag(view) };
    });
    return seen === null ? reply.code(204).send(null) : seen;
  });

  app.put("/api/v1/tickets/:number/read", { schema: { tags, summary: "So many of its messages were seen by the reader", params: Number, body: TicketRead, response: { 204: Type.Null() } } }, async (request, reply) => {
    const person = signedIn(request);
    await write(transact, request, reply, async (work) => {
      await markRead(work, person, request.params.number, request.body.messages);
      return { status: 204, body: null };
    });
    return reply.code(204).send(null);
  });

  app.delete("/api/v1/tickets/:number/read", { schema: { tags, summary: "Its last message was not seen by the reader: to come back to it", params: Number, response: { 204: Type.Null() } } }, async (request, reply) => {
    const person = signedIn(request);
    await write(transact, request, reply, async (work) => {
      await markUnread(work, person, request.params.number);
      return { status: 204, body: null };
    });
    return reply.code(204).send(null);
  });

  const EventOfTicket = Type.Object({ number: TicketNumber, id: Type.Integer() });
  app.post("/api/v1/tickets/:number/events/:id/undo", { schema: { tags, params: EventOfTicket, response: { 200: Ticket } } }, async (request, reply) => {
    const person = signedIn(request);
    const { number, id } = request.params;
    return write(transact, request, reply, async (work) => {
      await undoEvent(work, number, id);
      const view = await readTicket(work.db, desks, person, number);
      return { status: 200, body: view, headers: etag(view) };
    });
  });
}
