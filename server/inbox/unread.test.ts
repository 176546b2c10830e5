import { beforeAll, expect, test } from "vitest";
import { useApp, type Caller } from "../testing/factories.ts";

const t = useApp();
const customer = "irene@guest.example";
let eva: Caller;
let leo: Caller;

beforeAll(async () => {
  await t.current.desk();
  for (const email of ["eva@hotel.example", "leo@hotel.example"]) await t.current.grant(email, "ventas", "agente");
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  eva = t.current.as("eva@hotel.example");
  leo = t.current.as("leo@hotel.example");
});

const unread = async (ask: Caller, q = ""): Promise<number[]> =>
  (await ask(`/tickets?q=${encodeURIComponent(q)}`)).json().items.filter((row: { unread: boolean }) => row.unread).map((row: { number: number }) => row.number);
const seen = async (ask: Caller, number: number, messages: number) => (await ask({ method: "PUT", url: `/tickets/${number}/read`, payload: { messages } })).status;
const write = (ask: Caller, number: number, kind: "reply" | "note") => ask({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind, body: "Hola" } });

test("R7 what came since a person last opened it is unread, each for themselves; what one writes is read", async () => {
  const one = (await t.current.ticket(customer)).number;
  expect([await unread(eva), await unread(leo)]).toEqual([[one], [one]]);
  expect(await seen(eva, one, 1)).toBe(204);
  expect([await unread(eva), await unread(leo)]).toEqual([[], [one]]);
  // a colleague's note is news to others; to its writer it is not
  await write(leo, one, "note");
  expect([await unread(eva), await unread(leo)]).toEqual([[one], []]);
  expect([await unread(eva, "is:unread"), await unread(leo, "is:unread")]).toEqual([[one], []]);
  expect((await eva("/tickets?q=-is:unread")).json().items).toEqual([]);
  await write(t.current.as(customer), one, "reply");
  expect([await unread(eva), await unread(leo)]).toEqual([[one], [one]]);
  await seen(leo, one, 3);
  // a page that has been open for long takes nothing back, and nobody has seen what is not there
  await seen(leo, one, 1);
  expect(await unread(leo)).toEqual([]);
  await seen(leo, one, 900_000);
  await write(t.current.as(customer), one, "reply");
  expect(await unread(leo)).toEqual([one]);
  await seen(eva, one, 4);
  await seen(leo, one, 4);
});

test("R7 what was read can be marked as unread, to come back to it; each for themselves", async () => {
  const one = (await t.current.ticket(customer)).number;
  await write(eva, one, "reply");
  await seen(leo, one, 2);
  expect([await unread(eva), await unread(leo)].map((list) => list.includes(one))).toEqual([false, false]);
  expect((await eva({ method: "DELETE", url: `/tickets/${one}/read` })).status).toBe(204);
  expect([await unread(eva), await unread(leo)].map((list) => list.includes(one))).toEqual([true, false]);
  expect((await t.current.as(customer)({ method: "DELETE", url: `/tickets/${one}/read` })).status).toBe(404);
  await seen(eva, one, 2);
  expect(await unread(eva)).not.toContain(one);
});

test("R7 what an agent opened and nobody answered is not news to them; what was solved long before somebody came neither", async () => {
  const mine = (await eva({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "Por teléfono", body: "x", requester: { email: customer } } })).json().number;
  expect([await unread(eva), await unread(leo)]).toEqual([[], [mine]]);
  await eva({ method: "PATCH", url: `/tickets/${mine}`, payload: { status: "resuelta" } });
  expect(await unread(leo)).toEqual([]);
  await write(t.current.as(customer), mine, "reply");
  expect([await unread(eva), await unread(leo)]).toEqual([[mine], [mine]]);
});

test("R7 reading is for who works with the ticket", async () => {
  const number = (await t.current.ticket(customer)).number;
  expect(await seen(t.current.as(customer), number, 1)).toBe(404);
  expect(await seen(t.current.as("nobody@guest.example"), number, 1)).toBe(404);
  expect(await seen(eva, 999_999, 1)).toBe(404);
  expect((await t.current.as(customer)("/tickets")).json().items.every((row: { unread: boolean }) => !row.unread)).toBe(true);
  expect((await t.current.as(customer)("/tickets?q=is:unread")).json().items).toEqual([]);
});

test("R7 C4 a row tells of the flag, follow-ups and approval to staff only", async () => {
  const number = (await t.current.ticket(customer, { subject: "con avisos" })).number;
  await t.current.rows("update tickets set flag = 'no-follow-up', flagged_at = now(), approval = 'refused', follow_up_count = 2, next_follow_up_at = '2026-03-03T09:00:00Z' where id = $1", [number]);
  const row = async (ask: Caller) => (await ask(`/tickets?q=number:${number}`)).json().items[0];
  expect(await row(eva)).toMatchObject({ flag: "no-follow-up", approval: "refused", followUps: 2, nextFollowUpAt: "2026-03-03T09:00:00Z" });
  expect(await row(t.current.as(customer))).toMatchObject({ flag: null, approval: null, followUps: 0, nextFollowUpAt: null, unread: false });
  const csv = (await eva({ url: `/tickets.csv?q=number:${number}&columns=number,flag,followups,approval`, headers: { "accept-language": "es" } })).text;
  expect(csv.split("\r\n").slice(0, 2)).toEqual(["\uFEFFNúmero,Aviso,Seguimientos,Visto bueno", `${number},Aviso,2,Denegado`]);
});

test("spam and the bin are views of their own with counts; a search elsewhere does not find what lies there", async () => {
  const boss = t.current.as("jefa@hotel.example");
  const [spam, gone] = [(await t.current.ticket(customer, { subject: "premio" })).number, (await t.current.ticket(customer, { subject: "premio" })).number];
  await boss({ method: "POST", url: "/tickets/bulk", payload: { numbers: [spam], change: { spam: true } } });
  await boss({ method: "POST", url: "/tickets/bulk", payload: { numbers: [gone], change: { delete: true } } });
  await t.current.runJobs();
  await t.current.index();
  const list = async (q: string) => (await boss(`/tickets?q=${encodeURIComponent(q)}`)).json().items.map((row: { number: number }) => row.number);
  expect([await list("is:spam"), await list("is:deleted"), await list("premio"), await list("is:spam premio")]).toEqual([[spam], [gone], [], [spam]]);
  const counts = (await boss("/views/counts?desk=ventas")).json().items as { view: string; count: number }[];
  expect(counts.filter(({ view }) => view === "spam" || view === "deleted").map(({ view, count }) => [view, count])).toEqual([["spam", 1], ["deleted", 1]]);
});

test("L9 the tags in use are told to who works at the desk, the commonest first, without regard to case", async () => {
  const [one, two] = [(await t.current.ticket(customer)).number, (await t.current.ticket(customer)).number];
  await eva({ method: "PATCH", url: `/tickets/${one}`, payload: { tags: ["VIP", "boda"] } });
  await eva({ method: "PATCH", url: `/tickets/${two}`, payload: { tags: ["vip"] } });
  expect((await eva("/tags?desk=ventas")).json().items.map((tag: string) => tag.toLowerCase())).toEqual(["vip", "boda"]);
  expect((await t.current.as(customer)("/tags?desk=ventas")).status).toBe(404);
});
