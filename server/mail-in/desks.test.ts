import { beforeAll, expect, test } from "vitest";
import { useApp } from "../testing/factories.ts";

const it = useApp();
const boss = "jefa@hotel.example";
const sales = "ventas@hotel.example";
const support = "soporte@hotel.example";

interface Row {
  id: number;
  fate: string;
  desk: string;
  ticket: number | null;
  to: string[];
}
const rows = () =>
  it.current.rows<Row>(`select m.id, m.fate, d.key as desk, m.ticket_id as ticket, m.envelope_to as "to" from mails m join desks d on d.id = m.desk_id order by m.id`);
/** What became of one mail from the real door: a row for each desk that it reached. */
async function send(from: string, to: string[], more: { id: string; subject?: string; headers?: string; headerTo?: string; body?: string }): Promise<Row[]> {
  const before = (await rows()).length;
  const raw = `From: ${from}\nTo: ${more.headerTo ?? to.join(", ")}\nSubject: ${more.subject ?? "Una pregunta"}\nMessage-ID: <${more.id}>\n${more.headers ?? ""}\n${more.body ?? "Hola"}\n`;
  await it.current.app.mailIn.receiveSmtp({ raw: Buffer.from(raw.replaceAll("\n", "\r\n")), envelope: { from, to }, remoteAddress: "127.0.0.1", helo: "test", tls: false });
  await it.current.app.mailIn.admitWaiting();
  return (await rows()).slice(before);
}
const messagesOf = async (ticket: number | null | undefined) => (await it.current.as(boss)(`/tickets/${ticket}/page`)).json().messages as { text: string; kind: string }[];

beforeAll(async () => {
  await it.current.desk();
  await it.current.desk({ key: "soporte", addresses: [support] });
  await it.current.grant(boss, "ventas", "jefa");
  await it.current.grant(boss, "soporte", "jefa");
});

test("H1 one mail sent to two desks opens a ticket in each, once", async () => {
  const reached = await send("ana@guest.example", [sales, support, "soporte+es@hotel.example"], { id: "both@guest.example" });
  expect(reached.map(({ desk, fate, to }) => ({ desk, fate, to }))).toEqual([
    { desk: "ventas", fate: "ticketed", to: [sales] },
    { desk: "soporte", fate: "ticketed", to: [support, "soporte+es@hotel.example"] },
  ]);
  expect(new Set(reached.map(({ ticket }) => ticket)).size).toBe(2);
  // its sender's server brings it again, to both at once and to one alone
  expect((await send("ana@guest.example", [sales, support], { id: "both@guest.example", headerTo: `${sales}, ${support}, soporte+es@hotel.example` })).map(({ fate }) => fate)).toEqual(["duplicate", "duplicate"]);
  expect((await send("ana@guest.example", [support], { id: "both@guest.example", headerTo: `${sales}, ${support}, soporte+es@hotel.example` })).map(({ fate }) => fate)).toEqual(["duplicate"]);
});

test("an answer to a mail that stands in two desks' tickets goes, in each desk, to that desk's", async () => {
  const [first, second] = await send("luis@guest.example", [sales, support], { id: "two@guest.example" });
  const answers = await send("luis@guest.example", [support, sales], { id: "three@guest.example", headers: "In-Reply-To: <two@guest.example>\n", body: "Una cosa más" });
  expect(answers.map(({ desk, fate, ticket }) => ({ desk, fate, ticket })).toSorted((a, b) => a.desk.localeCompare(b.desk))).toEqual([
    { desk: "soporte", fate: "threaded", ticket: second?.ticket },
    { desk: "ventas", fate: "threaded", ticket: first?.ticket },
  ]);
  for (const { ticket } of answers) expect(await messagesOf(ticket)).toHaveLength(2);
  const alone = await send("luis@guest.example", [support], { id: "four@guest.example", headers: "In-Reply-To: <three@guest.example>\nReferences: <two@guest.example> <three@guest.example>\n", body: "Y otra" });
  expect(alone).toMatchObject([{ desk: "soporte", fate: "threaded", ticket: second?.ticket }]);
});

test("an answer to one desk that asks another in copy: the first has its answer once, the other its own ticket", async () => {
  const ticket = await it.current.ticket("eva@guest.example", { subject: "Bodas" });
  const reply = await it.current.as(boss)({ method: "POST", url: `/tickets/${ticket.number}/messages`, payload: { kind: "reply", body: "¿Para cuántos?" } });
  expect(reply.status).toBe(201);
  await it.current.runJobs();
  await it.current.administrator("root@hotel.example");
  const root = it.current.as("root@hotel.example");
  const sent = (await root("/mailbox")).json().items.find((mail: { letter: string; ticket: number }) => mail.letter === "reply" && mail.ticket === ticket.number);
  const { replyTo, messageId } = (await root(`/mailbox/${sent.id}`)).json();
  const signed = /[^\s<>]+@[^\s<>]+/.exec(replyTo)?.[0] ?? "";
  expect(signed).toMatch(/^ventas\+/);
  const reached = await send("eva@guest.example", [signed, support], { id: "cc@guest.example", subject: `Re: [#${ticket.number}] Bodas`, headers: `In-Reply-To: ${messageId}\n`, body: "Para doce" });
  expect(reached.find(({ desk }) => desk === "ventas")).toMatchObject({ fate: "threaded", ticket: ticket.number });
  expect(reached.find(({ desk }) => desk === "soporte")).toMatchObject({ fate: "ticketed" });
  expect((await messagesOf(ticket.number)).filter(({ text }) => text.includes("Para doce"))).toHaveLength(1);
});

test("C5 one desk may hold what the other opens", async () => {
  await it.current.desk({ key: "soporte", addresses: [support], mailIntake: "held" });
  const reached = await send("nora@guest.example", [sales, support], { id: "held@guest.example" });
  expect(reached.map(({ desk, fate }) => `${desk} ${fate}`)).toEqual(["ventas ticketed", "soporte held"]);
  const decided = await it.current.as(boss)({ method: "POST", url: `/mail/${reached[1]?.id}/decision`, payload: { decision: "ticket" } });
  expect(decided.json()).toMatchObject({ fate: "ticketed", desk: "soporte" });
  expect(decided.json().ticket).not.toBe(reached[0]?.ticket);
});
