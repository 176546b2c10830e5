import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { State } from "../../contract/desks.ts";
import type { CalendarHours } from "../desks/index.ts";
import { Temporal } from "../platform/clock.ts";
import { advance, countedBy, foremost, nextLook, type Clock, type LevelNow, type Moment, type TargetNow, type TicketNow } from "./rules.ts";

const at = (text: string) => Temporal.Instant.from(text);
const minutes = (n: number) => n * 60_000;
const statuses = {
  new: { id: 1, state: "new" as State, runsClocks: true },
  open: { id: 2, state: "open" as State, runsClocks: true },
  pending: { id: 3, state: "pending" as State, runsClocks: false },
  third: { id: 4, state: "on_hold" as State, runsClocks: false },
  solved: { id: 5, state: "solved" as State, runsClocks: false },
};
let versions = 0;
const calendar = (hours: CalendarHours, since = "2020-01-01T00:00:00Z", id = 1): TargetNow["calendar"] => ({ id, version: { id: (versions += 1), calendarId: id, since, hours } });
const target = (minutesOf: number, more: Partial<TargetNow> = {}): TargetNow => ({ minutes: minutesOf, warnBefore: Math.round(minutesOf / 4), escalates: false, calendar: null, ...more });
const level = (targets: LevelNow["targets"], id = 1): LevelNow => ({ id, targets });
const everything = level({ assignment: target(30), "first-reply": target(60), "next-reply": target(120), resolution: target(480) });
const ticket = (more: Partial<TicketNow> = {}): TicketNow => ({ deskId: 1, status: statuses.new, unlisted: null, assigned: false, level: everything, answered: false, owed: true, ...more });

/** A ticket's life, step by step: what it is then, and what happened. */
function live(steps: readonly (readonly [string, Moment, Partial<TicketNow>])[]) {
  let clocks: Clock[] = [];
  const happened: string[] = [];
  const closed: ReturnType<typeof advance>["closed"] = [];
  let now: Partial<TicketNow> = {};
  for (const [when, moment, change] of steps) {
    now = { ...now, ...change };
    const done = advance(clocks, ticket(now), moment, at(when));
    clocks = done.clocks;
    closed.push(...done.closed);
    happened.push(...done.happened.map(({ what, clock }) => `${what} ${clock.kind}`));
  }
  const of = (kind: Clock["kind"], round = 1) => clocks.find((clock) => clock.kind === kind && clock.round === round) ?? expect.fail(`no clock ${kind}`);
  return { clocks, happened, closed, of };
}
const day = "2026-03-02T";

