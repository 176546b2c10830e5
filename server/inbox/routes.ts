import { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { RelationList } from "../../contract/acts.ts";
import { Key, PageQuery, TicketNumber } from "../../contract/common.ts";
import { LiveCursor } from "../../contract/live.ts";
import { MessageList, TagList, TicketEventList, TicketList, TicketPage, TicketQuery } from "../../contract/tickets.ts";
import { ViewCounts } from "../../contract/views.ts";
import { viewsOf, worksAt, type Desks } from "../desks/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, type Http } from "../platform/http.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Person } from "../platform/work.ts";
import { readEvents, readMessages, readPage } from "./conversation.ts";
import { countViews } from "./counts.ts";
import { exportTickets, readColumns } from "./export.ts";
import { listTickets } from "./list.ts";
import { readRelations } from "./relations.ts";
import { tagsOf } from "./tags.ts";
import { readTicket } from "./view.ts";
import type { LiveStreams } from "./live-stream.ts";

const TicketParams = Type.Object({ number: TicketNumber });

export interface InboxDeps {
  database: Database;
  desks: Desks;
  live: LiveStreams;
  clock: Clock;
  /** who is behind a request now: asked again while a stream lasts */
  authenticate: (request: FastifyRequest) => Promise<Person | null>;
}

export function inboxRoutes(app: Http, { database, desks, live, clock, authenticate }: InboxDeps): void {
  const tags = ["tickets"];

  app.get("/api/v1/tickets", { schema: { tags, querystring: TicketQuery, response: { 200: TicketList } } }, async (request) => {
    const { q = "", sort, limit = 50, after } = request.query;
    return listTickets(database.db, await desks.get(), signedIn(request), { q, sort, limit, after });
  });

  const ExportQuery = Type.Object({
    ...Type.Pick(TicketQuery, ["q", "sort"]).properties,
    columns: Type.Optional(Type.String({ maxLength: 2000, description: "names joined by commas; `field:<key>` is one of the desk's own fields" })),
  }, { additionalProperties: false });
  app.get("/api/v1/tickets.csv", { schema: { tags, summary: "All that a search finds, as CSV", produces: ["text/csv"], querystring: ExportQuery } }, async (request, reply) => {
    signedIn(request);
    const { q = "", sort, columns } = request.query;
    const input = { q, sort, columns: readColumns(columns), language: request.language };
    const lines = await exportTickets(database.db, await desks.get(), () => authenticate(request), input);
    return reply.header("content-disposition", `attachment; filename="tickets.csv"`).type("text/csv; charset=utf-8").send(Readable.from(lines, { objectMode: false }));
  });

  app.get("/api/v1/views/counts", { schema: { tags: ["views"], summary: "How many tickets each view holds, up to 1,000", querystring: Type.Object({ desk: Key }, { additionalProperties: false }), response: { 200: ViewCounts } } }, async (request) => {
    const person = signedIn(request);
    const set = await desks.get();
    const desk = set.byKey.get(request.query.desk);
    if (desk === undefined || !worksAt(person, desk.id)) throw notFound("desk");
    return { items: await countViews(database.db, set, person, desk, await viewsOf(database.db, desk.id, person.id)) };
  });

  app.get("/api/v1/tags", { schema: { tags, summary: "The tags in use at a desk, the commonest first", querystring: Type.Object({ desk: Key }, { additionalProperties: false }), response: { 200: TagList } } }, async (request) => {
    const person = signedIn(request);
    const desk = (await desks.get()).byKey.get(request.query.desk);
    if (desk === undefined || !worksAt(person, desk.id)) throw notFound("desk");
    return { items: await tagsOf(database.db, person, desk.id) };
  });

  app.get("/api/v1/tickets/:number/page", { schema: { tags, params: TicketParams, response: { 200: TicketPage } } }, async (request, reply) => {
    const page = await readPage(database.db, desks, signedIn(request), request.params.number, clock.now());
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
