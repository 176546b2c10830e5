import { beforeAll, expect, test } from "vitest";
import { browserOf, leadsTo, readOf } from "../community/testing.ts";
import { useApp } from "../testing/factories.ts";
import { agent, ana, boss, openHelpCentre, writeArticle } from "./testing.ts";

const t = useApp();
beforeAll(async () => openHelpCentre(t.current), 120_000);

const anybody = () => browserOf(t.current, null);
const page = (path: string, headers: Record<string, string> = {}) => t.current.anyone({ url: `/help/ventas${path}`, headers });
const pathOf = ({ variants }: { variants: { language: string; url: string }[] }, language = "es") => new URL(variants.find((one) => one.language === language)?.url ?? expect.fail("no address")).pathname;

test("H10 the help centre is read without script: sections, an article with its picture and file, in the desk's words", async () => {
  const boss_ = t.current.as(boss);
  const upload = async (name: string, bytes: string, type: string) => (await boss_({ method: "POST", url: `/files?name=${name}`, payload: bytes, headers: { "content-type": type } })).json().id as string;
  const picture = await upload("captura.png", "\u0089PNG", "image/png");
  const guide = await upload("guia.pdf", "%PDF-1.4 guia", "application/pdf");
  const draftOnly = await upload("secreto.pdf", "%PDF-1.4 secreto", "application/pdf");
  const article = await writeArticle(t.current, {
    title: "Cómo facturar", summary: "En dos pasos", attachments: [guide],
    html: `<h2>Primero</h2><p>Abra <script>alert(1)</script><span style="position:fixed">la reserva</span> <a href="javascript:alert(1)">aquí</a></p><h2>Después</h2><p><img src="/api/v1/files/${picture}?inline=1" alt="La pantalla" onerror="alert(1)"></p><h2>Primero</h2>`,
  });
  await boss_({ method: "PUT", url: `/articles/${article.id}/variants/es`, payload: { title: "Cómo facturar", summary: "En dos pasos", html: "<p>borrador</p>", attachments: [guide, draftOnly], after: 1 } });

  const home = await page("/es");
  expect(home.status).toBe(200);
  expect(readOf(home)).toMatch(/¿En qué podemos ayudarle\?.*Guías.*Paso a paso.*Cómo facturar/);
  expect(home.headers["content-security-policy"]).toContain("default-src 'none'");
  const shown = await anybody().get(pathOf(article));
  expect(readOf(shown)).toMatch(/Cómo facturar.*En dos pasos.*Actualizado el 2 de marzo de 2026.*Primero.*la reserva.*Después.*Archivos guia\.pdf.*¿Le ha sido útil\?/);
  expect(shown.text).toContain('<link rel="canonical" href="http://help.example.test/help/ventas/es/articles/');
  expect(shown.text).toMatch(/<h2 id="primero">.*<h2 id="primero--2">/s);
  for (const hostile of ["alert(1)", "onerror", "javascript:", "position:fixed"]) expect(shown.text).not.toContain(hostile);
  const at = (id: string) => `/help/ventas/files/${article.id}/${id}`;
  expect(shown.text).toContain(`src="${at(picture)}?inline=1" alt="La pantalla"`);
  expect((await t.current.anyone(`${at(guide)}`)).text).toBe("%PDF-1.4 guia");
  // what only the draft has, and what is of another article, is nobody's
  for (const url of [at(draftOnly), `/help/ventas/files/${article.id + 1}/${guide}`]) expect((await t.current.anyone(url)).status).toBe(404);
  expect((await t.current.anyone(`/files/${guide}`)).status).toBe(401);
});

test("H10 an address leads to the article whatever its words; a language that is missing falls back and says so", async () => {
  const article = await writeArticle(t.current, { title: "Horario de atención" });
  expect(leadsTo(await page(`/es/articles/${article.id}-otro-titulo?after=3`))).toBe(`${pathOf(article)}?after=3`);
  const english = await anybody().get(pathOf(article).replace("/es/", "/en/"));
  expect(readOf(english)).toMatch(/This article is only available in Spanish for now\./);
  expect(english.text).toContain('<article class="reading" lang="es">');
  expect(english.text).toContain('content="noindex"');
  await t.current.as(boss)({ method: "PUT", url: `/articles/${article.id}/variants/en`, payload: { title: "Opening hours", html: "<p>Nine to five</p>", after: null, publish: true } });
  const spanish = await anybody().get(pathOf(article));
  expect(spanish.text).toContain(`<link rel="alternate" hreflang="en" href="http://help.example.test/help/ventas/en/articles/${article.id}-opening-hours">`);
  expect(leadsTo(await page("", { "accept-language": "en-GB,en;q=0.9" }))).toBe("/help/ventas/en");
  expect(leadsTo(await page("", { "accept-language": "de" }))).toBe("/help/ventas/es");
  expect(leadsTo(await page("/", { "accept-language": "en-GB,en;q=0.9" }))).toBe("/help/ventas/en");
  expect(leadsTo(await page("/es/?q=a"))).toBe("/help/ventas/es?q=a");
  for (const path of ["/ro", "/xx/articles/1", "/es/sections/nada", "/es/articles/999", "/es/articles/nada"]) expect([path, (await page(path)).status]).toEqual([path, 404]);
});

