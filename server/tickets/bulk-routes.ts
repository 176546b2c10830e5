import { Type } from "typebox";
import { Bulk, BulkItemList, bulkOutcomes, mostInBulk, NewBulk, type BulkOutcome } from "../../contract/bulks.ts";
import { oneOf, PageQuery } from "../../contract/common.ts";
import type { DeskSet, Desks } from "../desks/index.ts";
import type { Database, Db } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { translate } from "../platform/i18n.ts";
import { problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import type { Person } from "../platform/work.ts";
import { ownBulk, startBulk, undoBulk } from "./bulk.ts";
import * as store from "./bulk-store.ts";

export interface BulkDeps {
  database: Database;
  desks: Desks;
  transact: Transact;
  /** the numbers of all tickets that a search finds and the person may see, so many at most: `inbox`, which comes after this slice, knows */
  findTickets: (db: Db, desks: DeskSet, person: Person, q: string, limit: number) => Promise<number[]>;
}

export function bulkRoutes(app: Http, { database, desks, transact, findTickets }: BulkDeps): void {
  const tags = ["tickets"];
  const ById = Type.Object({ id: Type.Integer() });

  app.post("/api/v1/tickets/bulk", { schema: { tags, summary: "Change many tickets", body: NewBulk, response: { 201: Bulk } } }, async (request, reply) => {
    const person = signedIn(request);
    const { numbers, q, change } = request.body;
    if ((numbers === undefined) === (q === undefined)) throw problem("bulk.nothing-chosen", 422, { path: "/numbers" });
    const bulk = await write(transact, request, reply, async (work) => {
      const found = numbers ?? (await findTickets(work.db, await desks.get(), person, q ?? "", mostInBulk + 1));
      if (found.length > mostInBulk) throw problem("bulk.too-many", 422, { params: { most: mostInBulk }, path: "/q" });
      const started = await startBulk(work, person, found, change);
      return { status: 201, body: await viewBulk(work.db, started) };
    });
    return reply.code(201).send(bulk);
  });

  app.get("/api/v1/bulks/:id", { schema: { tags, summary: "How far it is", params: ById, response: { 200: Bulk } } }, async (request) =>
    viewBulk(database.db, await ownBulk(database, signedIn(request), request.params.id)),
  );

  const ItemQuery = Type.Object({ ...PageQuery.properties, outcome: Type.Optional(oneOf(bulkOutcomes)) }, { additionalProperties: false });
  app.get("/api/v1/bulks/:id/items", { schema: { tags, summary: "What became of each ticket", params: ById, querystring: ItemQuery, response: { 200: BulkItemList } } }, async (request) => {
    const { id } = await ownBulk(database, signedIn(request), request.params.id);
    const { limit = 50, after = "0", outcome = null } = request.query;
    if (!/^\d{1,9}$/.test(after)) throw problem("page.bad-cursor", 400, { path: "/querystring/after" });
    const rows = await store.listItems(database.db, id, outcome, Number(after), limit + 1);
    const page = rows.slice(0, limit);
    return {
      items: page.map((row) => ({ number: row.ticketId, outcome: row.outcome, reason: row.reason === null ? null : translate(request.language, `problem.${row.reason.key}`, row.reason.params) })),
      next: rows.length > limit ? String(page.at(-1)?.position ?? 0) : null,
    };
  });

  app.put("/api/v1/bulks/:id/undo", { schema: { tags, summary: "Take all of it back", params: ById, response: { 200: Bulk } } }, async (request, reply) => {
    const person = signedIn(request);
    return write(transact, request, reply, async (work) => ({ status: 200, body: await viewBulk(work.db, await undoBulk(work, person, request.params.id)) }));
  });
}

async function viewBulk(db: Db, bulk: store.StoredBulk): Promise<Bulk> {
  const counts = new Map((await store.countOutcomes(db, bulk.id)).map((row) => [row.outcome, row.count]));
  const of = (outcome: BulkOutcome) => counts.get(outcome) ?? 0;
  const undoing = bulk.state === "undoing" || bulk.state === "undone";
  const { id, state, change, total, createdAt, finishedAt } = bulk;
  return {
    id, state, change, total, createdAt, finishedAt,
    done: undoing ? total - of("changed") : total - (counts.get(null) ?? 0),
    changed: of("changed"),
    unchanged: of("unchanged"),
    refused: of("refused"),
    undone: of("undone"),
    undoRefused: of("undo-refused"),
  };
}
