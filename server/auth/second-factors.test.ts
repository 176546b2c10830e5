import { beforeEach, expect, test } from "vitest";
import { query } from "../platform/db.ts";
import { systemActor } from "../platform/work.ts";
import { useServer } from "../testing/http.ts";
import { createAdminLink, ensureAdministrator } from "./actions.ts";
import { ask, askLink, cookieOf, everythingStored, goodPassword, makePerson, signIn } from "./testing.ts";
import { codeAt, stepAt } from "./totp.ts";

const server = useServer();
const rows = <R>(sql: string, values: readonly unknown[] = []): Promise<R[]> => query<R>(server.current.database.db, sql, values);
beforeEach(() => rows("delete from throttles"));

const password = (email: string) => ask(server.current, { method: "POST", url: "/session", payload: { email, password: goodPassword } });
const stepIn = (answer: Awaited<ReturnType<typeof ask>>) => answer.cookies.find((one) => one.name === "ventanilla_step")?.value ?? "";
const second = (step: string, payload: object) => ask(server.current, { method: "POST", url: "/session/second-factor", payload, headers: { cookie: `ventanilla_step=${step}` } });
const codeNow = (key: string, later = 0) => codeAt(key, stepAt(server.current.clock.now().epochMilliseconds) + later);
const requireOf = (role: string, required: boolean) => rows("update roles set second_factor = $2 where key = $1", [role, required]);

/** Sets up codes of an app for somebody who signs in by password. */
async function withTotp(email: string): Promise<{ key: string; cookie: string; recoveryCodes: string[] }> {
  await makePerson(server.current, email, { password: goodPassword, role: "agente" });
  const cookie = await signIn(server.current, email);
  const { key, uri } = (await ask(server.current, { method: "POST", url: "/me/totp", cookie })).json();
  expect(uri).toContain(`secret=${key}`);
  const done = await ask(server.current, { method: "PUT", url: "/me/totp", payload: { code: codeNow(key) }, cookie });
  expect(done.statusCode).toBe(200);
  server.current.clock.advance("PT30S");
  return { key, cookie, recoveryCodes: done.json().recoveryCodes };
}

test("with codes of an app set up, the password alone opens nothing: a code of now does, once", async () => {
  const email = "totp@hotel.example";
  const { key } = await withTotp(email);
  const half = await password(email);
  expect([half.statusCode, half.json().key, cookieOf(half)]).toEqual([401, "session.second-factor", undefined]);
  const step = stepIn(half);
  expect((await ask(server.current, { url: "/me", headers: { cookie: `ventanilla_step=${step}` } })).statusCode).toBe(401);

  const wrong = await second(step, { code: "000000" });
  expect([wrong.statusCode, wrong.json().key, cookieOf(wrong)]).toEqual([422, "second-factor.wrong", undefined]);
  const code = codeNow(key);
  const right = await second(step, { code: `${code.slice(0, 3)} ${code.slice(3)}` });
  expect([right.statusCode, right.json().email]).toEqual([200, email]);
  expect((await ask(server.current, { url: "/me", cookie: cookieOf(right)?.value })).statusCode).toBe(200);

  // neither the step nor the code works again, also not for who has the password and looked over the shoulder
  expect((await second(step, { code: codeNow(key, 1) })).json().key).toBe("session.step-over");
  expect((await second(stepIn(await password(email)), { code })).json().key).toBe("second-factor.wrong");
  // two who have both, at the same moment: one of them
  server.current.clock.advance("PT30S");
  const steps = [stepIn(await password(email)), stepIn(await password(email))];
  const both = await Promise.all(steps.map((one) => second(one, { code: codeNow(key) })));
  expect(both.map((one) => one.statusCode).toSorted()).toEqual([200, 422]);
  const told = await rows<{ data: object }>("select data from events where type in ('session.started', 'session.refused', 'second-factor.added') order by id");
  expect(told.map(({ data }) => data)).toContainEqual({ how: "password", second: "totp", ip: "127.0.0.1" });
  expect(told.map(({ data }) => data)).toContainEqual({ address: email, reason: "second-factor" });
  expect((await rows<{ all: string }>("select string_agg(t::text, '') as all from totp_keys t"))[0]?.all).not.toContain(key);
  expect(await everythingStored(server.current)).not.toContain(key);
});

