import { normalise, saysSo, type Condition } from "../../contract/conditions.ts";
import type { DeskSet } from "../desks/index.ts";
import { query, type Db } from "../platform/db.ts";
import { scopeOf } from "../tickets/index.ts";
import type { Actor } from "../platform/work.ts";
import { compile, parameters } from "./conditions.ts";
import { scopeFilter } from "./list.ts";
import { loadSearchTexts } from "./search-texts.ts";

/** Of these tickets, those that meet the condition and that the actor sees. */
export async function selectSeen(db: Db, desks: DeskSet, actor: Actor, condition: Condition, tickets: readonly number[]): Promise<number[]> {
  if (tickets.length === 0) return [];
  const p = parameters();
  // how many there are is kept from the planner, which else would plan for each number anew
  const where = `t.id = any((select ${p.add(tickets)}::bigint[])::bigint[]) and t.listed and ${compile(condition, { desks, side: "staff", staff: () => "true" }, p)} and ${scopeFilter(scopeOf(actor), p)}`;
  return (await query<{ id: number }>(db, `select t.id from tickets t where ${where}`, p.values)).map(({ id }) => id);
}

/**
 * Of these tickets, those that meet the condition as it is judged in the very transaction: what they say is read from their
 * messages, since search may know it only a moment later.
 */
export async function selectNow(db: Db, desks: DeskSet, condition: Condition, tickets: readonly number[]): Promise<number[]> {
  const system: Actor = { kind: "system", via: "rule" };
  if (!asksForTexts(condition)) return selectSeen(db, desks, system, condition, tickets);
  const met: number[] = [];
  for (const { ticketId, ...texts } of await loadSearchTexts(db, tickets, desks)) {
    const words = normalise([...texts.public, ...texts.staff].join(" \n "));
    const settled = withTexts(condition, { words, files: texts.files.staff });
    // most rules wait for words that most tickets do not say: nothing more is asked of the database then
    if (isNever(settled)) continue;
    met.push(...(await selectSeen(db, desks, system, settled, [ticketId])));
  }
  return met;
}

const asksForTexts = (condition: Condition): boolean => {
  if ("all" in condition) return condition.all.some(asksForTexts);
  if ("any" in condition) return condition.any.some(asksForTexts);
  if ("not" in condition) return asksForTexts(condition.not);
  return "words" in condition || ("in" in condition && condition.field === "has");
};

const always: Condition = { all: [] };
const never: Condition = { any: [] };
const isNever = (condition: Condition): boolean => ("any" in condition ? condition.any.every(isNever) : "all" in condition && condition.all.some(isNever));
/** What the texts settle, settled. */
function withTexts(condition: Condition, texts: { words: readonly string[]; files: boolean }): Condition {
  const inner = (part: Condition) => withTexts(part, texts);
  if ("all" in condition) return { all: condition.all.map(inner) };
  if ("any" in condition) return { any: condition.any.map(inner) };
  if ("not" in condition) return { not: inner(condition.not) };
  if ("words" in condition) return saysSo(condition, texts.words) ? always : never;
  if ("in" in condition && condition.field === "has") return { any: [...(texts.files && condition.in.includes("attachment") ? [always] : []), { field: "has", in: condition.in.filter((value) => value !== "attachment") }] };
  return condition;
}
