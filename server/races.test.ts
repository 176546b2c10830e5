import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { useApp, type Answered, type Caller } from "./testing/factories.ts";

/** Opposite acts at one moment, through HTTP, each pair many times over: nothing is lost, nobody is told of a fault of ours. */
const t = useApp();
const [ana, eva, luz, jefa] = ["ana@people.example", "eva@hotel.example", "luz@hotel.example", "jefa@hotel.example"];
let one: Caller, other: Caller;

beforeAll(async () => {
  await t.current.desk();
  for (const email of [eva, luz, jefa]) await t.current.grant(email, "ventas", "jefa");
  [one, other] = [t.current.as(eva), t.current.as(luz)];
  await Promise.all([one("/me"), other("/me"), t.current.as(jefa)("/me")]);
}, 60_000);

const rounds = Array.from({ length: 12 }, (_, n) => n);
const patch = (who: Caller, number: number, payload: object, headers: Record<string, string> = {}) => who({ method: "PATCH", url: `/tickets/${number}`, payload, headers });
const put = (who: Caller, url: string, payload: object = {}) => who({ method: "PUT", url, payload });
const ticketOf = async (number: number) => (await one(`/tickets/${number}`)).json();
const statuses = (answers: readonly Answered[]) => answers.map((answer) => answer.status);
const noFault = (answers: readonly Answered[]) => expect(answers.filter(({ status }) => status >= 500).map(({ text }) => text)).toEqual([]);
/** Both orders of starting, so that neither is always first. */
const meet = <T>(n: number, a: () => Promise<T>, b: () => Promise<T>): Promise<[T, T]> =>
  n % 2 === 0 ? Promise.all([a(), b()]) : (Promise.all([b(), a()]).then(([second, first]) => [first, second]) as Promise<[T, T]>);

test.each(rounds)("two who change different things of one ticket both keep their change (%i)", async (n) => {
  const { number } = await t.current.ticket(ana);
  const answers = await meet(n, () => patch(one, number, { priority: "urgent", fields: { reserva: "A1" } }), () => patch(other, number, { queue: "grupos", fields: { noches: 3 } }));
  expect(statuses(answers)).toEqual([200, 200]);
  expect(await ticketOf(number)).toMatchObject({ priority: "urgent", queue: "grupos", fields: { reserva: "A1", noches: 3 }, version: 3 });
});

test.each(rounds)("two who change the same from the same version: one is told 412, and what the other set stands (%i)", async (n) => {
  const { number } = await t.current.ticket(ana);
  const etag = String((await one(`/tickets/${number}`)).headers["etag"]);
  const answers = await meet(n, () => patch(one, number, { subject: "De Eva" }, { "if-match": etag }), () => patch(other, number, { subject: "De Luz" }, { "if-match": etag }));
  expect(statuses(answers).toSorted()).toEqual([200, 412]);
  const winner = answers.find(({ status }) => status === 200)?.json();
  expect(await ticketOf(number)).toMatchObject({ subject: winner.subject, version: winner.version });
});

test.each(rounds)("assigning and closing at once ends closed, or tells who came late (%i)", async (n) => {
  const { number } = await t.current.ticket(ana);
  const answers = await meet(n, () => patch(one, number, { assignee: eva }), () => put(other, `/tickets/${number}/closure`));
  noFault(answers);
  expect(answers[1].status).toBe(200);
  expect([200, 409]).toContain(answers[0].status);
  expect(await ticketOf(number)).toMatchObject({ state: "closed", assignee: answers[0].status === 200 ? eva : null });
});

test.each(rounds)("of opposite merges one is done and one is refused with a reason (%i)", async (n) => {
  const [a, b] = [(await t.current.ticket(ana)).number, (await t.current.ticket(ana)).number];
  const answers = await meet(n, () => put(one, `/tickets/${a}/merge`, { into: b }), () => put(other, `/tickets/${b}/merge`, { into: a }));
  expect(statuses(answers).toSorted()).toEqual([200, 409]);
  expect(answers.find(({ status }) => status === 409)?.json().key).toBe("ticket.merged-already");
  const rows = await t.current.rows<{ merged: number | null }>("select merged_into as merged from tickets where id = any($1)", [[a, b]]);
  expect(rows.filter(({ merged }) => merged !== null)).toHaveLength(1);
});

