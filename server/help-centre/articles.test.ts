import { beforeAll, expect, test } from "vitest";
import type { Article } from "../../contract/help-centre.ts";
import { articleAudiences } from "../../contract/help-centre.ts";
import { useApp } from "../testing/factories.ts";
import { mayRead, readerOf } from "./policy.ts";
import { agent, ana, boss, eli, openHelpCentre, sections, writeArticle } from "./testing.ts";

const t = useApp();
beforeAll(async () => openHelpCentre(t.current), 120_000);

const save = (id: number, language: string, payload: Record<string, unknown>, who: string = boss) => t.current.as(who)({ method: "PUT", url: `/articles/${id}/variants/${language}`, payload: { title: "T", html: "<p>x</p>", ...payload } });
const read = async (id: number): Promise<Article> => (await t.current.as(boss)(`/articles/${id}`)).json();
const variant = (article: Article, language: string) => article.variants.find((one) => one.language === language) ?? expect.fail(`nothing in ${language}`);
const titles = async (who: string | null, query = "") => {
  const answer = await (who === null ? t.current.anyone : t.current.as(who))(`/desks/ventas/articles?limit=20${query}`);
  return (answer.json().items as { title: string }[]).map(({ title }) => title);
};
const listed = async (show: string) => ((await t.current.as(boss)(`/desks/ventas/help-centre?show=${show}`)).json().items as { title: string }[]).map(({ title }) => title);

test("H10 an article is a draft until it is published, and readers go on reading the published one while it is changed", async () => {
  const { id } = await writeArticle(t.current, { title: "Borrador de tarifas", publish: false });
  expect(await titles(null)).not.toContain("Borrador de tarifas");
  expect(await listed("draft")).toContain("Borrador de tarifas");
  expect((await save(id, "es", { title: "Tarifas puente", after: 1, publish: true })).status).toBe(200);
  expect(await titles(null)).toContain("Tarifas puente");
  const changed: Article = (await save(id, "es", { title: "Tarifas de verano", after: 2 })).json();
  expect(variant(changed, "es")).toMatchObject({ state: "changed", latest: 3, published: 2, title: "Tarifas de verano" });
  expect(await titles(null)).toContain("Tarifas puente");
  expect((await t.current.as(boss)({ method: "DELETE", url: `/articles/${id}/variants/es/publication` })).json().variants[0]).toMatchObject({ state: "draft", published: null });
  expect(await titles(null)).not.toContain("Tarifas puente");
});

test("H10 whoever saves over what somebody else saved meanwhile is told, and nothing is lost", async () => {
  const { id } = await writeArticle(t.current, { title: "Dos a la vez" });
  expect((await save(id, "es", { title: "La primera", after: 1 })).status).toBe(200);
  const second = await save(id, "es", { title: "La segunda", after: 1 });
  expect([second.status, second.json().key]).toEqual([412, "record.stale"]);
  expect(variant(await read(id), "es").title).toBe("La primera");
});

test("H10 every revision stays, says whose it is, and can be brought back", async () => {
  const { id } = await writeArticle(t.current, { title: "Uno", html: "<p>primero</p>" });
  await save(id, "es", { title: "Dos", html: "<p>segundo</p>", after: 1, publish: true });
  // what says the same is no revision
  await save(id, "es", { title: "Dos", html: "<p>segundo</p>", after: 2 });
  const restored: Article = (await t.current.as(boss)({ method: "PUT", url: `/articles/${id}/variants/es/revisions/1/restoration` })).json();
  expect(variant(restored, "es")).toMatchObject({ title: "Uno", html: "<p>primero</p>", latest: 3, published: 2, state: "changed" });
  const history = (await t.current.as(boss)(`/articles/${id}/variants/es/revisions`)).json().items;
  expect(history.map(({ number, title, restored: from, author }: { number: number; title: string; restored: number | null; author: string }) => [number, title, from, author !== null])).toEqual([[3, "Uno", 1, true], [2, "Dos", null, true], [1, "Uno", null, true]]);
  expect((await t.current.as(boss)(`/articles/${id}/variants/es/revisions/2`)).json()).toMatchObject({ title: "Dos", html: "<p>segundo</p>" });
});