describe("T12 what starts, stops and ends a clock", () => {
  test("a request starts them; being assigned, a reply and a solution end them", () => {
    const { of } = live([
      [`${day}09:00:00Z`, "asked", {}],
      [`${day}09:10:00Z`, "changed", { assigned: true, status: statuses.open }],
      [`${day}09:40:00Z`, "answered", {}],
      [`${day}10:00:00Z`, "changed", { status: statuses.solved }],
    ]);
    expect(of("assignment").metAt?.toString()).toBe(`${day}09:10:00Z`);
    expect(of("first-reply").metAt?.toString()).toBe(`${day}09:40:00Z`);
    expect(of("resolution").metAt?.toString()).toBe(`${day}10:00:00Z`);
    expect(countedBy(of("resolution"), at(`${day}20:00:00Z`))).toBe(minutes(60));
  });
  test("while the customer or a third party has the turn it stands, and then goes on with what it had", () => {
    const { of, closed } = live([
      [`${day}09:00:00Z`, "asked", {}],
      [`${day}09:30:00Z`, "changed", { status: statuses.pending, assigned: true }],
      [`${day}12:00:00Z`, "changed", { status: statuses.third }],
      [`${day}14:00:00Z`, "changed", { status: statuses.open }],
    ]);
    expect(of("resolution").dueAt?.toString()).toBe(`${day}21:30:00Z`);
    const ledger = closed.filter(({ kind }) => kind === "resolution").map(({ segment }) => [segment.stopped, segment.statusId, segment.counted]);
    expect(ledger).toEqual([[null, 1, minutes(30)], ["status", 3, 0], ["status", 4, 0]]);
  });
  test("reopening goes on; what was solved meanwhile does not count", () => {
    const { of } = live([
      [`${day}09:00:00Z`, "asked", { assigned: true }],
      [`${day}09:40:00Z`, "changed", { status: statuses.solved }],
      [`${day}18:00:00Z`, "asked", {}],
      [`${day}18:00:00Z`, "changed", { status: statuses.open }],
    ]);
    expect(of("resolution").metAt).toBeNull();
    expect(of("resolution").dueAt?.toString()).toBe("2026-03-03T01:20:00Z");
    expect(of("first-reply").dueAt?.toString(), "nobody has written yet").toBe(`${day}18:20:00Z`);
  });
  test("each question after our first reply is a round of its own; a second one before we answer is not", () => {
    const { of, clocks } = live([
      [`${day}09:00:00Z`, "asked", {}],
      [`${day}09:05:00Z`, "answered", {}],
      [`${day}10:00:00Z`, "asked", { answered: true }],
      [`${day}10:30:00Z`, "asked", {}],
      [`${day}11:00:00Z`, "answered", {}],
      [`${day}11:10:00Z`, "answered", {}],
      [`${day}12:00:00Z`, "asked", {}],
    ]);
    expect(clocks.map(({ kind, round }) => `${kind} ${round}`).filter((one) => one.includes("reply")).toSorted()).toEqual(["first-reply 1", "next-reply 1", "next-reply 2"]);
    expect([of("next-reply").startedAt.toString(), of("next-reply").metAt?.toString()]).toEqual([`${day}10:00:00Z`, `${day}11:00:00Z`]);
    expect(of("next-reply", 2).dueAt?.toString()).toBe(`${day}14:00:00Z`);
  });
  test("a ticket that we opened owes no first reply until its customer writes", () => {
    const { of, clocks } = live([
      [`${day}09:00:00Z`, "changed", { status: statuses.pending, owed: false }],
      [`${day}10:00:00Z`, "asked", { status: statuses.open, owed: true }],
    ]);
    expect(of("first-reply").startedAt.toString()).toBe(`${day}10:00:00Z`);
    expect(clocks.filter(({ kind }) => kind === "next-reply")).toEqual([]);
  });
  test("given back to nobody, it is to be assigned in what is left", () => {
    const { of } = live([[`${day}09:00:00Z`, "asked", {}], [`${day}09:20:00Z`, "changed", { assigned: true }], [`${day}15:00:00Z`, "changed", { assigned: false }]]);
    expect([of("assignment").metAt, of("assignment").dueAt?.toString()]).toEqual([null, `${day}15:10:00Z`]);
  });
  test.each(["merged", "spam", "deleted"] as const)("what is %s stands, with that cause", (unlisted) => {
    const { of } = live([[`${day}09:00:00Z`, "asked", {}], [`${day}09:20:00Z`, "changed", { unlisted }], [`${day}12:00:00Z`, "changed", { unlisted: null }]]);
    expect(of("assignment").dueAt?.toString()).toBe(`${day}12:10:00Z`);
    const { of: still } = live([[`${day}09:00:00Z`, "asked", {}], [`${day}09:20:00Z`, "changed", { unlisted }]]);
    expect([still("resolution").segment.stopped, still("resolution").dueAt]).toEqual([unlisted, null]);
  });
  test("another department has its own time to pick it up; the customer's wait goes on", () => {
    const { of } = live([[`${day}09:00:00Z`, "asked", {}], [`${day}09:20:00Z`, "changed", { deskId: 2, level: level({ assignment: target(45), resolution: target(480) }, 9) }]]);
    expect(of("assignment", 1).segment.stopped).toBe("no-target");
    expect(of("assignment", 2).dueAt?.toString()).toBe(`${day}10:05:00Z`);
    expect(of("resolution").dueAt?.toString()).toBe(`${day}17:00:00Z`);
  });
});

