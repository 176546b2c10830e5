import { Type } from "typebox";
import { Key, oneOf, PageQuery } from "../../contract/common.ts";
import { Entry, EntryKind, EntryList, entryShelves, Moderation, mostReports, ReportCount } from "../../contract/community.ts";
import type { DeskConfig, Desks } from "../desks/index.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import type { Actor } from "../platform/work.ts";
import { moderate } from "./actions.ts";
import type { FindArticle } from "./articles.ts";
import { countReported } from "./complaints.ts";
import { listEntries, readEntry } from "./entries.ts";
import { mayModerate } from "./policy.ts";

const ByKey = Type.Object({ key: Key });
const ByEntry = Type.Object({ key: Key, kind: EntryKind, id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });

/** What moderators work with: what was written, what was reported of it, and what they decide. */
export function communityRoutes(app: Http, { database: { db }, desks, transact, articles }: { database: Database; desks: Desks; transact: Transact; articles: FindArticle }): void {
  const tags = ["community"];
  const deskFor = async (actor: Actor, key: string): Promise<DeskConfig> => {
    const desk = (await desks.get()).byKey.get(key);
    if (desk === undefined) throw notFound("desk");
    if (!mayModerate(actor, desk.id)) throw problem("permission.denied", 403);
    return desk;
  };

  app.get(
    "/api/v1/desks/:key/community/entries",
    { schema: { tags, summary: "Posts and comments as moderators look through them, newest first", params: ByKey, querystring: Type.Object({ ...PageQuery.properties, shelf: Type.Optional(oneOf(entryShelves)) }), response: { 200: EntryList } } },
    async (request) => {
      const actor = signedIn(request);
      const { shelf = "reported", after, limit = 50 } = request.query;
      return listEntries(db, await deskFor(actor, request.params.key), request.language, actor, articles, { shelf, after, limit });
    },
  );

  app.get("/api/v1/desks/:key/community/reported", { schema: { tags, summary: "How many wait for a moderator", params: ByKey, response: { 200: ReportCount } } }, async (request) => {
    const desk = await deskFor(signedIn(request), request.params.key);
    return { reported: await countReported(db, desk.id, mostReports) };
  });

  app.patch("/api/v1/desks/:key/community/:kind/:id", { schema: { tags, summary: "Hide, lock, answer officially, or leave as it is", params: ByEntry, body: Moderation, response: { 200: Entry } } }, async (request, reply) => {
    const actor = signedIn(request);
    const { key, kind, id } = request.params;
    return write(transact, request, reply, async (work) => {
      const desk = await deskFor(actor, key);
      await moderate(work, desk, kind, id, request.body);
      return { status: 200, body: await readEntry(work.db, desk, request.language, actor, articles, kind, id) };
    });
  });
}
