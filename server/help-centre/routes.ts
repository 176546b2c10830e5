import { Type } from "typebox";
import { Key, Language } from "../../contract/common.ts";
import { Article, ArticleHitQuery, ArticleHits, ArticleList, ArticleListQuery, ArticlePatch, NewArticle, Revision, RevisionList, SectionList, VariantInput } from "../../contract/help-centre.ts";
import type { DeskConfig, Desks } from "../desks/index.ts";
import type { FileReaders } from "../files/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database, Db } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Site } from "../platform/site.ts";
import type { Transact } from "../platform/transact.ts";
import type { Actor, Work } from "../platform/work.ts";
import { bringBackArticle, changeArticle, checkVariant, createArticle, deskToWrite, removeArticle, restoreRevision, saveVariant, withdrawVariant } from "./actions.ts";
import { helpLanguages } from "./page.ts";
import { isStaff, mayEdit, readerOf } from "./policy.ts";
import { countToReview, listArticles, newestArticles, searchArticles } from "./reading.ts";
import { sectionView, sectionsOf, writeSections } from "./sections.ts";
import * as store from "./store.ts";
import { articleView, hitView, listedViews, namesOf, revisionView, todayAt } from "./view.ts";

export interface HelpCentreDeps {
  database: Pick<Database, "db">;
  desks: Desks;
  transact: Transact;
  clock: Clock;
  site: Pick<Site, "publicUrl">;
}

const tags = ["help centre"];
const mostInSection = 1000;
const Of = Type.Object({ id: Type.Integer({ minimum: 1 }) });
const Variant = Type.Object({ id: Type.Integer({ minimum: 1 }), language: Language });
const OneRevision = Type.Object({ ...Variant.properties, number: Type.Integer({ minimum: 1 }) });

/** Files of articles are for who works at the desk; readers fetch those of what is published below its page. */
export const articleReaders: FileReaders = {
  article: async (db, actor, id) => {
    const article = await store.findArticle(db, id);
    return article !== undefined && isStaff(actor, article.deskId);
  },
};

