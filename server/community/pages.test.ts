import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { useApp, type Answered } from "../testing/factories.ts";
import { browserOf, leadsTo, readOf, topics } from "./testing.ts";

const t = useApp();
const [ana, bea, marta, jefa] = ["ana.garcia@people.example", "bea@people.example", "marta@hotel.example", "jefa@hotel.example"];
const as = (email: string | null) => browserOf(t.current, email);
const home = "/help/ventas/es/community";

beforeAll(async () => {
  await t.current.desk({ topics });
  await t.current.grant(marta, "ventas", "agente");
  await t.current.grant(jefa, "ventas", "jefa");
  for (const [email, name] of [[ana, "Ana García"], [bea, "Bea Ruiz"], [marta, "Marta Soler"]] as const) await t.current.as(email)({ method: "PATCH", url: "/me", payload: { name } });
}, 60_000);

const question = (more: Record<string, string> = {}) => ({ kind: "question", topic: "facturas", title: "¿Cómo facturo?", text: "No encuentro dónde.\n\nGracias", form: randomUUID(), ...more });
async function publish(email: string, more: Record<string, string> = {}): Promise<string> {
  return leadsTo(await as(email).post(home, question(more)));
}
const say = async (email: string, post: string, text: string, more: Record<string, string> = {}) => leadsTo(await as(email).post(`${post}/comments`, { text, form: randomUUID(), ...more }));

test("H10 a desk has a community when it has topics", async () => {
  await t.current.desk({ key: "grupos", addresses: ["grupos@hotel.example"] });
  expect((await as(null).get("/help/grupos/es/community")).status).toBe(404);
  const page = await as(null).get(home);
  expect(page.status).toBe(200);
  expect(readOf(page)).toMatch(/Comunidad .*Todos los temas Facturas Novedades /);
  // what is for who is signed in is not even named to others
  expect(readOf(page)).not.toContain("Socios");
  expect(readOf(await as(ana).get(home))).toContain("Socios");
});

