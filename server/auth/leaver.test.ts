import { beforeAll, expect, test } from "vitest";
import { signReplyAddress } from "../platform/reply-address.ts";
import { installationSecret } from "../settings/index.ts";
import { makeAuthenticator } from "../testing/authenticator.ts";
import { publicUrl, useApp } from "../testing/factories.ts";
import { readLive } from "../testing/live.ts";
import { browserOf, goodPassword, linkMailedTo, setPassword } from "./testing.ts";

const t = useApp();
const [head, eva, ana] = ["jefa@hotel.example", "eva@hotel.example", "ana@guest.example"];
const desk = "ventas@hotel.example";
let base = "";
const post = (url: string, payload: object = {}) => ({ method: "POST" as const, url, payload });

beforeAll(async () => {
  await t.current.desk();
  await t.current.grant(head, "ventas", "jefa");
  await t.current.grant(eva, "ventas", "agente");
  await setPassword(t.current, eva);
  base = await t.current.app.http.listen({ port: 0, host: "127.0.0.1" });
});

test("an agent who left is in by none of the ways that were prepared: session, token, link, password, passkey, open stream, mail", async () => {
  const { number } = await t.current.ticket(ana);
  const browser = await browserOf(t.current, eva);
  const token = await t.current.token(eva);
  const authenticator = makeAuthenticator(publicUrl);
  const made = await browser(post("/me/passkeys", authenticator.make((await browser(post("/me/passkeys/creation"))).json(), "Llave")));
  expect(made.status).toBe(200);
  const link = async (purpose: "sign-in" | "password") => {
    await t.current.anyone({ ...post("/sign-in-links", { email: eva, purpose }), headers: { "sec-fetch-site": "same-origin" } });
    await t.current.runJobs();
    return (await linkMailedTo(t.current, eva)) ?? "";
  };
  const links = [await link("sign-in"), await link("password")];
  const live = await readLive(base, { authorization: `Bearer ${token}` });
  const [person] = await t.current.rows<{ id: number }>("select person_id as id from addresses where address = $1", [eva]);
  const note = signReplyAddress(await installationSecret(t.current.app.database.db, "reply-address"), desk, number, { kind: "note", person: person?.id ?? 0 });
  expect([(await browser("/me")).status, (await t.current.as(eva)("/tickets")).status, live.status, ...links.map((one) => one.length)]).toEqual([200, 200, 200, 43, 43]);

  expect((await t.current.as(head)({ method: "PUT", url: `/desks/ventas/agents/${eva}/deactivation`, payload: { email: head } })).status).toBe(200);
  await expect.poll(async () => (await browser("/me")).status).toBe(401);
  expect((await t.current.as(eva)("/tickets")).status).toBe(401);
  const own = { headers: { "sec-fetch-site": "same-origin" } };
  expect((await t.current.anyone({ ...post("/session", { email: eva, password: goodPassword }), ...own })).json().key).toBe("session.refused");
  for (const one of links) expect((await t.current.anyone({ ...post(`/sign-in-links/${one}`, { password: "otra ventana azul" }), ...own })).json().key).toBe("link.not-found");
  const asked = (await t.current.anyone({ ...post("/session/passkey/request"), ...own })).json();
  expect((await t.current.anyone({ ...post("/session/passkey", authenticator.answer(asked)), ...own })).json().key).toBe("session.refused");

  // what happens from now on the open stream does not tell: it ends
  const heard = live.events.length;
  await t.current.as(ana)(post(`/tickets/${number}/messages`, { kind: "reply", body: "¿Y bien?" }));
  await live.ended;
  expect(live.events.slice(heard).filter(({ type }) => type === "message.added")).toEqual([]);

  // answering an old notification is no note of a colleague's any more: it is kept apart from the request
  const raw = `From: Eva <${eva}>\r\nTo: ${note}\r\nSubject: Re: x\r\nMessage-ID: <late@hotel.example>\r\n\r\nAún estoy aquí\r\n`;
  const { id } = await t.current.app.mailIn.receiveSmtp({ raw: Buffer.from(raw), envelope: { from: eva, to: [note] }, remoteAddress: "127.0.0.1", helo: "test", tls: false });
  await t.current.app.mailIn.admitWaiting();
  const [mail] = await t.current.rows<{ ticket: number }>("select ticket_id as ticket from mails where id = $1", [id]);
  expect(mail?.ticket).not.toBe(number);
  expect((await t.current.rows<{ kind: string }>("select m.kind from messages m join people p on p.id = m.author_id where m.ticket_id = $1 and p.deactivated_at is not null and m.kind = 'note'", [number]))).toEqual([]);
});
