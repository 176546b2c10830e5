import type { EventType } from "../../contract/events.ts";
import { minutesOf, ruleEvents, type RuleEvent, type RuleWhen } from "../../contract/rules.ts";
import type { DeskConfig, DeskRule } from "../desks/index.ts";
import type { RecordedEvent } from "../platform/work.ts";
import type { MomentOf } from "../tickets/index.ts";

/** A recorded fact as far as rules look at it. */
export type Fact = Pick<RecordedEvent<EventType>, "type"> & { data: object };

/** Is this fact one of that event's? */
export function isOf(event: RuleEvent, { type, data }: { type: string; data: object }): boolean {
  const { types, of = {} }: { types: readonly string[]; of?: Record<string, string | boolean> } = ruleEvents[event];
  const held = new Map(Object.entries(data));
  return types.includes(type) && Object.entries(of).every(([key, value]) => held.get(key) === value);
}

/** Does a rule wait for this fact? */
export function follows(when: RuleWhen, fact: { type: string; data: object }): boolean {
  if (!("event" in when) || !isOf(when.event, fact)) return false;
  if (when.to === undefined) return true;
  const data = new Map(Object.entries(fact.data));
  return when.to.includes(String(data.get(fact.type === "ticket.field-changed" ? "field" : "to")));
}

/** The rules of a desk that are switched on, in their order. */
export const rulesOn = (desk: DeskConfig): DeskRule[] => desk.rules.filter((rule) => !rule.archived && rule.settings.off !== true);

/** Whether anything of the desk waits for the fact, so that most facts cost nothing. */
export const isFollowed = (desk: DeskConfig, fact: { type: string; data: object }): boolean =>
  rulesOn(desk).some(({ settings }) => follows(settings.when, fact)) || desk.webhooks.some(({ off, events }) => !off && events.some((event) => isOf(event, fact)));

/** What a rule that keeps to a time counts from; null: it keeps to none. What is archived leads to nobody. */
export function momentIn(desk: DeskConfig, when: RuleWhen): MomentOf | null {
  if ("inStatus" in when) return { since: "status", statusIds: desk.statuses.filter(({ key }) => when.inStatus.includes(key)).map(({ id }) => id), minutes: minutesOf(when.for) };
  if (!("date" in when)) return null;
  const minutes = "before" in when ? -minutesOf(when.before) : minutesOf(when.after);
  const field = /^field:(.*)$/.exec(when.date)?.[1];
  if (field !== undefined) return { since: "field", field, timeZone: desk.timeZone, minutes };
  return { since: when.date === "due" ? "due" : when.date === "created" ? "created" : "customer-wrote", minutes };
}

/** More mails to one address within a minute are a flood. */
export const mailsAMinute = 100;
/** One rule runs so often on one ticket within an hour; more is a loop that leaves the house and comes back. */
export const runsAnHour = 30;