test("a hundred guesses at once are ten", async () => {
  const email = "guess@hotel.example";
  const { key } = await withTotp(email);
  const step = stepIn(await password(email));
  const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => second(step, { code: String(n).padStart(6, "0") })));
  expect(answers.filter((one) => one.statusCode === 429)).toHaveLength(90);
  expect((await second(step, { code: codeNow(key) })).statusCode).toBe(429);
  server.current.clock.advance("PT15M1S");
  expect((await second(stepIn(await password(email)), { code: codeNow(key) })).statusCode).toBe(200);
});

test("each recovery code opens once; new ones take the place of all", async () => {
  const email = "codes@hotel.example";
  const { cookie, recoveryCodes } = await withTotp(email);
  expect(new Set(recoveryCodes).size).toBe(10);
  for (const code of recoveryCodes) expect(code).toMatch(/^([2-9a-hjkmnp-z]{4}-){3}[2-9a-hjkmnp-z]{4}$/);
  const [first = "", other = ""] = recoveryCodes;
  const answers = await Promise.all([1, 2].map(async () => second(stepIn(await password(email)), { recoveryCode: first.toUpperCase().replaceAll("-", " ") })));
  expect(answers.map((one) => one.statusCode).toSorted()).toEqual([200, 422]);
  expect((await ask(server.current, { url: "/me/sign-in", cookie })).json()).toMatchObject({ recoveryCodesLeft: 9, required: false, passkeys: [], recent: true });
  const renewed = (await ask(server.current, { method: "POST", url: "/me/recovery-codes", cookie })).json().recoveryCodes;
  expect(renewed).not.toContain(other);
  expect((await second(stepIn(await password(email)), { recoveryCode: other })).statusCode).toBe(422);
  expect(await everythingStored(server.current)).not.toContain(other);
});

test("a mailed link is one half, too; one made at the terminal is the way back in", async () => {
  const email = "link@hotel.example";
  const { key } = await withTotp(email);
  const link = await askLink(server.current, email, "sign-in", null);
  const half = await ask(server.current, { method: "POST", url: `/sign-in-links/${link}`, payload: {} });
  expect([half.statusCode, half.json().key]).toEqual([401, "session.second-factor"]);
  expect((await ask(server.current, { method: "POST", url: `/sign-in-links/${link}`, payload: {} })).json().key).toBe("link.used");
  expect((await second(stepIn(half), { code: codeNow(key) })).json().email).toBe(email);

  await server.current.transact(systemActor("test"), (work) => ensureAdministrator(work, { email, password: null }));
  const made = await server.current.transact(systemActor("cli"), (work) => createAdminLink(work, email));
  const back = await ask(server.current, { method: "POST", url: `/sign-in-links/${made?.path.split("/").at(-1)}`, payload: {} });
  expect([back.statusCode, back.json().email]).toEqual([200, email]);
});

