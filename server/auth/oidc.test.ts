import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OidcSettings } from "../../contract/sign-on.ts";
import { query } from "../platform/db.ts";
import { systemActor } from "../platform/work.ts";
import { publicUrl, useServer } from "../testing/http.ts";
import { startIdentityProvider, type IdentityProvider } from "../testing/peers/identity-provider.ts";
import { ensureAdministrator } from "./actions.ts";
import { ask, cookieOf, everythingStored, goodPassword, makePerson, signIn } from "./testing.ts";
import { codeAt, stepAt } from "./totp.ts";

const server = useServer();
const rows = <R>(sql: string, values: readonly unknown[] = []): Promise<R[]> => query<R>(server.current.database.db, sql, values);
let provider: IdentityProvider;
let boss = "";
let settings: OidcSettings;
const marta = { sub: "u-1", email: "marta@airline.example", email_verified: true, name: "Marta", groups: ["Mostrador"] };

beforeAll(async () => {
  provider = await startIdentityProvider();
  settings = { kind: "oidc", name: "Cuenta de empresa", groups: [{ group: "Mostrador", desk: "ventas", role: "agente" }], issuer: provider.issuer, clientId: provider.clientId, groupsClaim: "groups", scopes: "groups", trustsAddresses: false, asksSecondFactor: false };
});
afterAll(() => provider.close());
beforeEach(async () => {
  Object.assign(provider, { account: marta, spoil: null, aside: [] });
  await rows("delete from throttles");
  if (boss !== "") return;
  await server.current.transact(systemActor("test"), (work) => ensureAdministrator(work, { email: "boss@airline.example", password: null }));
  await makePerson(server.current, "boss@airline.example", { password: goodPassword });
  boss = await signIn(server.current, "boss@airline.example");
  const saved = await save({});
  expect([saved.statusCode, saved.json().callback]).toEqual([200, `${publicUrl}/api/v1/sign-on/empresa/callback`]);
});

const save = (some: Partial<OidcSettings>, more: object = { secret: provider.clientSecret }) => ask(server.current, { method: "PUT", url: "/sign-on-providers/empresa", payload: { settings: { ...settings, ...some }, ...more }, cookie: boss });
const attemptIn = (answer: Awaited<ReturnType<typeof ask>>) => answer.cookies.find((one) => one.name === "ventanilla_sign_on")?.value ?? "";
const comeBack = (url: string, attempt: string, more = "") => ask(server.current, { url: url.replace(`${publicUrl}/api/v1`, ""), headers: { cookie: `ventanilla_sign_on=${attempt}${more}` } });
/** To the provider, through it, and back, as a browser does. */
async function throughProvider(to?: string) {
  const away = await ask(server.current, { url: `/sign-on/empresa${to === undefined ? "" : `?to=${encodeURIComponent(to)}`}` });
  expect(away.statusCode).toBe(302);
  const url = await provider.visit(String(away.headers["location"]));
  return { answer: await comeBack(url, attemptIn(away)), url, attempt: attemptIn(away) };
}
const lands = ({ answer }: Awaited<ReturnType<typeof throughProvider>>) => [answer.statusCode, answer.headers["location"], cookieOf(answer)?.value !== undefined && cookieOf(answer)?.value !== ""];

test("L3 staff sign in at the company's provider and land where they wanted to go; the answer works once, in that browser", async () => {
  const went = await throughProvider("/tickets/1001?view=mine");
  expect(lands(went)).toEqual([302, "/desk/tickets/1001?view=mine", true]);
  expect((await ask(server.current, { url: "/me", cookie: cookieOf(went.answer)?.value })).json()).toMatchObject({ email: marta.email, name: "Marta", desks: [{ key: "ventas" }] });
  expect(lands({ ...went, answer: await comeBack(went.url, went.attempt) })).toEqual([302, "/desk/sign-in?refused=over", false]);
  // a link that somebody else sent: this browser was not sent away with it
  const away = await ask(server.current, { url: "/sign-on/empresa" });
  const theirs = await provider.visit(String(away.headers["location"]));
  expect(lands({ ...went, answer: await comeBack(theirs, "x".repeat(43)) })).toEqual([302, "/desk/sign-in?refused=over", false]);
  expect(lands(await throughProvider("//evil.example"))).toEqual([302, "/desk/tickets", true]);
  // another address later: the account is what is known
  provider.account = { ...marta, email: "marta.perez@airline.example" };
  expect((await ask(server.current, { url: "/me", cookie: cookieOf((await throughProvider()).answer)?.value })).json().email).toBe(marta.email);
  expect(await everythingStored(server.current)).not.toContain(provider.clientSecret);
});

test.each(["signature", "audience", "nonce", "expired"] as const)("an ID token with a wrong %s opens nothing", async (spoil) => {
  provider.spoil = spoil;
  expect(lands(await throughProvider())).toEqual([302, "/desk/sign-in?refused=refused", false]);
});

