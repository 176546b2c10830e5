import { beforeAll, describe, expect, test } from "vitest";
import { runDueTimers } from "../platform/timers.ts";
import { createLog } from "../platform/log.ts";
import { parseMail, type ParsedMail } from "../platform/mime/index.ts";
import { cleanUp } from "../testing/cleanup.ts";
import { salesDesk, useApp } from "../testing/factories.ts";
import { startPostfix, type Postfix } from "../testing/peers/postfix.ts";

let postfix: Postfix;
const undo = cleanUp();
beforeAll(async () => {
  postfix = await startPostfix();
  undo(() => postfix.close());
}, 30_000);
const t = useApp(() => postfix.url);
const log = createLog("silent");

const marta = "marta@hotel.example";
const head = "jefa@hotel.example";
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const patch = (number: number, payload: object) => ({ method: "PATCH" as const, url: `/tickets/${number}`, payload });

const ofStatus = (key: string, more: object) => (status: (typeof salesDesk)["statuses"][number]) => (status.key === key ? { ...status, ...more } : status);
const h8 = { reminders: ["P2D", "P4D"], end: { after: "P7D", to: "resuelta" } };
const c6 = { end: { after: "PT24H", to: "cerrada", gates: [{ kind: "follow-ups" as const, atLeast: 3 }] } };
const t12 = { end: { after: "P5D", to: "cerrada" } };
const statuses = salesDesk.statuses.map(ofStatus("esperando", { waiting: h8 })).map(ofStatus("sin-documentacion", { waiting: c6 })).map(ofStatus("resuelta", { waiting: t12 }));
const setUp = (more: object = {}) =>
  t.current.desk({
    statuses,
    roles: salesDesk.roles.map((role) => (role.key === "agente" ? { ...role, permissions: [...role.permissions, "follow-up.record" as const] } : role)),
    types: [...(salesDesk.types ?? []), { key: "proceso", labels: { es: "Informes sobre proceso" }, sets: { status: "sin-documentacion" } }],
    ...more,
  });
beforeAll(async () => {
  await setUp();
  await t.current.grant(marta, "ventas", "agente");
  await t.current.grant(head, "ventas", "jefa");
});

let people = 0;
const somebody = () => `ana${(people += 1)}@people.example`;
/** What is due by now is done, and what is to be mailed is handed over. */
const pass = async (instant?: string) => {
  if (instant !== undefined) t.current.clock.set(instant);
  await runDueTimers(t.current.app.transact, t.current.app.timers, t.current.clock, log);
  await t.current.runJobs();
};
const ticketOf = async (number: number) => (await t.current.as(marta)(`/tickets/${number}`)).json();
const history = async (number: number): Promise<{ type: string; data: Record<string, unknown>; actor: { kind: string } }[]> => (await t.current.as(marta)(`/tickets/${number}/events`)).json().items.toReversed();
const kinds = async (number: number) => (await history(number)).map(({ type }) => type).filter((type) => /^(waiting|reminder|ticket\.(flagged|unflagged|status-changed|reopened))/.test(type));
const reminders = async (number: number) => (await t.current.rows("select from deliveries where ticket_id = $1 and letter = 'reminder'", [number])).length;

