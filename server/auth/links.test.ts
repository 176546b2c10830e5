import { beforeEach, describe, expect, it } from "vitest";
import { useServer } from "../testing/http.ts";
import { query } from "../platform/db.ts";
import { systemActor } from "../platform/work.ts";
import { createAdminLink, ensureAdministrator } from "./actions.ts";
import { createLink } from "./links.ts";
import { limits } from "./rules.ts";
import { createToken, revokeToken } from "./tokens.ts";
import { ask, askLink, cookieOf, everythingStored, goodPassword, makePerson, signIn } from "./testing.ts";

const server = useServer();
beforeEach(() => query(server.current.database.db, "delete from throttles", []));

const view = async (secret: string) => (await ask(server.current, { url: `/sign-in-links/${secret}` })).json();
const use = (secret: string, password?: string, cookie?: string) =>
  ask(server.current, { method: "POST", url: `/sign-in-links/${secret}`, payload: password === undefined ? {} : { password }, cookie });

describe("H3 obtener contraseña", () => {
  it("mails a link to whoever ever wrote, by which that person sets a password and is in", async () => {
    await makePerson(server.current, "ana@guest.example");
    const secret = await askLink(server.current, "Ana@guest.example", "password");
    expect(server.current.letters[0]).toMatchObject({ address: "ana@guest.example", language: "es", purpose: "password", desk: { key: "ventas", name: "Ventas" } });
    expect(server.current.letters[0]?.path).toBe(`/portal/ventas/link/${secret}`);
    expect(await view(secret ?? "")).toEqual({ purpose: "password", state: "valid", email: "ana@guest.example", desk: "ventas", passwordPolicy: { minLength: 10, minDigits: 0 } });
    const answer = await use(secret ?? "", goodPassword);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ email: "ana@guest.example", hasPassword: true, desks: [] });
    expect((await ask(server.current, { url: "/me", cookie: cookieOf(answer)?.value })).statusCode).toBe(200);
    await signIn(server.current, "ana@guest.example", goodPassword);
    const [address] = await query<{ verified_at: string }>(server.current.database.db, "select verified_at from addresses where address = 'ana@guest.example'", []);
    expect(address?.verified_at).not.toBeNull();
  });

  it("answers an unknown address exactly as a known one, and writes to nobody", async () => {
    await makePerson(server.current, "known@guest.example");
    const answers = [];
    for (const email of ["known@guest.example", "unknown@guest.example"]) answers.push(await ask(server.current, { method: "POST", url: "/sign-in-links", payload: { email, purpose: "password", desk: "ventas" } }));
    const [known, unknown] = answers;
    expect(known?.statusCode).toBe(202);
    expect(unknown?.statusCode).toBe(202);
    expect(unknown?.body).toBe(known?.body);
    server.current.letters.length = 0;
    await server.current.runJobs();
    expect(server.current.letters.map((letter) => letter.address)).toEqual(["known@guest.example"]);
  });

  it("refuses too many for one address, known or not, alike", async () => {
    await makePerson(server.current, "flood@guest.example");
    for (const email of ["flood@guest.example", "noflood@guest.example"]) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask(server.current, { method: "POST", url: "/sign-in-links", payload: { email, purpose: "sign-in" } })));
      expect(answers.filter((answer) => answer.statusCode === 202)).toHaveLength(limits.linkByAddress.tries);
      expect(answers.filter((answer) => answer.statusCode === 429)).toHaveLength(20 - limits.linkByAddress.tries);
    }
  });

  it("tells what is wrong with a password without using the link up", async () => {
    await makePerson(server.current, "picky.person@guest.example");
    const secret = (await askLink(server.current, "picky.person@guest.example", "password")) ?? "";
    for (const [password, key] of [[undefined, "required"], ["corta", "too-short"], ["contraseña1", "common"], ["picky2026!!", "common"]] as const) {
      const answer = await use(secret, password);
      expect(answer.statusCode).toBe(422);
      expect(answer.json()).toMatchObject({ key: `password.${key}`, path: "/password" });
    }
    expect((await use(secret, goodPassword)).statusCode).toBe(200);
  });

  it("ends every older session and every other password link", async () => {
    await makePerson(server.current, "reset@guest.example", { password: goodPassword });
    const old = await signIn(server.current, "reset@guest.example");
    const first = (await askLink(server.current, "reset@guest.example", "password")) ?? "";
    const second = (await askLink(server.current, "reset@guest.example", "password")) ?? "";
    expect((await use(second, "otra ventana roja")).statusCode).toBe(200);
    expect((await ask(server.current, { url: "/me", cookie: old })).statusCode).toBe(401);
    expect((await use(first, goodPassword)).statusCode).toBe(410);
  });
});

