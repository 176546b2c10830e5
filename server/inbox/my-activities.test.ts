import { beforeAll, expect, test } from "vitest";
import { linkMailedTo } from "../auth/testing.ts";
import { useApp } from "../testing/factories.ts";

const t = useApp();
const [luz, bo, eva, jefa] = ["luz@guest.example", "bo@guest.example", "eva@hotel.example", "jefa@hotel.example"];
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
let count = 0;
async function mail(from: string, { cc, subject = "Late check-out", text = "Hola" }: { cc?: string; subject?: string; text?: string } = {}): Promise<number> {
  count += 1;
  const raw = `From: ${from}\nTo: ventas@hotel.example\n${cc === undefined ? "" : `Cc: ${cc}\n`}Subject: ${subject}\nMessage-ID: <a${count}@guest.example>\n\n${text}\n`;
  const { id } = await t.current.app.mailIn.receiveSmtp({ raw: Buffer.from(raw.replaceAll("\n", "\r\n")), envelope: { from, to: ["ventas@hotel.example"] }, remoteAddress: "127.0.0.1", helo: "test", tls: false });
  await t.current.app.mailIn.admitWaiting();
  await t.current.runJobs();
  return (await t.current.as(jefa)(`/mail/${id}`)).json().ticket;
}
const listOf = async (who: string, q = "involves:me"): Promise<{ number: number; status: string; requester: { email: string } }[]> => (await t.current.as(who)(`/tickets?q=${encodeURIComponent(q)}&sort=number`)).json().items;

beforeAll(async () => {
  await t.current.desk();
  await t.current.grant(eva, "ventas", "agente");
  await t.current.grant(jefa, "ventas", "jefa");
});

test("H3 who is in copy of a mail gets a password by its link and sees the ticket, as who wrote does", async () => {
  const number = await mail(luz, { cc: `Bo <${bo}>` });
  for (const who of [luz, bo]) {
    expect((await t.current.anyone(post("/sign-in-links", { email: who, purpose: "password", desk: "ventas" }))).status).toBe(202);
    await t.current.runJobs();
    const token = await linkMailedTo(t.current, who);
    expect((await t.current.anyone(post(`/sign-in-links/${token}`, { password: "la ventana azul" }))).json()).toMatchObject({ email: who });
    expect((await listOf(who)).map((row) => row.number)).toEqual([number]);
  }
});

test("H4 T9 the list has every request one reported, was written to about, or is in copy of, whatever its status, and says it", async () => {
  const [reported, copied] = [await mail("sol@guest.example"), await mail(luz, { cc: "sol@guest.example", subject: "Grupo" })];
  const written = (await t.current.as(eva)(post("/tickets", { desk: "ventas", subject: "Obras", body: "Cerramos la piscina", requester: { email: "sol@guest.example" } }))).json().number;
  const foreign = await mail("otra@guest.example");
  const set = (number: number, status: string) => t.current.as(jefa)({ method: "PATCH", url: `/tickets/${number}`, payload: { status } });
  await set(reported, "cerrada");
  await set(copied, "resuelta");
  expect((await listOf("sol@guest.example")).map((row) => [row.number, row.status])).toEqual([[reported, "cerrada"], [copied, "resuelta"], [written, "nuevo"]]);
  expect((await t.current.as("sol@guest.example")(`/tickets/${foreign}`)).status).toBe(404);
});

test("H5 T5 a request shows all that was said since it was reported, by whatever way, and none of the notes", async () => {
  const number = await mail("paz@guest.example", { text: "Primera" });
  const say = (who: string, kind: string, body: string) => t.current.as(who)(post(`/tickets/${number}/messages`, { kind, body }));
  await say(eva, "reply", "Segunda");
  await say(eva, "note", "Entre nosotros");
  await say("paz@guest.example", "reply", "Tercera");
  await mail("paz@guest.example", { subject: `Re: [#${number}] Late check-out`, text: "Cuarta" });
  const { messages } = (await t.current.as("paz@guest.example")(`/tickets/${number}/page`)).json();
  expect(messages.map((one: { text: string; channel: string }) => [one.text.trim(), one.channel])).toEqual([["Primera", "email"], ["Segunda", "api"], ["Tercera", "portal"], ["Cuarta", "email"]]);
});