test("H10 what is not for a reader looks like what does not exist, and offers to sign in", async () => {
  const article = await writeArticle(t.current, { title: "Solo con cuenta", audience: "signed-in" });
  const [hidden, missing] = [await anybody().get(pathOf(article)), await page("/es/articles/999999")];
  expect([hidden.status, readOf(hidden)]).toEqual([404, readOf(missing)]);
  expect(readOf(hidden)).toContain("Algunos artículos son para quien ha iniciado sesión");
  expect(hidden.text).toContain(`href="/portal/ventas/sign-in?to=${encodeURIComponent(pathOf(article))}"`);
  const hers = await browserOf(t.current, ana).get(pathOf(article));
  expect(readOf(hers)).toContain("Solo para quien ha iniciado sesión");
  expect(hers.text).toContain('content="noindex"');
  expect(hers.headers["cache-control"]).toBe("private, no-cache");
});

test("H10 search answers by what is meant, and says when there is nothing", async () => {
  await writeArticle(t.current, { title: "Integración PMS", html: "<p>Hestia <b>envía</b> las reservas.</p>" });
  const found = await page(`/es/search?q=${encodeURIComponent("integraciones hestia")}`);
  expect(readOf(found)).toMatch(/Resultados de «integraciones hestia».*1 artículo.*Integración PMS/);
  expect(found.text).toContain("<mark>Hestia</mark>");
  const none = await page(`/es/search?q=${encodeURIComponent('<img src=x onerror=alert(1)>"zzz')}`);
  expect(readOf(none)).toContain("No hay nada sobre");
  expect(none.text).not.toContain("<img src=x");
});

test("H10 was this helpful: one vote a reader, changed at will, with what was missing; too many from one network are refused", async () => {
  const article = await writeArticle(t.current, { title: "¿Útil?" });
  const path = pathOf(article);
  const vote = (helpful: string, email: string | null = null) => browserOf(t.current, email).post(`${path}/helpful`, { helpful });
  expect(leadsTo(await vote("no"))).toBe(`${path}#helpful`);
  expect(readOf(await anybody().get(path))).toContain("¿Qué ha echado en falta?");
  await anybody().post(`${path}/missing`, { missing: "Los plazos de 4111 1111 1111 1111 <b>" });
  expect(readOf(await anybody().get(path))).toContain("Gracias, eso nos ayuda.");
  await vote("yes", ana);
  await vote("yes", ana);
  const told = (await t.current.as(agent)(`/articles/${article.id}`)).json();
  expect([told.helpful, told.unhelpful, told.wishes.map(({ words }: { words: string }) => words)]).toEqual([1, 1, ["Los plazos de •••• •••• •••• 1111 <b>"]]);
  // who changed their mind misses nothing any more
  await vote("yes");
  expect((await t.current.as(agent)(`/articles/${article.id}`)).json()).toMatchObject({ helpful: 2, unhelpful: 0, wishes: [] });
  const foreign = await t.current.anyone({ method: "POST", url: `${path}/helpful`, payload: "helpful=yes", headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://evil.example" } });
  expect([foreign.status, readOf(foreign)]).toEqual([403, expect.stringContaining("Esta petición venía de otro sitio web")]);
  const statuses = await Promise.all(Array.from({ length: 40 }, async () => (await vote("yes")).status));
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  expect(statuses.filter((status) => status === 303).length).toBeLessThan(30);
});

test("H10 search engines are told of what everybody may read, with its languages, and of nothing else", async () => {
  const open = await writeArticle(t.current, { title: "Para todos" });
  const closed = await writeArticle(t.current, { title: "Interno", audience: "staff" });
  const draft = await writeArticle(t.current, { title: "Borrador", publish: false });
  const map = (await t.current.anyone("/help/ventas/sitemap.xml")).text;
  expect(map).toContain(`<loc>http://help.example.test${pathOf(open)}</loc>`);
  for (const article of [closed, draft]) expect(map).not.toContain(`/articles/${article.id}-`);
  expect((await t.current.app.http.inject("/sitemap.xml")).body).toContain("<loc>http://help.example.test/help/ventas/sitemap.xml</loc>");
  const robots = (await t.current.app.http.inject("/robots.txt")).body;
  expect(robots).toMatch(/Allow: \/help\/[\s\S]*Disallow: \/\n[\s\S]*Sitemap: http:\/\/help\.example\.test\/sitemap\.xml/);
});
