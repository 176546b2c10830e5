import { describe, expect, test } from "vitest";
import { Temporal } from "../platform/clock.ts";
import { after, dueStep, momentsOf, nextMoment, outcomeOf, type Progress, type Step } from "./rules.ts";

const zone = "Europe/Madrid";
const at = (text: string) => Temporal.Instant.from(text);
const plan = { reminders: ["P3D", "P6D", "P9D"], end: { after: "P12D", to: "resuelta" } };
const progress = (more: Partial<Progress> = {}): Progress => ({ plan, enteredAt: at("2026-11-02T09:00:00Z"), lateSeconds: 0, remindersDone: 0, ...more });

test.each([
  ["two days", "2026-03-02T09:00:00Z", "P2D", zone, "2026-03-04T09:00:00Z"],
  ["days keep the time of day over the night that loses an hour", "2026-03-28T09:00:00Z", "P2D", zone, "2026-03-30T08:00:00Z"],
  ["days keep it over the night that has an hour twice", "2026-10-24T08:00:00Z", "P2D", zone, "2026-10-26T09:00:00Z"],
  ["C6 24 calendar hours are 24 hours, whatever the clocks do", "2026-03-28T12:00:00Z", "PT24H", zone, "2026-03-29T12:00:00Z"],
  ["a time of day that the night skips comes an hour later", "2026-03-28T01:30:00Z", "P1D", zone, "2026-03-29T01:30:00Z"],
  ["of one that comes twice, the first", "2026-10-24T00:30:00Z", "P1D", zone, "2026-10-25T00:30:00Z"],
  ["in Santiago midnight may not be", "2026-09-05T04:30:00Z", "P1D", "America/Santiago", "2026-09-06T04:30:00Z"],
  ["weeks, days and hours together", "2026-02-26T23:00:00Z", "P1W1DT2H", "Europe/Bucharest", "2026-03-07T01:00:00Z"],
  ["over a leap day", "2028-02-28T10:00:00Z", "P2D", "America/Mexico_City", "2028-03-01T10:00:00Z"],
])("a delay: %s", (_name, from, delay, timeZone, due) => expect(after(at(from), delay, timeZone).toString()).toBe(due));

test("H8 reminders and end are due one after the other", () => {
  expect(momentsOf(progress(), zone)).toEqual({ reminders: ["2026-11-05T09:00:00Z", "2026-11-08T09:00:00Z", "2026-11-11T09:00:00Z"].map(at), end: at("2026-11-14T09:00:00Z") });
  expect(nextMoment(progress({ remindersDone: 1 }), zone)?.toString()).toBe("2026-11-08T09:00:00Z");
  expect(nextMoment(progress({ remindersDone: 3 }), zone)?.toString()).toBe("2026-11-14T09:00:00Z");
  expect(nextMoment(progress({ plan: { reminders: ["P3D"] }, remindersDone: 1 }), zone)).toBeNull();
});

describe("the one step that is due", () => {
  test.each<[string, Partial<Progress>, string, Step]>([
    ["nothing a second before", {}, "2026-11-05T08:59:59Z", { kind: "nothing" }],
    ["the first reminder on its moment", {}, "2026-11-05T09:00:00Z", { kind: "remind", n: 0, lateSeconds: 0 }],
    ["a reminder that is minutes late moves nothing", {}, "2026-11-05T09:40:00Z", { kind: "remind", n: 0, lateSeconds: 0 }],
    ["one that is a day late moves what comes after by a day", {}, "2026-11-06T09:00:00Z", { kind: "remind", n: 0, lateSeconds: 86_400 }],
    ["after days without a process only the last that is due goes out", {}, "2026-11-08T10:30:00Z", { kind: "remind", n: 1, lateSeconds: 5400 }],
    ["nobody is ended without the last reminder, however late it is", {}, "2026-12-24T09:00:00Z", { kind: "remind", n: 2, lateSeconds: 43 * 86_400 }],
    ["the end on its moment", { remindersDone: 3 }, "2026-11-14T09:00:00Z", { kind: "end" }],
    ["the end moved with the last reminder", { remindersDone: 3, lateSeconds: 86_400 }, "2026-11-14T09:00:00Z", { kind: "nothing" }],
    ["and comes as long after it", { remindersDone: 3, lateSeconds: 86_400 }, "2026-11-15T09:00:00Z", { kind: "end" }],
    ["a clock set back takes no step again", { remindersDone: 2 }, "2026-11-05T09:00:00Z", { kind: "nothing" }],
    ["without reminders the end alone", { plan: { end: { after: "PT24H" } } }, "2026-11-03T09:00:00Z", { kind: "end" }],
    ["without an end nothing follows the last reminder", { plan: { reminders: ["P1D"] }, remindersDone: 1 }, "2026-12-24T09:00:00Z", { kind: "nothing" }],
  ])("%s", (_name, more, now, step) => expect(dueStep(progress(more), zone, at(now))).toEqual(step));

  test("whenever a process runs, reminders come in order, none twice, and the end as long after the last as planned", () => {
    // a process that is up at odd hours only, never the same distance apart
    for (const pause of [1, 5, 31, 77, 200, 500]) {
      let now = at("2026-11-02T09:00:00Z");
      let current = progress();
      const sent: { n: number; at: Temporal.Instant }[] = [];
      for (let rounds = 0; rounds < 2000; rounds += 1) {
        now = now.add({ hours: pause });
        const step = dueStep(current, zone, now);
        if (step.kind === "end") break;
        if (step.kind === "nothing") continue;
        sent.push({ n: step.n, at: now });
        current = { ...current, remindersDone: step.n + 1, lateSeconds: current.lateSeconds + step.lateSeconds };
      }
      const last = sent.at(-1);
      expect(last?.n).toBe(2);
      expect(sent.map(({ n }) => n)).toEqual([...new Set(sent.map(({ n }) => n))].toSorted());
      expect(now.since(last?.at ?? now).total("hours")).toBeGreaterThanOrEqual(71);
    }
  });
});

test.each([
  ["C6 what is met closes", { to: "cerrada", asked: true, ready: true, solvedBefore: false }, { how: "change" }],
  ["C6 what is not met is flagged, not closed", { to: "cerrada", asked: true, ready: false, solvedBefore: false }, { how: "flag", reason: "not-ready" }],
  ["who could not be asked is not closed on", { to: "cerrada", asked: false, ready: true, solvedBefore: false }, { how: "flag", reason: "not-reached" }],
  ["T12 what is solved closes also for who has no address", { to: "cerrada", asked: false, ready: true, solvedBefore: true }, { how: "change" }],
  ["an end without a status tells a colleague", { to: null, asked: true, ready: false, solvedBefore: false }, { how: "flag", reason: "unanswered" }],
] as const)("the end: %s", (_name, facts, outcome) => expect(outcomeOf(facts)).toEqual(outcome));