describe("H10 a question", () => {
  let post = "";
  test("is published by who is signed in, and read by everybody, without their address", async () => {
    expect((await as(null).get(`${home}/new`)).text).toContain("Inicie sesión para publicar");
    expect(readOf(await as(ana).get(`${home}/new?topic=facturas`))).toContain("Usted aparece como «Ana G.»; su correo no se muestra nunca.");
    post = await publish(ana);
    const page = await as(null).get(post);
    expect(readOf(page)).toMatch(/Pregunta ¿Cómo facturo\? Ana G\. 2 mar 2026, 10:00 No encuentro dónde\. Gracias/);
    expect(page.text).not.toContain("people.example");
    expect(page.text).toContain('<link rel="canonical" href="http://help.example.test/help/ventas/es/community/1">');
    expect(page.text).toContain('<meta name="description" content="No encuentro dónde. Gracias">');
    // the same words at a second address are for readers, not for search engines
    expect((await as(null).get(post.replace("/es/", "/en/"))).text).toContain('content="noindex"');
    expect(readOf(await as(null).get(home))).toMatch(/¿Cómo facturo\? Pregunta · Ana G\. · .* · Facturas .*Sin votos.*Sin comentarios/);
  });

  test("H11 takes comments from who is signed in; the rest see how to", async () => {
    const page = await as(null).get(post);
    expect(page.text).toContain(`<a class="button" href="/portal/ventas/sign-in?to=${encodeURIComponent(`${post}#comments`)}">Inicie sesión para dejar un comentario</a>`);
    expect(page.text).not.toContain("<textarea");
    const place = await say(bea, post, "En el menú <b>Facturas</b>, arriba");
    expect(place).toBe(`${post}#comment-1`);
    const told = readOf(await as(null).get(post));
    expect(told).toContain("1 comentario");
    expect(told).toMatch(/Bea R\. 2 mar 2026, 10:00 En el menú <b>Facturas<\/b>, arriba/);
  });

  test("is answered officially by a moderator, above what others say, and the list says so", async () => {
    await say(marta, post, "Lo explicamos en el manual.");
    expect(readOf(await as(null).get(post))).toMatch(/Marta Soler Equipo/);
    expect((await as(marta).post(`${home}/comments/2/moderate`, { official: "yes", back: post })).status).toBe(403);
    expect(leadsTo(await as(jefa).post(`${home}/comments/2/moderate`, { official: "yes", back: post }))).toBe(`${post}#comment-2`);
    const told = readOf(await as(null).get(post));
    expect(told.indexOf("Respuesta oficial")).toBeLessThan(told.indexOf("En el menú"));
    expect(readOf(await as(null).get(home))).toContain("Respondida");
    await as(jefa).post(`${home}/comments/1/moderate`, { official: "yes", back: post });
    expect((await t.current.rows("select id from comments where official"))).toEqual([{ id: 1 }]);
  });

  test("is voted for once by each, and not by its author", async () => {
    expect((await as(ana).get(post)).text).not.toContain("Yo también tengo esta pregunta");
    expect((await as(bea).get(post)).text).toContain("Yo también tengo esta pregunta");
    expect((await as(ana).post(`${post}/vote`, { wanted: "yes" })).status).toBe(403);
    for (const wanted of ["yes", "yes"]) await as(bea).post(`${post}/vote`, { wanted });
    await as(marta).post(`${post}/vote`, { wanted: "yes" });
    expect(readOf(await as(bea).get(post))).toMatch(/Ha votado.*2 votos/);
    await as(bea).post(`${post}/vote`, { wanted: "no" });
    expect(readOf(await as(bea).get(post))).toContain("1 voto ");
    expect(leadsTo(await as(null).post(`${post}/vote`, { wanted: "yes" }))).toBe(`/portal/ventas/sign-in?to=${encodeURIComponent(post)}`);
  });

  test("is changed by its author, and taken back while nobody has answered", async () => {
    expect((await as(bea).get(`${post}/edit`)).status).toBe(404);
    expect((await as(ana).get(`${post}/edit`)).text).toContain("No encuentro dónde.\n\nGracias</textarea>");
    expect((await as(ana).post(`${post}/edit`, { title: "", text: "Ya" })).status).toBe(422);
    expect(leadsTo(await as(ana).post(`${post}/edit`, { title: "Facturar", text: "¿Dónde?" }))).toBe(post);
    expect(readOf(await as(null).get(post))).toMatch(/Facturar Ana G\. 2 mar 2026, 10:00 · editado ¿Dónde\?/);
    expect((await as(ana).post(`${post}/withdraw`)).status).toBe(403);
    const lonely = await publish(ana, { title: "Otra" });
    expect(leadsTo(await as(ana).post(`${lonely}/withdraw`))).toBe(home);
    expect((await as(null).get(lonely)).status).toBe(404);
    expect(await t.current.rows("select title, words, html from posts where state = 'withdrawn'")).toEqual([{ title: "", words: "", html: "" }]);
    await as(bea).post(`${home}/comments/1/withdraw`);
    expect(readOf(await as(null).get(post))).not.toContain("En el menú");
    expect(readOf(await as(null).get(post))).toContain("1 comentario");
  });
});

test("news, and topics of the desk's own, are for colleagues to write", async () => {
  expect((await as(ana).get(`${home}/new`)).text).not.toContain('value="news"');
  expect((await as(ana).post(home, question({ kind: "news" }))).status).toBe(403);
  expect((await as(ana).post(home, question({ topic: "novedades" }))).status).toBe(403);
  const news = leadsTo(await as(marta).post(home, question({ kind: "news", topic: "novedades", title: "Nueva versión" })));
  expect(readOf(await as(null).get(news))).toMatch(/Novedad Nueva versión Marta Soler Equipo/);
});

test("what is for who is signed in leads others to the sign-in, and is in no list of theirs", async () => {
  const inner = await publish(ana, { topic: "socios", title: "Tarifas 2027" });
  expect(leadsTo(await as(null).get(inner))).toBe(`/portal/ventas/sign-in?to=${encodeURIComponent(inner)}`);
  expect(readOf(await as(null).get(`${home}?q=tarifas`))).toContain("Sin resultados para «tarifas»");
  expect(readOf(await as(bea).get(`${home}?q=tarif`))).toContain("Tarifas 2027");
  expect((await as(bea).get(inner)).text).toContain('content="noindex"');
  // search engines are told of the others
  const map = (await as(null).get("/help/ventas/sitemap.xml")).text;
  expect([map.includes(`<loc>http://help.example.test${home}/1</loc>`), map.includes(`${inner}</loc>`)]).toEqual([true, false]);
});

test("posts are found by words, kind and topic, ordered by votes or time, a page at a time", async () => {
  for (let n = 0; n < 25; n += 1) {
    t.current.clock.advance("PT20M");
    await publish(ana, { kind: "proposal", title: `Propuesta ${n} de menús`, text: "ñandú" });
  }
  await as(bea).post(`${(await publish(ana, { kind: "proposal", title: "La más votada de menús" }))}/vote`, { wanted: "yes" });
  const first = await as(null).get(`${home}?q=MENUS&kind=proposal&order=voted`);
  expect(readOf(first)).toMatch(/La más votada.*Propuesta 24/);
  expect(readOf(first)).not.toContain("Propuesta 3 ");
  const next = (page: Answered) => /rel="next" href="([^"]+)"/.exec(page.text)?.[1]?.replaceAll("&amp;", "&") ?? "none";
  const rest = readOf(await as(null).get(next(first)));
  expect(rest).toContain("Propuesta 3 ");
  expect(rest).not.toContain("Propuesta 24");
  const latest = await as(null).get(`${home}?kind=proposal`);
  expect([readOf(latest).includes("Propuesta 24 "), readOf(latest).includes("Propuesta 3 ")]).toEqual([true, false]);
  const earlier = readOf(await as(null).get(next(latest)));
  expect([earlier.includes("Propuesta 24 "), earlier.includes("Propuesta 3 ")]).toEqual([false, true]);
  expect(readOf(await as(null).get(`${home}?after=nonsense&order=constructor&kind=x`))).toContain("La más votada");
});