test.each(rounds)("a reply while its ticket is merged, or the merge undone, stands in one conversation (%i)", async (n) => {
  const [a, b] = [(await t.current.ticket(ana)).number, (await t.current.ticket(ana)).number];
  // the merged one has the lower number half of the time
  const [from, into] = n % 4 < 2 ? [a, b] : [b, a];
  const reply = (body: string) => other({ method: "POST", url: `/tickets/${from}/messages`, payload: { kind: "reply", body } });
  const merging = await meet(n, () => put(one, `/tickets/${from}/merge`, { into }), () => reply("al unir"));
  expect(statuses(merging)).toEqual([200, 201]);
  const undoing = await Promise.all([one({ method: "DELETE", url: `/tickets/${from}/merge` }), reply("al separar"), t.current.as(jefa)({ method: "POST", url: `/tickets/${into}/messages`, payload: { kind: "note", body: "nota" } })]);
  expect(statuses(undoing)).toEqual([200, 201, 201]);
  const texts = (await Promise.all([from, into].map((number) => one(`/tickets/${number}/messages`)))).flatMap((answer) => answer.json().items.map((message: { text: string }) => message.text));
  expect(texts.toSorted()).toEqual(["Hola", "Hola", "al separar", "al unir", "nota"]);
});

test.each(rounds)("a reply while its ticket is deleted is there, or its writer is told (%i)", async (n) => {
  const { number } = await t.current.ticket(ana);
  const answers = await meet(n, () => one({ method: "DELETE", url: `/tickets/${number}` }), () => other({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "Tarde" } }));
  noFault(answers);
  expect(answers[0].status).toBe(200);
  expect([201, 403]).toContain(answers[1].status);
  const { items } = (await one(`/tickets/${number}/messages`)).json();
  expect(items).toHaveLength(answers[1].status === 201 ? 2 : 1);
});

test("a bulk over tickets that others change meanwhile loses nobody's change", async () => {
  const numbers = await Promise.all(rounds.map(async () => (await t.current.ticket(ana)).number));
  const bulk = await one({ method: "POST", url: "/tickets/bulk", payload: { numbers, change: { addTags: ["masivo"], priority: "high" } } });
  expect(bulk.status).toBe(201);
  const [, ...singles] = await Promise.all([t.current.runJobs(), ...numbers.map((number) => patch(other, number, { queue: "bodas", fields: { reserva: "B2" } }))]);
  expect(statuses(singles)).toEqual(numbers.map(() => 200));
  await t.current.runJobs();
  for (const number of numbers) expect(await ticketOf(number)).toMatchObject({ tags: ["masivo"], priority: "high", queue: "bodas", fields: { reserva: "B2" } });
  expect((await one(`/bulks/${bulk.json().id}`)).json()).toMatchObject({ state: "done", changed: numbers.length });
});

test.each(rounds)("taking a reply back, twice, at the moment it goes: it is sent once or is a draft once (%i)", async () => {
  const { number } = await t.current.ticket(ana);
  const held = (await one({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "¿Sale?", hold: true } })).json();
  const release = () => t.current.app.jobs["conversations.release"]({ id: held.id }, { attempt: 1, maxAttempts: 1 });
  const undo = () => one({ method: "DELETE", url: `/tickets/${number}/messages/${held.id}` });
  const [first, , second] = await Promise.all([undo(), release(), undo(), release()]);
  noFault([first, second]);
  const taken = [first, second].filter(({ status }) => status === 200).length;
  const sent = (await one(`/tickets/${number}/messages`)).json().items.filter((message: { text: string }) => message.text === "¿Sale?").length;
  expect(taken + sent).toBe(1);
  expect((await one(`/tickets/${number}/draft`)).json().items).toHaveLength(taken);
  for (const { status, json } of [first, second].filter((answer) => answer.status !== 200)) expect([status, json().key]).toEqual([409, "message.already-sent"]);
});