/** The mails an address got, oldest first, as its mailbox has them; waits for so many. */
async function mailsTo(address: string, atLeast: number): Promise<ParsedMail[]> {
  for (let tries = 0; ; tries += 1) {
    const mails = (await postfix.delivered()).map((raw) => parseMail(raw)).filter((mail) => mail.deliveredTo.includes(address));
    if (mails.length >= atLeast || tries > 200) return mails.toSorted((a, b) => (a.date?.getTime() ?? 0) - (b.date?.getTime() ?? 0));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const footOf = (mail: ParsedMail | undefined) => (mail?.text ?? "").split("\n-- \n")[1]?.split("\n\n")[0] ?? "";
const linkIn = (mail: ParsedMail | undefined, answer: string) => new RegExp(`/choice/([\\w-]+)\\?answer=${answer}`).exec(mail?.text ?? "")?.[1] ?? "";

/** A ticket that waits for its customer from Monday, 2 March, 10:00 in Madrid on. */
async function waiting(status = "esperando") {
  t.current.clock.set("2026-03-02T08:50:00Z");
  const customer = somebody();
  const { number } = await t.current.ticket(customer, { requester: { email: customer, locale: "es" } });
  // its confirmation leaves before the next mail is written: they are told apart by their dates
  await pass();
  await t.current.as(marta)(patch(number, { assignee: marta }));
  await pass("2026-03-02T09:00:00Z");
  await t.current.as(marta)(post(`/tickets/${number}/messages`, { kind: "reply", body: "¿Qué habitación?", status }));
  await pass();
  return { customer, number };
}

describe("H8", () => {
  test("H8 reminds twice, every mail states the date by which it ends, and it ends as solved on that date", async () => {
    const { customer, number } = await waiting();
    expect(await ticketOf(number)).toMatchObject({
      status: "esperando",
      closesAt: "2026-03-09T09:00:00Z",
      waiting: { reminders: 2, remindersDone: 0, nextReminderAt: "2026-03-04T09:00:00Z", endsAt: "2026-03-09T09:00:00Z", endsIn: "resuelta", outcome: null },
    });
    expect((await t.current.as(customer)(`/tickets/${number}`)).json()).toMatchObject({ closesAt: "2026-03-09T09:00:00Z", waiting: null, checks: [] });
    for (const moment of ["2026-03-04T08:59:59Z", "2026-03-04T09:00:00Z", "2026-03-04T09:00:01Z", "2026-03-06T09:00:00Z", "2026-03-09T08:59:59Z"]) await pass(moment);
    expect(await kinds(number)).toEqual(["ticket.status-changed", "ticket.status-changed", "reminder.sent", "reminder.sent"]);
    await pass("2026-03-09T09:00:00Z");
    expect(await ticketOf(number)).toMatchObject({ status: "resuelta", closesAt: "2026-03-14T09:00:00Z" });
    expect((await history(number)).findLast(({ type }) => type === "waiting.ended")).toMatchObject({ data: { how: "solved", reason: "unanswered" }, actor: { kind: "system" } });

    const mails = await mailsTo(customer, 5);
    expect(mails.map(({ subject }) => subject)).toEqual(["Hemos recibido su solicitud", "Re", "Recordatorio", "Último recordatorio", "Resuelta"].map((what) => `${what}: Una pregunta [#${number}]`));
    const ends = "Si no tenemos noticias suyas antes del 9 de marzo de 2026 a las 10:00 CET, su solicitud se cerrará por sí sola como resuelta.";
    expect(mails.map((mail) => footOf(mail).includes(ends))).toEqual([false, true, true, true, false]);
    // of what is solved now the mail says when it closes for good
    expect(footOf(mails[4])).toContain("14 de marzo de 2026 a las 10:00 CET");
    expect(mails[2]?.text).toContain("Ya está resuelta, gracias:\nhttp://help.example.test/portal/ventas/choice/");
    expect(mails[2]?.headers.get("auto-submitted")).toEqual(["auto-generated"]);
    // the same address of the ticket in every one of them: an answer comes back
    expect(mails[2]?.inReplyTo[0]).toBe(mails[1]?.messageId);
  });

  test("H8 an answer by the customer ends it: no reminder follows, and the ticket is worked on again", async () => {
    const { customer, number } = await waiting();
    await pass("2026-03-04T09:00:00Z");
    await t.current.as(customer)(post(`/tickets/${number}/messages`, { kind: "reply", body: "La 412" }));
    expect(await ticketOf(number)).toMatchObject({ status: "abierto", closesAt: null, waiting: null });
    await pass("2026-04-20T09:00:00Z");
    expect(await kinds(number)).toEqual(["ticket.status-changed", "ticket.status-changed", "reminder.sent", "ticket.status-changed"]);
    expect(await t.current.rows("select from timers where kind = 'waiting.step' and subject = $1", [String(number)])).toEqual([]);
  });

  test("T14 a reminder is a question: it goes out even to who wants no notifications of the request", async () => {
    const { customer, number } = await waiting();
    expect((await t.current.as(customer)({ method: "PUT", url: `/tickets/${number}/notifications`, payload: { wanted: false } })).status).toBeLessThan(300);
    await pass("2026-03-04T09:00:00Z");
    expect((await mailsTo(customer, 3)).at(-1)?.subject).toBe(`Recordatorio: Una pregunta [#${number}]`);
  });

  test("a colleague calls it off, and begins it anew from now; who may not edit does neither", async () => {
    const { customer, number } = await waiting();
    const url = `/tickets/${number}/waiting`;
    await t.current.grant("mira@hotel.example", "ventas", "mirador");
    expect((await t.current.as("mira@hotel.example")({ method: "DELETE", url })).status).toBe(403);
    expect((await t.current.as(customer)({ method: "PUT", url })).status).toBe(403);
    expect((await t.current.as(marta)({ method: "DELETE", url })).json()).toMatchObject({ closesAt: null, waiting: { outcome: "called-off", settledBy: "agent", endsAt: null, nextReminderAt: null } });
    expect((await t.current.as(marta)({ method: "DELETE", url })).json().key).toBe("waiting.not-running");
    await pass("2026-03-16T09:00:00Z");
    expect((await t.current.as(marta)({ method: "PUT", url })).json()).toMatchObject({ closesAt: "2026-03-23T09:00:00Z", waiting: { outcome: null, remindersDone: 0, nextReminderAt: "2026-03-18T09:00:00Z" } });
    expect((await kinds(number)).slice(2)).toEqual(["waiting.called-off", "waiting.resumed"]);
    await t.current.as(marta)(patch(number, { status: "abierto" }));
    expect((await t.current.as(marta)({ method: "PUT", url })).json().key).toBe("waiting.none");
  });

  test("what is deleted, spam or merged is not written to; once it is back, all begins anew", async () => {
    const { customer, number } = await waiting();
    await t.current.as(head)({ method: "DELETE", url: `/tickets/${number}` });
    await pass("2026-03-05T09:00:00Z");
    expect((await kinds(number)).slice(2)).toEqual([]);
    await t.current.as(head)({ method: "PUT", url: `/tickets/${number}/restoration` });
    expect(await ticketOf(number)).toMatchObject({ closesAt: "2026-03-12T09:00:00Z" });
    const other = await t.current.ticket(customer);
    await t.current.as(head)({ method: "PUT", url: `/tickets/${number}/merge`, payload: { into: other.number } });
    await pass("2026-03-20T09:00:00Z");
    expect(await ticketOf(other.number)).toMatchObject({ status: "nuevo", closesAt: null, waiting: null });
    await t.current.as(head)({ method: "DELETE", url: `/tickets/${number}/merge` });
    expect(await ticketOf(number)).toMatchObject({ status: "esperando", closesAt: "2026-03-27T09:00:00Z" });
  });

  test("dates that mails have stated stay true when the configuration changes", async () => {
    const { number } = await waiting();
    await setUp({ statuses: statuses.map(ofStatus("esperando", { waiting: { end: { after: "PT1H", to: "cerrada" } } })) });
    await pass("2026-03-04T09:00:00Z");
    expect(await ticketOf(number)).toMatchObject({ status: "esperando", closesAt: "2026-03-09T09:00:00Z", waiting: { remindersDone: 1 } });
    const late = await waiting();
    expect(await ticketOf(late.number)).toMatchObject({ closesAt: "2026-03-02T10:00:00Z" });
    await setUp();
  });
});

describe("nothing ran for days", () => {
  test("each ticket takes the one step that is due, nobody is ended without the last reminder, and its mail states the date as it is then", async () => {
    const { customer, number } = await waiting();
    // both reminders and the end came due meanwhile
    await pass("2026-03-20T12:00:00Z");
    await pass();
    expect((await kinds(number)).slice(2)).toEqual(["reminder.sent"]);
    expect(await reminders(number)).toBe(1);
    // the last reminder and the end are three days apart
    expect(await ticketOf(number)).toMatchObject({ status: "esperando", closesAt: "2026-03-23T12:00:00Z", waiting: { remindersDone: 2 } });
    const mails = await mailsTo(customer, 3);
    expect(mails[2]?.subject).toContain("Último recordatorio");
    expect(footOf(mails[2])).toContain("23 de marzo de 2026 a las 13:00 CET");
    await pass("2026-03-23T11:59:00Z");
    expect((await ticketOf(number)).status).toBe("esperando");
    await pass("2026-03-23T12:00:00Z");
    expect((await ticketOf(number)).status).toBe("resuelta");
  });

  test("a last reminder that could not leave for days puts the end off by as much", async () => {
    const { customer, number } = await waiting();
    postfix.answer(customer, "450 4.2.0 later");
    await pass("2026-03-06T09:00:00Z");
    await pass("2026-03-08T09:00:00Z");
    postfix.answer(customer, null);
    await pass("2026-03-08T21:00:00Z");
    await t.current.runJobs();
    await pass("2026-03-09T09:00:00Z");
    // it left late on the 8th: three days from then
    expect(await ticketOf(number)).toMatchObject({ status: "esperando", closesAt: "2026-03-11T21:00:00Z" });
    await pass("2026-03-11T21:00:00Z");
    expect((await ticketOf(number)).status).toBe("resuelta");
  });

  test("a customer whom no mail reaches is not closed on: a colleague has to look", async () => {
    const { customer, number } = await waiting();
    postfix.answer(customer, "550 5.1.1 unknown");
    await pass("2026-03-06T09:00:00Z");
    await pass("2026-03-09T09:00:00Z");
    postfix.answer(customer, null);
    expect(await ticketOf(number)).toMatchObject({ status: "esperando", closesAt: null, waiting: { outcome: "flagged", settledBy: "system" } });
    expect((await kinds(number)).slice(-2)).toEqual(["ticket.flagged", "waiting.ended"]);
  });

  test("who has no address is skipped, which is recorded, and is flagged in the end instead of being closed silently", async () => {
    t.current.clock.set("2026-03-02T09:00:00Z");
    const answer = await t.current.as(marta)(post("/tickets", { desk: "ventas", subject: "Por teléfono", body: "Hola", source: "phone", requester: { phone: "+34 600 000 001", name: "Rosa" } }));
    const { number } = answer.json();
    await t.current.as(marta)(patch(number, { status: "esperando" }));
    for (const moment of ["2026-03-04T09:00:00Z", "2026-03-06T09:00:00Z", "2026-03-09T09:00:00Z"]) await pass(moment);
    const events = await history(number);
    expect(events.filter(({ type }) => type === "reminder.skipped").map(({ data }) => data)).toEqual([{ n: 1, of: 2, reason: "no-address" }, { n: 2, of: 2, reason: "no-address" }]);
    expect(events.findLast(({ type }) => type === "waiting.ended")).toMatchObject({ data: { how: "flagged", reason: "not-reached" } });
    expect((await ticketOf(number)).status).toBe("esperando");
    expect((await t.current.as(head)("/flagged-tickets")).json().items).toContainEqual(expect.objectContaining({ number, flag: "waiting-not-reached", agent: { name: "Marta", email: marta } }));
  });
});

describe("C6", () => {
  const followUp = async (number: number, outcome: string) => {
    const done = await t.current.as(marta)(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "Ana", outcome }));
    if (done.status !== 201) throw new Error(done.text);
  };
  /** What an agent's agenda, and the supervisor's list, says somebody has to look at. */
  const lookedAt = async (who: string): Promise<{ number: number; flag: string }[]> => {
    const answer = (await t.current.as(who)(who === head ? "/flagged-tickets" : "/agenda")).json();
    return (who === head ? answer.items : answer.flagged).map(({ number, flag }: { number: number; flag: string }) => ({ number, flag }));
  };
  const reported = async () => {
    t.current.clock.set("2026-03-02T09:00:00Z");
    const customer = somebody();
    const { number } = await t.current.ticket(customer, { requester: { email: customer, locale: "es" } });
    await t.current.as(marta)(patch(number, { assignee: marta }));
    const typed = await t.current.as(marta)(patch(number, { type: "proceso" }));
    if (typed.status !== 200) throw new Error(typed.text);
    await pass();
    // what the customer reads there promises no more than what its mails do
    expect(await ticketOf(number)).toMatchObject({ status: "sin-documentacion", closesAt: "2026-03-03T09:00:00Z", closesHow: "may" });
    return { customer, number };
  };

  test("C6 answered in time: the end is called off at once, the status waits for the agent, and its owner has to look", async () => {
    const { customer, number } = await reported();
    t.current.clock.set("2026-03-03T08:59:00Z");
    const sent = await t.current.as(customer)(post(`/tickets/${number}/messages`, { kind: "reply", body: "La factura" }));
    expect(await ticketOf(number)).toMatchObject({ status: "sin-documentacion", closesAt: null, waiting: { outcome: "called-off", settledBy: "customer" } });
    expect(await lookedAt(marta)).toContainEqual({ number, flag: "waiting-answered" });
    expect(await lookedAt(head)).toContainEqual({ number, flag: "waiting-answered" });
    expect((await history(number)).findLast(({ type }) => type === "waiting.called-off")).toMatchObject({ data: { by: "customer", messageId: sent.json().id } });
    for (const _ of [1, 2, 3]) await followUp(number, "reached");
    await pass("2026-03-10T09:00:00Z");
    expect((await ticketOf(number)).status).toBe("sin-documentacion");
    // the agent goes on: nothing is left to look at
    await t.current.as(marta)(patch(number, { status: "abierto" }));
    expect((await kinds(number)).at(-1)).not.toBe("ticket.flagged");
    expect((await lookedAt(marta)).map((one) => one.number)).not.toContain(number);
  });

  test("C6 24 hours without an answer and three follow-ups: it closes, and who reports again starts a new, linked ticket", async () => {
    const { customer, number } = await reported();
    for (const outcome of ["not-reached", "not-reached", "reached"]) await followUp(number, outcome);
    await pass("2026-03-03T08:59:59Z");
    expect((await ticketOf(number)).status).toBe("sin-documentacion");
    await pass("2026-03-03T09:00:00Z");
    expect(await ticketOf(number)).toMatchObject({ status: "cerrada", closesAt: null, waiting: null });
    const [, closed] = await mailsTo(customer, 2);
    expect(closed?.subject).toBe(`Cerrada: Una pregunta [#${number}]`);
    expect(closed?.text).toContain("abriremos una solicitud nueva, enlazada con esta");
    const again = await t.current.as(customer)(post(`/tickets/${number}/messages`, { kind: "reply", body: "Aquí está la factura" }));
    const next = again.json().ticket ?? (await t.current.rows<{ id: number }>("select id from tickets where follow_up_of = $1", [number]))[0]?.id;
    expect(await ticketOf(next)).toMatchObject({ followUpOf: number, status: "nuevo" });
    // and the process repeats
    await t.current.as(marta)(patch(next, { type: "proceso" }));
    expect(await ticketOf(next)).toMatchObject({ status: "sin-documentacion", closesAt: "2026-03-04T09:00:00Z" });
  });

  test("C6 24 hours without an answer and fewer follow-ups: it does not close, but is flagged to its owner and the supervisor", async () => {
    const { customer, number } = await reported();
    for (const outcome of ["not-reached", "reached"]) await followUp(number, outcome);
    await pass("2026-03-03T09:00:00Z");
    expect(await ticketOf(number)).toMatchObject({ status: "sin-documentacion", closesAt: null, waiting: { outcome: "flagged" } });
    for (const who of [marta, head]) expect(await lookedAt(who)).toContainEqual({ number, flag: "waiting-not-ready" });
    expect(await mailsTo(customer, 1)).toHaveLength(1);
    await pass("2026-04-03T09:00:00Z");
    expect((await ticketOf(number)).status).toBe("sin-documentacion");
  });
});

