import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Temporal } from "../platform/clock.ts";
import { dayBounds, dayOf, nextShift, nextShiftEnd, planProblem, proposeFollowUp, shiftOn, slotMinutes, type ShiftPlan } from "./shift-rules.ts";

const madrid = "Europe/Madrid";
const at = (text: string) => Temporal.Instant.from(text);
const local = (instant: Temporal.Instant | undefined, zone = madrid) => instant?.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: "minute" });
const weekdays = [1, 2, 3, 4, 5];
/** Mondays to Fridays from nine to two and from four to seven. */
const split: ShiftPlan = {
  timeZone: madrid,
  week: weekdays.flatMap((day) => [{ day, from: "16:00", to: "19:00" }, { day, from: "09:00", to: "14:00" }]),
  exceptions: [],
};
const nights: ShiftPlan = { timeZone: madrid, week: [6, 7].map((day) => ({ day, from: "22:00", to: "06:00" })), exceptions: [] };

describe("C4 the next shift", () => {
  test.each<[string, ShiftPlan, string, string | undefined]>([
    ["is today's before it begins", split, "2026-03-02T06:00Z", "2026-03-02T09:00"],
    ["is tomorrow's once it has begun", split, "2026-03-02T08:00Z", "2026-03-03T09:00"],
    ["is tomorrow's in the break, which is no shift's end", split, "2026-03-02T14:00Z", "2026-03-03T09:00"],
    ["is Monday's on a Friday evening", split, "2026-03-06T19:00Z", "2026-03-09T09:00"],
    ["is at nine by the wall clock after summer time began", split, "2026-03-27T20:00Z", "2026-03-30T09:00"],
    ["is the next night's in the small hours of a night shift", nights, "2026-03-08T03:00Z", "2026-03-08T22:00"],
    ["passes over an absence", { ...split, exceptions: [{ from: "2026-03-03", until: "2026-03-05", spans: [], reason: "Vacaciones" }] }, "2026-03-02T10:00Z", "2026-03-06T09:00"],
    ["is as the day says, not the week", { ...split, exceptions: [{ from: "2026-03-07", until: "2026-03-07", spans: [{ from: "10:00", to: "12:00" }], reason: "Inventario" }] }, "2026-03-06T19:00Z", "2026-03-07T10:00"],
    ["is none where nobody works", { ...split, week: [] }, "2026-03-02T10:00Z", undefined],
  ])("%s", (_name, plan, now, next) => expect(local(nextShift(plan, at(now))?.start)).toBe(next));

  test("a night shift lasts seven hours when summer time begins, nine when it ends", () => {
    const hours = (day: string) => {
      const shift = shiftOn(nights, Temporal.PlainDate.from(day));
      return shift === null ? 0 : shift.end.since(shift.start).total("hours");
    };
    expect([hours("2026-03-28"), hours("2026-03-21"), hours("2026-10-24")]).toEqual([7, 8, 9]);
  });

  test("a shift ends after its last span; a night shift under way ends in the morning", () => {
    expect(local(nextShiftEnd(split, at("2026-03-02T14:30Z")) ?? undefined)).toBe("2026-03-02T19:00");
    expect(local(nextShiftEnd(split, at("2026-03-02T18:00Z")) ?? undefined)).toBe("2026-03-03T19:00");
    expect(local(nextShiftEnd(nights, at("2026-03-08T03:00Z")) ?? undefined)).toBe("2026-03-08T06:00");
  });
});

describe("C4 the time proposed", () => {
  test("is the first of the next shift with nothing planned in it", () => {
    const taken = ["2026-03-03T08:00Z", "2026-03-03T08:20Z"].map(at);
    expect(local(proposeFollowUp(split, madrid, at("2026-03-02T15:00Z"), []).at)).toBe("2026-03-03T09:00");
    expect(local(proposeFollowUp(split, madrid, at("2026-03-02T15:00Z"), taken).at)).toBe("2026-03-03T09:30");
  });
  test("is the next working day at nine where no shifts are kept", () => {
    expect(proposeFollowUp(null, madrid, at("2026-03-06T15:00Z"), [])).toEqual({ at: at("2026-03-09T08:00Z"), basis: "working-day" });
    expect(local(proposeFollowUp(null, madrid, at("2026-03-27T20:00Z"), []).at)).toBe("2026-03-30T09:00");
  });
});