test.each(rounds)("C11 of two decisions on one approval the first counts and the second is told (%i)", async (n) => {
  const { number } = await t.current.ticket(ana);
  const asked = (await t.current.as(jefa)({ method: "POST", url: `/tickets/${number}/approvals`, payload: { role: "agente", question: "¿Sí?" } })).json();
  const approval = asked.id ?? (await t.current.as(jefa)({ method: "POST", url: `/tickets/${number}/approvals`, payload: { person: eva, question: "¿Sí?" } })).json().id;
  const answer = (value: "granted" | "refused") => put(one, `/approvals/${approval}/answer`, { answer: value, reason: "porque", employeeId: "E7", branch: "Centro" });
  const answers = await meet(n, () => answer("granted"), () => answer("refused"));
  expect(statuses(answers).toSorted()).toEqual([200, 409]);
  const { standing } = (await t.current.as(jefa)(`/tickets/${number}/approvals`)).json();
  expect(standing).toBe(answers[0].status === 200 ? "granted" : "refused");
});

test.each(rounds)("C8 of two decisions on one request for another type one is done (%i)", async (n) => {
  const { number } = await t.current.ticket(ana, { type: "factura" });
  await put(one, `/tickets/${number}/type-request`, { type: "duplicado", reason: "es otra" });
  const decide = (who: Caller, grant: boolean) => put(who, `/tickets/${number}/type-request/decision`, { grant });
  const answers = await meet(n, () => decide(one, true), () => decide(other, false));
  expect(statuses(answers).toSorted()).toEqual([200, 404]);
  expect((await ticketOf(number)).type).toBe(answers[0].status === 200 ? "duplicado" : "factura");
});

test.each(rounds)("one key sent many times at once is done once, and all get the same answer (%i)", async () => {
  const { number } = await t.current.ticket(ana);
  const headers = { "idempotency-key": randomUUID() };
  const answers = await Promise.all(Array.from({ length: 6 }, () => one({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "Una vez" }, headers })));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(statuses(answers)).toEqual(Array(6).fill(201));
  expect((await one(`/tickets/${number}/messages`)).json().items).toHaveLength(2);
});

test.each(rounds)("an agent who is deactivated while replying and while being given a ticket: the words stand or are refused, and no ticket stays theirs (%i)", async (n) => {
  const leaver = `sale-${n}@hotel.example`;
  await t.current.grant(leaver, "ventas", "agente");
  const [mine, theirs] = [(await t.current.ticket(ana)).number, (await t.current.ticket(ana)).number];
  await patch(one, mine, { assignee: leaver });
  const asked = t.current.as(leaver);
  await asked("/me");
  const [gone, reply, given] = await Promise.all([
    put(t.current.as(jefa), `/desks/ventas/agents/${leaver}/deactivation`, { email: luz }),
    asked({ method: "POST", url: `/tickets/${mine}/messages`, payload: { kind: "reply", body: "Adiós" } }),
    patch(other, theirs, { assignee: leaver }),
  ]);
  noFault([gone, reply, given]);
  expect(gone.status).toBe(200);
  expect([200, 422]).toContain(given.status);
  expect((await ticketOf(mine)).assignee).toBe(luz);
  expect((await ticketOf(theirs)).assignee).toBe(given.status === 200 ? luz : null);
});

test("no circle of parents comes about by links made at once", async () => {
  for (let round = 0; round < 6; round += 1) {
    const [a, b, c, d] = (await Promise.all(rounds.slice(0, 4).map(() => t.current.ticket(ana)))).map((ticket) => ticket.number);
    const under = (child: number | undefined, parent: number | undefined) => one({ method: "POST", url: `/tickets/${child}/links`, payload: { kind: "parent", number: parent } });
    expect(statuses([await under(a, b), await under(c, d)])).toEqual([200, 200]);
    const answers = await Promise.all([under(b, c), under(d, a)]);
    expect(statuses(answers).toSorted()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.json().key).toBe("ticket.link-circle");
  }
});