describe("another level", () => {
  test("keeps what has passed", () => {
    const { of } = live([[`${day}09:00:00Z`, "asked", {}], [`${day}10:00:00Z`, "changed", { level: level({ resolution: target(240) }, 2) }]]);
    expect(of("resolution").dueAt?.toString()).toBe(`${day}13:00:00Z`);
    expect([of("first-reply").segment.stopped, of("first-reply").levelId]).toEqual(["no-target", null]);
  });
  test("with more time takes a breach back, with less time is broken at once", () => {
    const longer = live([[`${day}09:00:00Z`, "asked", {}], [`${day}18:00:00Z`, "changed", {}], [`${day}18:30:00Z`, "changed", { level: level({ resolution: target(1440) }) }]]);
    expect(longer.happened).toContain("breached resolution");
    expect([longer.of("resolution").breachedAt, longer.of("resolution").dueAt?.toString()]).toEqual([null, "2026-03-03T09:00:00Z"]);
    const shorter = live([[`${day}09:00:00Z`, "asked", { level: level({ resolution: target(480) }) }], [`${day}12:00:00Z`, "changed", { level: level({ resolution: target(60) }) }]]);
    expect([shorter.happened, shorter.of("resolution").breachedAt?.toString()]).toEqual([["breached resolution"], `${day}10:00:00Z`]);
  });
  test("that comes with what ends a clock does not judge it", () => {
    const strict = level({ assignment: target(5), resolution: target(10) });
    const assigned = live([[`${day}09:00:00Z`, "asked", {}], [`${day}09:20:00Z`, "changed", { assigned: true, level: strict }]]);
    expect(assigned.of("assignment")).toMatchObject({ minutes: 30, breachedAt: null });
    const solved = live([[`${day}09:00:00Z`, "asked", {}], [`${day}09:20:00Z`, "changed", { status: statuses.solved, level: strict }]]);
    expect(solved.of("resolution")).toMatchObject({ minutes: 480, breachedAt: null });
  });
  test("that comes to apply to who waits already counts from then", () => {
    const { of } = live([[`${day}09:00:00Z`, "asked", { level: null }], [`${day}15:00:00Z`, "changed", { level: everything }]]);
    expect([of("resolution").startedAt.toString(), of("first-reply").dueAt?.toString()]).toEqual([`${day}15:00:00Z`, `${day}16:00:00Z`]);
  });
});

describe("what is due happens once", () => {
  const one = level({ resolution: target(60, { warnBefore: 10, escalates: true }) });
  test("a warning, then a breach", () => {
    const { happened, of } = live([[`${day}09:00:00Z`, "asked", { level: one }], [`${day}09:49:59Z`, "changed", {}], [`${day}09:50:00Z`, "changed", {}], [`${day}09:55:00Z`, "changed", {}], [`${day}10:00:00Z`, "changed", {}], [`${day}11:00:00Z`, "changed", {}]]);
    expect(happened).toEqual(["warned resolution", "breached resolution"]);
    expect(of("resolution").breachedAt?.toString()).toBe(`${day}10:00:00Z`);
  });
  test("after days without a look, only that it is late, and since when", () => {
    const { happened, of } = live([[`${day}09:00:00Z`, "asked", { level: one }], ["2026-03-09T12:00:00Z", "changed", {}]]);
    expect([happened, of("resolution").breachedAt?.toString()]).toEqual([["breached resolution"], `${day}10:00:00Z`]);
  });
  test("a solution that comes too late is a breach, noticed then", () => {
    const { happened, of } = live([[`${day}09:00:00Z`, "asked", { level: one }], [`${day}10:00:01Z`, "changed", { status: statuses.solved }]]);
    expect([happened, of("resolution").breachedAt?.toString(), of("resolution").metAt?.toString()]).toEqual([["breached resolution"], `${day}10:00:00Z`, `${day}10:00:01Z`]);
  });
  test("the next look is at the earliest of them, and at none while all stand", () => {
    const begun = live([[`${day}09:00:00Z`, "asked", {}]]);
    expect(nextLook(begun.clocks)?.toString()).toBe(`${day}09:22:00Z`);
    expect(foremost(begun.clocks)).toMatchObject({ kind: "assignment" });
    const stopped = live([[`${day}09:00:00Z`, "asked", {}], [`${day}09:10:00Z`, "changed", { status: statuses.pending, assigned: true }]]);
    expect(nextLook(stopped.clocks)).toBeNull();
    expect(foremost(stopped.clocks)).toEqual({ kind: "first-reply", dueAt: null, warnAt: null, left: minutes(50) });
  });
  test("a clock that jumped back takes nothing away", () => {
    const { of, happened } = live([[`${day}09:00:00Z`, "asked", { level: one }], [`${day}08:00:00Z`, "changed", { status: statuses.pending }], [`${day}09:10:00Z`, "changed", { status: statuses.open }]]);
    expect([of("resolution").counted, happened]).toEqual([0, []]);
  });
});

