import { transcode } from "node:buffer";
import { randomUUID } from "node:crypto";
import cookie from "@fastify/cookie";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import fastJsonStringify from "fast-json-stringify";
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, type RawServerDefault } from "fastify";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Problem } from "../../contract/common.ts";
import { acceptedLanguage, languageOf, translate, type Language } from "./i18n.ts";
import type { Log } from "./log.ts";
import { isProblem, problem } from "./problem.ts";
import { withoutCards } from "./rich-text/index.ts";
import type { Person } from "./work.ts";

export { write, type Answer } from "./idempotency.ts";

export type Http = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>;

declare module "fastify" {
  interface FastifyRequest {
    /** who asks, from the session cookie or the bearer token; null: nobody signed in */
    actor: Person | null;
    /** the language answers are given in */
    language: Language;
  }
  interface FastifyContextConfig {
    /** not part of the public contract: left out of the OpenAPI document */
    internal?: boolean;
  }
}

export interface HttpOptions {
  log: Log;
  /** bytes of a JSON body at most */
  bodyLimit: number;
  /** our own origins: a write authenticated by cookie must come from one of them */
  isOwnOrigin: (origin: string, request: FastifyRequest) => boolean | Promise<boolean>;
  /** reads cookie or bearer token; throws a problem for a token that is wrong */
  authenticate: (request: FastifyRequest) => Promise<Person | null>;
  /** whose X-Forwarded-* headers are believed */
  trustProxy: string;
  /** people open us over https: browsers are told never to try it without */
  overTls?: () => boolean;
}

/** Nothing of the interface is a page: were an answer taken for one, it could load, run and show nothing. A route that answers a page or a file says its own. */
const apiPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/**
 * Bodies are taken as they are; path and query parameters arrive as text and are converted. Schemas become code when a
 * route is first asked for: all of them together cost seconds and memory that every start would pay.
 */
function createValidators() {
  const strict = formats.default(new Ajv({ coerceTypes: false, useDefaults: true, allErrors: true, strict: false }));
  const lenient = formats.default(new Ajv({ coerceTypes: true, useDefaults: true, allErrors: true, strict: false }));
  return ({ schema, httpPart }: { schema: object; httpPart?: string }) => {
    let compiled: ValidateFunction | undefined;
    const validate: { (data: unknown): boolean; errors?: ValidateFunction["errors"] } = (data) => {
      compiled ??= (httpPart === "body" ? strict : lenient).compile(schema);
      const valid = compiled(data);
      validate.errors = compiled.errors;
      return valid;
    };
    return validate;
  };
}

/** As Fastify's own, likewise at the first answer. */
const createSerializer = ({ schema }: { schema: object }): ((data: unknown) => string) => {
  let compiled: ((data: unknown) => string) | undefined;
  return (data) => (compiled ??= fastJsonStringify(schema))(data);
};

/**
 * Closing ends every connection as soon as nothing is being answered on it. Node's own close leaves those that never
 * carried a request (browsers keep spare ones) and those that fall idle afterwards, and waits a minute for them.
 */
function closeIdleConnections(app: Pick<Http, "server" | "addHook">): void {
  const idle = new Set<Socket>();
  let closing = false;
  app.server.on("connection", (socket) => {
    idle.add(socket);
    socket.on("close", () => idle.delete(socket));
  });
  app.server.on("request", ({ socket }, response) => {
    idle.delete(socket);
    response.on("close", () => {
      if (closing) socket.destroySoon();
      else if (!socket.destroyed) idle.add(socket);
    });
  });
  app.addHook("preClose", async () => {
    closing = true;
    for (const socket of idle) socket.destroy();
  });
}

/** The HTTP edge: request ids, who asks, problems (RFC 9457), security headers. Slices add their routes. */
export function createHttp(options: HttpOptions): Http {
  const app = fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: options.bodyLimit,
    trustProxy: options.trustProxy,
    return503OnClosing: true,
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<TypeBoxTypeProvider>();
  closeIdleConnections(app);
  app.setValidatorCompiler(createValidators());
  app.setSerializerCompiler(createSerializer);
  app.register(cookie);
  app.decorateRequest("actor", null);
  app.decorateRequest("language", "en");

  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    reply.header("x-content-type-options", "nosniff");
    reply.header("referrer-policy", "same-origin");
    if (options.overTls?.() === true || request.protocol === "https") reply.header("strict-transport-security", "max-age=31536000");
    request.language = acceptedLanguage(request.headers["accept-language"]);
    if (!/^\/(?:api|help)\//.test(request.url) && request.url !== "/metrics") return;
    reply.header("cache-control", "no-store");
    if (!request.url.startsWith("/api/v1/docs")) reply.header("content-security-policy", apiPolicy);
    request.actor = await options.authenticate(request);
    const locale = request.actor?.locale ? languageOf(request.actor.locale) : null;
    if (locale !== null) request.language = locale;
    await refuseForeignWrites(request, options);
  });

  // rule 9: whatever somebody types, and wherever, a card's number is kept by nobody
  app.addHook("preValidation", async (request) => {
    request.body = withoutCards(request.body);
  });

  app.addHook("onSend", (_request, _reply, payload, done) => done(null, typeof payload === "string" && payload.length >= encodedAhead ? encode(payload) : payload));

  app.setErrorHandler((error: unknown, request, reply) => {
    if (reply.raw.headersSent) {
      request.log.warn({ err: error }, "an answer broke off");
      reply.raw.destroy();
      return;
    }
    const answer = toProblem(error, request.language);
    if (answer.status >= 500) request.log.error({ err: error, method: request.method, route: request.routeOptions.url }, "a request failed");
    if (isProblem(error) && error.retryAfter !== undefined) reply.header("retry-after", error.retryAfter);
    return reply.status(answer.status).type("application/problem+json").serializer(JSON.stringify).send(answer);
  });
  app.setNotFoundHandler((request, reply) => {
    // a page's address as people type it
    const [, page, query = ""] = /^(\/help\/[^?]*[^/?])\/+(\?.*)?$/.exec(request.url) ?? [];
    if (page !== undefined && request.method === "GET") return reply.redirect(page + query, 301);
    return reply.status(404).type("application/problem+json").serializer(JSON.stringify).send(toProblem(problem("page.not-found", 404), request.language));
  });
  return app;
}

