import { beforeAll, expect, test } from "vitest";
import { useApp } from "../testing/factories.ts";

const t = useApp();
const boss = () => t.current.as("boss@hotel.example");
const agents = "/desks/ventas/agents";
const send = (method: "POST" | "PUT" | "DELETE", url: string, payload?: object) => boss()({ method, url: `${agents}${url}`, ...(payload === undefined ? {} : { payload }) });
const assigned = async (number: number, assignee: string) => (await boss()({ method: "PATCH", url: `/tickets/${number}`, payload: { assignee, status: "abierto" } })).json();
const ticket = async (number: number) => (await boss()(`/tickets/${number}`)).json();
const letters = () => t.current.rows<{ to: string; lang: string; subject: string; text: string }>(`select to_address as to, lang, content->>'subject' as subject, content->>'text' as text from deliveries where letter = 'colleague-invitation' order by id`);

beforeAll(async () => {
  await t.current.desk();
  await t.current.desk({ key: "otra", addresses: ["otra@hotel.example"] });
  await t.current.grant("boss@hotel.example", "ventas", "jefa");
  await t.current.grant("leo@hotel.example", "ventas", "agente");
});

test("a colleague is invited by mail, in their language, and gets in by its link", async () => {
  const invited = await send("POST", "", { email: "Nora@hotel.example", name: "Nora Puig", locale: "en", roles: [{ role: "agente", queue: "grupos" }] });
  expect(invited.status).toBe(201);
  expect(invited.json()).toMatchObject({ email: "nora@hotel.example", name: "Nora Puig", roles: [{ role: "agente", queue: "grupos" }], deactivated: false, administrator: false });
  await t.current.runJobs();
  const [letter] = await letters();
  expect(letter).toMatchObject({ to: "nora@hotel.example", lang: "en", subject: "Boss invites you to work at Sales" });
  const token = /\/desk\/link\/([^\s?]+)/.exec(letter?.text ?? "")?.[1] ?? "";
  expect((await t.current.anyone(`/sign-in-links/${token}`)).json()).toMatchObject({ purpose: "password", state: "valid", email: "nora@hotel.example" });
  expect((await boss()(agents)).json().items.find((one: { email: string }) => one.email === "nora@hotel.example")).toMatchObject({ invitedAt: expect.any(String) });
  // narrowed to a queue, she sees that queue's tickets and no others
  const { number } = await t.current.ticket("ana@guest.example");
  expect((await t.current.as("nora@hotel.example")(`/tickets/${number}`)).status).toBe(404);
  await boss()({ method: "PATCH", url: `/tickets/${number}`, payload: { queue: "grupos" } });
  expect((await t.current.as("nora@hotel.example")(`/tickets/${number}`)).status).toBe(200);
  expect((await send("POST", "/nora@hotel.example/invitation")).status).toBe(200);
  await t.current.runJobs();
  expect(await letters()).toHaveLength(2);
});

test("who is no colleague is told so, and what cannot be is refused at its place", async () => {
  const invite = (more: object) => send("POST", "", { email: "x@hotel.example", name: "X", roles: [{ role: "agente", queue: null }], ...more });
  expect((await invite({ email: "leo@hotel.example" })).json()).toMatchObject({ status: 409, key: "agent.known" });
  expect((await invite({ roles: [{ role: "king", queue: null }] })).json()).toMatchObject({ status: 422, path: "/roles/0/role" });
  expect((await invite({ roles: [{ role: "agente", queue: "none" }] })).json()).toMatchObject({ status: 422, path: "/roles/0/queue" });
  // who works elsewhere keeps their name; who was a customer is called as the invitation says
  await t.current.grant("otro@hotel.example", "otra", "agente");
  expect((await invite({ email: "otro@hotel.example", name: "Administrador" })).json()).toMatchObject({ email: "otro@hotel.example", name: "Otro" });
  await t.current.ticket("cliente@hotel.example");
  expect((await invite({ email: "cliente@hotel.example", name: "Clara" })).json()).toMatchObject({ name: "Clara" });
  expect((await send("PUT", "/ana@guest.example/roles", { roles: [{ role: "jefa", queue: null }] })).status).toBe(404);
  expect((await t.current.as("leo@hotel.example")(agents)).status).toBe(403);
  expect((await t.current.as("leo@hotel.example")({ method: "POST", url: agents, payload: { email: "y@hotel.example", name: "Y", roles: [{ role: "jefa", queue: null }] } })).status).toBe(403);
});