test("a role that asks for a second factor ends sessions that showed none, and lets nobody in without setting one up", async () => {
  const email = "must@hotel.example";
  await makePerson(server.current, email, { password: goodPassword, role: "agente" });
  const before = await signIn(server.current, email);
  const { cookie: strong } = await withTotp("has@hotel.example");
  await requireOf("agente", true);
  await expect.poll(async () => (await ask(server.current, { url: "/me", cookie: before })).statusCode).toBe(401);
  expect((await ask(server.current, { url: "/me", cookie: strong })).statusCode).toBe(200);

  const step = stepIn(await password(email));
  const headers = { cookie: `ventanilla_step=${step}` };
  expect((await second(step, { code: "123456" })).json().key).toBe("second-factor.wrong");
  const { key } = (await ask(server.current, { method: "POST", url: "/me/totp", headers })).json();
  expect((await ask(server.current, { method: "PUT", url: "/me/totp", payload: { code: "000000" }, headers })).json().key).toBe("second-factor.wrong-code");
  const done = await ask(server.current, { method: "PUT", url: "/me/totp", payload: { code: codeNow(key) }, headers });
  expect(done.json().recoveryCodes).toHaveLength(10);
  const cookie = cookieOf(done)?.value;
  expect((await ask(server.current, { url: "/me", cookie })).json().email).toBe(email);
  // it cannot be taken away, and the way to set one up is closed to whoever has the password only
  expect((await ask(server.current, { method: "DELETE", url: "/me/totp", cookie })).json().key).toBe("second-factor.last");
  expect((await ask(server.current, { method: "POST", url: "/me/totp", headers: { cookie: `ventanilla_step=${stepIn(await password(email))}` } })).statusCode).toBe(401);
  await requireOf("agente", false);
  expect((await ask(server.current, { method: "DELETE", url: "/me/totp", cookie })).statusCode).toBe(204);
  expect((await password(email)).statusCode).toBe(200);
});

test("where the installation's key is lost, an app's codes say so, and a recovery code opens", async () => {
  const email = "sin.llave@hotel.example";
  const { key, recoveryCodes } = await withTotp(email);
  await rows("update totp_keys t set sealed = decode(repeat('7f', 60), 'hex') from addresses a where a.person_id = t.person_id and a.address = $1", [email]);
  const step = stepIn(await password(email));
  const told = await second(step, { code: codeNow(key) });
  expect([told.statusCode, told.json().key]).toEqual([409, "second-factor.unreadable"]);
  expect((await second(step, { recoveryCode: recoveryCodes[0] })).json().email).toBe(email);
});

test("how one signs in is changed soon after signing in, at a browser, by staff", async () => {
  const email = "later@hotel.example";
  await makePerson(server.current, email, { password: goodPassword, role: "agente" });
  const cookie = await signIn(server.current, email);
  server.current.clock.advance("PT31M");
  const late = await ask(server.current, { method: "POST", url: "/me/totp", cookie });
  expect([late.statusCode, late.json().key]).toEqual([403, "session.too-old"]);
  expect((await ask(server.current, { url: "/me/sign-in", cookie })).json().recent).toBe(false);
  await makePerson(server.current, "guest@guest.example", { password: goodPassword });
  expect((await ask(server.current, { method: "POST", url: "/me/totp", cookie: await signIn(server.current, "guest@guest.example") })).statusCode).toBe(403);
});

test("administrators may be asked for one, but nobody locks themselves out by asking", async () => {
  const email = "boss@hotel.example";
  await server.current.transact(systemActor("test"), (work) => ensureAdministrator(work, { email, password: null }));
  await makePerson(server.current, email, { password: goodPassword });
  const weak = await signIn(server.current, email);
  const need = (cookie: string | undefined, secondFactor: boolean) => ask(server.current, { method: "PUT", url: "/staff-access/administrators", payload: { secondFactor }, cookie });
  expect((await need(weak, true)).json().key).toBe("configuration.second-factor-first");
  const { cookie } = await withTotp(email);
  expect((await need(cookie, true)).statusCode).toBe(204);
  expect((await ask(server.current, { url: "/staff-access", cookie })).json()).toMatchObject({ administratorsRequired: true });
  // giving it to somebody without one ends that session
  await makePerson(server.current, "new@hotel.example", { password: goodPassword });
  const theirs = await signIn(server.current, "new@hotel.example");
  await server.current.transact(systemActor("test"), (work) => ensureAdministrator(work, { email: "new@hotel.example", password: null }));
  await expect.poll(async () => (await ask(server.current, { url: "/me", cookie: theirs })).statusCode).toBe(401);
  expect((await need(cookie, false)).statusCode).toBe(204);
});
