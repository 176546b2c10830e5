import { beforeEach, describe, expect, it, vi } from "vitest";
import { useServer } from "../testing/http.ts";
import { query } from "../platform/db.ts";
import { limits } from "./rules.ts";
import { ask, cookieOf, everythingStored, goodPassword, makePerson, signIn } from "./testing.ts";

const server = useServer();
beforeEach(() => query(server.current.database.db, "delete from throttles", []));

const tryPassword = (email: string, password: string, ip?: string) =>
  ask(server.current, { method: "POST", url: "/session", payload: { email, password }, ...(ip === undefined ? {} : { ip }) });

describe("signing in with a password", () => {
  it("sets a cookie that scripts and other sites do not get, and says who is in", async () => {
    await makePerson(server.current, "marta@hotel.example", { password: goodPassword, role: "agente" });
    const answer = await tryPassword(" Marta@Hotel.example ".trim(), goodPassword);
    expect(answer.statusCode).toBe(200);
    expect(cookieOf(answer)).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
    expect(cookieOf(answer)?.secure).toBeFalsy();
    expect(answer.json()).toMatchObject({
      email: "marta@hotel.example",
      name: "Marta",
      timeZone: "Europe/Madrid",
      administrator: false,
      desks: [{ key: "ventas", permissions: ["ticket.reply", "ticket.see"] }],
      hasPassword: true,
    });
    const me = await ask(server.current, { url: "/me", cookie: cookieOf(answer)?.value });
    expect(me.json()).toEqual(answer.json());
  });

  it("answers unknown address, no password, wrong password and a deactivated person alike", async () => {
    await makePerson(server.current, "known@guest.example", { password: goodPassword });
    await makePerson(server.current, "nopassword@guest.example");
    const gone = await makePerson(server.current, "gone@guest.example", { password: goodPassword });
    await query(server.current.database.db, "update people set deactivated_at = $2 where id = $1", [gone, server.current.clock.now().toString()]);
    const answers = [];
    for (const email of ["known@guest.example", "nopassword@guest.example", "nobody@guest.example"]) answers.push(await tryPassword(email, "otra contraseña"));
    answers.push(await tryPassword("gone@guest.example", goodPassword));
    for (const answer of answers) {
      expect(answer.statusCode).toBe(401);
      expect(answer.json()).toEqual(answers[0]?.json());
      expect(answer.cookies).toEqual([]);
    }
    const reasons = await query(server.current.database.db, "select data->>'reason' as reason from events where type = 'session.refused' order by id", []);
    expect(reasons.map((row) => (row as { reason: string }).reason)).toEqual(["password", "password", "unknown", "deactivated"]);
  });

  it("costs as much for an unknown address as for a known one", async () => {
    await makePerson(server.current, "slow@guest.example", { password: goodPassword });
    // processor time of this process, hashing threads included: what else the machine does is not in it
    const cost = async (email: string) => {
      const before = process.cpuUsage();
      await tryPassword(email, "no es la contraseña");
      return process.cpuUsage(before).user;
    };
    await cost("warm@guest.example");
    const costs = { known: 0, unknown: 0 };
    for (let i = 0; i < 4; i += 1) {
      costs.unknown += await cost("nobody2@guest.example");
      costs.known += await cost("slow@guest.example");
    }
    expect(costs.unknown / costs.known).toBeGreaterThan(0.5);
    expect(costs.unknown / costs.known).toBeLessThan(2);
  });

  it("lets no more than the limit of a hundred parallel tries through, and says when to come back", async () => {
    await makePerson(server.current, "target@guest.example", { password: goodPassword });
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => tryPassword("target@guest.example", `guess ${i}`, `203.0.113.${i}`)));
    expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(limits.signInByAddress.tries);
    const refused = answers.filter((answer) => answer.statusCode === 429);
    expect(refused).toHaveLength(100 - limits.signInByAddress.tries);
    for (const answer of refused) {
      expect(Number(answer.headers["retry-after"])).toBe(15 * 60);
      expect(answer.json().key).toBe("session.too-many");
    }
    expect((await tryPassword("target@guest.example", goodPassword)).statusCode).toBe(429);
    server.current.clock.advance("PT15M");
    expect((await tryPassword("target@guest.example", goodPassword)).statusCode).toBe(200);
  });

  it("counts what one asker tries on many addresses", async () => {
    const { tries } = limits.signInByIp;
    const once = async (n: number) => (await tryPassword(`victim${n}@guest.example`, "x", `2001:db8:0:7::${n}`)).statusCode;
    expect(await once(1)).toBe(401);
    const [counted] = await query(server.current.database.db, "update throttles set count = $1 where key = 'sign-in from 2001:db8:0:7' and count = 1 returning 1", [tries - 1]);
    expect(counted).toBeDefined();
    expect(await once(2)).toBe(401);
    expect(await once(3)).toBe(429);
    expect(await once(4)).toBe(429);
    expect((await tryPassword("victim@guest.example", "x", "198.51.100.7")).statusCode).toBe(401);
  });

  it("forgets wrong tries once the right password came", async () => {
    await makePerson(server.current, "typo@guest.example", { password: goodPassword });
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < limits.signInByAddress.tries - 1; i += 1) expect((await tryPassword("typo@guest.example", "typo")).statusCode).toBe(401);
      expect((await tryPassword("typo@guest.example", goodPassword)).statusCode).toBe(200);
    }
  });

  it("gives the session a new name at every sign-in and ends the one it came with (fixation)", async () => {
    await makePerson(server.current, "first@guest.example", { password: goodPassword });
    const planted = "attackers-own-name-for-the-session-of-the-victim";
    const first = await signIn(server.current, "first@guest.example", goodPassword, planted);
    expect(first).not.toBe(planted);
    expect((await ask(server.current, { url: "/me", cookie: planted })).statusCode).toBe(401);
    const second = await signIn(server.current, "first@guest.example", goodPassword, first);
    expect(second).not.toBe(first);
    expect((await ask(server.current, { url: "/me", cookie: first })).statusCode).toBe(401);
    expect((await ask(server.current, { url: "/me", cookie: second })).statusCode).toBe(200);
  });

  it("refuses a form of another site, with or without a session", async () => {
    await makePerson(server.current, "csrf@guest.example", { password: goodPassword });
    const cookie = await signIn(server.current, "csrf@guest.example");
    const headers = { origin: "https://evil.example" };
    expect((await ask(server.current, { method: "POST", url: "/session", payload: { email: "csrf@guest.example", password: goodPassword }, headers })).statusCode).toBe(403);
    expect((await ask(server.current, { method: "DELETE", url: "/session", cookie, headers })).statusCode).toBe(403);
    expect((await ask(server.current, { url: "/me", cookie })).statusCode).toBe(200);
  });

  it("stores no secret in clear", async () => {
    await makePerson(server.current, "secret@guest.example", { password: goodPassword });
    const cookie = await signIn(server.current, "secret@guest.example");
    const stored = await everythingStored(server.current);
    expect(stored).toContain("session.started");
    expect(stored).not.toContain(cookie);
    expect(stored).not.toContain(goodPassword);
  });
});