test("an address that the provider does not vouch for opens nobody's account, unless the company says it is its own", async () => {
  await makePerson(server.current, "victim@airline.example", { password: goodPassword, role: "agente" });
  provider.account = { ...marta, sub: "u-2", email: "victim@airline.example", email_verified: false };
  expect(lands(await throughProvider())).toEqual([302, "/desk/sign-in?refused=unverified", false]);
  await save({ trustsAddresses: true }, {});
  expect(lands(await throughProvider())).toEqual([302, "/desk/tickets", true]);
  await save({}, {});
  provider.account = { ...marta, sub: "u-3", email: "nobody@airline.example", groups: [] };
  expect(lands(await throughProvider())).toEqual([302, "/desk/sign-in?refused=role", false]);
  provider.account = null;
  expect(lands(await throughProvider("/agenda"))).toEqual([302, "/desk/sign-in?refused=cancelled&to=%2Fagenda", false]);
});

test("address and groups may come from the user-info endpoint; leaving a group takes its role", async () => {
  provider.aside = ["email", "email_verified", "groups", "name"];
  provider.account = { ...marta, sub: "u-4", email: "eva@airline.example", name: "Eva" };
  expect(lands(await throughProvider())).toEqual([302, "/desk/tickets", true]);
  provider.account = { ...provider.account, groups: [] };
  expect(lands(await throughProvider())).toEqual([302, "/desk/sign-in?refused=role", false]);
});

test("whoever has a second factor is asked for it, unless the provider asks for one itself", async () => {
  const { answer } = await throughProvider();
  const cookie = cookieOf(answer)?.value;
  const { key } = (await ask(server.current, { method: "POST", url: "/me/totp", cookie })).json();
  const code = () => codeAt(key, stepAt(server.current.clock.now().epochMilliseconds));
  expect((await ask(server.current, { method: "PUT", url: "/me/totp", payload: { code: code() }, cookie })).statusCode).toBe(200);
  server.current.clock.advance("PT30S");
  const half = await throughProvider("/agenda");
  expect(lands(half)).toEqual([302, "/desk/sign-in?to=%2Fagenda", false]);
  const headers = { cookie: `ventanilla_step=${half.answer.cookies.find((one) => one.name === "ventanilla_step")?.value}` };
  expect((await ask(server.current, { url: "/sign-on", headers })).json().step).toEqual({ name: "Marta", email: marta.email, enrol: false, factors: ["totp", "recovery-code"] });
  expect((await ask(server.current, { method: "POST", url: "/session/second-factor", payload: { code: code() }, headers })).json().email).toBe(marta.email);
  await save({ asksSecondFactor: true }, {});
  expect(lands(await throughProvider())).toEqual([302, "/desk/tickets", true]);
  const access = (await ask(server.current, { url: "/staff-access", cookie: boss })).json().items;
  expect(access).toContainEqual({ email: marta.email, name: "Marta", required: false, totp: true, passkeys: 0, providers: ["Cuenta de empresa"] });
  expect((await ask(server.current, { method: "DELETE", url: `/staff-access/${marta.email}/second-factors`, cookie: boss })).statusCode).toBe(204);
  await save({}, {});
  expect(lands(await throughProvider())).toEqual([302, "/desk/tickets", true]);
  expect((await ask(server.current, { url: "/staff-access", cookie })).statusCode).toBe(401);
});

test("only administrators set providers up; where it cannot be reached is told, and the inside is not asked", async () => {
  const trial = (some: Partial<OidcSettings>, more: object = {}) => ask(server.current, { method: "POST", url: "/sign-on-providers/empresa/trial", payload: { settings: { ...settings, ...some }, ...more }, cookie: boss }).then((answer) => answer.json());
  expect(await trial({})).toEqual({ failed: null, detail: null, account: null });
  expect((await trial({ issuer: "http://127.0.0.1:1" })).failed).toBe("connection");
  expect(await trial({ issuer: "https://10.0.0.1" })).toMatchObject({ key: "provider.internal", path: "/settings/issuer" });
  expect(await trial({ issuer: "http://id.example.com" })).toMatchObject({ key: "provider.needs-tls" });
  expect(await trial({ issuer: "ftp://id.example.com" })).toMatchObject({ key: "provider.issuer" });
  const { answer } = await throughProvider();
  for (const [method, url] of [["GET", "/sign-on-providers"], ["GET", "/staff-access"], ["DELETE", "/sign-on-providers/empresa"]] as const) expect((await ask(server.current, { method, url, cookie: cookieOf(answer)?.value })).statusCode).toBe(403);
  // another provider knows other people: nobody of the first is let in by a number of the second
  expect((await save({ issuer: "http://127.0.0.1:1" }, { secret: "otro" })).json()).toMatchObject({ people: 0 });
  await expect.poll(async () => (await ask(server.current, { url: "/me", cookie: cookieOf(answer)?.value })).statusCode).toBe(401);
});
