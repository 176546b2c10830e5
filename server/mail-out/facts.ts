import type { Language } from "../../contract/common.ts";
import type { ClosingKind } from "../../contract/waiting.ts";
import { Temporal } from "../platform/clock.ts";
import { dayAndTime } from "../platform/dates.ts";

/** What a letter may speak of. Moments are written in its language and the desk's time zone, which they name; a function is told the language. */
export type Fact = string | number | boolean | null | undefined | Temporal.Instant | ((lang: Language) => Fact) | readonly Fact[] | { readonly [name: string]: Fact };

/** The fact as templates are given it: plain values. What has a name is written as its name: `{{ agent }}` is `{{ agent.name }}`. */
export function spoken(fact: Fact, lang: Language, timeZone: string): unknown {
  if (typeof fact === "function") return spoken(fact(lang), lang, timeZone);
  if (fact instanceof Temporal.Instant) return dayAndTime(lang, "named", timeZone, fact.epochMilliseconds);
  if (isList(fact)) return fact.map((one) => spoken(one, lang, timeZone));
  if (typeof fact !== "object" || fact === null) return fact;
  const told: Record<string, unknown> = Object.fromEntries(Object.entries(fact).map(([name, one]) => [name, spoken(one, lang, timeZone)]));
  return "name" in told ? Object.defineProperty(told, "toString", { value: () => String(told["name"] ?? ""), enumerable: false }) : told;
}
const isList = (fact: Fact): fact is readonly Fact[] => Array.isArray(fact);

/** How the ticket ends by itself unless its customer writes: what ends it has set the date. `links`: to the two answers, the receiver's own. */
export type Ending = {
  at: Temporal.Instant;
  how: ClosingKind;
  links: { help: string; solved: string } | null;
};
