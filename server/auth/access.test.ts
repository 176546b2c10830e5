import { beforeAll, describe, expect, it } from "vitest";
import { auditTypes } from "../../contract/access.ts";
import { audiences } from "../../contract/events.ts";
import { useApp } from "../testing/factories.ts";
import { systemActor } from "../platform/work.ts";
import { accessState } from "./access.ts";
import { eraseAccessOf } from "./erase.ts";
import { limits } from "./rules.ts";
import { browserOf, linkMailedTo, setPassword } from "./testing.ts";

const t = useApp();
const [jefa, agente, root] = ["jefa@hotel.example", "agente@hotel.example", "root@hotel.example"];
beforeAll(async () => {
  await t.current.desk();
  await t.current.grant(jefa, "ventas", "jefa");
  await t.current.grant(agente, "ventas", "mirador");
  await t.current.administrator(root);
});

const idOf = async (address: string): Promise<number> => (await t.current.rows<{ id: number }>("select person_id as id from addresses where address = $1", [address]))[0]?.id ?? 0;
const accessOf = async (address: string) => (await t.current.as(jefa)(`/people/${await idOf(address)}/access`)).json();

describe("H12 staff see why a person cannot get in", () => {
  const primary = { email: "a@b.example", primary: true, verifiedAt: null, invitedAt: null, linkUntil: null, bouncedAt: null, bounceReason: null, lockedUntil: null, refusedAt: null };
  const [early, late] = ["2026-03-01T09:00:00Z", "2026-03-02T09:00:00Z"];
  const facts = { addresses: [primary], deactivated: false, hasPassword: false, directory: null, signedInAt: null };
  it.each([
    ["no address", { ...facts, addresses: [] }, "no-address"],
    ["nothing was mailed", facts, "never-invited"],
    ["mailed, its link works", { ...facts, addresses: [{ ...primary, invitedAt: early, linkUntil: late }] }, "invited"],
    ["mailed long ago", { ...facts, addresses: [{ ...primary, invitedAt: early }] }, "link-expired"],
    ["mailed, came back", { ...facts, addresses: [{ ...primary, invitedAt: early, linkUntil: late, bouncedAt: late }] }, "bounced"],
    ["came back, mailed again since", { ...facts, addresses: [{ ...primary, invitedAt: late, linkUntil: late, bouncedAt: early }] }, "invited"],
    ["has a password", { ...facts, hasPassword: true }, "can"],
    ["was in by a link", { ...facts, signedInAt: early }, "can"],
    ["typed too many wrong ones", { ...facts, hasPassword: true, addresses: [{ ...primary, lockedUntil: late }] }, "locked"],
    ["the directory alone lets them in", { ...facts, hasPassword: true, directory: "Red", addresses: [{ ...primary, lockedUntil: late, bouncedAt: late }] }, "directory"],
    ["left", { ...facts, hasPassword: true, deactivated: true }, "deactivated"],
  ] as const)("%s", (_, given, state) => {
    expect(accessState(given)).toBe(state);
  });

  it("never invited, then invited by them; and the link in the mail works", async () => {
    await t.current.ticket("ana@guest.example");
    await t.current.rows("update addresses set invited_at = null where address = 'ana@guest.example'");
    expect(await accessOf("ana@guest.example")).toMatchObject({ state: "never-invited", hasPassword: false, signedInAt: null, can: { invite: true, unlock: true } });
    const invite = async (who = jefa) => t.current.as(who)({ method: "POST", url: `/people/${await idOf("ana@guest.example")}/access/links`, payload: { desk: "ventas" } });
    expect((await invite(agente)).status).toBe(404);
    expect((await invite()).json()).toEqual({ to: "ana@guest.example" });
    await t.current.runJobs();
    expect(await accessOf("ana@guest.example")).toMatchObject({ state: "invited", addresses: [{ invitedAt: t.current.clock.now().toString(), linkUntil: t.current.clock.now().add({ hours: 168 }).toString() }] });
    const [letter] = await t.current.rows<{ letter: string }>("select letter from deliveries where to_address = 'ana@guest.example' order by id desc limit 1");
    expect(letter?.letter).toBe("invitation");
    const token = await linkMailedTo(t.current, "ana@guest.example");
    t.current.clock.advance("P7D");
    expect((await accessOf("ana@guest.example")).state).toBe("link-expired");
    await invite();
    await t.current.runJobs();
    const fresh = await linkMailedTo(t.current, "ana@guest.example");
    expect((await t.current.anyone(`/sign-in-links/${token}`)).json().state).toBe("expired");
    expect((await t.current.anyone({ method: "POST", url: `/sign-in-links/${fresh}`, payload: { password: "la ventana azul" } })).status).toBe(200);
    expect(await accessOf("ana@guest.example")).toMatchObject({ state: "can", hasPassword: true, signedInAt: t.current.clock.now().toString(), sessions: 1 });
  });

  it("the invitation came back, with what the mail system said", async () => {
    await t.current.ticket("beto@guest.example");
    await t.current.rows("update addresses set bounced_at = $1, bounce_reason = '550 5.1.1 no such user' where address = 'beto@guest.example'", [t.current.clock.now().add({ minutes: 1 }).toString()]);
    expect(await accessOf("beto@guest.example")).toMatchObject({ state: "bounced", addresses: [{ bounceReason: "550 5.1.1 no such user" }] });
  });

  it("locked by wrong passwords, until when, and let in again by them", async () => {
    await t.current.ticket("caro@guest.example");
    await setPassword(t.current, "caro@guest.example");
    for (let n = 0; n <= limits.signInByAddress.tries; n += 1) await t.current.anyone({ method: "POST", url: "/session", payload: { email: "caro@guest.example", password: `no ${n}` } });
    await expect(browserOf(t.current, "caro@guest.example")).rejects.toThrow("429");
    const now = t.current.clock.now();
    expect(await accessOf("caro@guest.example")).toMatchObject({ state: "locked", addresses: [{ lockedUntil: now.add({ minutes: 15 }).toString(), refusedAt: now.toString() }] });
    const unlock = async (who: string) => (await t.current.as(who)({ method: "DELETE", url: `/people/${await idOf("caro@guest.example")}/access/lock` })).status;
    expect([await unlock(agente), await unlock("ana@guest.example")]).toEqual([404, 404]);
    expect(await unlock(jefa)).toBe(204);
    expect((await accessOf("caro@guest.example")).state).toBe("can");
    await browserOf(t.current, "caro@guest.example");
  });

  it("is nothing for customers, nor for colleagues who do not see people", async () => {
    const id = await idOf("ana@guest.example");
    for (const who of [agente, "ana@guest.example"]) {
      const [theirs, missing] = [await t.current.as(who)(`/people/${id}/access`), await t.current.as(who)("/people/999999/access")];
      expect([theirs.status, theirs.text]).toEqual([404, missing.text]);
    }
  });
});