// the oracle: a minute at a time ------------------------------------------------------------------------------------

type Wall = { date: string; time: string; weekday: number };
/** What the wall clock shows, asked of ICU once for each minute. */
function wallClock(timeZone: string): (epoch: number) => Wall {
  const formatter = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const seen = new Map<number, Wall>();
  return (epoch) => {
    const known = seen.get(epoch);
    if (known !== undefined) return known;
    const part = Object.fromEntries(formatter.formatToParts(epoch).map(({ type, value }) => [type, value]));
    const date = `${part["year"]}-${part["month"]}-${part["day"]}`;
    const wall = { date, time: `${part["hour"]}:${part["minute"]}`, weekday: new Date(`${date}T00:00:00Z`).getUTCDay() };
    seen.set(epoch, wall);
    return wall;
  };
}

/** Whether it shows open hours: knows nothing of how the rules reckon. */
function isOpenAt(hours: CalendarHours, wall: (epoch: number) => Wall, epoch: number): boolean {
  const { date, time, weekday } = wall(epoch);
  const names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
  const special = hours.holidays?.find((one) => one.date === date) ?? hours.holidays?.find((one) => one.date === date.slice(5));
  const within = (span: string, nextDay: boolean) => {
    const [from = "", to = ""] = span.split("-");
    const overnight = to <= from;
    return nextDay ? overnight && time < to : time >= from && (overnight || time < to);
  };
  if (special !== undefined) return (special.hours ?? []).some((span) => within(span, false));
  const today = hours.week[names[weekday] ?? "monday"] ?? [];
  const before = hours.week[names[(weekday + 6) % 7] ?? "monday"] ?? [];
  return today.some((span) => within(span, false)) || before.some((span) => within(span, true));
}

const zones = [
  ["Europe/Madrid", "2026-03-27T12:00:00Z", "2026-10-23T12:00:00Z"],
  ["Europe/Bucharest", "2026-03-27T12:00:00Z", "2026-10-23T12:00:00Z"],
  ["America/Santiago", "2026-04-03T12:00:00Z", "2026-09-04T12:00:00Z"],
  ["America/Mexico_City", "2022-04-01T12:00:00Z", "2022-10-28T12:00:00Z"],
  ["Europe/Madrid", "2028-02-27T12:00:00Z", "2026-12-30T12:00:00Z"],
] as const;
const span = fc.tuple(fc.integer({ min: 0, max: 47 }), fc.integer({ min: 0, max: 48 })).map(([a, b]) => {
  const text = (half: number) => `${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 === 0 ? "00" : "30"}`;
  return b === 48 ? `${text(a)}-24:00` : `${text(a)}-${text(b)}`;
});
const days = fc.array(span, { maxLength: 3 });
const holidayDates = ["2026-03-29", "10-25", "04-04", "2026-04-05", "09-06", "02-29", "2028-02-28", "01-01", "2022-04-03", "10-30", "12-31"];
const hoursIn = (timeZone: string): fc.Arbitrary<CalendarHours> =>
  fc.record({
    week: fc.record({ monday: days, tuesday: days, wednesday: days, thursday: days, friday: days, saturday: days, sunday: days }),
    holidays: fc.uniqueArray(fc.record({ date: fc.constantFrom(...holidayDates), hours: days }), { selector: ({ date }) => date, maxLength: 3 }),
  }).map(({ week, holidays }) => ({ timeZone, week, holidays }));

