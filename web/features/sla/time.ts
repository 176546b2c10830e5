import type { RowClock, TicketClock } from "../../../contract/service-levels.ts";
import { unit } from "../../lib/format.ts";

const minute = 60_000;

/** Milliseconds that are left of a clock at an instant; below zero: since so long it is late, by the wall clock. */
export function leftOf(clock: Pick<TicketClock, "state" | "dueAt" | "left" | "ahead">, now: number): number {
  if (clock.state !== "running" || clock.dueAt === null) return clock.left;
  const due = Date.parse(clock.dueAt);
  if (now >= due) return due - now;
  return clock.ahead.reduce((sum, { from, to }) => sum + Math.max(0, Date.parse(to) - Math.max(now, Date.parse(from))), 0);
}

export type Urgency = "calm" | "near" | "late" | "stopped" | "met";
/** How much a clock asks for attention. */
export function urgencyOf({ dueAt, warnAt }: Pick<RowClock, "dueAt" | "warnAt">, now: number): Urgency {
  if (dueAt === null) return "stopped";
  if (Date.parse(dueAt) <= now) return "late";
  return warnAt !== null && Date.parse(warnAt) <= now ? "near" : "calm";
}

/** "2 h 10 min", "3 d 4 h": the two largest units; what is less than a minute is one. Working time has no days: they would be of eight hours. */
export function spanWords(milliseconds: number, days: boolean): string {
  if (milliseconds === 0) return unit(0, "minute");
  const all = Math.max(1, Math.round(Math.abs(milliseconds) / minute));
  const parts: [number, "day" | "hour" | "minute"][] = [[days ? Math.floor(all / 1440) : 0, "day"], [Math.floor((days ? all % 1440 : all) / 60), "hour"], [all % 60, "minute"]];
  const first = parts.findIndex(([value]) => value > 0);
  return parts.slice(first, first + 2).flatMap(([value, of]) => (value === 0 ? [] : [unit(value, of)])).join(" ");
}
/** "45 min", "3 h", "2 d": what fits a list; rounded down, so that it is never more than there is. */
export function shortSpan(milliseconds: number): string {
  const all = Math.max(1, Math.floor(Math.abs(milliseconds) / minute));
  return all < 60 ? unit(all, "minute") : all < 48 * 60 ? unit(Math.floor(all / 60), "hour") : unit(Math.floor(all / 1440), "day");
}