describe("the audit", () => {
  const audit = async (query = "") => (await t.current.as(root)(`/audit${query}`)).json();
  const types = (page: { items: { type: string }[] }) => page.items.map(({ type }) => type);

  it("tells administrators, and nobody else, who came in, who was refused and what was changed, from what to what", async () => {
    expect((await t.current.as(jefa)("/audit")).status).toBe(403);
    await audit();
    t.current.clock.advance("PT1H");
    await setPassword(t.current, jefa);
    await t.current.anyone({ method: "POST", url: "/session", payload: { email: jefa, password: "no es" } });
    const boss = await browserOf(t.current, jefa);
    const general = (await boss("/desks/ventas/configuration/general")).json();
    await boss({ method: "PUT", url: "/desks/ventas/configuration/general", payload: { ...general, hue: 12 } });
    const [change, entry, refusal] = (await audit("?limit=3")).items;
    expect(change).toMatchObject({ type: "configuration.changed", actor: { email: jefa }, desk: "ventas", data: { what: "general/hue", from: 170, to: 12 } });
    expect(entry).toMatchObject({ type: "session.started", actor: { email: jefa }, data: { how: "password", ip: "127.0.0.1" } });
    expect(refusal).toMatchObject({ type: "session.refused", actor: null, data: { address: jefa, reason: "password" } });
  });

  it("is narrowed by kind, by whom it is about or who did it, and by time; each page goes on where the last ended", async () => {
    expect(new Set(types(await audit("?kind=configuration")))).toEqual(new Set(["configuration.changed"]));
    const about = await audit("?person=caro@guest.example");
    expect(new Set(types(about))).toEqual(new Set(["session.refused", "session.unlocked", "session.started"]));
    expect(types(await audit("?person=caro@guest.example&kind=configuration"))).toEqual([]);
    const whole = (await audit("?limit=200")).items;
    const paged = [];
    for (let next: string | null = ""; next !== null; ) {
      const page: { items: unknown[]; next: string | null } = await audit(`?limit=7${next === "" ? "" : `&after=${next}`}`);
      paged.push(...page.items);
      next = page.next;
    }
    expect(paged).toEqual(whole);
    const { at } = whole[2];
    expect((await audit(`?from=${at}&limit=200`)).items.every((one: { at: string }) => one.at >= at)).toBe(true);
    expect((await audit(`?until=${at}&limit=1`)).items[0].at < at).toBe(true);
    expect((await t.current.as(root)("/audit?after=1_2")).status).toBe(400);
  });

  it("forgets from where somebody signed in when that person is erased, and not that they did", async () => {
    const id = await idOf("ana@guest.example");
    const from = () => t.current.rows<{ ip: string | null }>("select data->>'ip' as ip from events where actor_id = $1 and type = 'session.started'", [id]);
    expect(await from()).toEqual([{ ip: "127.0.0.1" }]);
    await t.current.app.transact(systemActor("test"), (work) => eraseAccessOf(work, { ids: [id], addresses: ["ana@guest.example"], words: [] }));
    expect(await from()).toEqual([{ ip: null }]);
  });

  it("has words for everything that administrators alone may learn of", () => {
    expect(Object.entries(audiences).flatMap(([type, audience]) => (audience === "admin" ? [type] : [])).toSorted()).toEqual([...auditTypes].toSorted());
  });

  it("costs the same however much there is: each way of asking walks an index and stops", async () => {
    await t.current.rows(
      "insert into events (at, actor_kind, actor_id, via, type, audience, data) select timestamptz '2020-01-01' + n * interval '1 minute', 'person', 1, 'web', case when n % 500 = 0 then 'token.created' else 'session.started' end, 'admin', '{}' from generate_series(1, 20000) n",
    );
    await t.current.rows("analyze events");
    const plan = async (where: string) => JSON.stringify(await t.current.rows(`explain (format json) select * from events where audience = 'admin' and ${where} order by at desc, id desc limit 51`));
    for (const where of ["at < '2021-01-01'", "type = 'token.created'", "actor_id = 1", "data ->> 'address' = 'x'", "data ->> 'personId' = '1'"]) {
      const found = await plan(where);
      expect(found).toContain("Index Scan");
      expect(found).not.toContain("Seq Scan");
    }
  });
});
