import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { Entry } from "../../contract/community.ts";
import { systemActor } from "../platform/work.ts";
import { useApp } from "../testing/factories.ts";
import { communityOf, eraseCommunityOf } from "./index.ts";
import { browserOf, leadsTo, readOf, topics } from "./testing.ts";

const t = useApp();
const [ana, bea, jefa, marta, other] = ["ana@people.example", "bea@people.example", "jefa@hotel.example", "marta@hotel.example", "otra@hotel.example"];
const as = (email: string | null) => browserOf(t.current, email);
const home = "/help/ventas/es/community";
const write = async (email: string, path: string, fields: Record<string, string>) => leadsTo(await as(email).post(path, { form: randomUUID(), text: "Texto", ...fields }));
const idOf = (place: string) => Number(/(\d+)$/.exec(place)?.[1]);
const shelf = async (name: string, who = jefa): Promise<Entry[]> => (await t.current.as(who)(`/desks/ventas/community/entries?shelf=${name}`)).json().items;
const decide = (who: string, kind: string, id: number, payload: object) => t.current.as(who)({ method: "PATCH", url: `/desks/ventas/community/${kind}/${id}`, payload });

let post = "";
let comment = "";
beforeAll(async () => {
  for (const key of ["ventas", "grupos"]) await t.current.desk({ key, topics, addresses: [`${key}@hotel.example`] });
  await t.current.grant(jefa, "ventas", "jefa");
  await t.current.grant(marta, "ventas", "agente");
  await t.current.grant(other, "grupos", "jefa");
  for (const [email, name] of [[ana, "Ana García"], [bea, "Bea Ruiz"]] as const) await t.current.as(email)({ method: "PATCH", url: "/me", payload: { name } });
  post = await write(ana, home, { kind: "question", topic: "facturas", title: "¿Quién sabe?" });
  comment = await write(bea, `${post}/comments`, { text: "Compre barato en mi tienda 4111 1111 1111 1111" });
}, 60_000);

test("payment cards' numbers are hidden in what is published, and in what is reported", async () => {
  expect(readOf(await as(null).get(post))).toContain("•••• •••• •••• 1111");
  await write(ana, `${home}/comments/${idOf(comment)}/report`, { reason: "Publicidad, y pide mi tarjeta 4111111111111111", back: post });
  expect(await t.current.rows("select reason from complaints")).toEqual([{ reason: "Publicidad, y pide mi tarjeta ••••••••••••1111" }]);
  expect(await t.current.rows("select from comments where words like '%4111 1111%' or html like '%4111 1111%'")).toEqual([]);
});

test("what is reported waits for the moderators, once for each who reports it, and who reported is thanked", async () => {
  const again = await as(ana).post(`${home}/comments/${idOf(comment)}/report`, { reason: "Otra vez", back: post });
  expect(leadsTo(again)).toBe(`${post}?said=reported`);
  expect(readOf(await as(ana).get(`${post}?said=reported`))).toContain("Gracias. Lo revisará una persona del equipo.");
  expect(await shelf("reported")).toMatchObject([
    { kind: "comment", title: "¿Quién sabe?", on: "post", author: { name: "Bea Ruiz", email: bea, staff: false }, hidden: false, reports: [{ by: "Ana García", reason: expect.stringContaining("Publicidad") }], path: comment.replace("/es/", "/en/") },
  ]);
  expect((await t.current.as(jefa)("/desks/ventas/community/reported")).json()).toEqual({ reported: 1 });
  expect((await as(ana).post(`${home}/comments/${idOf(comment)}/report`, { reason: " " })).status).toBe(422);
});

test("only who moderates the desk sees and decides; to others it is forbidden, to other desks it is not there", async () => {
  for (const who of [ana, marta, other]) expect((await t.current.as(who)("/desks/ventas/community/entries")).status).toBe(403);
  for (const who of [ana, marta, other]) expect((await decide(who, "comment", idOf(comment), { hidden: true })).status).toBe(403);
  expect((await t.current.as(other)({ method: "PATCH", url: `/desks/grupos/community/comment/${idOf(comment)}`, payload: { hidden: true } })).status).toBe(404);
  expect((await decide(jefa, "post", 999_999, { hidden: true })).status).toBe(404);
});

test("what is hidden is seen by its author and the moderators only, counts nowhere, and can be shown again", async () => {
  expect((await decide(jefa, "comment", idOf(comment), { hidden: true })).json()).toMatchObject({ hidden: true, reports: [] });
  expect((await t.current.as(jefa)("/desks/ventas/community/reported")).json()).toEqual({ reported: 0 });
  expect(readOf(await as(null).get(post))).toMatch(/Sin comentarios/);
  expect(readOf(await as(ana).get(post))).not.toContain("mi tienda");
  expect(readOf(await as(bea).get(post))).toContain("Solo lo ven usted y el equipo. Compre barato");
  expect(await shelf("hidden")).toMatchObject([{ id: idOf(comment), hidden: true }]);
  await decide(jefa, "comment", idOf(comment), { hidden: false });
  expect(readOf(await as(null).get(post))).toContain("1 comentario");
  await decide(jefa, "post", idOf(post), { hidden: true });
  expect([(await as(null).get(post)).status, (await as(ana).get(post)).status, (await as(jefa).get(post)).status]).toEqual([404, 200, 200]);
  expect(readOf(await as(null).get(home))).not.toContain("¿Quién sabe?");
  expect((await as(bea).post(`${post}/comments`, { text: "Hola", form: randomUUID() })).status).toBe(404);
  await decide(jefa, "post", idOf(post), { hidden: false });
});