// zones with changes by an hour, by half an hour, without any, on both hemispheres, and with a day that never was
const zone = fc.constantFrom(madrid, "America/Sao_Paulo", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago", "Pacific/Apia");
const clock = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom("00", "15", "30", "59")).map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${minute}`);
const clockSpan = fc.record({ from: clock, to: clock });
const day = fc.date({ min: new Date("2011-01-01"), max: new Date("2029-12-31"), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
const plans: fc.Arbitrary<ShiftPlan> = fc.record({
  timeZone: zone,
  week: fc.array(fc.record({ day: fc.integer({ min: 1, max: 7 }), from: clock, to: clock }), { maxLength: 10 }),
  exceptions: fc.array(fc.tuple(day, fc.integer({ min: 0, max: 20 }), fc.array(clockSpan, { maxLength: 3 })).map(([from, days, spans]) => ({ from, until: Temporal.PlainDate.from(from).add({ days }).toString(), spans, reason: "" })), { maxLength: 3 }),
});
const instants = fc.date({ min: new Date("2011-01-01"), max: new Date("2029-12-31"), noInvalidDate: true }).map((date) => Temporal.Instant.fromEpochMilliseconds(date.getTime()));
const compare = Temporal.Instant.compare;

describe("C4 whatever the plan, zone and moment", () => {
  test("a shift's spans are in order, apart, and not empty", () => {
    fc.assert(
      fc.property(plans, day, (plan, date) => {
        const shift = shiftOn(plan, Temporal.PlainDate.from(date));
        for (const [n, span] of (shift?.spans ?? []).entries()) {
          expect(compare(span.start, span.end)).toBe(-1);
          const next = shift?.spans[n + 1];
          if (next !== undefined) expect(compare(span.end, next.start)).toBe(-1);
        }
      }),
    );
  });

  test("the next shift is ahead, and none begins before it", () => {
    fc.assert(
      fc.property(plans, instants, (plan, now) => {
        const next = nextShift(plan, now);
        const days = Array.from({ length: 12 }, (_, n) => dayOf(now, plan.timeZone).add({ days: n - 2 }));
        const ahead = days.flatMap((one) => shiftOn(plan, one) ?? []).filter((shift) => compare(shift.start, now) > 0);
        for (const shift of ahead) expect(next !== null && compare(next.start, shift.start) <= 0).toBe(true);
        if (next !== null) expect(compare(next.start, now)).toBe(1);
      }),
    );
  });

  test("a shift begins at the hour the plan says, or later by what the clocks skip", () => {
    fc.assert(
      fc.property(plans, day, (plan, date) => {
        const of = Temporal.PlainDate.from(date);
        const start = shiftOn({ ...plan, exceptions: [] }, of)?.start;
        if (start === undefined) return;
        const wall = start.toZonedDateTimeISO(plan.timeZone).toPlainDateTime();
        const wanted = plan.week.filter((span) => span.day === of.dayOfWeek).map((span) => of.toPlainDateTime(Temporal.PlainTime.from(span.from)));
        // Samoa left out a whole day in 2011
        expect(wanted.some((one) => [0, 0.5, 1, 24].includes(wall.since(one).total("hours")))).toBe(true);
      }),
    );
  });

  test("what is proposed is ahead, inside the next shift, and free where a slot is", () => {
    fc.assert(
      fc.property(plans, instants, fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }), (plan, now, offsets) => {
        const shift = nextShift(plan, now);
        const taken = shift === null ? [] : offsets.map((n) => shift.start.add({ minutes: n * slotMinutes }));
        const { at: proposed, basis } = proposeFollowUp(plan, plan.timeZone, now, taken);
        expect(compare(proposed, now)).toBe(1);
        expect(basis).toBe(shift === null ? "working-day" : "shift");
        if (shift !== null) expect(shift.spans.some((span) => compare(span.start, proposed) <= 0 && compare(proposed, span.end) < 0)).toBe(true);
      }),
    );
  });

  test("every moment is in one day, and days follow each other", () => {
    fc.assert(
      fc.property(zone, instants, (timeZone, now) => {
        const today = dayOf(now, timeZone);
        const { start, end } = dayBounds(today, timeZone);
        expect(compare(start, now) <= 0 && compare(now, end) < 0).toBe(true);
        expect(dayBounds(today.add({ days: 1 }), timeZone).start.equals(end)).toBe(true);
      }),
    );
  });
});

test("a plan in no zone, or an absence that ends before it begins, is named", () => {
  expect(planProblem({ ...split, timeZone: "Mars/Olympus" })).toBe("/timeZone");
  expect(planProblem({ ...split, exceptions: [{ from: "2026-03-05", until: "2026-03-04", spans: [], reason: "" }] })).toBe("/exceptions/0/until");
  expect(planProblem(split)).toBeNull();
});