test("H10 languages without a translation are missing; a translation is outdated once its original is published anew, until somebody checks it", async () => {
  const { id, missing } = await writeArticle(t.current, { title: "Idiomas" });
  expect(missing).toEqual(["en"]);
  expect(await listed("missing")).toContain("Idiomas");
  const translated: Article = (await save(id, "en", { title: "Languages", after: null, publish: true })).json();
  expect([translated.missing, variant(translated, "en").outdated]).toEqual([[], false]);
  const draft: Article = (await save(id, "es", { title: "Idiomas", html: "<p>nuevo</p>", after: 1 })).json();
  expect(variant(draft, "en").outdated).toBe(false);
  const anew: Article = (await save(id, "es", { title: "Idiomas", html: "<p>nuevo</p>", after: 2, publish: true })).json();
  expect(variant(anew, "en").outdated).toBe(true);
  expect(await listed("outdated")).toEqual(["Idiomas"]);
  expect(variant((await t.current.as(boss)({ method: "PUT", url: `/articles/${id}/variants/en/check` })).json(), "en").outdated).toBe(false);
  expect(await listed("outdated")).toEqual([]);
  expect((await save(id, "ro", { after: null })).json().key).toBe("article.unknown-language");
});

test("H10 an article to be looked at again is due on its day, as the desk counts days", async () => {
  const { id } = await writeArticle(t.current, { title: "Por revisar", reviewOn: "2026-03-03" });
  expect(await listed("review")).toEqual([]);
  t.current.clock.set("2026-03-02T23:30:00Z"); // half past midnight in Madrid
  expect(await listed("review")).toEqual(["Por revisar"]);
  expect((await t.current.as(boss)({ method: "PATCH", url: `/articles/${id}`, payload: { reviewOn: "2026-09-01" } })).json()).toMatchObject({ reviewOn: "2026-09-01", reviewDue: false });
  expect(await listed("review")).toEqual([]);
});

test("H10 who may read: everybody, who signed in, the people of an organization and of what it is merged with, staff; the rule and the list are one", async () => {
  const { rows, database } = t.current;
  const organization = async (name: string, into: number | null = null) => (await rows<{ id: number }>(`insert into organizations (name, created_at, merged_into) values ($1, $2, $3) returning id`, [name, t.current.clock.now().toString(), into]))[0]?.id ?? 0;
  const group = await organization("Grupo Sol");
  const hotel = await organization("Hotel Sol", group);
  const other = await organization("Otra");
  await rows(`update people set organization_id = $2 where id = (select person_id from addresses where address = $1)`, [ana, group]);
  await rows(`update people set organization_id = $2 where id = (select person_id from addresses where address = $1)`, [eli, other]);
  for (const audience of articleAudiences) await writeArticle(t.current, { title: `Para ${audience}`, audience, ...(audience === "organization" ? { organizations: [hotel] } : {}) });
  const seen = async (who: string | null) => (await titles(who)).filter((title) => title.startsWith("Para ")).map((title) => title.slice(5)).toSorted();
  expect(await seen(null)).toEqual(["everyone"]);
  expect(await seen(eli)).toEqual(["everyone", "signed-in"]);
  expect(await seen(ana)).toEqual(["everyone", "organization", "signed-in"]);
  expect(await seen(agent)).toEqual(["everyone", "organization", "signed-in", "staff"]);

  const articles = await rows<{ title: string; audience: (typeof articleAudiences)[number]; organizations: number[] }>(
    `select v.title, a.audience, array(select organization_id from article_organizations o where o.article_id = a.id) as organizations from articles a join article_variants v on v.article_id = a.id where v.title like 'Para %'`,
  );
  const [desk] = await rows<{ id: number }>(`select id from desks`);
  for (const who of [ana, eli, agent]) {
    const [person] = await rows<{ id: number }>(`select person_id as id from addresses where address = $1`, [who]);
    const actor = { kind: "person", id: person?.id ?? 0, name: "", email: who, locale: null, via: "web", grants: who === agent ? [{ desk: desk?.id ?? 0, queue: null, location: null, permissions: new Set(["ticket.see"] as const) }] : [] } as const;
    const reader = await readerOf(database.db, actor, desk?.id ?? 0);
    expect(articles.filter((one) => mayRead(reader, one)).map(({ title }) => title).toSorted()).toEqual((await titles(who)).filter((title) => title.startsWith("Para ")).toSorted());
  }
});

