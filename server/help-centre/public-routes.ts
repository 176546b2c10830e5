import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { FileId, Key, labelIn, type Language } from "../../contract/common.ts";
import { countTry, networkOf } from "../auth/index.ts";
import type { Desks } from "../desks/index.ts";
import { findFile, sendFile, type VirusCheck } from "../files/index.ts";
import type { Blobs } from "../platform/blobs.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database, Db } from "../platform/db.ts";
import type { Piece } from "../platform/html.ts";
import type { Http } from "../platform/http.ts";
import { translate } from "../platform/i18n.ts";
import { notFound } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor } from "../platform/work.ts";
import { articleBody, homeBody, searchBody, sectionBody } from "./bodies.ts";
import { helpLanguages, helpPath, sendPage, type HelpFrame, type HelpPage } from "./page.ts";
import { mayEdit, mayRead, readerOf } from "./policy.ts";
import { articlesOfSection, firstOfSections, searchArticles, type Shown } from "./reading.ts";
import { findReadable } from "./place.ts";
import { articleId } from "./rules.ts";
import { bestLanguage, helpScope, visitOf, type HelpVisit } from "./scope.ts";
import { sectionName, sectionsOf } from "./sections.ts";
import { sitemapRoutes, type MorePages } from "./sitemap.ts";
import * as store from "./store.ts";
import { articlePath, excerptOf, filesView } from "./view.ts";
import { castVote, ownVote, sayMissing, voterOf } from "./votes.ts";

/** What stands below an article, of a slice that comes after this one: its comments. @param after where their page begins, as the address says it */
export type Below = (visit: HelpVisit, article: { id: number; title: string; path: string }, after: string | undefined) => Promise<Piece>;

export interface HelpPagesDeps {
  database: Pick<Database, "db">;
  desks: Desks;
  transact: Transact;
  blobs: Blobs;
  viruses: VirusCheck;
  clock: Clock;
  frame: HelpFrame;
  /** by which readers without a session are known again */
  secret: Buffer;
  below: Below;
  morePages: MorePages;
}

/** So many articles of each section stand on the first page, and of the others beside an article. */
const most = { home: 6, beside: 5, found: 40 };
/** Votes and wishes of one network. */
const voteLimit = { tries: 30, minutes: 60 };

const OfDesk = Type.Object({ desk: Key });
const Place = Type.Object({ desk: Key, language: Type.String({ maxLength: 10 }) });
const OneArticle = Type.Object({ ...Place.properties, article: Type.String({ maxLength: 200 }) });

