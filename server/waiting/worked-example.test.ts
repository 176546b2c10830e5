import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { createLog } from "../platform/log.ts";
import { projectDir } from "../platform/config.ts";
import { runDueTimers } from "../platform/timers.ts";
import { salesDesk, useApp } from "../testing/factories.ts";

/** The table and the interruption that `docs/time.md` tells. */
const t = useApp();
const log = createLog("silent");
const marta = "marta@hotel.example";

beforeAll(async () => {
  await t.current.desk({ statuses: salesDesk.statuses.map((status) => (status.key === "esperando" ? { ...status, waiting: { reminders: ["P2D", "P4D", "P6D"], end: { after: "P8D", to: "resuelta" } } } : status)) });
  await t.current.grant(marta, "ventas", "agente");
});

const pass = async (instant: string) => {
  t.current.clock.set(instant);
  await runDueTimers(t.current.app.transact, t.current.app.timers, t.current.clock, log);
};
async function ask(customer: string): Promise<number> {
  t.current.clock.set("2026-10-23T08:00:00Z");
  const { number } = await t.current.ticket(customer, { requester: { email: customer, locale: "en" } });
  await t.current.as(marta)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "¿Qué habitación?", status: "esperando" } });
  return number;
}
const mailsOf = (number: number) =>
  t.current.rows<{ letter: string; at: string; foot: string }>(`select letter, queued_at as at, split_part(content->>'text', E'\\n-- \\n', 2) as foot from deliveries where ticket_id = $1 and letter <> 'confirmation' order by id`, [number]);

test("H8 the worked example: four mails that state the date, and the end on it", async () => {
  const number = await ask("ana@people.example");
  for (const day of ["2026-10-25", "2026-10-27", "2026-10-29", "2026-10-31"]) {
    await pass(`${day}T08:59:59Z`);
    await pass(`${day}T09:00:00Z`);
  }
  const mails = await mailsOf(number);
  expect(mails.map(({ letter, at }) => [letter, at.slice(0, 19)])).toEqual([
    ["reply", "2026-10-23T08:00:00"],
    ["reminder", "2026-10-25T09:00:00"],
    ["reminder", "2026-10-27T09:00:00"],
    ["reminder", "2026-10-29T09:00:00"],
    ["closed-unanswered", "2026-10-31T09:00:00"],
  ]);
  expect(mails.map(({ foot }) => foot.includes("by October 31, 2026 at 10:00"))).toEqual([true, true, true, true, false]);
  expect((await t.current.as(marta)(`/tickets/${number}`)).json().status).toBe("resuelta");
});

test("H8 the worked example interrupted: one mail on return, and the end as much later as it says", async () => {
  const number = await ask("eva@people.example");
  await pass("2026-10-25T09:00:00Z");
  await pass("2026-10-30T15:00:00Z");
  const mails = await mailsOf(number);
  expect(mails.map(({ letter }) => letter)).toEqual(["reply", "reminder", "reminder"]);
  expect(mails[2]?.foot).toContain("by November 1, 2026 at 4:00");
  await pass("2026-11-01T14:59:59Z");
  expect((await t.current.as(marta)(`/tickets/${number}`)).json().status).toBe("esperando");
  await pass("2026-11-01T15:00:00Z");
  expect((await t.current.as(marta)(`/tickets/${number}`)).json().status).toBe("resuelta");
});

test("what docs/time.md says is what ran here", () => {
  const docs = readFileSync(path.join(projectDir, "docs", "time.md"), "utf8").replace(/\s+/g, " ");
  for (const words of ["Sun 25 Oct, 10:00 | 09:00", "Tue 27 Oct, 10:00 | 09:00", "Thu 29 Oct, 10:00 | 09:00", "Sat 31 Oct, 10:00 | 09:00", "**1 November, 16:00**", "[P2D, P4D, P6D]", "{ after: P8D, to: resuelta }"]) expect(docs).toContain(words);
});
