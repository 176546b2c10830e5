import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { useApp } from "../testing/factories.ts";
import { browserOf, leadsTo, readOf, topics } from "./testing.ts";

const t = useApp();
const [ana, bea, carla, jefa] = ["ana@people.example", "bea@people.example", "carla@people.example", "jefa@hotel.example"];
const as = (email: string | null) => browserOf(t.current, email);
const home = "/help/ventas/es/community";
interface Mail {
  to: string;
  letter: string;
  subject: string;
  text: string;
  headers: Record<string, string>;
  state: string;
}
const mails = () => t.current.rows<Mail>("select to_address as to, letter, content->>'subject' as subject, content->>'text' as text, content->'headers' as headers, state from deliveries where letter = 'community' order by id");
const write = async (email: string, path: string, fields: Record<string, string>) => leadsTo(await as(email).post(path, { form: randomUUID(), text: "Texto", ...fields }));
const linkIn = (text: string, part: string) => new RegExp(`http://help\\.example\\.test(/\\S*${part}\\S*)`).exec(text)?.[1] ?? expect.fail(`no ${part} in ${text}`);

beforeAll(async () => {
  await t.current.desk({ topics });
  await t.current.grant(jefa, "ventas", "jefa");
  for (const [email, name] of [[ana, "Ana García"], [bea, "Bea Ruiz"], [carla, "Carla Vidal"]] as const) await t.current.as(email)({ method: "PATCH", url: "/me", payload: { name, locale: "es" } });
}, 60_000);

let post = "";
test("H10 who follows a topic is mailed its new posts, who follows a post its comments, and nobody their own", async () => {
  const [facturas] = await t.current.rows<{ id: number }>("select id from topics where key = 'facturas'");
  expect(readOf(await as(bea).get(`${home}?topic=facturas`))).toContain("Seguir este tema");
  await as(bea).post(`${home}/follow`, { subject: "topic", id: String(facturas?.id), wanted: "yes", back: home });
  expect(readOf(await as(bea).get(`${home}?topic=facturas`))).toContain("Siguiendo este tema");
  post = await write(ana, home, { kind: "question", topic: "facturas", title: "¿Dónde están?", text: "Las facturas de mayo", follow: "yes" });
  await t.current.runJobs();
  await t.current.runJobs();
  expect(await mails()).toMatchObject([{ to: bea, subject: "Nuevo en Facturas: ¿Dónde están?", state: "sent" }]);
  await write(bea, `${post}/comments`, { text: "En el portal", follow: "yes" });
  await t.current.runJobs();
  const [, second, ...others] = await mails();
  expect(others).toEqual([]);
  expect(second).toMatchObject({ to: ana, subject: "Nuevo comentario: ¿Dónde están?" });
  expect(second?.text).toContain("Bea R. ha comentado en «¿Dónde están?»:\n\nEn el portal");
  expect(linkIn(second?.text ?? "", "#comment")).toBe(`${post}#comment-1`);
  // to the desk, an answer would be a new request: the mail says so
  expect(second?.text).toContain("una respuesta a este mensaje abriría una solicitud nueva");
});

test("every mail can be stopped without sign-in: opening the link changes nothing, one button does, and so does a mail program", async () => {
  const [, mail] = await mails();
  const stop = linkIn(mail?.text ?? "", "/stop/");
  expect(mail?.headers).toMatchObject({ "List-Unsubscribe": `<http://help.example.test${stop}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" });
  expect(readOf(await as(null).get(stop))).toMatch(/¿Dejar de recibir estos avisos\? Le avisamos por correo de los comentarios nuevos en «¿Dónde están\?»/);
  expect(await t.current.rows("select from subscriptions where subject = 'post'")).toHaveLength(2);
  expect(readOf(await as(null).post(stop))).toMatch(/Ya no recibirá estos avisos Para volver a recibirlos, elija «Seguir»/);
  await write(carla, `${post}/comments`, { text: "Yo tampoco las veo" });
  await t.current.runJobs();
  expect((await mails()).slice(2).map(({ to }) => to)).toEqual([bea]);
  // RFC 8058: without cookies, as a form of several parts
  const stopBea = linkIn((await mails())[2]?.text ?? "", "/stop/");
  const clicked = await t.current.anyone({ method: "POST", url: stopBea, payload: '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--', headers: { "content-type": "multipart/form-data; boundary=b" } });
  expect(clicked.status).toBe(200);
  expect(await t.current.rows("select from subscriptions where subject = 'post'")).toEqual([]);
  const forged = stop.replace(/\.(\d+)\.([\w-]{24})$/, (_, person: string, given: string) => `.${Number(person) + 1}.${given}`);
  expect((await as(null).get(forged)).status).toBe(404);
  expect((await as(null).post(forged)).status).toBe(404);
});

test("what is hidden before it was mailed is mailed to nobody, nor is what its receiver may not read", async () => {
  const before = (await mails()).length;
  await as(ana).post(`${home}/follow`, { subject: "post", id: post.split("/").at(-1) ?? "", wanted: "yes", back: post });
  const place = await write(carla, `${post}/comments`, { text: "Compre aquí" });
  await as(jefa).post(`${home}/comments/${place.split("-").at(-1) ?? ""}/moderate`, { hidden: "yes", back: post });
  await t.current.runJobs();
  expect(await mails()).toHaveLength(before);
  expect(readOf(await as(null).get(post))).not.toContain("Compre aquí");
  // the topic is taken away: its posts are nobody's any more
  await write(carla, `${post}/comments`, { text: "Sigo igual" });
  await t.current.desk({ topics: topics.slice(1) });
  await t.current.runJobs();
  expect(await mails()).toHaveLength(before);
  await t.current.desk({ topics });
});

test("many followers are told by batches, each once, also when the job is done twice", { timeout: 60_000 }, async () => {
  const busy = await write(jefa, home, { kind: "proposal", topic: "facturas", title: "Para muchos" });
  const id = busy.split("/").at(-1) ?? "";
  await t.current.rows(`with made as (insert into people (name, created_at) select 'Lectora ' || n, now() from generate_series(1, 450) n returning id, name),
    written as (insert into addresses (address, person_id, is_primary) select 'lectora' || id || '@people.example', id, true from made)
    insert into subscriptions (subject, subject_id, person_id, language, at) select 'post', $1, id, 'es', now() from made`, [id]);
  const place = await write(ana, `${busy}/comments`, { text: "Para todos" });
  await t.current.runJobs();
  await t.current.app.jobs["community.tell"]({ kind: "comment", id: Number(place.split("-").at(-1)) }, { attempt: 2, maxAttempts: 25 });
  const told = (await mails()).filter(({ to }) => to.startsWith("lectora"));
  expect([told.length, new Set(told.map(({ to }) => to)).size]).toEqual([450, 450]);
});