export function helpCentreRoutes(app: Http, { database: { db }, desks, transact, clock, site }: HelpCentreDeps): void {
  const deskOf = async (key: string): Promise<DeskConfig> => {
    const desk = (await desks.get()).byKey.get(key);
    if (desk === undefined) throw notFound("desk");
    return desk;
  };
  /** The article as its writers see it. @throws 404 for who does not work there */
  const shown = async (of: Db, actor: Actor, id: number): Promise<Article> => {
    const article = await store.findArticle(of, id);
    const desk = article && (await desks.get()).byId.get(article.deskId);
    if (article === undefined || desk === undefined || !isStaff(actor, article.deskId)) throw notFound("article");
    return articleView(of, desk, site, article, clock.now());
  };

  app.get("/api/v1/desks/:key/articles", { schema: { tags, summary: "Published articles that the reader may read: by words, or the newest", params: Type.Object({ key: Key }), querystring: ArticleHitQuery, response: { 200: ArticleHits } } }, async (request) => {
    const desk = await deskOf(request.params.key);
    const { q = "", limit = 5 } = request.query;
    const language = request.query.language ?? request.language;
    const reader = await readerOf(db, request.actor, desk.id);
    const found = q.trim() === "" ? await newestArticles(db, reader, desk.id, language, limit) : await searchArticles(db, reader, desk.id, language, q, limit);
    return { items: found.map((one) => hitView(desk, site, one)) };
  });

  app.get("/api/v1/desks/:key/help-centre", { schema: { tags, summary: "All articles of a desk, for who writes them", params: Type.Object({ key: Key }), querystring: ArticleListQuery, response: { 200: ArticleList } } }, async (request) => {
    const actor = signedIn(request);
    const desk = await deskOf(request.params.key);
    if (!isStaff(actor, desk.id)) throw problem("permission.denied", 403);
    const { limit = 50, after, ...asked } = request.query;
    const today = todayAt(desk, clock.now());
    // a section is put in order as a whole: it is one page
    const most = asked.section === undefined ? limit : mostInSection;
    const rows = await listArticles(db, { ...asked, deskId: desk.id, languages: helpLanguages(desk), today, after: after === undefined ? null : cursorOf(after), limit: most + 1 });
    const items = rows.slice(0, most);
    const last = items.at(-1);
    return {
      sections: (await sectionsOf(db, desk.id)).map(sectionView),
      // what is written first, first
      languages: helpLanguages(desk).toSorted((a, b) => Number(b === desk.language) - Number(a === desk.language)),
      items: await listedViews(db, desk, items, today),
      toReview: await countToReview(db, desk.id, today),
      next: asked.section === undefined && rows.length > most && last !== undefined ? `${last.changedAt}_${last.id}` : null,
      can: { edit: mayEdit(actor, desk.id) },
    };
  });

  app.put("/api/v1/desks/:key/help-centre/sections", { schema: { tags, summary: "Bring the sections to this list", params: Type.Object({ key: Key }), body: Type.Object({ sections: SectionList }), response: { 200: Type.Object({ sections: SectionList }) } } }, async (request, reply) =>
    write(transact, request, reply, async (work) => {
      const desk = await deskToWrite(work, request.params.key);
      await writeSections(work, desk.id, request.body.sections, "/sections");
      return { status: 200, body: { sections: (await sectionsOf(work.db, desk.id)).map(sectionView) } };
    }),
  );

  app.post("/api/v1/desks/:key/help-centre/articles", { schema: { tags, summary: "Begin an article", params: Type.Object({ key: Key }), body: NewArticle, response: { 201: Article } } }, async (request, reply) => {
    const actor = signedIn(request);
    return write(transact, request, reply, async (work) => {
      const id = await createArticle(work, request.params.key, request.body);
      return { status: 201, body: await shown(work.db, actor, id), headers: { location: `/api/v1/articles/${id}` } };
    });
  });

  app.get("/api/v1/articles/:id", { schema: { tags, params: Of, response: { 200: Article } } }, (request) => shown(db, signedIn(request), request.params.id));

  /** A change, and the article as it is then. */
  const change = (method: "PUT" | "PATCH" | "DELETE", path: string, summary: string, schema: { params: typeof Of; body?: typeof ArticlePatch }, act: (work: Work, asked: { id: number; body: ArticlePatch }) => Promise<void>) =>
    app.route({
      method,
      url: `/api/v1/articles/:id${path}`,
      schema: { tags, summary, ...schema, response: { 200: Article } },
      handler: async (request, reply) => {
        const actor = signedIn(request);
        return write(transact, request, reply, async (work) => {
          const { id } = request.params;
          await act(work, { id, body: (request.body ?? {}) as ArticlePatch });
          return { status: 200, body: await shown(work.db, actor, id) };
        });
      },
    });
  change("PATCH", "", "Change who reads it, where it stands, when it is looked at again", { params: Of, body: ArticlePatch }, (work, { id, body }) => changeArticle(work, id, body));
  change("DELETE", "", "Take it away; it can be brought back", { params: Of }, (work, { id }) => removeArticle(work, id));
  change("PUT", "/restoration", "Bring it back", { params: Of }, (work, { id }) => bringBackArticle(work, id));

  const inLanguage = (method: "PUT" | "DELETE", path: string, summary: string, act: (work: Work, id: number, language: Language) => Promise<void>) =>
    app.route({
      method,
      url: `/api/v1/articles/:id/variants/:language${path}`,
      schema: { tags, summary, params: Variant, response: { 200: Article } },
      handler: async (request, reply) => {
        const actor = signedIn(request);
        return write(transact, request, reply, async (work) => {
          await act(work, request.params.id, request.params.language);
          return { status: 200, body: await shown(work.db, actor, request.params.id) };
        });
      },
    });
  inLanguage("DELETE", "/publication", "Readers see it no more; it stays as a draft", withdrawVariant);
  inLanguage("PUT", "/check", "It says the same as the original", checkVariant);

  app.put("/api/v1/articles/:id/variants/:language", { schema: { tags, summary: "Save a revision, as a draft or for readers", params: Variant, body: VariantInput, response: { 200: Article } } }, async (request, reply) => {
    const actor = signedIn(request);
    return write(transact, request, reply, async (work) => {
      await saveVariant(work, request.params.id, request.params.language, request.body);
      return { status: 200, body: await shown(work.db, actor, request.params.id) };
    });
  });

  app.get("/api/v1/articles/:id/variants/:language/revisions", { schema: { tags, summary: "What it was before", params: Variant, response: { 200: RevisionList } } }, async (request) => {
    const { id, language } = request.params;
    await shown(db, signedIn(request), id);
    const revisions = await store.revisionsOf(db, id, language);
    const name = await namesOf(db, revisions.map(({ authorId }) => authorId));
    return { items: revisions.map(({ authorId, ...one }) => ({ ...one, author: name(authorId) })) };
  });

  const revision = async (actor: Actor, { id, language, number }: { id: number; language: string; number: number }) => {
    await shown(db, actor, id);
    const found = await store.findRevision(db, id, language, number);
    if (found === undefined) throw notFound("article");
    return revisionView(db, found);
  };
  app.get("/api/v1/articles/:id/variants/:language/revisions/:number", { schema: { tags, params: OneRevision, response: { 200: Revision } } }, (request) => revision(signedIn(request), request.params));

  app.put("/api/v1/articles/:id/variants/:language/revisions/:number/restoration", { schema: { tags, summary: "Bring an older revision back, as a draft", params: OneRevision, response: { 200: Article } } }, async (request, reply) => {
    const actor = signedIn(request);
    const { id, language, number } = request.params;
    return write(transact, request, reply, async (work) => {
      await restoreRevision(work, id, language, number);
      return { status: 200, body: await shown(work.db, actor, id) };
    });
  });
}

/** @throws 400 for what is no cursor of ours */
function cursorOf(text: string): [string, number] {
  const [, at = "", id = ""] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_(\d{1,15})$/.exec(text) ?? [];
  if (id === "") throw problem("request.malformed", 400);
  return [at, Number(id)];
}