test("a locked post is read and not commented on, whoever has its form still open", async () => {
  await decide(jefa, "post", idOf(post), { locked: true });
  const page = await as(bea).get(post);
  expect([readOf(page).includes("Los comentarios están cerrados."), page.text.includes("Publicar comentario")]).toEqual([true, false]);
  const refused = await as(bea).post(`${post}/comments`, { text: "Escrito antes", form: randomUUID() });
  expect([refused.status, readOf(refused).includes("Aquí los comentarios están cerrados.")]).toEqual([409, true]);
  expect((await as(ana).get(`${post}/edit`)).status).toBe(200);
  expect((await as(ana).post(`${post}/edit`, { title: "Otra", text: "Otra" })).status).toBe(403);
  await decide(jefa, "post", idOf(post), { locked: false });
});

test("a report that is wrong is settled by leaving things as they are; every decision is in the history", async () => {
  await write(bea, `${home}/${idOf(post)}/report`, { reason: "No me gusta", back: post });
  expect(await shelf("reported")).toHaveLength(1);
  await decide(jefa, "post", idOf(post), { kept: true });
  expect(await shelf("reported")).toEqual([]);
  const did = await t.current.rows<{ did: string }>("select data->>'did' as did from events where type = 'entry.moderated' order by id");
  expect(did.map((one) => one.did)).toEqual(["hidden", "shown", "hidden", "shown", "locked", "unlocked", "kept"]);
  expect(await t.current.rows("select distinct audience from events where type like 'entry.%' or type in ('post.published', 'comment.published')")).toEqual([{ audience: "staff" }]);
});

test("moderators look through everything, newest first, page by page without gap or repetition", async () => {
  for (let n = 0; n < 7; n += 1) await write(marta, n % 2 === 0 ? home : `${post}/comments`, { kind: "question", topic: "facturas", title: `P${n}`, text: `Texto ${n}` });
  const all: string[] = [];
  let after = "";
  do {
    const page = (await t.current.as(jefa)(`/desks/ventas/community/entries?shelf=newest&limit=2${after}`)).json();
    all.push(...page.items.map((entry: Entry) => `${entry.kind} ${entry.id}`));
    after = page.next === null ? "" : `&after=${encodeURIComponent(page.next)}`;
  } while (after !== "" && all.length < 50);
  expect([all.length, new Set(all).size]).toEqual([9, 9]);
});

test("two addresses of one person: what was written, voted and followed by both is theirs, and they voted once", async () => {
  const [twin, main] = ["bea@viejo.example", bea];
  const wish = await write(ana, home, { kind: "proposal", topic: "facturas", title: "Más colores" });
  for (const who of [twin, main]) await as(who).post(`${wish}/vote`, { wanted: "yes" });
  await write(twin, `${wish}/comments`, { text: "Sí", follow: "yes" });
  const ids = await t.current.rows<{ id: number }>("select person_id as id from addresses where address = any($1) order by array_position($1, address)", [[twin, main]]);
  await t.current.app.transact(systemActor("test"), (work) => work.record({ desk: null, ticket: null, version: null }, "person.merged", { personId: ids[0]?.id ?? 0, into: ids[1]?.id ?? 0 }));
  expect(readOf(await as(null).get(wish))).toMatch(/1 voto .*Bea R\..* Sí/);
  expect(readOf(await as(main).get(wish))).toMatch(/Ha votado.*Siguiendo/);
});

test("of a person who is erased no word stays, and others' words do", async () => {
  const [person] = await t.current.rows<{ id: number }>("select person_id as id from addresses where address = $1", [bea]);
  const id = person?.id ?? 0;
  const own = await communityOf(t.current.database.db, [id]);
  expect(own.map((one) => one.text)).toContain("Compre barato en mi tienda •••• •••• •••• 1111");
  await write(bea, `${post}/report`, { reason: "palabrasecreta", back: post });
  await write(marta, `${post}/comments`, { text: "Bea Ruiz tiene razón" });
  // who was mailed the words has them no more
  await as(ana).post(`${home}/follow`, { subject: "post", id: String(idOf(post)), wanted: "yes", back: post });
  await write(bea, `${post}/comments`, { text: "otra vez mi tienda" });
  await t.current.runJobs();
  expect(await t.current.rows("select from deliveries where content::text like '%mi tienda%'")).not.toEqual([]);
  await t.current.app.transact(systemActor("test"), (work) => eraseCommunityOf(work, { ids: [id], words: ["Bea Ruiz"] }));
  expect(await communityOf(t.current.database.db, [id])).toEqual([]);
  for (const table of ["posts", "comments", "votes", "subscriptions", "complaints", "deliveries"]) {
    const left = await t.current.rows(`select from ${table} x where x::text like '%mi tienda%' or x::text like '%palabrasecreta%' or x::text like '%Bea Ruiz%' or to_jsonb(x) @> $1 or to_jsonb(x) @> $2`, [JSON.stringify({ author_id: id }), JSON.stringify(table === "deliveries" ? { of: "receivers, who are erased with their mails" } : { person_id: id })]);
    expect([table, left]).toEqual([table, []]);
  }
  expect(readOf(await as(null).get(post))).toMatch(/¿Quién sabe\? Ana G\..*4 comentarios.*Texto 5.*••• tiene razón/);
});