test("roles change at once, but nobody takes their own right to configure", async () => {
  expect((await send("PUT", "/leo@hotel.example/roles", { roles: [{ role: "mirador", queue: null }] })).json().roles).toEqual([{ role: "mirador", queue: null, location: null }]);
  await expect.poll(async () => (await t.current.as("leo@hotel.example")("/me")).json().desks[0].permissions.toSorted()).toEqual(["ticket.note", "ticket.see"]);
  await send("PUT", "/leo@hotel.example/roles", { roles: [{ role: "agente", queue: null }] });
  expect((await send("PUT", "/boss@hotel.example/roles", { roles: [{ role: "agente", queue: null }] })).json()).toMatchObject({ status: 409, key: "configuration.own-access" });
});

test("a colleague is deactivated: sessions end, open tickets go to a queue or a colleague, solved ones keep them; all in one step", async () => {
  await t.current.grant("ida@hotel.example", "ventas", "agente");
  const [mine, solved] = [(await t.current.ticket("ana@guest.example")).number, (await t.current.ticket("ana@guest.example")).number];
  await assigned(mine, "ida@hotel.example");
  await assigned(solved, "ida@hotel.example");
  await boss()({ method: "PATCH", url: `/tickets/${solved}`, payload: { status: "resuelta" } });
  expect((await t.current.as("ida@hotel.example")("/me")).status).toBe(200);
  expect((await send("PUT", "/ida@hotel.example/deactivation", { email: "nobody@hotel.example" })).json()).toMatchObject({ status: 422, path: "/handover/email" });
  expect(await ticket(mine)).toMatchObject({ assignee: "ida@hotel.example" });
  const gone = await send("PUT", "/ida@hotel.example/deactivation", { queue: "bodas" });
  expect(gone.json()).toMatchObject({ email: "ida@hotel.example", deactivated: true });
  expect(await ticket(mine)).toMatchObject({ assignee: null, queue: "bodas" });
  expect((await ticket(solved)).assignedTo).toMatchObject({ name: "Ida" });
  await expect.poll(async () => (await t.current.as("ida@hotel.example")("/me")).status).toBe(401);
  expect((await send("DELETE", "/ida@hotel.example/deactivation")).json()).toMatchObject({ deactivated: false });
  await expect.poll(async () => (await t.current.as("ida@hotel.example")("/me")).status).toBe(200);
  expect((await send("PUT", "/boss@hotel.example/deactivation", {})).json()).toMatchObject({ status: 409, key: "agent.yourself" });
});

test("leaving one desk hands over that desk's tickets; deactivating takes the right over every desk", async () => {
  await t.current.grant("max@hotel.example", "ventas", "agente");
  await t.current.grant("max@hotel.example", "otra", "agente");
  const { number } = await t.current.ticket("ana@guest.example");
  await assigned(number, "max@hotel.example");
  expect((await send("PUT", "/max@hotel.example/deactivation", {})).json()).toMatchObject({ status: 403, key: "agent.of-other-desks" });
  expect((await send("PUT", "/max@hotel.example/roles", { roles: [], handover: { email: "leo@hotel.example" } })).json()).toMatchObject({ roles: [] });
  expect(await ticket(number)).toMatchObject({ assignee: "leo@hotel.example", queue: "general" });
  await expect.poll(async () => (await t.current.as("max@hotel.example")("/me")).json().desks.map((one: { key: string }) => one.key)).toEqual(["otra"]);
});

test("colleagues stand by name as a reader looks for them, an accent or not", async () => {
  await t.current.grant("zoe@hotel.example", "ventas", "agente");
  expect((await send("POST", "", { email: "angela@hotel.example", name: "Ángela Ruiz", roles: [{ role: "agente", queue: null }] })).status).toBe(201);
  const listed: { name: string }[] = (await boss()(agents)).json().items.filter((one: { email: string }) => /^(angela|boss|zoe)@/.test(one.email));
  const offered: { name: string }[] = (await boss()("/desks/ventas")).json().agents.filter((one: { email: string }) => /^(angela|boss|zoe)@/.test(one.email));
  for (const found of [listed, offered]) expect(found.map(({ name }) => name)).toEqual(["Ángela Ruiz", "Boss", "Zoe"]);
});