describe("signing out", () => {
  it("ends the session at once, here and in the browser", async () => {
    await makePerson(server.current, "leaver@guest.example", { password: goodPassword });
    const cookie = await signIn(server.current, "leaver@guest.example");
    const answer = await ask(server.current, { method: "DELETE", url: "/session", cookie });
    expect(answer.statusCode).toBe(204);
    expect(cookieOf(answer)?.value).toBe("");
    expect((await ask(server.current, { url: "/me", cookie })).statusCode).toBe(401);
  });

  it("ends one session, or all of them, from any of them", async () => {
    await makePerson(server.current, "many@guest.example", { password: goodPassword });
    const cookies = [];
    for (let i = 0; i < 3; i += 1) cookies.push(await signIn(server.current, "many@guest.example"));
    const list = (await ask(server.current, { url: "/me/sessions", cookie: cookies[0] })).json().items;
    expect(list).toHaveLength(3);
    expect(list.filter((one: { current: boolean }) => one.current)).toHaveLength(1);
    const other = list.find((one: { current: boolean }) => !one.current).id;
    expect((await ask(server.current, { method: "DELETE", url: `/me/sessions/${other}`, cookie: cookies[0] })).statusCode).toBe(204);
    expect((await ask(server.current, { method: "DELETE", url: `/me/sessions/${other}`, cookie: cookies[0] })).statusCode).toBe(404);
    const stranger = await makePerson(server.current, "stranger@guest.example", { password: goodPassword }).then(() => signIn(server.current, "stranger@guest.example"));
    const mine = list.find((one: { current: boolean }) => one.current).id;
    expect((await ask(server.current, { method: "DELETE", url: `/me/sessions/${mine}`, cookie: stranger })).statusCode).toBe(404);
    expect((await ask(server.current, { method: "DELETE", url: "/me/sessions", cookie: cookies[0] })).statusCode).toBe(204);
    for (const cookie of cookies) expect((await ask(server.current, { url: "/me", cookie })).statusCode).toBe(401);
    expect((await ask(server.current, { url: "/me", cookie: stranger })).statusCode).toBe(200);
  });
});

describe("what a session is worth", () => {
  const status = async (cookie: string) => (await ask(server.current, { url: "/me", cookie })).statusCode;

  it("ends 14 days after it was last used and 90 days after it began", async () => {
    await makePerson(server.current, "idle@guest.example", { password: goodPassword });
    const idle = await signIn(server.current, "idle@guest.example");
    const used = await signIn(server.current, "idle@guest.example");
    for (let day = 0; day < 89; day += 1) {
      server.current.clock.advance("P1D");
      expect(await status(used)).toBe(200);
    }
    expect(await status(idle)).toBe(401);
    server.current.clock.advance("P1D");
    expect(await status(used)).toBe(401);
  });

  it("is worth nothing from the moment an agent is deactivated or a role is taken", async () => {
    const agent = await makePerson(server.current, "agent@hotel.example", { password: goodPassword, role: "agente" });
    const cookie = await signIn(server.current, "agent@hotel.example");
    const desks = async () => (await ask(server.current, { url: "/me", cookie })).json().desks?.length;
    expect(await desks()).toBe(1);
    await query(server.current.database.db, "delete from grants where person_id = $1", [agent]);
    await vi.waitFor(async () => expect(await desks()).toBe(0), { timeout: 5000, interval: 5 });
    await query(server.current.database.db, "update people set deactivated_at = $2 where id = $1", [agent, server.current.clock.now().toString()]);
    await vi.waitFor(async () => expect(await status(cookie)).toBe(401), { timeout: 5000, interval: 5 });
  });

  it("is read from the database while changes cannot be heard", async () => {
    const person = await makePerson(server.current, "deaf@guest.example", { password: goodPassword });
    const cookie = await signIn(server.current, "deaf@guest.example");
    expect(await status(cookie)).toBe(200);
    server.current.hearing.up = false;
    try {
      await query(server.current.database.db, "delete from sessions where person_id = $1", [person]);
      expect(await status(cookie)).toBe(401);
    } finally {
      server.current.hearing.up = true;
    }
  });
});
