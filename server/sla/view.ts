import type { TicketClock } from "../../contract/service-levels.ts";
import { aheadOf, openHours, type DeskConfig } from "../desks/index.ts";
import type { Temporal } from "../platform/clock.ts";
import { countedBy, measured, type Clock } from "./rules.ts";
import { clocksOf, type ClockJson, type ClockWithLedger } from "./store.ts";

/** So many stretches of working time the browser is told of; it asks again long before they are over. */
const mostAhead = 60;

/** A ticket's clocks, the oldest first: for staff with what each ran and why it stood, for its customers without. */
export const viewTicketClocks = (rows: readonly ClockJson[], desk: Pick<DeskConfig, "statuses">, side: "staff" | "customer", now: Temporal.Instant): TicketClock[] =>
  clocksOf(rows).map((clock) => viewClock(clock, desk, side, now));

function viewClock(stored: ClockWithLedger, desk: Pick<DeskConfig, "statuses">, side: "staff" | "customer", now: Temporal.Instant): TicketClock {
  const clock = measured(stored, now);
  const counts = stored.calendarId === null ? "calendar" : "business";
  return {
    kind: clock.kind,
    state: clock.metAt !== null ? "met" : clock.segment.stopped === null ? "running" : "stopped",
    minutes: clock.minutes,
    counts,
    startedAt: clock.startedAt.toString(),
    dueAt: clock.dueAt?.toString() ?? null,
    warnAt: clock.warnAt?.toString() ?? null,
    metAt: clock.metAt?.toString() ?? null,
    breached: clock.breachedAt !== null || (clock.dueAt !== null && clock.dueAt.epochMilliseconds <= now.epochMilliseconds),
    left: clock.minutes * 60_000 - Math.round(countedBy(clock, now)),
    ahead: aheadOfClock(clock, now).map(({ from, to }) => ({ from: from.toString(), to: to.toString() })),
    ledger: side === "staff" ? ledgerOf(stored, desk, now) : [],
  };
}

function aheadOfClock({ dueAt, segment }: Clock, now: Temporal.Instant): { from: Temporal.Instant; to: Temporal.Instant }[] {
  if (dueAt === null || dueAt.epochMilliseconds <= now.epochMilliseconds) return [];
  return segment.version === null ? [{ from: now, to: dueAt }] : aheadOf(openHours(segment.version.hours, "UTC"), now, dueAt, mostAhead);
}

/** The segments that took time, each with what it counted or how long it stood. */
function ledgerOf(clock: ClockWithLedger, desk: Pick<DeskConfig, "statuses">, now: Temporal.Instant): TicketClock["ledger"] {
  return clock.segments.flatMap(({ from, until, stopped, statusId, counted }) => {
    const passed = (until === null ? now.epochMilliseconds : Date.parse(until)) - Date.parse(from);
    if (until !== null && passed <= 0) return [];
    const duration = stopped === null ? (counted ?? countedBy(clock, now) - clock.counted) : passed;
    return [{ from, until, stopped, status: desk.statuses.find(({ id }) => id === statusId)?.key ?? null, duration: Math.max(0, Math.round(duration)) }];
  });
}