export async function helpPageRoutes(app: Http, deps: HelpPagesDeps): Promise<void> {
  const { database: { db }, desks, transact, clock, frame } = deps;
  sitemapRoutes(app, { db, desks, site: frame.site, morePages: deps.morePages });

  await helpScope(app, { desks, frame }, (pages) => {
    const toOwnLanguage = async (request: FastifyRequest, reply: FastifyReply, key: string) => {
      const desk = (await desks.get()).byKey.get(key);
      if (desk === undefined) throw notFound("page");
      return reply.header("vary", "accept-language, cookie").header("cache-control", "private, no-cache").redirect(helpPath(desk, bestLanguage(request, desk)), 302);
    };
    pages.get("/help/:desk", { schema: { params: OfDesk } }, (request, reply) => toOwnLanguage(request, reply, request.params.desk));

    pages.get("/help/:desk/:language", { schema: { params: Place } }, async (request, reply) => {
      // `/help/hotel/`, as addresses are typed
      if (request.params.language === "") return toOwnLanguage(request, reply, request.params.desk);
      const visit = await visitOf(request, desks);
      const { desk, language } = visit;
      const [sections, articles] = await Promise.all([sectionsOf(db, desk.id), firstOfSections(db, await readerOf(db, visit.actor, desk.id), desk.id, language, most.home)]);
      const body = homeBody(visit, sections.map((section) => {
        const own = articles.filter(({ sectionId }) => sectionId === section.id);
        return { section, articles: own, count: own[0]?.count ?? 0 };
      }));
      const description = translate(language, "help.home.description", { desk: labelIn(desk.labels, language, desk.language) });
      return sendPage(reply, frame, { ...visit, title: "", description, path: helpPath(desk, language), alternates: everyLanguage(visit), place: "articles", unlisted: articles.length === 0, body });
    });

    pages.get("/help/:desk/:language/sections/:section", { schema: { params: Type.Object({ ...Place.properties, section: Key }) } }, async (request, reply) => {
      const visit = await visitOf(request, desks);
      const { desk, language } = visit;
      const section = (await sectionsOf(db, desk.id)).find(({ key }) => key === request.params.section);
      if (section === undefined) throw notFound("page");
      const articles = await articlesOfSection(db, await readerOf(db, visit.actor, desk.id), section.id, language);
      const title = sectionName(section, language, desk);
      return sendPage(reply, frame, {
        ...visit, title, description: labelIn(section.explanations, language, desk.language) || null, path: helpPath(desk, language, "sections", section.key),
        alternates: everyLanguage(visit, "sections", section.key), place: "articles", unlisted: articles.length === 0, body: sectionBody(visit, section, articles),
      });
    });

    pages.get("/help/:desk/:language/search", { schema: { params: Place, querystring: Type.Object({ q: Type.Optional(Type.String({ maxLength: 1000 })) }) } }, async (request, reply) => {
      const visit = await visitOf(request, desks);
      const { desk, language } = visit;
      const q = (request.query.q ?? "").replaceAll("\0", "").trim();
      const found = await searchArticles(db, await readerOf(db, visit.actor, desk.id), desk.id, language, q, most.found);
      const title = q === "" ? translate(language, "help.search") : translate(language, "help.search.title", { q });
      const to = (one: Language) => `${helpPath(desk, one, "search")}?q=${encodeURIComponent(q)}`;
      return sendPage(reply, frame, { ...visit, title, description: null, path: to(language), alternates: helpLanguages(desk).map((one) => ({ language: one, path: to(one) })), place: "articles", unlisted: true, body: searchBody(visit, q, found) });
    });

    pages.get("/help/:desk/:language/articles/:article", { schema: { params: OneArticle, querystring: Type.Object({ after: Type.Optional(Type.String({ maxLength: 100 })) }) } }, async (request, reply) => {
      const visit = await visitOf(request, desks);
      const { desk, language, actor } = visit;
      const reader = await readerOf(db, actor, desk.id);
      const found = await readArticle(db, visit, request.params.article);
      const { article, variants, shown } = found;
      const path = articlePath(desk, language, article.id, shown.title);
      // the words in an address follow the title
      const [asked = "", ...rest] = request.url.split("?");
      if (path !== asked && path !== encodeURI(decoded(asked))) return reply.header("cache-control", "no-cache").redirect([path, ...rest].join("?"), 301);
      const [sections, others, vote, files] = await Promise.all([
        sectionsOf(db, desk.id),
        articlesOfSection(db, reader, article.sectionId, language),
        ownVote(db, article.id, voter(request)),
        filesView(db, shown.files.filter(({ inline }) => !inline)),
      ]);
      const section = sections.find(({ id }) => id === article.sectionId);
      if (section === undefined) throw notFound("page");
      const published: Shown = { ...shown, id: article.id, audience: article.audience, sectionId: article.sectionId };
      const body = articleBody(visit, {
        article: { ...published, html: shown.html, files },
        section,
        others: others.filter(({ id }) => id !== article.id).slice(0, most.beside),
        vote,
        editable: actor !== null && mayEdit(actor, desk.id),
        below: await deps.below(visit, { id: article.id, title: shown.title, path }, request.query.after),
      });
      return sendPage(reply, frame, {
        ...visit, title: shown.title, description: excerptOf(published), path, place: "articles", body,
        alternates: variants.map((one) => ({ language: one.language, path: articlePath(desk, one.language, article.id, one.title) })),
        unlisted: article.audience !== "everyone" || shown.language !== language,
      });
    });

    /** What a form below an article does; then the article again. */
    const after = async (request: FastifyRequest, reply: FastifyReply, act: (visit: HelpVisit, id: number) => Promise<void>) => {
      const visit = await visitOf(request, desks);
      const { article, shown } = await readArticle(db, visit, (request.params as { article: string }).article);
      await countTry(db, clock, `article vote from ${networkOf(request.ip)}`, voteLimit);
      await act(visit, article.id);
      return reply.redirect(`${articlePath(visit.desk, visit.language, article.id, shown.title)}#helpful`, 303);
    };
    const voter = (request: FastifyRequest): Buffer => voterOf(deps.secret, request.actor === null ? { network: networkOf(request.ip), browser: request.headers["user-agent"] ?? "" } : { personId: request.actor.id });

    pages.post("/help/:desk/:language/articles/:article/helpful", { schema: { params: OneArticle, body: Type.Object({ helpful: Type.Union([Type.Literal("yes"), Type.Literal("no")]) }) } }, (request, reply) =>
      after(request, reply, ({ actor, language }, id) => transact(actor ?? systemActor("web"), (work) => castVote(work, { articleId: id, voter: voter(request), personId: actor?.id ?? null, language, helpful: request.body.helpful === "yes" }))),
    );
    pages.post("/help/:desk/:language/articles/:article/missing", { schema: { params: OneArticle, body: Type.Object({ missing: Type.String({ maxLength: 10_000 }) }) } }, (request, reply) =>
      after(request, reply, ({ actor }, id) => transact(actor ?? systemActor("web"), (work) => sayMissing(work, id, voter(request), request.body.missing))),
    );

    pages.get("/help/:desk/files/:article/:file", { schema: { params: Type.Object({ desk: Key, article: Type.Integer({ minimum: 1 }), file: FileId }), querystring: Type.Object({ inline: Type.Optional(Type.Literal("1")) }) } }, async (request, reply) => {
      const { desk: key, article: id, file: fileId } = request.params;
      const desk = (await desks.get()).byKey.get(key);
      const article = await store.findArticle(db, id);
      if (desk === undefined || article === undefined || article.deskId !== desk.id || article.removed || !mayRead(await readerOf(db, request.actor, desk.id), article)) throw notFound("file");
      // what only a draft, or an older revision, holds is not for readers
      const used = (await store.publishedOf(db, id)).some(({ files }) => files.some((one) => one.fileId === fileId.toLowerCase()));
      const file = used ? await findFile(db, fileId) : null;
      if (file === null) throw notFound("file");
      return sendFile(request, reply, deps, file, request.query.inline === "1");
    });
  });
}

/** An address as it was meant: browsers differ in what they escape. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** Pages that exist in every language. */
const everyLanguage = ({ desk }: HelpVisit, ...parts: string[]): HelpPage["alternates"] => helpLanguages(desk).map((language) => ({ language, path: helpPath(desk, language, ...parts) }));

/** @throws 404 */
async function readArticle(db: Db, visit: HelpVisit, part: string) {
  const id = articleId(part);
  const found = id === null ? undefined : await findReadable(db, visit, id);
  if (found === undefined) throw notFound("article");
  return found;
}
