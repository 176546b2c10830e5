import type { FastifyReply, FastifyRequest } from "fastify";
import type { Language } from "../../contract/common.ts";
import { postKinds, type EntryKind, type Moderation } from "../../contract/community.ts";
import type { Desks } from "../desks/index.ts";
import { helpPath, helpScope, sendPage, signInPath, visitOf, type HelpFrame, type HelpVisit } from "../help-centre/index.ts";
import type { Database } from "../platform/db.ts";
import type { Http } from "../platform/http.ts";
import { isProblem, notFound, type ProblemError } from "../platform/problem.ts";
import { translate } from "../platform/i18n.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Work } from "../platform/work.ts";
import { changeEntry, comment, follow, moderate, publishPost, reportEntry, vote, withdrawEntry } from "./actions.ts";
import type { FindArticle } from "./articles.ts";
import type { Draft } from "./comments-block.ts";
import { findComment, pageOf, type Subject } from "./comments-store.ts";
import { indexPage, type Wanted } from "./index-page.ts";
import { isAuthor, mayWithdrawComment, mayWithdrawPost, topicsFor } from "./policy.ts";
import { postPage } from "./post-page.ts";
import { refusedPage } from "./article-comments.ts";
import { readStop } from "./stopping.ts";
import { stopPage } from "./stop-page.ts";
import { findPost } from "./store.ts";
import { setFollowing, subjects } from "./subscriptions.ts";
import { sayIn } from "./view.ts";
import { changePage, newPost, writePage, type PostDraft } from "./write-page.ts";

export interface CommunityDeps {
  database: Database;
  desks: Desks;
  transact: Transact;
  frame: HelpFrame;
  articles: FindArticle;
}

/** What a form was sent with: texts by name. */
const formOf = (request: FastifyRequest) => {
  const body: Readonly<Record<string, unknown>> = typeof request.body === "object" && request.body !== null ? { ...request.body } : {};
  return (name: string): string => {
    const value = body[name];
    return typeof value === "string" ? value : "";
  };
};
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** The number of the form; of one that has none, a new one. */
const formIdOf = (typed: string): string => (uuid.test(typed) ? typed.toLowerCase() : crypto.randomUUID());
const numberIn = (text: string | undefined): number => {
  if (!/^[1-9]\d{0,14}$/.test(text ?? "")) throw notFound("page");
  return Number(text);
};
const paramOf = (request: FastifyRequest, name: string): string => {
  const params: Readonly<Record<string, unknown>> = { ...(request.params as object) };
  const value = params[name];
  return typeof value === "string" ? value : "";
};
const yes = (value: string): boolean | undefined => (value === "yes" ? true : value === "no" ? false : undefined);
const inWords = (language: Language, error: ProblemError) => ({ text: translate(language, `problem.${error.key}`, error.params), path: error.path ?? "/text" });

