import type { Configuration } from "../../contract/configuration.ts";
import type { Gate } from "../../contract/gates.ts";
import { Temporal } from "../platform/clock.ts";

type Full = Configuration["definition"];
type Wrong = (path: string, key: string, params?: Record<string, string | number>) => void;

/** Days count 24 hours here: only which comes first is asked. */
const minutesOf = (delay: string): number => Temporal.Duration.from(delay).total({ unit: "minutes", relativeTo: Temporal.PlainDate.from("2000-01-01") });
const longest = 2 * 365 * 24 * 60;

/** What is wrong with how statuses are reached and left by themselves: gates that name nothing, reminders out of order, an end that is none. */
export function waitingMistakes(desk: Full, wrong: Wrong): void {
  const roles = new Set(desk.roles.map((role) => role.key));
  const fields = new Set(desk.fields.filter((field) => field.on === undefined || field.on === "ticket").map((field) => field.key));
  const gated = new Set(desk.statuses.filter((status) => (status.gates ?? []).length > 0).map((status) => status.key));
  const judgeGates = (gates: readonly Gate[] | undefined, at: string) =>
    gates?.forEach((gate, n) => {
      if (gate.kind === "field" && !fields.has(gate.field)) wrong(`${at}/${n}/field`, "unknown-key", { key: gate.field });
      if (gate.kind === "role") gate.roles.forEach((key, m) => roles.has(key) || wrong(`${at}/${n}/roles/${m}`, "unknown-key", { key }));
    });

  desk.types.forEach((type, n) => judgeGates(type.sets?.gates, `/types/${n}/sets/gates`));
  desk.statuses.forEach((status, n) => {
    const at = `/statuses/${n}`;
    judgeGates(status.gates, `${at}/gates`);
    // what must be met would stand in the way of a mail
    for (const after of ["afterCustomerMessage", "afterSideAnswer"] as const) {
      const to = status[after];
      if (to != null && gated.has(to)) wrong(`${at}/${after}`, "target-gated");
    }
    const { waiting } = status;
    if (waiting === undefined) return;
    if (status.state === "closed") wrong(`${at}/waiting`, "waiting-final");
    const { reminders = [], end } = waiting;
    const delays = [...reminders, ...(end === undefined ? [] : [end.after])];
    delays.forEach((delay, m) => {
      const path = m < reminders.length ? `${at}/waiting/reminders/${m}` : `${at}/waiting/end/after`;
      const minutes = minutesOf(delay);
      if (minutes === 0 || minutes > longest) wrong(path, "waiting-delay");
      else if (m > 0 && minutes <= minutesOf(delays[m - 1] ?? delay)) wrong(path, m < reminders.length ? "waiting-order" : "waiting-end-early");
    });
    judgeGates(end?.gates, `${at}/waiting/end/gates`);
    if (end?.to === undefined) return;
    const to = desk.statuses.find((one) => one.key === end.to);
    if (to === undefined) wrong(`${at}/waiting/end/to`, "unknown-key", { key: end.to });
    else if (to.key === status.key || !(to.state === "closed" || (to.state === "solved" && status.state !== "solved"))) wrong(`${at}/waiting/end/to`, "waiting-end-status");
  });
}
