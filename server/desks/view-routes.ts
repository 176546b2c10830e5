import { Type } from "typebox";
import { Key } from "../../contract/common.ts";
import { NewView, View, ViewList, ViewPatch } from "../../contract/views.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { notFound } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import type { Desks } from "./cache.ts";
import { deskIn } from "./rules.ts";
import { changeView, createView, removeView, showView, viewsOf, worksAt } from "./views.ts";

/** Saved lists. How many tickets each holds is told by `inbox`. */
export function viewRoutes(app: Http, { database, desks, transact }: { database: Database; desks: Desks; transact: Transact }): void {
  const tags = ["views"];
  const ById = Type.Object({ id: Type.Integer() });
  const deskOf = async (key: string) => {
    const desk = (await desks.get()).byKey.get(key);
    if (desk === undefined) throw notFound("desk");
    return desk;
  };

  app.get("/api/v1/views", { schema: { tags, querystring: Type.Object({ desk: Key }, { additionalProperties: false }), response: { 200: ViewList } } }, async (request) => {
    const person = signedIn(request);
    const desk = await deskOf(request.query.desk);
    if (!worksAt(person, desk.id)) throw notFound("desk");
    return { items: (await viewsOf(database.db, desk.id, person.id)).map((view) => showView(view, desk, person)) };
  });

  app.post("/api/v1/views", { schema: { tags, body: NewView, response: { 201: View } } }, async (request, reply) => {
    const person = signedIn(request);
    const desk = await deskOf(request.body.desk);
    const view = await write(transact, request, reply, async (work) => ({ status: 201, body: showView(await createView(work, person, desk, request.body), desk, person) }));
    return reply.code(201).send(view);
  });

  app.patch("/api/v1/views/:id", { schema: { tags, params: ById, body: ViewPatch, response: { 200: View } } }, async (request, reply) => {
    const person = signedIn(request);
    return write(transact, request, reply, async (work) => {
      const view = await changeView(work, person, request.params.id, request.body);
      return { status: 200, body: showView(view, await deskIn(work, view.deskId), person) };
    });
  });

  app.delete("/api/v1/views/:id", { schema: { tags, params: ById, response: { 204: Type.Null() } } }, async (request, reply) => {
    const person = signedIn(request);
    await write(transact, request, reply, async (work) => {
      await removeView(work, person, request.params.id);
      return { status: 204, body: null };
    });
    return reply.code(204).send(null);
  });
}