describe("T12", () => {
  const solved = async () => {
    const { customer, number } = await waiting("resuelta");
    const [, reply] = await mailsTo(customer, 2);
    return { customer, number, reply };
  };

  test("T12 what is solved closes after the time that the mail states, and cannot be opened again", async () => {
    const { customer, number, reply } = await solved();
    expect(footOf(reply)).toContain("Si no tenemos noticias suyas antes del 7 de marzo de 2026 a las 10:00 CET, su solicitud se cerrará por sí sola.");
    // the answer that solved it asks at once, in the mail too
    expect((await t.current.anyone(`/choice-links/${linkIn(reply, "solved")}`)).json()).toMatchObject({ state: "valid", ticket: { status: "Resuelta", closing: { kind: "closed" } } });
    await pass("2026-03-07T08:59:00Z");
    expect((await ticketOf(number)).status).toBe("resuelta");
    await pass("2026-03-07T09:00:00Z");
    expect((await ticketOf(number)).status).toBe("cerrada");
    expect((await t.current.as(head)(patch(number, { status: "abierto" }))).json().key).toBe("ticket.already-closed");
    expect((await t.current.as(customer)(post(`/tickets/${number}/choice`, { answer: "help" }))).json().key).toBe("waiting.over");
  });

  test("T12 a question reopens it until then", async () => {
    const { customer, number } = await solved();
    await t.current.as(customer)(post(`/tickets/${number}/messages`, { kind: "reply", body: "¿Seguro?" }));
    expect(await ticketOf(number)).toMatchObject({ status: "abierto", closesAt: null });
    await pass("2026-03-20T09:00:00Z");
    expect((await ticketOf(number)).status).toBe("abierto");
  });

  test("T12 the customer's confirmation closes it at once", async () => {
    const { customer, number } = await solved();
    expect((await t.current.as("otra@people.example")(post(`/tickets/${number}/choice`, { answer: "solved" }))).status).toBe(404);
    expect((await t.current.as(marta)(post(`/tickets/${number}/choice`, { answer: "solved" }))).status).toBe(403);
    expect((await t.current.as(customer)(post(`/tickets/${number}/choice`, { answer: "solved" }))).json()).toMatchObject({ state: "closed" });
    expect((await kinds(number)).slice(-2)).toEqual(["ticket.status-changed", "waiting.answered"]);
  });
});