/** The community's pages, and where their forms are sent: each answers with a page, or leads back to one. */
export async function communityPages(app: Http, deps: CommunityDeps): Promise<void> {
  const { database: { db }, desks, transact, frame } = deps;
  await helpScope(app, { desks, frame }, (scope) => {
    // RFC 8058, 3.1: a mail program's one click comes in either
    scope.addContentTypeParser("multipart/form-data", { parseAs: "string", bodyLimit: 4096 }, (_request, _body, done) => done(null, {}));
    const base = "/help/:desk/:language/community";
    const internal = { config: { internal: true } };

    scope.get(base, internal, async (request, reply) => {
      const visit = await visitOf(request, desks);
      const wanted = request.query as Wanted;
      const hidden = visit.actor === null && visit.desk.topics.some((topic) => !topic.archived && topic.key === wanted.topic && topic.settings.readers !== undefined);
      if (hidden) return reply.redirect(signInPath(visit.desk, request.url), 303);
      return sendPage(reply, frame, await indexPage(db, visit, wanted));
    });

    scope.get(`${base}/new`, internal, async (request, reply) => {
      const visit = await visitOf(request, desks);
      if (topicsFor(visit.actor, visit.desk).length === 0) throw notFound("page");
      const { topic = "" } = request.query as { topic?: string };
      return sendPage(reply, frame, writePage(visit, newPost(String(topic))));
    });

    scope.post(base, internal, async (request, reply) => {
      const visit = await visitOf(request, desks);
      const { desk, language, actor } = visit;
      const form = formOf(request);
      const kind = postKinds.find((one) => one === form("kind")) ?? "question";
      const draft: PostDraft = { topic: form("topic"), kind, title: form("title"), text: form("text"), follow: form("follow") === "yes", formId: formIdOf(form("form")), problem: null };
      if (actor === null) return sendPage(reply, frame, writePage(visit, draft), 401);
      try {
        const id = await transact(actor, (work) => publishPost(work, desk, language, { ...draft, kind }));
        return await reply.redirect(helpPath(desk, language, "community", id), 303);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return sendPage(retryAfter(reply, error), frame, writePage(visit, { ...draft, problem: inWords(language, error) }), error.status);
      }
    });

    scope.get(`${base}/:id`, internal, async (request, reply) => {
      const visit = await visitOf(request, desks);
      const { desk, language, actor } = visit;
      const id = numberIn(paramOf(request, "id"));
      if (actor === null && (await isForSignedIn(visit, id))) return reply.redirect(signInPath(desk, request.url), 303);
      const { after, said } = request.query as { after?: string; said?: string };
      return sendPage(reply, frame, await postPage(db, visit, id, { after: numberOr0(after), draft: null, said: said === "reported" ? sayIn(language)("said.reported") : null }));
    });

    scope.post(`${base}/:id/comments`, internal, async (request, reply) => {
      const visit = await visitOf(request, desks);
      const id = numberIn(paramOf(request, "id"));
      return send(request, reply, visit, { on: "post", id }, helpPath(visit.desk, visit.language, "community", id), async (draft, error) => sendPage(error === null ? reply : retryAfter(reply, error), frame, await postPage(db, visit, id, { after: 0, draft, said: null }), error?.status ?? 401));
    });
    scope.post(`${base}/articles/:id/comments`, internal, async (request, reply) => {
      const visit = await visitOf(request, desks);
      const id = numberIn(paramOf(request, "id"));
      const article = await deps.articles(db, visit.desk, visit.language, visit.actor, id);
      if (article === null) throw notFound("page");
      return send(request, reply, visit, { on: "article", id }, article.path, async (draft, error) => sendPage(error === null ? reply : retryAfter(reply, error), frame, await refusedPage(db, visit, { id, ...article }, draft), error?.status ?? 401));
    });

    /** Adds a comment and leads to it; what is refused, or comes after the session's end, is shown again with the reason. */
    async function send(request: FastifyRequest, reply: FastifyReply, visit: HelpVisit, subject: Subject, path: string, again: (draft: Draft, error: ProblemError | null) => Promise<FastifyReply>): Promise<FastifyReply> {
      const { desk, language, actor } = visit;
      const form = formOf(request);
      const draft = { text: form("text"), follow: form("follow") === "yes", formId: formIdOf(form("form")) };
      if (actor === null) return again({ ...draft, problem: sayIn(language)("write.session-ended") }, null);
      try {
        const id = await transact(actor, (work) => comment(work, desk, language, subject, draft));
        const after = await pageOf(db, subject, id);
        return await reply.redirect(`${path}${after === 0 ? "" : `?after=${after}`}#comment-${id}`, 303);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return again({ ...draft, problem: inWords(language, error).text }, error);
      }
    }

    scope.post(`${base}/:id/vote`, internal, async (request, reply) => {
      const visit = await visitOf(request, desks);
      const id = numberIn(paramOf(request, "id"));
      return signedInTo(reply, visit, helpPath(visit.desk, visit.language, "community", id), (work) => vote(work, visit.desk, id, formOf(request)("wanted") !== "no"));
    });

    scope.post(`${base}/follow`, internal, async (request, reply) => {
      const visit = await visitOf(request, desks);
      const form = formOf(request);
      const [subject, id, wanted] = [subjects.find((one) => one === form("subject")), numberIn(form("id")), form("wanted") !== "no"];
      if (subject === undefined) throw notFound("page");
      return signedInTo(reply, visit, backTo(visit, form("back")), async (work) => {
        if (subject === "article" && wanted && (await deps.articles(work.db, visit.desk, visit.language, work.actor, id)) === null) throw notFound("page");
        await follow(work, visit.desk, visit.language, { subject, id }, wanted);
      });
    });

    for (const kind of ["post", "comment"] as const) {
      const at = kind === "post" ? `${base}/:id` : `${base}/comments/:id`;

      scope.get(`${at}/edit`, internal, async (request, reply) => {
        const visit = await visitOf(request, desks);
        if (visit.actor === null) return reply.redirect(signInPath(visit.desk, request.url), 303);
        const own = await ownEntry(visit, kind, numberIn(paramOf(request, "id")));
        return sendPage(reply, frame, changePage(visit, own, null));
      });

      scope.post(`${at}/edit`, internal, async (request, reply) => {
        const visit = await visitOf(request, desks);
        const { desk, language, actor } = visit;
        const form = formOf(request);
        const [id, typed] = [numberIn(paramOf(request, "id")), { title: form("title"), text: form("text") }];
        if (actor === null) return sendPage(reply, frame, changePage(visit, { kind, id, ...typed, withdrawable: false, back: helpPath(desk, language, "community") }, null), 401);
        const own = await ownEntry(visit, kind, id);
        try {
          await transact(actor, (work) => changeEntry(work, desk, kind, id, typed));
          return await reply.redirect(own.back, 303);
        } catch (error) {
          if (!isRefusal(error)) throw error;
          return sendPage(reply, frame, changePage(visit, { ...own, ...typed }, inWords(language, error)), error.status);
        }
      });

      scope.post(`${at}/withdraw`, internal, async (request, reply) => {
        const visit = await visitOf(request, desks);
        const id = numberIn(paramOf(request, "id"));
        if (visit.actor === null) return reply.redirect(signInPath(visit.desk, helpPath(visit.desk, visit.language, "community")), 303);
        const { subject } = await ownEntry(visit, kind, id);
        return signedInTo(reply, visit, kind === "post" ? helpPath(visit.desk, visit.language, "community") : subject, (work) => withdrawEntry(work, visit.desk, kind, id));
      });

      scope.post(`${at}/report`, internal, async (request, reply) => {
        const visit = await visitOf(request, desks);
        const [id, form] = [numberIn(paramOf(request, "id")), formOf(request)];
        const back = backTo(visit, form("back"));
        return signedInTo(reply, visit, `${back}?said=reported`, async (work) => {
          const found = kind === "comment" ? await findComment(work.db, id) : undefined;
          if (found?.articleId != null && (await deps.articles(work.db, visit.desk, visit.language, work.actor, found.articleId)) === null) throw notFound("entry");
          await reportEntry(work, visit.desk, kind, id, form("reason"));
        });
      });

      scope.post(`${at}/moderate`, internal, async (request, reply) => {
        const visit = await visitOf(request, desks);
        const [id, form] = [numberIn(paramOf(request, "id")), formOf(request)];
        const decision: Moderation = Object.fromEntries((["hidden", "locked", "official"] as const).flatMap((name) => (yes(form(name)) === undefined ? [] : [[name, yes(form(name))]])));
        return signedInTo(reply, visit, `${backTo(visit, form("back"))}${kind === "comment" ? `#comment-${id}` : ""}`, (work) => moderate(work, visit.desk, kind, id, decision));
      });
    }

    // opening a link changes nothing; the page's button, or a mail program by itself, does
    scope.get(`${base}/stop/:token`, internal, async (request, reply) => {
      const visit = await visitOf(request, desks);
      const page = await transact(systemActor("web"), (work) => stopPage(work, visit, readStop(work, paramOf(request, "token")), deps.articles, paramOf(request, "token"), false));
      return sendPage(reply, frame, page);
    });
    scope.post(`${base}/stop/:token`, internal, async (request, reply) => {
      const visit = await visitOf(request, desks);
      const page = await transact(systemActor("web"), async (work) => {
        const followed = readStop(work, paramOf(request, "token"));
        await setFollowing(work.db, followed, followed.personId, false, visit.language, work.now.toString());
        return stopPage(work, visit, followed, deps.articles, paramOf(request, "token"), true);
      });
      return sendPage(reply, frame, page);
    });
  });

  /** Does it in the person's name and leads back; whoever is signed out is led to the sign-in and from there to the page. */
  async function signedInTo(reply: FastifyReply, { desk, actor }: HelpVisit, back: string, act: (work: Work) => Promise<unknown>): Promise<FastifyReply> {
    if (actor === null) return reply.redirect(signInPath(desk, back), 303);
    await transact(actor, act);
    return reply.redirect(back, 303);
  }

  async function isForSignedIn({ desk }: HelpVisit, id: number): Promise<boolean> {
    const post = await findPost(db, id);
    return post?.deskId === desk.id && post.state === "shown" && desk.topics.some((topic) => topic.id === post.topicId && !topic.archived && topic.settings.readers !== undefined);
  }

  /** One's own, as the form for changing it needs it. @throws 404 */
  async function ownEntry({ desk, language, actor }: HelpVisit, kind: EntryKind, id: number): Promise<Parameters<typeof changePage>[1] & { subject: string }> {
    const found = kind === "post" ? await findPost(db, id) : await findComment(db, id);
    if (found === undefined || found.deskId !== desk.id || !isAuthor(actor, found) || found.state === "withdrawn") throw notFound("entry");
    if (!("postId" in found)) {
      const back = helpPath(desk, language, "community", id);
      return { kind, id, title: found.title, text: found.words, withdrawable: mayWithdrawPost(actor, found), back, subject: back };
    }
    const article = found.articleId === null ? null : await deps.articles(db, desk, language, actor, found.articleId);
    const subject = found.postId !== null ? helpPath(desk, language, "community", found.postId) : (article?.path ?? helpPath(desk, language, "community"));
    return { kind, id, title: "", text: found.words, withdrawable: mayWithdrawComment(actor, found), back: `${subject}#comment-${id}`, subject };
  }
}

/** A page of this help centre; anything else becomes the community's first page. */
const backTo = ({ desk, language }: HelpVisit, path: string): string => (path.startsWith(`/help/${desk.key}/`) && /^[\w/%.~-]+$/.test(path) && !/\/\/|\.\./.test(path) ? path : helpPath(desk, language, "community"));
const numberOr0 = (text: string | undefined): number => (/^[1-9]\d{0,14}$/.test(text ?? "") ? Number(text) : 0);
/** What is told at the form that was sent: the words are to be changed, or to wait. */
const isRefusal = (error: unknown): error is ProblemError => isProblem(error) && (error.status === 422 || error.status === 429 || error.status === 409);
const retryAfter = (reply: FastifyReply, { retryAfter: seconds }: ProblemError): FastifyReply => (seconds === undefined ? reply : reply.header("retry-after", seconds));