/** Characters from which on `encode` pays. */
const encodedAhead = 4096;

/**
 * Text as UTF-8. A string with one character beyond Latin-1 ("…", "ș") is held in 16 bits each, and those Node measures
 * and writes at a tenth of the speed of this: half the time of a list's answer.
 */
const encode = (text: string): Buffer => transcode(Buffer.from(text.toWellFormed(), "utf16le"), "utf16le", "utf8");

/** A browser sends its cookie with forged requests too; `Sec-Fetch-Site` or `Origin` tell where they come from (OWASP CSRF). */
async function refuseForeignWrites(request: FastifyRequest, options: HttpOptions): Promise<void> {
  if (request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS") return;
  if (request.headers.authorization !== undefined) return;
  const site = request.headers["sec-fetch-site"];
  const { origin } = request.headers;
  if (origin !== undefined ? !(await options.isOwnOrigin(origin, request)) : site !== undefined && site !== "same-origin" && site !== "none") {
    throw problem("request.foreign-origin", 403);
  }
}

function toProblem(error: unknown, language: Language): Problem {
  const of = (key: string, status: number, params: Record<string, string | number> = {}, more: Partial<Problem> = {}): Problem => ({
    type: `urn:ventanilla:problem:${key}`,
    title: translate(language, `problem.${key}`, params),
    status,
    key,
    ...more,
  });
  if (isProblem(error)) {
    const errors = error.errors?.slice(0, mostErrors).map(({ path, key, params }) => ({ path, detail: translate(language, `problem.${key}`, params) }));
    return of(error.key, error.status, error.params, { ...(error.path === undefined ? {} : { path: error.path }), ...(errors === undefined ? {} : { errors }) });
  }
  if (isValidation(error)) {
    const errors = error.validation.slice(0, mostErrors).map((e) => ({ path: `${pointer(error.validationContext)}${e.instancePath}${missing(e)}`, detail: e.message ?? "" }));
    return of("request.invalid", 400, { path: errors[0]?.path ?? "" }, { detail: errors.map((e) => `${e.path}: ${e.detail}`).join("; "), path: errors[0]?.path ?? "", errors });
  }
  if (isDatabaseAway(error)) return of("database.away", 503);
  if (isUnstorableText(error)) return of("request.malformed", 400);
  const status = error instanceof Error && "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : 500;
  if (status === 413) return of("request.too-large", 413);
  if (status === 415) return of("request.media-type", 415);
  if (status === 429) return of("request.too-many", 429);
  if (status >= 400 && status < 500) return of("request.malformed", status);
  return of("internal", 500);
}

/** So many mistakes of one request are told. */
const mostErrors = 20;
type Validation = Error & { validation: ErrorObject[]; validationContext?: string };
const isValidation = (error: unknown): error is Validation => error instanceof Error && "validation" in error && Array.isArray(error.validation);
const pointer = (context: string | undefined) => (context === "body" || context === undefined ? "" : `/${context}`);
const missing = (error: ErrorObject) => {
  const name: unknown = error.params["missingProperty"] ?? error.params["additionalProperty"];
  return typeof name === "string" ? `/${name}` : "";
};

/** Errors by which PostgreSQL, or the way to it, says "not now": class 08, 57P0x, 53300, and the socket's. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return (
    /^(08|57P0|53300)/.test(code) ||
    ["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE", "ETIMEDOUT"].includes(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(error.message)
  );
}

/** PostgreSQL's texts and JSON hold neither NUL nor half a surrogate pair (22021, 22P05, JSON's 22P02): such a request is the client's mistake. */
function isUnstorableText(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code === "22021" || code === "22P05" || (code === "22P02" && error instanceof Error && /\bjson\b/.test(error.message));
}

/** The person asking. @throws 401 where nobody is signed in */
export function signedIn(request: FastifyRequest): Person {
  if (request.actor === null) throw problem("session.required", 401);
  return request.actor;
}
