import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { RelationList } from "../../contract/acts.ts";
import { PageQuery, TicketNumber } from "../../contract/common.ts";
import { LiveCursor } from "../../contract/live.ts";
import { MessageList, TicketEventList, TicketList, TicketPage, TicketQuery } from "../../contract/tickets.ts";
import type { Desks } from "../desks/index.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, type Http } from "../platform/http.ts";
import { problem } from "../platform/problem.ts";
import type { Person } from "../platform/work.ts";
import { readEvents, readMessages, readPage } from "./conversation.ts";
import { listTickets } from "./list.ts";
import { readRelations } from "./relations.ts";
import { readTicket } from "./view.ts";
import type { LiveStreams } from "./live-stream.ts";

const TicketParams = Type.Object({ number: TicketNumber });

export interface InboxDeps {
  database: Database;
  desks: Desks;
  live: LiveStreams;
  /** who is behind a request now: asked again while a stream lasts */
  authenticate: (request: FastifyRequest) => Promise<Person | null>;
}

export function inboxRoutes(app: Http, { database, desks, live, authenticate }: InboxDeps): void {
  const tags = ["tickets"];

  app.get("/api/v1/tickets", { schema: { tags, querystring: TicketQuery, response: { 200: TicketList } } }, async (request) => {
    const { q = "", sort, limit = 50, after } = request.query;
    return listTickets(database.db, await desks.get(), signedIn(request), { q, sort, limit, after });
  });

  app.get("/api/v1/tickets/:number/page", { schema: { tags, params: TicketParams, response: { 200: TicketPage } } }, async (request, reply) => {
    const page = await readPage(database.db, desks, signedIn(request), request.params.number);
    reply.header("etag", `"${page.ticket.version}"`);
    return page;
  });

  app.get("/api/v1/tickets/:number/relations", { schema: { tags, params: TicketParams, response: { 200: RelationList } } }, async (request) => {
    const person = signedIn(request);
    const { number } = await readTicket(database.db, desks, person, request.params.number);
    return { items: await readRelations(database.db, desks, person, number) };
  });

  app.get("/api/v1/tickets/:number/messages", { schema: { tags, params: TicketParams, response: { 200: MessageList } } }, async (request) => ({
    items: await readMessages(database.db, signedIn(request), request.params.number),
  }));

  app.get("/api/v1/tickets/:number/events", { schema: { tags, params: TicketParams, querystring: PageQuery, response: { 200: TicketEventList } } }, async (request) => {
    const { limit = 50, after } = request.query;
    if (after !== undefined && !/^\d{1,15}$/.test(after)) throw problem("page.bad-cursor", 400, { path: "/querystring/after" });
    return readEvents(database.db, desks, signedIn(request), request.params.number, limit, after === undefined ? undefined : Number(after));
  });

  app.get("/api/v1/live", { schema: { tags: ["live"], querystring: Type.Object({ after: Type.Optional(LiveCursor) }, { additionalProperties: false }) } }, async (request, reply) => {
    signedIn(request);
    const last = request.headers["last-event-id"];
    const after = typeof last === "string" ? last : request.query.after;
    const from = await live.start(after);
    reply.hijack();
    live.open(reply.raw, () => authenticate(request), from);
  });
}
