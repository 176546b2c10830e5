import type { FastifyReply, FastifyRequest } from "fastify";
import type { Language } from "../../contract/common.ts";
import type { DeskConfig, Desks } from "../desks/index.ts";
import { html } from "../platform/html.ts";
import { acceptedLanguage, languageOf, translate } from "../platform/i18n.ts";
import type { Http } from "../platform/http.ts";
import { isProblem, notFound } from "../platform/problem.ts";
import type { Person } from "../platform/work.ts";
import { helpLanguages, helpPath, sendPage, signInPath, type HelpFrame } from "./page.ts";

/** Whose help centre is asked for, in what language, and by whom. */
export interface HelpVisit {
  desk: DeskConfig;
  language: Language;
  actor: Person | null;
}

/** bytes of a form's body at most */
const mostForm = 256 * 1024;

/**
 * A scope for pages below `/help/:desk/:language`: bodies are forms as browsers send them without script (fields by
 * name, texts), and problems are pages a person can read. Whoever asks is known, and foreign writes are refused, as
 * everywhere (`platform/http.ts`).
 */
export async function helpScope(app: Http, { desks, frame }: { desks: Desks; frame: HelpFrame }, routes: (scope: Http) => void | Promise<void>): Promise<void> {
  await app.register(async (child) => {
    const scope = child as unknown as Http;
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string", bodyLimit: mostForm }, (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))));
    scope.setErrorHandler(async (error: unknown, request, reply) => {
      if (reply.raw.headersSent || !isProblem(error)) throw error;
      const { desk: key } = request.params as { desk?: string };
      const desk = (await desks.get()).byKey.get(key ?? "");
      if (desk === undefined) throw error;
      if (error.retryAfter !== undefined) reply.header("retry-after", error.retryAfter);
      return problemPage(reply, frame, { desk, language: pathLanguage(request, desk) ?? desk.language as Language, actor: request.actor }, request.url, error);
    });
    await routes(scope);
  });
}

/**
 * The visit of a request below `/help/:desk/:language`. @throws 404 where the desk, or the language in it, does not exist
 */
export async function visitOf(request: FastifyRequest, desks: Desks): Promise<HelpVisit> {
  const { desk: key } = request.params as { desk?: string };
  const desk = (await desks.get()).byKey.get(key ?? "");
  const language = desk && pathLanguage(request, desk);
  if (desk === undefined || language == null) throw notFound("page");
  return { desk, language, actor: request.actor };
}

function pathLanguage(request: FastifyRequest, desk: DeskConfig): Language | null {
  const { language } = request.params as { language?: string };
  return helpLanguages(desk).find((one) => one === language) ?? null;
}

/** The language to show a desk's help centre in to who has named none: the person's own, else what the browser asks for. */
export function bestLanguage(request: FastifyRequest, desk: DeskConfig): Language {
  const offered = helpLanguages(desk);
  const own = request.actor?.locale ? languageOf(request.actor.locale) : null;
  const wanted = own ?? acceptedLanguage(request.headers["accept-language"], languageOf(desk.language) ?? "en");
  return offered.find((one) => one === wanted) ?? offered.find((one) => one === desk.language) ?? offered[0] ?? "en";
}

/** A mistake as a page: what happened, and the way on. */
function problemPage(reply: FastifyReply, frame: HelpFrame, visit: HelpVisit, asked: string, error: { key: string; status: number; params: Record<string, string | number> }): Promise<FastifyReply> {
  const { desk, language, actor } = visit;
  const title = translate(language, `problem.${error.key}`, error.params);
  // who has not signed in is told so whatever is missing: what there is for others stays theirs
  const hidden = error.status === 404 && actor === null;
  const body = html`<div class="notice"><h1>${title}</h1>${hidden && html`<p>${translate(language, "help.problem.sign-in")}</p>`}<p class="acts">${hidden && html`<a class="button primary" href="${signInPath(desk, asked)}">${translate(language, "help.sign-in")}</a>`}<a class="button" href="${helpPath(desk, language)}">${translate(language, "help.problem.back")}</a></p></div>`;
  return sendPage(reply, frame, { desk, language, title, description: null, path: helpPath(desk, language), alternates: [], actor, place: null, unlisted: true, body }, error.status);
}