test("H10 only those who may write do; to customers the articles' workshop does not exist", async () => {
  const { id } = await writeArticle(t.current, { title: "Solo la jefa" });
  expect((await save(id, "es", { title: "Hola", after: 1 }, agent)).status).toBe(403);
  expect((await t.current.as(agent)(`/articles/${id}`)).status).toBe(200);
  expect((await t.current.as(agent)("/desks/ventas/help-centre")).json()).toMatchObject({ can: { edit: false }, languages: ["es", "en"] });
  for (const url of [`/articles/${id}`, "/articles/999999"]) expect((await t.current.as(ana)(url)).json().key).toBe("article.not-found");
  expect((await t.current.as(ana)("/desks/ventas/help-centre")).status).toBe(403);
});

test("H10 words are found by their stems, without accents, half typed; who writes a sentence gets what it is about", async () => {
  await writeArticle(t.current, { title: "Integración con su PMS", html: "<p>Hestia envía las reservas cada cinco minutos.</p>" });
  await writeArticle(t.current, { title: "Cancelaciones", html: "<p>Una reserva se cancela hasta 48 horas antes.</p>" });
  expect((await titles(null, "&q=integraciones"))[0]).toBe("Integración con su PMS");
  expect((await titles(null, "&q=integr"))[0]).toBe("Integración con su PMS");
  expect((await titles(null, `&q=${encodeURIComponent("Necesitamos cancelar la reserva de un cliente")}`))[0]).toBe("Cancelaciones");
  expect(await titles(null, `&q=${encodeURIComponent("' | !zzzz <-> :* \\")}`)).toEqual([]);
  expect(await titles(null, "&q=zzzz")).toEqual([]);
  const [hit] = (await t.current.anyone("/desks/ventas/articles?q=hestia&language=en")).json().items;
  expect(hit).toMatchObject({ title: "Integración con su PMS", language: "es", excerpt: "Hestia envía las reservas cada cinco minutos.", audience: "everyone" });
  expect(hit.url).toBe(`http://help.example.test/help/ventas/es/articles/${hit.id}-integracion-con-su-pms`);
});

test("H10 what is taken away is read by nobody and can be brought back; sections are kept while they are used, and travel in the desk's file", async () => {
  const { id } = await writeArticle(t.current, { title: "Fuera de uso", section: "novedades" });
  const boss_ = t.current.as(boss);
  const used = await boss_({ method: "PUT", url: "/desks/ventas/help-centre/sections", payload: { sections: [sections[0]] } });
  expect([used.status, used.json().key]).toEqual([409, "article.section-used"]);
  await boss_({ method: "DELETE", url: `/articles/${id}` });
  expect(await titles(null)).not.toContain("Fuera de uso");
  expect(await listed("removed")).toEqual(["Fuera de uso"]);
  expect((await boss_({ method: "PUT", url: `/articles/${id}/restoration` })).json().removed).toBe(false);
  expect(await titles(null)).toContain("Fuera de uso");
  expect((await boss_("/desks/ventas/export")).text).toContain("helpSections:");
});

test("H10 an article made from a ticket says so; of a ticket its writer does not see it cannot be made", async () => {
  const { number } = await t.current.ticket(ana);
  expect((await writeArticle(t.current, { title: "De un caso", ticket: number })).ticket).toBe(number);
  const answer = await t.current.as(boss)({ method: "POST", url: "/desks/ventas/help-centre/articles", payload: { section: "guias", title: "x", html: "", ticket: 999_999 } });
  expect([answer.status, answer.json().key]).toEqual([404, "ticket.not-found"]);
});

