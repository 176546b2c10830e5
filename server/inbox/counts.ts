import { parseQuery } from "../../contract/query.ts";
import { defaultViews, mostCounted, type ViewCounts } from "../../contract/views.ts";
import type { Condition } from "../../contract/conditions.ts";
import type { DeskConfig, DeskSet } from "../desks/index.ts";
import { query, type Db } from "../platform/db.ts";
import type { Person } from "../platform/work.ts";
import { scopeOf, type Scope } from "../tickets/index.ts";
import { compile, isOpenOnly, openSql, parameters, type Parameters } from "./conditions.ts";
import { scopeFilter, shelves, wordsSql } from "./list.ts";

/** Of what no index answers, so many of the newest tickets are looked at; where there are more, the count says "or more". */
const window = 10_000;

/**
 * How many tickets each of some views holds, up to 1,000, in one round trip. No count walks more than the window, so it
 * costs the same however many tickets there are.
 */
export async function countViews(db: Db, desks: DeskSet, person: Person, desk: DeskConfig, saved: readonly { id: number; q: string }[]): Promise<ViewCounts["items"]> {
  const wanted = [...defaultViews.map((view) => ({ view: view.key as string, q: view.q as string })), ...saved.map(({ id, q }) => ({ view: String(id), q }))];
  const p = parameters();
  const scope = scopeOf(person);
  const counts = wanted.map(({ q }) => countSql(q, desks, person, desk, scope, p));
  const replan = counts.some(({ searching }) => searching) ? "/* replan */ " : "";
  const [row] = await query<{ counts: { count: number; more: boolean }[] }>(db, `${replan}select json_build_array(${counts.map(({ text }) => text).join(", ")}) as counts`, p.values);
  return wanted.map(({ view }, n) => ({ view, count: row?.counts[n]?.count ?? 0, more: row?.counts[n]?.more ?? false }));
}

function countSql(q: string, desks: DeskSet, person: Person, desk: DeskConfig, scope: Scope, p: Parameters): { text: string; searching: boolean } {
  const parsed = parseQuery(q, person.email);
  // a view that was saved before the language of searches changed
  if ("part" in parsed) return { text: `json_build_object('count', 0, 'more', false)`, searching: false };
  const parts = parsed.condition.all;
  const context = { desks, side: "staff" as const, reader: person.id, staff: () => "true" };
  const words = parts.filter((part) => "words" in part);
  // the partial indexes know these, so every row that is walked counts
  const served = (part: Condition) => isOpenOnly([part], desks) && isWholeOpen(part);
  const assigned = parts.filter((part) => "in" in part && part.field === "assignee" && !part.in.includes("none"));
  const queued = parts.filter((part) => "in" in part && part.field === "queue");
  const walked = [...parts.filter(served), ...assigned, ...queued];
  const rest = parts.filter((part) => !walked.includes(part) && !("words" in part)).map((part) => compile(part, context, p));
  if (words.length > 0) rest.push(wordsSql(words, parsed.identifiers, context, p));
  const base = [
    `t.desk_id = ${p.add(desk.id)}`,
    shelves[parsed.shelf],
    scopeFilter(scope, p),
    ...(isOpenOnly(parts, desks) ? [openSql] : []),
    ...[...assigned, ...queued].map((part) => compile(part, context, p)),
  ].join(" and ");
  const counted = (from: string) => `(select count(*) from (select from ${from} limit ${mostCounted}) counted)`;
  const object = (count: string, more: string) => `(select json_build_object('count', n, 'more', n >= ${mostCounted} or ${more}) from (select ${count} as n) c)`;
  // a search has its own index, and starts there
  if (rest.length === 0) return { text: object(counted(`tickets t where ${base}`), "false"), searching: false };
  if (words.length > 0) return { text: object(counted(`tickets t where ${[base, ...rest].join(" and ")}`), "false"), searching: true };
  const newest = `select t.* from tickets t where ${base} order by t.updated_at desc, t.id desc`;
  return { text: object(counted(`(${newest} limit ${window}) t where ${rest.join(" and ")}`), `exists (${newest} offset ${window} limit 1)`), searching: false };
}

/** `state:open` and nothing narrower. */
const isWholeOpen = (part: Condition): boolean => "in" in part && part.field === "state" && part.in.length === 4;
