import { Type } from "typebox";
import { TicketNumber } from "../../contract/common.ts";
import { NewMessage, NewTicket, Ticket, TicketPatch } from "../../contract/tickets.ts";
import { deskIn, type Desks } from "../desks/index.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { notFound, problem } from "../platform/problem.ts";
import { query } from "../platform/db.ts";
import type { Transact } from "../platform/transact.ts";
import type { Db } from "../platform/db.ts";
import type { Actor } from "../platform/work.ts";
import { patchTicket } from "./actions.ts";
import { openTicket, postMessage } from "./open.ts";
import { undoEvent } from "./undo.ts";
import { loadNamed, sideOfNamed, viewTicket } from "./view.ts";

const Number = Type.Object({ number: TicketNumber });
const etag = (ticket: Ticket) => ({ etag: `"${ticket.version}"` });

/** The ticket as the actor sees it. @throws 404 where it is missing or foreign */
export async function readTicket(db: Db, desks: Desks, actor: Actor, number: number): Promise<Ticket> {
  const ticket = await loadNamed(db, number);
  if (ticket === undefined || sideOfNamed(actor, ticket) === null) throw notFound("ticket");
  if (ticket.mergedInto !== null) return readTicket(db, desks, actor, ticket.mergedInto);
  return viewTicket(ticket, await deskIn({ desks }, ticket.deskId), actor);
}

export function ticketRoutes(app: Http, { database, desks, transact }: { database: Database; desks: Desks; transact: Transact }): void {
  const tags = ["tickets"];

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

  app.patch("/api/v1/tickets/:number", { schema: { tags, params: Number, body: TicketPatch, response: { 200: Ticket } } }, async (request, reply) => {
    const person = signedIn(request);
    return write(transact, request, reply, async (work) => {
      await patchTicket(work, request.params.number, request.body, ifMatch(request.headers["if-match"]));
      const view = await readTicket(work.db, desks, person, request.params.number);
      return { status: 200, body: view, headers: etag(view) };
    });
  });

  const Placed = Type.Object({ id: Type.Integer(), ticket: TicketNumber });
  app.post("/api/v1/tickets/:number/messages", { schema: { tags, params: Number, body: NewMessage, response: { 201: Placed } } }, async (request, reply) => {
    const person = signedIn(request);
    const placed = await write(transact, request, reply, async (work) => {
      const { number, messageId } = await postMessage(work, person, request.params.number, request.body);
      return { status: 201, body: { id: messageId, ticket: number } };
    });
    return reply.code(201).send(placed);
  });

  const EventOfTicket = Type.Object({ number: TicketNumber, id: Type.Integer() });
  app.post("/api/v1/tickets/:number/events/:id/undo", { schema: { tags, params: EventOfTicket, response: { 200: Ticket } } }, async (request, reply) => {
    const person = signedIn(request);
    const { number, id } = request.params;
    return write(transact, request, reply, async (work) => {
      const [event] = await query<{ type: string; data: Record<string, unknown> }>(work.db, `select type, data from events where id = $1 and ticket_id = $2`, [id, number]);
      if (event === undefined) throw notFound("event");
      await undoEvent(work, number, event);
      const view = await readTicket(work.db, desks, person, number);
      return { status: 200, body: view, headers: etag(view) };
    });
  });
}

/** RFC 9110 13.1.1: the version between quotes; `*` is any. */
function ifMatch(header: string | undefined): number | undefined {
  if (header === undefined || header === "*") return undefined;
  const version = /^(?:W\/)?"(\d+)"$/.exec(header.trim())?.[1];
  if (version === undefined) throw problem("ticket.stale", 412);
  return globalThis.Number(version);
}
