import { beforeAll, describe, expect, it } from "vitest";
import { contentPolicy } from "../platform/web.ts";
import { useApp } from "../testing/factories.ts";
import { goodPassword, setPassword } from "./testing.ts";

/** What a browser is told, and what it is held to: OWASP ASVS 4.0, 3.4, 4.2.2, 13.2, 14.4, 14.5. */
const t = useApp();
const email = "ana@guest.example";
beforeAll(async () => {
  await t.current.desk();
  await t.current.ticket(email);
  await setPassword(t.current, email);
});

interface Sent {
  method?: "GET" | "POST" | "PATCH" | "DELETE" | "OPTIONS";
  url: string;
  payload?: object | string;
  headers?: Record<string, string>;
}
const inject = (sent: Sent) => t.current.app.http.inject(sent);
const signIn = (headers: Record<string, string>) => inject({ method: "POST", url: "/api/v1/session", payload: { email, password: goodPassword }, headers });

describe("the session's cookie", () => {
  it("over https is of this host alone, and a plain one of the same name counts for nothing there", async () => {
    const headers = { "x-forwarded-proto": "https", host: "help.example.test", origin: "https://help.example.test" };
    const [cookie] = (await signIn(headers)).cookies;
    expect(cookie).toMatchObject({ name: "__Host-ventanilla_session", secure: true, httpOnly: true, sameSite: "Lax", path: "/" });
    expect(cookie?.domain).toBeUndefined();
    const me = async (name: string) => (await inject({ url: "/api/v1/me", headers: { ...headers, cookie: `${name}=${cookie?.value}` } })).statusCode;
    expect([await me("__Host-ventanilla_session"), await me("ventanilla_session")]).toEqual([200, 401]);
    const out = await inject({ method: "DELETE", url: "/api/v1/session", headers: { ...headers, cookie: `__Host-ventanilla_session=${cookie?.value}` } });
    expect(out.cookies[0]).toMatchObject({ name: "__Host-ventanilla_session", value: "", secure: true });
    expect(await me("__Host-ventanilla_session")).toBe(401);
  });
});

describe("another site", () => {
  it("gets no leave to read or to send: no CORS, whoever asks", async () => {
    for (const method of ["OPTIONS", "GET", "POST"] as const) {
      const answer = await inject({ method, url: "/api/v1/tickets", headers: { origin: "https://evil.example", "access-control-request-method": "POST", "access-control-request-headers": "content-type" } });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
      if (method !== "GET") expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    }
  });

  it("cannot have a signed-in browser change anything, by whatever way it sends", async () => {
    const [cookie] = (await signIn({ origin: "http://help.example.test" })).cookies;
    const send = (headers: Record<string, string>) => inject({ method: "PATCH", url: "/api/v1/me", payload: { name: "Mallory" }, headers: { cookie: `ventanilla_session=${cookie?.value}`, ...headers } });
    const foreign: Record<string, string>[] = [{ origin: "https://evil.example" }, { origin: "null" }, { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { origin: "http://help.example.test.evil.example" }];
    for (const headers of foreign) {
      expect([headers, (await send(headers)).json().key]).toEqual([headers, "request.foreign-origin"]);
    }
    // a form posts no JSON, and what is no JSON is not read
    const form = await inject({ method: "PATCH", url: "/api/v1/me", payload: "name=Mallory", headers: { cookie: `ventanilla_session=${cookie?.value}`, origin: "http://help.example.test", "content-type": "application/x-www-form-urlencoded" } });
    expect(form.statusCode).toBe(415);
    expect((await send({ origin: "http://help.example.test" })).statusCode).toBe(200);
  });
});

describe("the pages of both apps", () => {
  it("runs only our own files and is framed by nobody", () => {
    const policy = Object.fromEntries(contentPolicy.split("; ").map((part) => [part.slice(0, part.indexOf(" ")), part.slice(part.indexOf(" ") + 1)]));
    expect(policy).toMatchObject({ "default-src": "'self'", "script-src": "'self'", "connect-src": "'self'", "object-src": "'none'", "base-uri": "'none'", "form-action": "'self'", "frame-ancestors": "'none'" });
  });
});

describe("every answer of the interface", () => {
  it.each([["/api/v1/me"], ["/api/v1/desks"], ["/api/v1/tickets/1"], ["/api/v1/nothing-here"]])("%s is no page, is kept nowhere, and says nothing of what serves it", async (url) => {
    const { headers } = await inject({ url, headers: { "x-forwarded-proto": "https" } });
    expect(headers).toMatchObject({
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "cache-control": "no-store",
      "strict-transport-security": "max-age=31536000",
    });
    expect(headers["content-type"]).toMatch(/^application\/(problem\+)?json/);
    expect(Object.keys(headers).filter((name) => /^(server|x-powered-by)$/.test(name))).toEqual([]);
  });

  it("asks for https only where we are reached by it", async () => {
    expect((await inject({ url: "/api/v1/desks" })).headers["strict-transport-security"]).toBeUndefined();
  });
});