describe("the links of a reminder", () => {
  const reminded = async () => {
    const { customer, number } = await waiting();
    await pass("2026-03-04T09:00:00Z");
    const [, , reminder] = await mailsTo(customer, 3);
    return { customer, number, solved: `/choice-links/${linkIn(reminder, "solved")}`, help: `/choice-links/${linkIn(reminder, "help")}` };
  };

  test("H8 looking at it changes nothing; “solved, thank you” solves it, once", async () => {
    const { number, solved } = await reminded();
    for (const _ of [1, 2, 3]) {
      expect((await t.current.anyone(solved)).json()).toMatchObject({
        state: "valid", answer: null,
        ticket: { number, subject: "Una pregunta", desk: "ventas", deskName: "Ventas", status: "Esperando respuesta", closing: { at: "2026-03-09T09:00:00Z", kind: "solved" }, timeZone: "Europe/Madrid" },
      });
    }
    expect(await ticketOf(number)).toMatchObject({ status: "esperando", waiting: { outcome: null } });
    expect((await t.current.anyone(post(solved, { answer: "solved" }))).json()).toMatchObject({ state: "used", answer: "solved", ticket: { status: "Resuelta" } });
    expect((await ticketOf(number)).status).toBe("resuelta");
    expect((await t.current.anyone(post(solved, { answer: "help" }))).json().key).toBe("link.used");
    expect((await t.current.anyone(solved)).json()).toMatchObject({ state: "used", answeredAt: "2026-03-04T09:00:00Z" });
    const [event] = await t.current.rows<{ name: string; via: string; data: object }>("select p.name, e.via, e.data from events e join people p on p.id = e.actor_id where e.ticket_id = $1 and e.type = 'waiting.answered'", [number]);
    expect(event).toMatchObject({ via: "mail-link", data: { answer: "solved", done: true } });
  });

  test("“I still need help” is the customer's message, in their words or ours, and the agent goes on", async () => {
    const { customer, number, help } = await reminded();
    expect((await t.current.anyone(post(help, { answer: "help", words: "La 412 sigue sin salir" }))).json()).toMatchObject({ state: "used", answer: "help" });
    expect(await ticketOf(number)).toMatchObject({ status: "abierto", closesAt: null });
    const { items } = (await t.current.as(customer)(`/tickets/${number}/messages`)).json();
    expect(items.at(-1)).toMatchObject({ side: "customer", channel: "portal", text: "La 412 sigue sin salir", author: { email: customer } });
    const wordless = await reminded();
    await t.current.anyone(post(wordless.help, { answer: "help" }));
    expect((await t.current.as(marta)(`/tickets/${wordless.number}/messages`)).json().items.at(-1).text).toBe("Todavía necesito ayuda.");
  });

  test("two at the same moment count once", async () => {
    const { number, help } = await reminded();
    const answers = await Promise.all([1, 2, 3].map(() => t.current.anyone(post(help, { answer: "help", words: "Sí" }))));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 410, 410]);
    expect((await t.current.as(marta)(`/tickets/${number}/messages`)).json().items.filter((message: { text: string }) => message.text === "Sí")).toHaveLength(1);
  });

  test("one that is old, guessed, of somebody who has no longer to do with it, or about what is worked on again says so", async () => {
    const { number, help } = await reminded();
    expect((await t.current.anyone(`${help.slice(0, -3)}xxx`)).json()).toEqual({ state: "unknown", ticket: null, answer: null, answeredAt: null });
    expect((await t.current.anyone(post(`${help.slice(0, -3)}xxx`, { answer: "help" }))).status).toBe(404);
    await t.current.as(marta)(patch(number, { status: "abierto" }));
    expect((await t.current.anyone(help)).json()).toMatchObject({ state: "over", ticket: { status: "Abierto" } });
    expect((await t.current.anyone(post(help, { answer: "solved" }))).json().key).toBe("waiting.over");
    await t.current.as(marta)(patch(number, { status: "esperando" }));
    t.current.clock.advance("P61D");
    expect((await t.current.anyone(help)).json().state).toBe("expired");
    expect((await t.current.anyone(post(help, { answer: "help" }))).status).toBe(410);
    const other = await reminded();
    await t.current.as(head)(patch(other.number, { requester: { email: "nueva@people.example" } }));
    expect((await t.current.anyone(other.help)).json().state).toBe("unknown");
    // sent once more, it leads by the portal: no secret is kept where somebody could read it
    const token = other.help.split("/").at(-1) ?? "";
    expect(await t.current.rows("select from deliveries where content::text like '%' || $1 || '%'", [token])).toEqual([]);
  });
});
