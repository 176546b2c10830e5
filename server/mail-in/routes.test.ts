import { afterAll, beforeAll, expect, test } from "vitest";
import type { Permission } from "../../contract/permissions.ts";
import { ensurePeople } from "../people/index.ts";
import { createHttp, type Http } from "../platform/http.ts";
import { createLog } from "../platform/log.ts";
import { systemActor, type Person } from "../platform/work.ts";
import { deskAddress, useMailDesk } from "../testing/mail.ts";
import { mailRoutes } from "./index.ts";

const desk = useMailDesk();
let http: Http;
let actor: Person | null = null;
const person = (id: number, grants: { desk: number | null; permissions: Permission[] }[]): Person => ({
  kind: "person", id, name: "P", email: "p@hoteles.example.com", locale: "en", via: "test", grants: grants.map((grant) => ({ desk: grant.desk, queue: null, location: null, permissions: new Set(grant.permissions) })),
});
const raw = (from: string, words: string) => `From: ${from}\nTo: ${deskAddress}\nSubject: Subject of ${from}\nMessage-ID: <${from}>\n\n${words}\n`;
let admin: Person;

beforeAll(async () => {
  const { database, desks, transact, blobs, mailIn } = desk.current;
  http = createHttp({ log: createLog("silent"), bodyLimit: 100_000, trustProxy: "loopback", isOwnOrigin: () => true, authenticate: async () => actor });
  mailRoutes(http, { database, transact, desks, blobs, viruses: { withhold: async () => {} }, mailIn });
  await http.ready();
  const [known] = await transact(systemActor("test"), (work) => ensurePeople(work, [{ address: "p@hoteles.example.com" }]));
  admin = person(known?.id ?? 0, [{ desk: null, permissions: ["installation.administer", "mail.see"] }]);
});
afterAll(() => http.close());
const get = async (url: string, as: Person | null = admin) => {
  actor = as;
  return http.inject({ url: `/api/v1${url}` });
};

test("the ledger lists every mail, newest first, page by page, by fate and by sender", async () => {
  for (const n of [1, 2, 3]) await desk.current.send(raw(`l${n}@guest.example`, "Hello"));
  await desk.current.send(raw("l3@guest.example", "Hello"));
  const first = (await get("/mail?limit=2")).json();
  expect(first.items.map((item: { fate: string }) => item.fate)).toEqual(["duplicate", "ticketed"]);
  const second = (await get(`/mail?limit=2&after=${first.next}`)).json();
  expect(second.items.map((item: { from: string }) => item.from)).toEqual(["l2@guest.example", "l1@guest.example"]);
  expect(second.next).toBeNull();
  expect((await get("/mail?fate=duplicate")).json().items).toHaveLength(1);
  expect((await get("/mail?q=l2@guest.example")).json().items).toHaveLength(1);
  expect((await get("/mail?q=subject%20of%20l1")).json().items).toHaveLength(1);
});

test("an entry says why; its raw source is for administrators, and each reading is on record", async () => {
  const { id } = await desk.current.send(raw("raw@guest.example", "Card 4111 1111 1111 1111"));
  const entry = (await get(`/mail/${id}`)).json();
  expect(entry).toMatchObject({ fate: "ticketed", evidence: [{ key: "new-request" }], hasRaw: true, desk: "hotel-sales" });
  const source = await get(`/mail/${id}/raw`);
  expect(source.body).toContain("4111 1111 1111 1111");
  expect(source.headers["content-disposition"]).toContain("attachment");
  expect(await desk.current.rows(`select 1 from events where type = 'mail.raw-read' and data->>'mailId' = $1`, [String(id)])).toHaveLength(1);
  const [message] = await desk.current.rows<{ text: string }>(`select text from messages where mail_id = $1`, [id]);
  expect(message?.text).toBe("Card •••• •••• •••• 1111\n");
});

test("who may see a desk's mail sees no other's; the rest are told that there is no such page", async () => {
  const { id } = await desk.current.send(raw("see@guest.example", "Hello"));
  const [row] = await desk.current.rows<{ deskId: number }>(`select desk_id as "deskId" from mails where id = $1`, [id]);
  const supervisor = person(admin.id, [{ desk: row?.deskId ?? 0, permissions: ["mail.see"] }]);
  expect((await get(`/mail/${id}`, supervisor)).statusCode).toBe(200);
  expect((await get(`/mail/${id}/raw`, supervisor)).statusCode).toBe(404);
  expect((await get(`/mail/${id}`, person(admin.id, [{ desk: 999, permissions: ["mail.see"] }]))).statusCode).toBe(404);
  expect((await get("/mail", person(admin.id, []))).statusCode).toBe(404);
  expect((await get("/mail", null)).statusCode).toBe(401);
});

test("a mail that was set aside can be opened all the same; one that became a message cannot", async () => {
  const first = await desk.current.send(raw("again@guest.example", "Hello"));
  const twin = await desk.current.send(raw("again@guest.example", "Hello"));
  expect(twin.fate).toBe("duplicate");
  actor = admin;
  expect((await http.inject({ method: "POST", url: `/api/v1/mail/${twin.id}/retry` })).statusCode).toBe(202);
  await desk.current.mailIn.admitWaiting();
  expect((await get(`/mail/${twin.id}`)).json()).toMatchObject({ fate: "ticketed", tries: 2 });
  actor = admin;
  expect((await http.inject({ method: "POST", url: `/api/v1/mail/${first.id}/retry` })).statusCode).toBe(409);
});
