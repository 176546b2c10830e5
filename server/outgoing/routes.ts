import { Type } from "typebox";
import { PageQuery } from "../../contract/common.ts";
import { NewOutgoing, Outgoing, OutgoingItemList } from "../../contract/outgoings.ts";
import { deskIn, type Desks } from "../desks/index.ts";
import { contactsOf } from "../people/index.ts";
import type { Database, Db } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { translate } from "../platform/i18n.ts";
import { problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { ownOutgoing, startOutgoing } from "./actions.ts";
import * as store from "./store.ts";

export interface OutgoingDeps {
  database: Database;
  desks: Desks;
  transact: Transact;
}

export function outgoingRoutes(app: Http, { database, desks, transact }: OutgoingDeps): void {
  const tags = ["tickets"];
  const ById = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });

  app.post("/api/v1/outgoings", { schema: { tags, summary: "Write to customers: one ticket each", body: NewOutgoing, response: { 201: Outgoing } } }, async (request, reply) => {
    const person = signedIn(request);
    const outgoing = await write(transact, request, reply, async (work) => {
      const started = await startOutgoing(work, person, request.body);
      return { status: 201, body: await view(work.db, desks, started), headers: { location: `/api/v1/outgoings/${started.id}` } };
    });
    return reply.code(201).send(outgoing);
  });

  app.get("/api/v1/outgoings/:id", { schema: { tags, summary: "How far it is", params: ById, response: { 200: Outgoing } } }, async (request) =>
    view(database.db, desks, await ownOutgoing(database, signedIn(request), request.params.id)),
  );

  app.get(
    "/api/v1/outgoings/:id/items",
    { schema: { tags, summary: "What became of each receiver", params: ById, querystring: PageQuery, response: { 200: OutgoingItemList } } },
    async (request) => {
      const { id } = await ownOutgoing(database, signedIn(request), request.params.id);
      const { limit = 50, after = "0" } = request.query;
      if (!/^\d{1,9}$/.test(after)) throw problem("page.bad-cursor", 400, { path: "/querystring/after" });
      const rows = await store.listItems(database.db, id, Number(after), limit + 1);
      const page = rows.slice(0, limit);
      const people = await contactsOf(database.db, page.flatMap(({ receiver }) => receiver.person ?? []));
      return {
        items: page.map(({ receiver, outcome, ticketId, reason }) => ({
          to: receiver.email ?? people.find((one) => one.id === receiver.person)?.name ?? receiver.phone ?? "",
          outcome,
          number: ticketId,
          reason: reason === null ? null : translate(request.language, `problem.${reason.key}`, reason.params),
        })),
        next: rows.length > limit ? String(page.at(-1)?.position ?? 0) : null,
      };
    },
  );
}

async function view(db: Db, desks: Desks, outgoing: store.StoredOutgoing): Promise<Outgoing> {
  const { id, state, total, createdAt, finishedAt, input } = outgoing;
  return { id, desk: (await deskIn({ desks }, outgoing.deskId)).key, subject: input.subject, state, total, ...(await store.countOutcomes(db, id)), createdAt, finishedAt };
}
