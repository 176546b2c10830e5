import { expect, test } from "vitest";
import { systemActor } from "../platform/work.ts";
import { useApp } from "../testing/factories.ts";
import { readLive, until } from "../testing/live.ts";

const t = useApp();
const [ana, bea, eva, jefa] = ["ana@iberica.example", "bea@iberica.example", "eva@elsewhere.example", "jefa@hotel.example"];
const numbers = async (who: string, q: string): Promise<number[]> => (await t.current.as(who)(`/tickets?q=${encodeURIComponent(q)}`)).json().items.map((row: { number: number }) => row.number);

test("H4 where the organization allows it, its people see each other's requests, and who writes in one is in copy", async () => {
  const { current } = t;
  await current.desk();
  await current.grant(jefa, "ventas", "jefa");
  await current.administrator("root@hotel.example");
  const root = current.as("root@hotel.example");
  const { id, sharesRequests } = (await root({ method: "POST", url: "/organizations", payload: { name: "Hoteles Ibérica", domains: ["iberica.example"] } })).json();
  expect(sharesRequests).toBe(false);
  const stored = (await current.as(ana)({ method: "POST", url: "/files?name=plano.txt", payload: "plano", headers: { "content-type": "text/plain" } })).json();
  const { number } = await current.ticket(ana, { subject: "Cambio de tarifas", attachments: [stored.id] });
  const foreign = await current.ticket(eva);
  const note = await current.as(jefa)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "note", body: "clave" } });
  expect(note.status).toBe(201);
  const share = async (on: boolean) => {
    expect((await root({ method: "PATCH", url: `/organizations/${id}`, payload: { sharesRequests: on } })).json().sharesRequests).toBe(on);
    await current.app.transact(systemActor("test"), (work) => work.desks.caughtUp());
  };

  expect((await current.as(bea)("/me")).json().colleagues).toBe(false);
  expect(await numbers(bea, "involves:me,colleagues")).toEqual([]);
  expect((await current.as(bea)(`/tickets/${number}/page`)).status).toBe(404);
  expect((await current.as(bea)(`/files/${stored.id}`)).status).toBe(404);

  await share(true);
  expect((await current.as(bea)("/me")).json().colleagues).toBe(true);
  expect(await numbers(bea, "involves:colleagues -involves:me")).toEqual([number]);
  expect(await numbers(bea, "involves:me")).toEqual([]);
  expect(await numbers(bea, "tarifas")).toEqual([]); // not indexed yet
  await current.index();
  expect(await numbers(bea, "tarifas")).toEqual([number]);
  const page = await current.as(bea)(`/tickets/${number}/page`);
  expect(page.json()).toMatchObject({ ticket: { number, can: { reply: true, edit: false }, assignee: null }, notifications: null });
  expect(page.text).not.toContain("clave");
  expect((await current.as(bea)(`/files/${stored.id}`)).text).toBe("plano");
  expect((await current.as(bea)(`/tickets/${foreign.number}/page`)).status).toBe(404);
  // one outside sees nothing of it, nor does a colleague confirm or opt out for the requester
  expect(await numbers(eva, "involves:me,colleagues")).toEqual([foreign.number]);
  expect((await current.as(bea)({ method: "POST", url: `/tickets/${number}/choice`, payload: { answer: "solved" } })).status).toBe(404);
  expect((await current.as(bea)({ method: "PUT", url: `/tickets/${number}/notifications`, payload: { wanted: false } })).status).toBe(404);

  const base = await current.app.http.listen({ port: 0, host: "127.0.0.1" });
  await current.settled();
  const hears = await readLive(base, { authorization: `Bearer ${await current.token(bea)}` });
  await current.as(jefa)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "Hecho" } });
  await until(() => hears.events.some((event) => event.ticket === number && event.type === "message.added"));
  await hears.close();

  expect((await current.as(bea)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "También en Palma" } })).status).toBe(201);
  expect((await current.as(ana)(`/tickets/${number}`)).json().cc).toEqual([expect.objectContaining({ email: bea })]);
  expect(await numbers(bea, "involves:me")).toEqual([number]);

  // and when it no longer allows it, only what they took part in is left
  const other = await current.ticket(ana, { subject: "Otra cosa" });
  expect(await numbers(bea, "involves:colleagues -involves:me")).toEqual([other.number]);
  await share(false);
  expect(await numbers(bea, "involves:me,colleagues")).toEqual([number]);
  expect((await current.as(bea)(`/tickets/${other.number}/page`)).status).toBe(404);
});

test("H4 whoever moves to another organization sees what that one shows, and what was merged into it counts as its own", async () => {
  const { current } = t;
  const root = current.as("root@hotel.example");
  const make = async (name: string) => (await root({ method: "POST", url: "/organizations", payload: { name, sharesRequests: true } })).json().id as number;
  const [north, south] = [await make("Norte"), await make("Sur")];
  const join = async (email: string, organization: number) => {
    await current.token(email);
    const [person] = await current.rows<{ id: number }>("select person_id as id from addresses where address = $1", [email]);
    expect((await root({ method: "PATCH", url: `/people/${person?.id}`, payload: { organization } })).status).toBe(200);
    await current.app.transact(systemActor("test"), (work) => work.desks.caughtUp());
  };
  const [luz, paz] = ["luz@people.example", "paz@people.example"];
  const { number } = await current.ticket(luz);
  await join(luz, north);
  await join(paz, south);
  expect(await numbers(paz, "involves:colleagues")).toEqual([]);
  expect((await root({ method: "PUT", url: `/organizations/${north}/merge`, payload: { into: south } })).status).toBeLessThan(300);
  await current.app.transact(systemActor("test"), (work) => work.desks.caughtUp());
  expect(await numbers(paz, "involves:colleagues")).toEqual([number]);
  await join(paz, (await root({ method: "POST", url: "/organizations", payload: { name: "Oeste", sharesRequests: true } })).json().id);
  expect(await numbers(paz, "involves:colleagues")).toEqual([]);
});
