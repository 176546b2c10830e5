import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import type { TicketClock } from "../../contract/service-levels.ts";
import { Temporal } from "../platform/clock.ts";
import { projectDir } from "../platform/config.ts";
import { createLog } from "../platform/log.ts";
import { runDueTimers } from "../platform/timers.ts";
import { useApp } from "../testing/factories.ts";

const t = useApp();
const text = readFileSync(path.join(projectDir, "docs", "time.md"), "utf8");
const example = text.slice(text.indexOf("### An example"));
const configuration = parse(/```yaml\n([\s\S]*?)```/.exec(example)?.[1] ?? "");
const steps = [...example.matchAll(/^\| (\d{4}-\d\d-\d\d \d\d:\d\d) \| (.+?) \| (\d+) min \| (.+?) \|$/gm)].map(([, at = "", does = "", counted = "", due = ""]) => ({ at: inMadrid(at), does, counted: Number(counted), due }));
function inMadrid(local: string): string {
  return Temporal.PlainDateTime.from(local.replace(" ", "T")).toZonedDateTime("Europe/Madrid").toInstant().toString();
}
const [ana, eva] = ["ana@guest.example", "eva@hotel.example"];

beforeAll(async () => {
  await t.current.desk(configuration);
  await t.current.grant(eva, "ventas", "agente");
});

test("T12 the example of docs/time.md goes as it is told there", async () => {
  expect(steps.length).toBeGreaterThan(4);
  const staff = t.current.as(eva);
  let number = 0;
  const patch = async (payload: object) => expect((await staff({ method: "PATCH", url: `/tickets/${number}`, payload })).status).toBe(200);
  const does: Record<string, () => Promise<unknown>> = {
    "a customer asks": async () => void ({ number } = await t.current.ticket(ana)),
    "it is assigned": () => patch({ assignee: eva }),
    // with a question, which is our first reply
    "we wait for the customer": () => staff({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "¿Cuál es?", status: "esperando" } }),
    "the customer answers": () => t.current.as(ana)({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "Esta" } }),
    "it warns": async () => expect(await t.current.rows("select data->>'clock' as clock from events where ticket_id = $1 and type = 'clock.warned' and data->>'clock' = 'resolution'", [number])).toHaveLength(1),
    "it is solved": () => patch({ status: "resuelta" }),
  };
  for (const step of steps) {
    t.current.clock.set(step.at);
    await runDueTimers(t.current.app.transact, t.current.app.timers, t.current.clock, createLog("silent"));
    await (does[step.does] ?? expect.fail(`nobody knows how to do: ${step.does}`))();
    const clocks: TicketClock[] = (await staff(`/tickets/${number}/page`)).json().clocks;
    const resolution = clocks.find(({ kind }) => kind === "resolution") ?? expect.fail("no clock");
    expect([step.does, 480 - resolution.left / 60_000]).toEqual([step.does, step.counted]);
    expect([step.does, resolution.state === "running" ? resolution.dueAt : { stopped: "stands", met: "met" }[resolution.state]]).toEqual([step.does, step.due.startsWith("2") ? inMadrid(step.due) : step.due]);
  }
  const clocks: TicketClock[] = (await staff(`/tickets/${number}/page`)).json().clocks;
  expect(clocks.find(({ kind }) => kind === "assignment")).toMatchObject({ breached: false, left: 10 * 60_000 });
  expect(clocks.find(({ kind }) => kind === "next-reply")).toMatchObject({ breached: true });
  expect(await t.current.rows("select data->>'dueAt' as due from events where ticket_id = $1 and type = 'clock.breached'", [number])).toEqual([{ due: inMadrid("2026-03-19 17:00") }]);
});
