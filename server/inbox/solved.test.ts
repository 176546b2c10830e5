import { expect, test } from "vitest";
import { salesDesk, useApp } from "../testing/factories.ts";
import type { TicketPage } from "../../contract/tickets.ts";

const t = useApp();
const [ana, jefa] = ["ana@people.example", "jefa@hotel.example"];
const page = async (who: string, number: number): Promise<TicketPage> => (await t.current.as(who)(`/tickets/${number}/page`)).json();
const write = async (who: string, number: number, body: string, more: object = {}) => (await t.current.as(who)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body, ...more } })).json();
const set = (number: number, status: string) => t.current.as(jefa)({ method: "PATCH", url: `/tickets/${number}`, payload: { status } });

test("T15 the solution is the reply by which it was solved, or the last one before; H7, T12 and what writing does now", async () => {
  const { current } = t;
  await current.desk();
  await current.grant(jefa, "ventas", "jefa");
  const { number } = await current.ticket(ana);
  expect(await page(ana, number)).toMatchObject({ solution: null, replyEffect: "adds", continuedBy: null });
  const question = await write(jefa, number, "¿Qué fechas?", { status: "esperando" });
  await write(ana, number, "Todo mayo");
  const answer = await write(jefa, number, "Ya está: **mayo** abierto", { status: "resuelta" });
  expect(await page(ana, number)).toMatchObject({ solution: { message: answer.id }, replyEffect: "reopens" });
  expect((await page(jefa, number)).solution?.message).toBe(answer.id);

  await write(ana, number, "Y junio no");
  expect(await page(ana, number)).toMatchObject({ solution: null, replyEffect: "adds" });
  // said in the reply, set afterwards; the thanks between are no solution
  current.clock.advance("PT1H");
  const second = await write(jefa, number, "Junio también");
  await write(ana, number, "Gracias");
  current.clock.advance("PT5M");
  await set(number, "resuelta");
  const solved = await page(ana, number);
  expect(solved.solution).toMatchObject({ message: second.id });
  expect(question.id).toBeLessThan(second.id);

  // the desk lets solved tickets be opened again for fourteen days
  current.clock.advance("P15D");
  expect(await page(ana, number)).toMatchObject({ solution: { message: second.id }, replyEffect: "continues", continuedBy: null });
  const next = await write(ana, number, "Ha vuelto a pasar");
  expect(next.ticket).not.toBe(number);
  expect(await page(ana, number)).toMatchObject({ continuedBy: next.ticket });
  expect((await page(ana, next.ticket)).ticket.followUpOf).toBe(number);
});

test("T15 what ends by itself has no solution, and what a customer confirms has", async () => {
  const { current } = t;
  const waiting = { reminders: [], end: { after: "P2D", to: "resuelta" } };
  await current.desk({ statuses: salesDesk.statuses.map((status) => (status.key === "esperando" ? { ...status, waiting } : status)) });
  const [left, confirmed] = [await current.ticket(ana), await current.ticket(ana)];
  for (const { number } of [left, confirmed]) await write(jefa, number, "¿Funciona ya?", { status: "esperando" });
  expect((await current.as(ana)({ method: "POST", url: `/tickets/${confirmed.number}/choice`, payload: { answer: "solved" } })).status).toBe(200);
  const { solution, messages } = await page(ana, confirmed.number);
  expect(messages.find(({ id }) => id === solution?.message)?.text).toBe("¿Funciona ya?");
  current.clock.advance("P3D");
  await current.tell();
  expect(await page(ana, left.number)).toMatchObject({ ticket: { state: "solved" }, solution: null, replyEffect: "reopens" });
});
