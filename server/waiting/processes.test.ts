import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { createLog } from "../platform/log.ts";
import { parseMail } from "../platform/mime/index.ts";
import { runDueTimers } from "../platform/timers.ts";
import { cleanUp } from "../testing/cleanup.ts";
import { salesDesk, useApp } from "../testing/factories.ts";
import { until } from "../testing/live.ts";
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
const many = 16;

beforeAll(async () => {
  await t.current.desk({ statuses: salesDesk.statuses.map((status) => (status.key === "esperando" ? { ...status, waiting: { reminders: ["P1D"], end: { after: "P2D", to: "resuelta" } } } : status)) });
  await t.current.grant(marta, "ventas", "agente");
});

/** A process that does what is due by now: killed once it has done so many, or left to end. */
function startProcess(killAfter = Infinity) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "../testing/timer-process.ts"), JSON.stringify(t.current.connection), t.current.clock.now().toString(), postfix.url], { stdio: ["pipe", "pipe", "inherit"] });
  let said = "";
  const exited = once(child, "exit");
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split("did").length > killAfter) child.kill("SIGKILL");
  });
  return { exited, said: () => said, go: () => void child.stdin.write("go") };
}

const eventsOf = (type: string) => t.current.rows<{ ticket: number }>("select ticket_id as ticket from events where type = $1 order by ticket_id", [type]);
const mailsAbout = async (subject: string) => (await postfix.delivered()).map((raw) => parseMail(raw)).filter((mail) => mail.subject.startsWith(subject)).map((mail) => mail.deliveredTo[0] ?? "").toSorted();

/** Each ticket has the event once, and each customer got the mail once. */
async function oncePerTicket(type: string, subject: string, customers: readonly string[]) {
  const tickets = (await eventsOf(type)).map(({ ticket }) => ticket);
  expect([tickets.length, new Set(tickets).size]).toEqual([many, many]);
  await t.current.runJobs();
  await until(async () => (await mailsAbout(subject)).length >= many, 20_000);
  expect(await mailsAbout(subject)).toEqual(customers.toSorted());
}

test("H8 two processes at once, one of them killed in the middle: each ticket takes each step exactly once", async () => {
  const customers = Array.from({ length: many }, (_, n) => `ana${n}@people.example`);
  for (const customer of customers) {
    const { number } = await t.current.ticket(customer, { requester: { email: customer, locale: "es" } });
    await t.current.as(marta)({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "esperando" } });
  }
  await t.current.runJobs();
  t.current.clock.set("2026-03-03T09:00:00Z");
  const [killed, other] = [startProcess(3), startProcess()];
  await until(async () => killed.said() !== "" && other.said() !== "", 60_000);
  for (const one of [killed, other]) one.go();
  await Promise.all([killed.exited, other.exited]);
  expect(killed.said()).not.toContain("end");
  expect(other.said()).toContain("end");
  // what the killed one had begun is done by whoever comes next
  await runDueTimers(t.current.app.transact, t.current.app.timers, t.current.clock, log);
  await oncePerTicket("reminder.sent", "Último recordatorio", customers);
  t.current.clock.set("2026-03-04T09:00:00Z");
  await Promise.all([1, 2, 3].map(() => runDueTimers(t.current.app.transact, t.current.app.timers, t.current.clock, log)));
  await oncePerTicket("waiting.ended", "Resuelta", customers);
  expect(await t.current.rows("select from tickets where state <> 'solved'")).toEqual([]);
}, 120_000);
