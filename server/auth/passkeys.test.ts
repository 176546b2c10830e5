import { beforeEach, expect, test } from "vitest";
import { makeAuthenticator } from "../testing/authenticator.ts";
import { query } from "../platform/db.ts";
import { publicUrl, useServer } from "../testing/http.ts";
import { ask, cookieOf, goodPassword, makePerson, signIn } from "./testing.ts";

const server = useServer();
const rows = <R>(sql: string, values: readonly unknown[] = []): Promise<R[]> => query<R>(server.current.database.db, sql, values);
beforeEach(() => rows("delete from throttles"));

const post = async (url: string, payload?: object, more: { cookie?: string; headers?: Record<string, string> } = {}) => ask(server.current, { method: "POST", url, ...(payload === undefined ? {} : { payload }), ...more });
const requested = async () => (await post("/session/passkey/request")).json();
const outcome = (answer: Awaited<ReturnType<typeof post>>) => (answer.statusCode === 200 ? answer.json().email : answer.json().key);

/** Somebody who works here, with a passkey. */
async function withPasskey(email: string) {
  await makePerson(server.current, email, { password: goodPassword, role: "agente" });
  const cookie = await signIn(server.current, email);
  const authenticator = makeAuthenticator(publicUrl);
  const made = authenticator.make((await post("/me/passkeys/creation", undefined, { cookie })).json(), "Llave");
  const added = await post("/me/passkeys", made, { cookie });
  expect([added.statusCode, added.json().recoveryCodes?.length]).toEqual([200, 10]);
  return { email, cookie, authenticator, made };
}

test("a passkey opens by itself, once for each question: what was answered is worth nothing again", async () => {
  const { email, authenticator, made, cookie } = await withPasskey("llave@hotel.example");
  const answer = authenticator.answer(await requested());
  const first = await post("/session/passkey", answer);
  expect(outcome(first)).toBe(email);
  expect((await ask(server.current, { url: "/me", cookie: cookieOf(first)?.value })).statusCode).toBe(200);
  expect(outcome(await post("/session/passkey", answer))).toBe("session.passkey-refused");
  // of the same answer sent ten times at once one counts
  const copies = authenticator.answer(await requested());
  const results = await Promise.all(Array.from({ length: 10 }, async () => outcome(await post("/session/passkey", copies))));
  expect(results.filter((one) => one === email)).toHaveLength(1);
  // a question that is too old, one that was never asked, and what was made for another question
  const late = authenticator.answer(await requested());
  server.current.clock.advance("PT5M1S");
  expect(outcome(await post("/session/passkey", late))).toBe("session.passkey-refused");
  expect(outcome(await post("/session/passkey", authenticator.answer({ challenge: "nadie-lo-pregunto-nunca-jamas", rpId: new URL(publicUrl).hostname })))).toBe("session.passkey-refused");
  expect((await post("/me/passkeys", made, { cookie })).json().key).toBe("second-factor.wrong-passkey");
});

test("an authenticator that was copied is found by its counter, whichever of the two comes second", async () => {
  const { email, authenticator } = await withPasskey("copia@hotel.example");
  expect(outcome(await post("/session/passkey", authenticator.answer(await requested(), { counter: 7 })))).toBe(email);
  for (const counter of [6, 7]) expect([counter, outcome(await post("/session/passkey", authenticator.answer(await requested(), { counter })))]).toEqual([counter, "session.passkey-refused"]);
  expect(outcome(await post("/session/passkey", authenticator.answer(await requested(), { counter: 8 })))).toBe(email);
});

test("another site's page, another site's name, a key nobody verified and a changed word open nothing", async () => {
  const { authenticator, email } = await withPasskey("sitio@hotel.example");
  const elsewhere = "https://help.example.evil";
  const refused = async (lies: Parameters<typeof authenticator.answer>[1], headers?: Record<string, string>) => outcome(await post("/session/passkey", authenticator.answer(await requested(), lies), headers === undefined ? {} : { headers }));
  expect(await refused({ origin: elsewhere })).toBe("session.passkey-refused");
  expect(await refused({ rpId: "help.example.evil" })).toBe("session.passkey-refused");
  expect(await refused({ unverified: true })).toBe("session.passkey-refused");
  // a look-alike that hands on what its own page was answered, under its own name
  expect(await refused({ origin: elsewhere }, { origin: elsewhere })).not.toBe(email);
  const honest = authenticator.answer(await requested());
  const client = JSON.parse(Buffer.from(honest.clientDataJSON, "base64url").toString());
  expect(outcome(await post("/session/passkey", { ...honest, clientDataJSON: Buffer.from(JSON.stringify({ ...client, crossOrigin: true })).toString("base64url") }))).toBe("session.passkey-refused");
  expect(outcome(await post("/session/passkey", { ...authenticator.answer(await requested()), id: "bm9ib2R5cyBrZXk" }))).toBe("session.passkey-refused");
});

test("as the second step only a passkey of the person who is signing in counts, for the question that person was asked", async () => {
  const [ana, eva] = [await withPasskey("ana.llave@hotel.example"), await withPasskey("eva.llave@hotel.example")];
  const half = async (email: string) => {
    const step = (await post("/session", { email, password: goodPassword })).cookies.find(({ name }) => name === "ventanilla_step")?.value ?? "";
    const headers = { cookie: `ventanilla_step=${step}` };
    return { headers, asked: (await post("/session/second-factor/passkey", undefined, { headers })).json() };
  };
  const [hers, other] = [await half(ana.email), await half(eva.email)];
  const show = async (headers: Record<string, string>, passkey: object) => outcome(await post("/session/second-factor", { passkey }, { headers }));
  // whoever has Ana's password and a key of their own
  expect(await show(hers.headers, eva.authenticator.answer(hers.asked))).toBe("second-factor.wrong");
  expect(await show(hers.headers, eva.authenticator.answer(other.asked))).toBe("second-factor.wrong");
  expect(await show(hers.headers, ana.authenticator.answer(other.asked))).toBe("second-factor.wrong");
  const right = ana.authenticator.answer(hers.asked, { unverified: true });
  expect(await show(hers.headers, right)).toBe(ana.email);
  expect(await show(hers.headers, right)).toBe("session.step-over");
  // the same key is nobody else's, and taken away it opens nothing
  const again = await post("/me/passkeys", eva.made, { cookie: ana.cookie });
  expect(again.json().key).toBe("second-factor.wrong-passkey");
  expect((await ask(server.current, { method: "DELETE", url: `/me/passkeys/${ana.made.id}`, cookie: eva.cookie })).statusCode).toBe(404);
  expect((await ask(server.current, { method: "DELETE", url: `/me/passkeys/${eva.made.id}`, cookie: eva.cookie })).statusCode).toBe(204);
  expect(outcome(await post("/session/passkey", eva.authenticator.answer(await requested())))).toBe("session.passkey-refused");
});