interface Step {
  after: number;
  does: "run" | "wait" | "third" | "hide" | "show" | "hours" | "hours-late" | "all-time" | "target" | "solve" | "look";
  minutes: number;
}
const step: fc.Arbitrary<Step> = fc.record({ after: fc.integer({ min: 0, max: 900 }), does: fc.constantFrom("run", "wait", "third", "hide", "show", "hours", "hours-late", "all-time", "target", "solve", "look"), minutes: fc.integer({ min: 1, max: 2000 }) });

describe("reckoned as by who looks at the wall clock every minute", () => {
  test.each(zones.flatMap(([zone, ...nights]) => nights.map((night) => [zone, night] as const)))("%s from %s on", (zone, begins) => {
    const wall = wallClock(zone);
    fc.assert(
      fc.property(hoursIn(zone), hoursIn(zone), fc.array(step, { minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 2000 }), (first, second, steps, promised) => {
        const start = at(begins);
        let now = start;
        const wide = { ...ticket({ assigned: true, answered: true, owed: false }), level: level({ resolution: target(promised, { calendar: calendar(first) }) }) };
        let state: TicketNow = { ...wide, status: statuses.open };
        let clocks = advance([], state, "changed", now).clocks;
        // the oracle's own account
        let hours: CalendarHours | null = first;
        let runs = true;
        let counted = 0;
        let goal = promised;
        const happened: string[] = [];
        for (const { after, does, minutes: amount } of steps) {
          // hours that were changed a while ago, and it is noticed only now
          const noticed = does === "hours-late" && hours !== null && runs ? Math.floor(after / 2) : after;
          for (let m = 0; m < noticed; m += 1) if (runs && (hours === null || isOpenAt(hours, wall, now.epochMilliseconds + minutes(m)))) counted += 1;
          if (does === "hours" || (does === "hours-late" && hours !== null)) {
            hours = hours === second ? first : second;
            const since = now.add({ minutes: noticed }).toString();
            const one = state.level?.targets.resolution ?? target(goal);
            state = { ...state, level: level({ resolution: { ...one, calendar: calendar(hours, since) } }) };
          }
          for (let m = noticed; m < after; m += 1) if (runs && (hours === null || isOpenAt(hours, wall, now.epochMilliseconds + minutes(m)))) counted += 1;
          now = now.add({ minutes: after });
          const one = state.level?.targets.resolution ?? target(goal);
          if (does === "run") state = { ...state, status: statuses.open };
          if (does === "wait") state = { ...state, status: statuses.pending };
          if (does === "third") state = { ...state, status: statuses.third };
          if (does === "solve") state = { ...state, status: statuses.solved };
          if (does === "hide") state = { ...state, unlisted: "spam" };
          if (does === "show") state = { ...state, unlisted: null };
          if (does === "all-time") {
            hours = null;
            state = { ...state, level: level({ resolution: { ...one, calendar: null } }) };
          }
          if (does === "target" && state.status.state !== "solved") {
            goal = amount;
            state = { ...state, level: level({ resolution: { ...one, minutes: amount } }) };
          }
          const done = advance(clocks, state, "changed", now);
          clocks = done.clocks;
          happened.push(...done.happened.map(({ what }) => what));
          runs = state.status.runsClocks && state.unlisted === null;
          const clock = clocks[0] ?? expect.fail("the clock is gone");
          expect(countedBy(clock, now) / 60_000, `${does} at ${now.toString()}`).toBe(counted);
          expect(clock.metAt !== null).toBe(state.status.state === "solved");
          // late is who has counted as much as was promised
          if (clock.segment.stopped === null) expect(clock.breachedAt !== null).toBe(counted >= clock.minutes);
          if (clock.segment.stopped === null && clock.dueAt !== null && clock.breachedAt === null) {
            let left = goal - counted;
            let minute = now.epochMilliseconds;
            for (; left > 0 && minute < now.epochMilliseconds + minutes(20_000); minute += 60_000) if (hours === null || isOpenAt(hours, wall, minute)) left -= 1;
            if (left === 0) expect(clock.dueAt.epochMilliseconds, "due").toBe(minute);
          }
        }
        expect(happened.filter((what) => what === "breached").length).toBeLessThanOrEqual(1 + steps.filter(({ does }) => does === "target").length);
      }),
      { numRuns: 20 },
    );
  });
});