test("rule 9: payment cards' numbers are hidden in title, summary and text, also in older revisions", async () => {
  const { id } = await writeArticle(t.current, { title: "Tarjeta 4111 1111 1111 1111", summary: "5500 0000 0000 0004", html: "<p>378282246310005</p>" });
  expect(await t.current.rows(`select 1 from article_revisions where article_id = $1 and (title || summary || html || words) ~ '4111 1111 1111 1111|5500 0000|378282246310005'`, [id])).toEqual([]);
});

test("H10 articles of a section stand in the order they are put in, for who writes and for readers", async () => {
  await t.current.desk({ helpSections: [...sections, { key: "orden", labels: { es: "Orden" } }] });
  const ids = new Map<string, number>();
  for (const title of ["Uno", "Dos", "Tres"]) ids.set(title, (await writeArticle(t.current, { title, section: "orden" })).id);
  const inOrder = async () => (await t.current.as(boss)("/desks/ventas/help-centre?section=orden")).json().items.map((one: { title: string }) => one.title);
  const place = (title: string, before: string | null) => t.current.as(boss)({ method: "PATCH", url: `/articles/${ids.get(title)}`, payload: { before: before === null ? null : ids.get(before) } });
  expect(await inOrder()).toEqual(["Uno", "Dos", "Tres"]);
  await place("Tres", "Dos");
  expect(await inOrder()).toEqual(["Uno", "Tres", "Dos"]);
  await place("Uno", null);
  expect(await inOrder()).toEqual(["Tres", "Dos", "Uno"]);
  const page = (await t.current.anyone("/help/ventas/es/sections/orden")).text;
  expect(["Tres", "Dos", "Uno"].map((title) => page.indexOf(`>${title}<`)).every((at, n, all) => at > (all[n - 1] ?? 0))).toBe(true);
});

test("H10 on the morning of an article's review date its owner learns it, once for each date; without one, who may write", async () => {
  const { app, clock } = t.current;
  const tell = () => app.transact({ kind: "system", via: "test" }, (work) => app.timers["help-centre.reviews"](work, "", {}));
  const mails = () => t.current.rows<{ to: string; subject: string; text: string }>(`select to_address as to, content->>'subject' as subject, content->>'text' as text from deliveries where letter = 'article-review' order by id`);
  const today = clock.now().toZonedDateTimeISO("Europe/Madrid").toPlainDate();
  const [on, later] = [today.add({ days: 3 }).toString(), today.add({ days: 9 }).toString()];
  const first = await writeArticle(t.current, { title: "Tarifas", reviewOn: on });
  await writeArticle(t.current, { title: "Horarios", reviewOn: on });
  await writeArticle(t.current, { title: "Otro día", reviewOn: later });
  await tell();
  expect(await mails()).toEqual([]);
  const at = (day: string, hour: number) => clock.set(`${day}T${String(hour).padStart(2, "0")}:30:00Z`);
  at(on, 5);
  await tell();
  expect(await mails()).toEqual([]);
  at(on, 9);
  await tell();
  await tell();
  expect(await mails()).toMatchObject([{ to: boss, text: expect.stringMatching(/Tarifas[\s\S]*Horarios[\s\S]*\/desk\/help\/ventas\?show=review/) }]);
  expect((await t.current.as(boss)("/desks/ventas/help-centre")).json().toReview).toBe(2);

  // looked at, it is due again on another day; who wrote it writes here no more
  await t.current.as(boss)({ method: "PATCH", url: `/articles/${first.id}`, payload: { reviewOn: later } });
  const other = "segunda@hotel.example";
  await t.current.grant(other, "ventas", "jefa");
  await t.current.revoke(boss);
  at(later, 9);
  await tell();
  expect((await mails()).slice(1).map(({ to }) => to)).toEqual([other]);
  await t.current.grant(boss, "ventas", "jefa");
});
