import { matches, type Facts } from "../../contract/conditions.ts";
import { clockKinds, levelCondition, type Target } from "../../contract/service-levels.ts";
import type { DeskConfig, DeskServiceLevel } from "../desks/index.ts";
import type { LevelNow, TargetNow } from "./rules.ts";

/** What a level can be chosen by. */
export type LevelFacts = Pick<Facts, "type" | "priority" | "queue" | "location" | "organization" | "requester" | "source" | "tags" | "fields">;

/** The rest of what there is to know of a ticket: no level asks for it (`levelFields`). */
const unasked: Omit<Facts, keyof LevelFacts> = {
  desk: "", status: "", state: "", assignee: null, involves: [], number: 0, created: "", updated: "", due: null, is: [], has: [], approval: null, followups: 0, followedUp: [], clocks: [], text: [],
  solved: null, replied: null, reopened: null, rating: null, satisfaction: null, solver: null, rated: null,
};

export const levelsInUse = (desk: Pick<DeskConfig, "serviceLevels">): DeskServiceLevel[] => desk.serviceLevels.filter(({ archived }) => !archived);

/** The first level whose condition the ticket meets; null: nothing is promised. */
export function levelOf(desk: Pick<DeskConfig, "serviceLevels" | "calendars">, facts: LevelFacts): LevelNow | null {
  const level = levelsInUse(desk).find(({ settings }) => {
    const read = levelCondition(settings.q);
    return "condition" in read && matches(read.condition, { ...unasked, ...facts });
  });
  return level === undefined ? null : { id: level.id, targets: targetsOf(desk, level) };
}

function targetsOf(desk: Pick<DeskConfig, "calendars">, { settings }: DeskServiceLevel): LevelNow["targets"] {
  // what was archived since still says when the desk works
  const calendar = desk.calendars.find(({ key }) => key === settings.calendar);
  return Object.fromEntries(
    clockKinds.flatMap((kind) => {
      const target = settings.targets[kind];
      return target === undefined ? [] : [[kind, targetNow(target, calendar === undefined ? null : { id: calendar.id, version: calendar.version })]];
    }),
  );
}

const targetNow = ({ minutes, counts, warnBefore, escalates }: Target, calendar: TargetNow["calendar"]): TargetNow => ({
  minutes,
  warnBefore: warnBefore ?? Math.round(minutes / 4),
  escalates: escalates ?? false,
  calendar: counts === "calendar" ? null : calendar,
});