describe("a link", () => {
  it("changes nothing when it is opened, works once, and then says that it was used", async () => {
    await makePerson(server.current, "once@guest.example");
    const secret = (await askLink(server.current, "once@guest.example", "sign-in")) ?? "";
    for (let i = 0; i < 3; i += 1) expect((await view(secret)).state).toBe("valid");
    expect((await use(secret)).statusCode).toBe(200);
    expect((await view(secret)).state).toBe("used");
    const again = await use(secret);
    expect(again.statusCode).toBe(410);
    expect(again.json().key).toBe("link.used");
    expect(again.cookies).toEqual([]);
  });

  it("signs in one of twenty who use it at once", async () => {
    await makePerson(server.current, "race@guest.example");
    const secret = (await askLink(server.current, "race@guest.example", "sign-in")) ?? "";
    const answers = await Promise.all(Array.from({ length: 20 }, () => use(secret)));
    expect(answers.map((answer) => answer.statusCode).filter((status) => status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.statusCode === 410)).toHaveLength(19);
  });

  it("expires after an hour, one for a password after a day", async () => {
    await makePerson(server.current, "late@guest.example");
    const quick = (await askLink(server.current, "late@guest.example", "sign-in")) ?? "";
    const slow = (await askLink(server.current, "late@guest.example", "password")) ?? "";
    server.current.clock.advance("PT60M");
    expect((await view(quick)).state).toBe("expired");
    expect((await use(quick)).json().key).toBe("link.expired");
    expect((await view(slow)).state).toBe("valid");
    server.current.clock.advance("PT23H");
    expect((await use(slow, goodPassword)).statusCode).toBe(410);
  });

  it("that nobody made leads nowhere, whatever it looks like", async () => {
    expect(await view("A".repeat(43))).toMatchObject({ state: "unknown", email: null });
    expect((await use("A".repeat(43))).statusCode).toBe(404);
    expect((await ask(server.current, { url: "/sign-in-links/%27%3B--" })).statusCode).toBe(400);
  });

  it("of somebody deactivated meanwhile does not work", async () => {
    const person = await makePerson(server.current, "left@guest.example");
    const secret = (await askLink(server.current, "left@guest.example", "sign-in")) ?? "";
    await query(server.current.database.db, "update people set deactivated_at = $2 where id = $1", [person, server.current.clock.now().toString()]);
    expect((await use(secret)).statusCode).toBe(404);
    expect(await askLink(server.current, "left@guest.example", "sign-in")).toBeNull();
  });

  it("ends the session of whoever used the browser before", async () => {
    await makePerson(server.current, "before@guest.example", { password: goodPassword });
    await makePerson(server.current, "after@guest.example");
    const before = await signIn(server.current, "before@guest.example");
    const secret = (await askLink(server.current, "after@guest.example", "sign-in")) ?? "";
    const answer = await use(secret, undefined, before);
    expect(answer.json().email).toBe("after@guest.example");
    expect((await ask(server.current, { url: "/me", cookie: before })).statusCode).toBe(401);
  });

  it("leads agents to the desk, customers who ask there to the portal, and on to a ticket", async () => {
    await makePerson(server.current, "agente@hotel.example", { role: "agente" });
    await makePerson(server.current, "lost@guest.example");
    await askLink(server.current, "agente@hotel.example", "sign-in", null);
    expect(server.current.letters[0]?.path).toMatch(/^\/desk\/link\//);
    await askLink(server.current, "lost@guest.example", "sign-in", null);
    expect(server.current.letters[0]?.path).toMatch(/^\/portal\/ventas\/link\//);
    const desk = (await server.current.desks.get()).all[0];
    const link = await server.current.transact(systemActor("test"), (work) =>
      createLink(work, { personId: 1, address: null, purpose: "sign-in", occasion: "ticket", desk: desk ?? null, to: "/tickets/1001" }),
    );
    expect(link.path).toMatch(/^\/portal\/ventas\/link\/[\w-]{43}\?to=%2Ftickets%2F1001$/);
  });

  it("is its mailbox's: of no use once the address is not that person's any more", async () => {
    const person = await makePerson(server.current, "old@guest.example", { password: goodPassword });
    const secret = (await askLink(server.current, "old@guest.example", "password")) ?? "";
    // a colleague corrects the address: the old mailbox may be anybody's
    await query(server.current.database.db, "update addresses set address = 'new@guest.example' where person_id = $1", [person]);
    expect((await ask(server.current, { url: `/sign-in-links/${secret}` })).json()).toMatchObject({ state: "unknown", email: null });
    expect((await use(secret, "otra ventana roja")).json().key).toBe("link.not-found");
    await signIn(server.current, "new@guest.example");
  });

  it("is stored nowhere in clear", async () => {
    await makePerson(server.current, "hidden@guest.example");
    const secret = (await askLink(server.current, "hidden@guest.example", "password")) ?? "";
    await use(secret, goodPassword);
    const stored = await everythingStored(server.current);
    expect(stored).toContain("password.changed");
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(goodPassword);
  });
});

describe("the password of who is signed in", () => {
  it("is changed with the current one, and other sessions end", async () => {
    await makePerson(server.current, "change@guest.example", { password: goodPassword });
    const here = await signIn(server.current, "change@guest.example");
    const there = await signIn(server.current, "change@guest.example");
    const put = (payload: object) => ask(server.current, { method: "PUT", url: "/me/password", cookie: here, payload, headers: { "idempotency-key": "one" } });
    expect((await put({ password: "otra ventana roja" })).json()).toMatchObject({ key: "password.wrong", path: "/current" });
    expect((await put({ current: "falsa", password: "otra ventana roja" })).statusCode).toBe(422);
    expect((await put({ current: goodPassword, password: "otra ventana roja" })).statusCode).toBe(204);
    expect((await ask(server.current, { url: "/me", cookie: here })).statusCode).toBe(200);
    expect((await ask(server.current, { url: "/me", cookie: there })).statusCode).toBe(401);
    await signIn(server.current, "change@guest.example", "otra ventana roja");
    expect(await everythingStored(server.current)).not.toContain("idempotency");
    expect(await query(server.current.database.db, "select from idempotency where route like '%password%'", [])).toEqual([]);
  });
});

describe("what one may change of oneself", () => {
  it("is name, language, time zone and preferences, told at once", async () => {
    await makePerson(server.current, "self@guest.example", { password: goodPassword });
    const cookie = await signIn(server.current, "self@guest.example");
    const patch = (payload: object) => ask(server.current, { method: "PATCH", url: "/me", cookie, payload });
    expect((await patch({ name: "Ana Ruiz", locale: "ro", timeZone: "Europe/Bucharest", preferences: { density: "compact" } })).json()).toMatchObject({
      name: "Ana Ruiz", locale: "ro", timeZone: "Europe/Bucharest", preferences: { density: "compact" },
    });
    expect((await patch({ preferences: { order: "newest", density: null } })).json().preferences).toEqual({ order: "newest" });
    expect((await patch({ timeZone: "Mars/Olympus" })).statusCode).toBe(422);
    expect((await patch({ email: "other@guest.example" })).statusCode).toBe(400);
  });
});

describe("an API token", () => {
  const make = (email: string, scopes: ("all" | "read")[], days?: number) =>
    server.current.transact(systemActor("cli"), (work) => createToken(work, { email, name: "bench", scopes, ...(days === undefined ? {} : { days }) }));

  it("does what its person may, until it is revoked or expires", async () => {
    await makePerson(server.current, "api@hotel.example", { role: "agente" });
    const { id, token } = await make("api@hotel.example", ["all"], 30);
    expect(token).toMatch(/^vt_[\w-]{43}$/);
    expect((await ask(server.current, { url: "/me", token })).json()).toMatchObject({ email: "api@hotel.example", desks: [{ key: "ventas" }] });
    // a program sends no Origin, or a foreign one
    expect((await ask(server.current, { method: "PATCH", url: "/me", token, payload: { name: "Robot" }, headers: { origin: "https://tool.example" } })).statusCode).toBe(200);
    const other = await make("api@hotel.example", ["all"], 30);
    await server.current.transact(systemActor("cli"), (work) => revokeToken(work, id));
    await expect.poll(async () => (await ask(server.current, { url: "/me", token })).statusCode, { timeout: 5000, interval: 5 }).toBe(401);
    server.current.clock.advance("P30D");
    expect((await ask(server.current, { url: "/me", token: other.token })).statusCode).toBe(401);
    expect(await everythingStored(server.current)).not.toContain(token);
  });

  it("that only reads writes nothing, and none changes how its person signs in", async () => {
    await makePerson(server.current, "reader@hotel.example");
    const read = await make("reader@hotel.example", ["read"]);
    const all = await make("reader@hotel.example", ["all"]);
    expect((await ask(server.current, { url: "/me", token: read.token })).statusCode).toBe(200);
    expect((await ask(server.current, { method: "PATCH", url: "/me", token: read.token, payload: { name: "x" } })).json().key).toBe("session.scope");
    expect((await ask(server.current, { method: "PUT", url: "/me/password", token: all.token, payload: { password: goodPassword } })).statusCode).toBe(403);
  });

  it("that is none is refused, not ignored", async () => {
    for (const token of ["vt_wrong", "wrong", "vt_"]) expect((await ask(server.current, { url: "/me", token })).json().key).toBe("session.token");
    expect((await ask(server.current, { url: "/me", headers: { authorization: "Basic YTpi" } })).statusCode).toBe(401);
    await expect(make("nobody@hotel.example", ["all"])).rejects.toThrow("person.not-found");
  });
});

describe("the first administrator", () => {
  it("signs in by the printed link, once, or by the configured password", async () => {
    const make = () => server.current.transact(systemActor("start"), (work) => ensureAdministrator(work, { email: "Jefa@hotel.example", password: "ventanas abiertas" }));
    expect(await make()).toBe(await make());
    const link = await server.current.transact(systemActor("start"), (work) => createAdminLink(work));
    expect(link?.path).toMatch(/^\/desk\/link\//);
    const secret = link?.path.split("/").at(-1) ?? "";
    expect((await use(secret)).json()).toMatchObject({ administrator: true, desks: [{ key: "ventas" }] });
    expect((await use(secret)).statusCode).toBe(410);
    await signIn(server.current, "jefa@hotel.example", "ventanas abiertas");
  });

  it.each(["password123!", "qwertyuiop1", "corta", "1111111111"])("gets no password that nobody else would get: %s", async (password) => {
    const make = server.current.transact(systemActor("start"), (work) => ensureAdministrator(work, { email: `jefe-${password.length}@hotel.example`, password }));
    await expect(make).rejects.toThrow("ADMIN_PASSWORD is too easy to guess; expected at least 10 characters");
  });
});
