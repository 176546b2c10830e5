import type { Ask as Asked, Caller, TestApp } from "../testing/factories.ts";
import type { TestServer } from "../testing/http.ts";
import { publicUrl } from "../testing/http.ts";
import { ensurePeople, grantRole } from "../people/index.ts";
import { query } from "../platform/db.ts";
import { systemActor } from "../platform/work.ts";
import { hashPassword } from "./secrets.ts";
import { setPasswordHash } from "./store.ts";

export const goodPassword = "la ventana azul";

/** A person who has written, with a password where one is given, and a role in the desk where one is named. */
export async function makePerson(server: TestServer, address: string, options: { password?: string; role?: string } = {}): Promise<number> {
  const hash = options.password === undefined ? null : await hashPassword(options.password);
  return server.transact(systemActor("test"), async (work) => {
    const [person] = await ensurePeople(work, [{ address }]);
    if (person === undefined) throw new Error("nobody was made");
    if (hash !== null) await setPasswordHash(work.db, person.id, hash, work.now.toString());
    const desk = (await server.desks.get()).all[0];
    if (options.role !== undefined) await grantRole(work.db, person.id, desk?.id ?? null, options.role);
    return person.id;
  });
}

export interface Ask {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  payload?: object;
  cookie?: string | undefined;
  token?: string;
  headers?: Record<string, string>;
  ip?: string;
}
/** One request as a browser of ours sends it. */
export function ask(server: TestServer, { method = "GET", url, payload, cookie, token, headers = {}, ip }: Ask) {
  return server.http.inject({
    method,
    url: `/api/v1${url}`,
    ...(payload === undefined ? {} : { payload }),
    ...(ip === undefined ? {} : { remoteAddress: ip }),
    headers: {
      origin: publicUrl,
      ...(cookie === undefined ? {} : { cookie: `ventanilla_session=${cookie}` }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
}

export const cookieOf = (answer: Awaited<ReturnType<typeof ask>>) => answer.cookies.find((one) => one.name === "ventanilla_session");

export async function signIn(server: TestServer, email: string, password = goodPassword, cookie?: string): Promise<string> {
  const answer = await ask(server, { method: "POST", url: "/session", payload: { email, password }, cookie });
  const value = cookieOf(answer)?.value;
  if (answer.statusCode !== 200 || value === undefined) throw new Error(`could not sign in: ${answer.statusCode} ${answer.body}`);
  return value;
}

/** Asks for a link as the portal does and returns the secret from the letter; null: no letter came. */
export async function askLink(server: TestServer, email: string, purpose: "sign-in" | "password", desk: string | null = "ventas"): Promise<string | null> {
  await server.runJobs();
  server.letters.length = 0;
  const answer = await ask(server, { method: "POST", url: "/sign-in-links", payload: { email, purpose, ...(desk === null ? {} : { desk }) } });
  if (answer.statusCode !== 202) throw new Error(`could not ask for a link: ${answer.body}`);
  await server.runJobs();
  return /\/link\/([^?]+)/.exec(server.letters[0]?.path ?? "")?.[1] ?? null;
}

/** Everything the database holds as text, but for hashes: where a secret must not be found. */
export async function everythingStored(server: TestServer): Promise<string> {
  const rows = await query<{ all: string }>(
    server.database.db,
    `select string_agg(t, E'\\n') as all from (
       select e::text as t from events e union all select s::text from sessions s union all select l::text from sign_in_links l
       union all select k::text from tokens k union all select p::text from passwords p union all select i::text from idempotency i
       union all select h::text from throttles h union all select payload::text from graphile_worker._private_jobs) as x`,
    [],
  );
  return rows[0]?.all ?? "";
}

/** Somebody at a browser of the whole app: signed in by the password, with the cookie, from our own pages. */
export async function browserOf({ app }: Pick<TestApp, "app">, email: string, password = goodPassword): Promise<Caller> {
  const inject = (cookie: string | null, { method = "GET", url, payload, headers = {} }: Asked) =>
    app.http.inject({ method, url: `/api/v1${url}`, ...(payload === undefined ? {} : { payload }), headers: { "sec-fetch-site": "same-origin", ...(cookie === null ? {} : { cookie }), ...headers } });
  const entered = await inject(null, { method: "POST", url: "/session", payload: { email, password } });
  const cookie = entered.cookies.find(({ name }) => name.endsWith("ventanilla_session"));
  if (cookie === undefined) throw new Error(`could not sign in: ${entered.statusCode} ${entered.body}`);
  return async (asked) => {
    const answer = await inject(`${cookie.name}=${cookie.value}`, typeof asked === "string" ? { url: asked } : asked);
    return { status: answer.statusCode, headers: answer.headers, text: answer.body, json: () => JSON.parse(answer.body) };
  };
}

/** As if they had set it by a mailed link long ago. */
export async function setPassword({ app }: Pick<TestApp, "app">, email: string, password = goodPassword): Promise<void> {
  const hash = await hashPassword(password);
  await app.transact(systemActor("test"), async (work) => {
    const [person] = await ensurePeople(work, [{ address: email }]);
    if (person !== undefined) await setPasswordHash(work.db, person.id, hash, work.now.toString());
  });
}

/** The secret in the newest mail to an address; null: it brings no link. */
export async function linkMailedTo({ rows }: Pick<TestApp, "rows">, address: string): Promise<string | null> {
  const [mail] = await rows<{ content: string }>("select content::text as content from deliveries where to_address = $1 order by id desc limit 1", [address]);
  return /\/link\/([\w-]{43})/.exec(mail?.content ?? "")?.[1] ?? null;
}
