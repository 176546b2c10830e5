import { beforeAll, describe, expect, test } from "vitest";
import { query } from "../platform/db.ts";
import { setupPath } from "./index.ts";
import { generalOf, useApp } from "../testing/factories.ts";

const t = useApp();
const ada = "ada@mill.example";
const charles = "charles@calculus.example";

const steps = async (who: string) => {
  const { steps: told, ...rest } = (await t.current.as(who)("/first-steps")).json();
  return { ...rest, done: told.filter((one: { done: boolean }) => one.done).map((one: { step: string }) => one.step), all: told.map((one: { step: string }) => one.step) };
};

describe("an installation that starts empty", () => {
  beforeAll(async () => {
    const token = (await setupPath(t.current.database.db))?.split("/").at(-1) ?? "";
    const done = await t.current.anyone({
      method: "POST",
      url: "/setup",
      payload: { token, company: "Analytical Mill", administrator: { name: "Ada Byron", email: ada, password: "nine engines turning" }, desk: { kind: "preset", preset: "hotel-sales" } },
    });
    expect(done.status, done.text).toBe(201);
  }, 60_000);

  test("is set up with the company, and a preset's desk without the colleagues of its demonstration", async () => {
    const { items } = (await t.current.as(ada)("/organizations")).json();
    expect(items.map((one: { name: string; own: boolean }) => [one.name, one.own])).toEqual([["Analytical Mill", true]]);
    expect(await query(t.current.database.db, `select p.name from people p join grants g on g.person_id = p.id`, [])).toEqual([{ name: "Ada Byron" }]);
    expect((await t.current.as(ada)("/desks")).json().items.map((one: { key: string }) => one.key)).toEqual(["hotel-sales"]);
  });

  test("C5 where somebody decides what becomes a request, writing is ticked once the mail waits for that", async () => {
    const desk = (await t.current.as(ada)("/desks/hotel-sales/configuration")).json();
    const intake = (mailIntake: string, version: number) => t.current.as(ada)({ method: "PUT", url: "/desks/hotel-sales/configuration/general", payload: { ...generalOf(desk.definition), mailIntake }, headers: { "if-match": `"${version}"` } });
    expect((await intake("held", desk.version)).status).toBe(200);
    const raw = Buffer.from(`From: ${charles}\r\nTo: ${desk.definition.addresses[0]}\r\nSubject: Gears\r\n\r\nThey are stuck.\r\n`);
    const { id } = await t.current.app.mailIn.receiveSmtp({ raw, envelope: { from: charles, to: desk.definition.addresses }, remoteAddress: "127.0.0.1", helo: "test", tls: false });
    await t.current.app.mailIn.admitWaiting();
    expect(await steps(ada)).toMatchObject({ done: ["write"], ticket: null, held: true });
    expect((await t.current.as(ada)({ method: "POST", url: `/mail/${id}/decision`, payload: { decision: "spam" } })).status).toBe(200);
    expect(await steps(ada)).toMatchObject({ done: [], held: false });
    const { version } = (await t.current.as(ada)("/desks/hotel-sales/configuration")).json();
    expect((await intake("tickets", version)).status).toBe(200);
  });

  test("leads its administrator on, and ticks off what really happened", async () => {
    const all = ["mailbox", "colleague", "write", "answer", "close"];
    expect(await steps(ada)).toEqual({ all, done: [], ticket: null, held: false, desk: "hotel-sales" });
    const desk = (await t.current.as(ada)("/desks/hotel-sales/configuration")).json().definition;
    const invited = await t.current.as(ada)({ method: "POST", url: "/desks/hotel-sales/agents", payload: { email: "mary@mill.example", name: "Mary", roles: [{ role: desk.roles[0].key, queue: null }] } });
    expect(invited.status, invited.text).toBeLessThan(300);
    const opened = (await t.current.as(charles)({ method: "POST", url: "/tickets", payload: { desk: "hotel-sales", subject: "The gears are stuck", body: "Please look.", requester: { email: charles } } })).json();
    // by a token it is no guest's writing; by the portal or by mail it is
    await query(t.current.database.db, `update events set via = 'web' where ticket_id = $1`, [opened.number]);
    expect(await steps(ada)).toMatchObject({ done: ["colleague", "write"], ticket: opened.number });
    await t.current.as(ada)({ method: "POST", url: `/tickets/${opened.number}/messages`, payload: { kind: "reply", body: "Oiled.", attachments: [], status: desk.statuses.find((one: { state: string }) => one.state === "solved").key } });
    expect((await steps(ada)).done).toEqual(["colleague", "write", "answer", "close"]);
  });

  test("asks nobody else, and nobody who has put it away", async () => {
    expect((await steps("mary@mill.example")).all).toEqual([]);
    expect((await t.current.as(ada)({ method: "PATCH", url: "/me", payload: { preferences: { firstSteps: "away" } } })).status).toBe(200);
    expect((await steps(ada)).all).toEqual([]);
  });
});