test("nothing typed is lost: what is refused comes back with the reason at its field, also after the session has ended", async () => {
  const refused = await as(ana).post(home, question({ title: " ", text: "<script>alert(1)</script> texto" }));
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("Póngale un título.");
  expect(refused.text).toContain("&lt;script&gt;alert(1)&lt;/script&gt; texto</textarea>");
  const ended = await as(null).post(home, question({ text: "Mucho escrito" }));
  expect([ended.status, ended.text.includes("Mucho escrito</textarea>"), readOf(ended).includes("Su sesión ha terminado. Lo que escribió sigue aquí")]).toEqual([401, true, true]);
  t.current.clock.advance("PT2H");
  const post = await publish(ana);
  const long = await as(bea).post(`${post}/comments`, { text: "x".repeat(10_001), form: randomUUID() });
  expect([long.status, readOf(long).includes("El texto supera los 10.000 caracteres")]).toEqual([422, true]);
  expect((await as(null).post(`${post}/comments`, { text: "Sin sesión" })).text).toContain("Sin sesión</textarea>");
});

test("the same form sent twice is one post and one comment", async () => {
  const form = question();
  const [one, other] = await Promise.all([as(bea).post(home, form), as(bea).post(home, form)]);
  expect(leadsTo(one)).toBe(leadsTo(other));
  const comment = { text: "Dos clics", form: randomUUID() };
  const places = await Promise.all([1, 2, 3].map(() => as(bea).post(`${leadsTo(one)}/comments`, comment)));
  expect(new Set(places.map(leadsTo)).size).toBe(1);
  expect(readOf(await as(null).get(leadsTo(one)))).toContain("1 comentario");
  expect((await as(ana).post(`${leadsTo(one)}/comments`, comment)).status).toBe(422);
});

test("a hundred comments at once are no more than may be; colleagues answer as much as they have to", async () => {
  t.current.clock.advance("PT2H");
  const post = await publish(ana);
  const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => as(bea).post(`${post}/comments`, { text: `Número ${n}`, form: randomUUID() })));
  expect(answers.filter(({ status }) => status === 303)).toHaveLength(20);
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.headers["retry-after"]).toBe("600");
  expect(readOf(refused ?? expect.fail("none"))).toContain("Ha escrito mucho en poco tiempo. Espere 10 minutos: no se pierde nada");
  for (let n = 0; n < 25; n += 1) expect(await say(marta, post, `Respuesta ${n}`)).toContain("#comment-");
  t.current.clock.advance("PT10M");
  expect(await say(bea, post, "Otra vez")).toContain("#comment-");
});

test("a long conversation is read by pages, and who comments is led to theirs", { timeout: 60_000 }, async () => {
  const post = await publish(marta, { title: "Larga" });
  let place = "";
  for (let n = 1; n <= 52; n += 1) place = await say(marta, post, `Palabra número ${n}.`);
  expect(place).toMatch(/\?after=\d+#comment-\d+$/);
  const last = readOf(await as(null).get(place.split("#")[0] ?? ""));
  expect([last.includes("número 52."), last.includes("número 51."), last.includes("número 50.")]).toEqual([true, true, false]);
  expect((await as(null).get(post)).text).toContain(`href="${place.split("#")[0]}#comments"`);
});

test("a write from a foreign page is refused, and a way back leads nowhere else", async () => {
  const post = await publish(marta, { title: "Origen" });
  const forged = await t.current.app.http.inject({ method: "POST", url: `${post}/vote`, headers: { origin: "http://evil.example", "content-type": "application/x-www-form-urlencoded" }, payload: "wanted=yes" });
  expect(forged.statusCode).toBe(403);
  for (const back of ["https://evil.example/", "//evil.example", `/help/ventas/../../x`, "/portal/ventas", "javascript:alert(1)"]) {
    expect(leadsTo(await as(bea).post(`${home}/follow`, { subject: "post", id: post.split("/").at(-1) ?? "", wanted: "yes", back }))).toBe(home);
  }
});
