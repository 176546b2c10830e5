import { colleagues, fieldAsked, none, type Condition, type KeyField } from "../../contract/conditions.ts";
import { openStates, priorities } from "../../contract/desks.ts";
import type { DeskSet } from "../desks/index.ts";
import { addressKey } from "../people/index.ts";
import { publicMoment } from "./public-moment.ts";

/** Collects the values of a statement and names them. */
export interface Parameters {
  values: unknown[];
  /** @returns `$n` */
  add(value: unknown): string;
}
export function parameters(): Parameters {
  const values: unknown[] = [];
  return { values, add: (value) => `$${values.push(value)}` };
}

/** What SQL needs to read a condition: which ids stand behind the keys, and which of the two texts may be searched. */
export interface CompileContext {
  desks: DeskSet;
  side: "public" | "staff";
  /** whose reading counts for `is:unread`; absent or null: nobody's */
  reader?: number | null;
  /** organizations whose people's tickets are `involves:colleagues`; absent: none */
  sharing?: readonly number[];
  /** SQL that says of which tickets the reader sees the staff side: what customers do not see they cannot search by */
  staff: () => string;
}

/** The condition as SQL on tickets `t`. Every value is a parameter. */
export function compile(condition: Condition, context: CompileContext, p: Parameters): string {
  if ("all" in condition) return join(condition.all.map((part) => compile(part, context, p)), " and ", "true");
  if ("any" in condition) return join(condition.any.map((part) => compile(part, context, p)), " or ", "false");
  if ("not" in condition) return `not coalesce(${compile(condition.not, context, p)}, false)`;
  if ("words" in condition) {
    return `exists (select from ticket_search s where s.ticket_id = t.id and s.${context.side} @@ ${tsquery(condition, p)})`;
  }
  if ("atLeast" in condition) {
    const counted = { followups: "t.follow_up_count", rating: "(select v.rating from reviews v where v.ticket_id = t.id)", satisfaction: "(select g.score from ratings g where g.ticket_id = t.id)" }[condition.field];
    return `(${context.staff()} and ${counted} >= ${p.add(condition.atLeast)})`;
  }
  if ("in" in condition) return compileKeys(condition.field, condition.in, context, p);
  if ("followedUp" in condition) return followedUpSql(condition.followedUp, context, p);
  if ("clock" in condition) {
    const { kind, outcome, from, before } = condition.clock;
    return `(${context.staff()} and t.id in (select c.ticket_id from clocks c where c.kind = ${p.add(kind)} and c.level_id is not null and c.breached_at is ${outcome === "met" ? "" : "not "}null
      and coalesce(c.breached_at, c.met_at) >= ${p.add(from)} and coalesce(c.breached_at, c.met_at) < ${p.add(before)}))`;
  }
  const compared = (column: string) => ("before" in condition ? `${column} < ${p.add(condition.before)}` : `${column} >= ${p.add(condition.from)}`);
  switch (condition.field) {
    case "created":
      return compared("t.created_at");
    case "updated":
      return compared(context.side === "public" ? publicMoment : "t.updated_at");
    case "due":
      return compared("t.next_due_at");
    case "solved":
      return compared("t.solved_at");
    case "replied":
      return `t.id in (select f.id from ticket_facts f where ${compared("f.first_reply_at")})`;
    case "rated":
      // how somebody was rated is for staff
      return `(${context.staff()} and t.id in (select g.ticket_id from ratings g where ${compared("g.rated_at")}))`;
    case "reopened":
      return `t.id in (select f.id from ticket_facts f where ${compared("f.reopened_at")})`;
  }
}

/** Of a merged ticket's follow-ups its root tells. */
function followedUpSql({ by, from, before, reached }: { by: string | null; from: string; before: string; reached: boolean }, { staff }: CompileContext, p: Parameters): string {
  const who = by === null ? "" : ` and u.done_by in (select person_id from addresses where address = ${p.add(addressKey(by))})`;
  const done = `select u.ticket_id from follow_ups u where u.state = 'done' and u.done_at >= ${p.add(from)} and u.done_at < ${p.add(before)}${who}${reached ? " and u.outcome = 'reached'" : ""}`;
  return `(${staff()} and (t.id in (${done}) or t.family && array(${done})))`;
}

export interface SearchedWords {
  words: readonly string[];
  phrase: boolean | "begins";
}

/** Words as prefixes, all of them; a phrase as exact words in order, the last of one that only begins so as a prefix. Words hold letters and digits only. */
export function tsquery({ words, phrase }: SearchedWords, p: Parameters, exactly = false): string {
  const open = (n: number) => !exactly && (phrase === false || (phrase === "begins" && n === words.length - 1));
  const text = words.map((word, n) => `'${word}'${open(n) ? ":*" : ""}`).join(phrase === false ? " & " : " <-> ");
  return `to_tsquery('simple', ${p.add(text)})`;
}

const join = (parts: string[], by: string, empty: string) => (parts.length === 0 ? empty : `(${parts.join(by)})`);

function compileKeys(field: KeyField, values: readonly string[], context: CompileContext, p: Parameters): string {
  const { desks, staff } = context;
  const ids = (list: "statuses" | "queues" | "types") =>
    p.add(desks.all.flatMap((desk) => desk[list].filter((entry) => values.includes(entry.key)).map((entry) => entry.id)));
  const orEmpty = (column: string, condition: string) => (values.includes(none) ? `(${column} is null or ${condition})` : condition);
  const people = (list: readonly string[]) => `(select person_id from addresses where address = any(${p.add(list.map(addressKey))})${byPhone(list, p)})`;
  switch (field) {
    case "desk":
      return `t.desk_id = any(${p.add(desks.all.filter((desk) => values.includes(desk.key)).map((desk) => desk.id))})`;
    case "status":
      return `t.status_id = any(${ids("statuses")})`;
    case "state":
      return `t.state = any(${p.add(values)})`;
    case "queue":
      return `t.queue_id = any(${ids("queues")})`;
    case "location": {
      const wanted = p.add(values.map((value) => value.toLowerCase()));
      return orEmpty("t.location_id", `t.location_id in (select b.id from branches b where lower(b.name) = any(${wanted}) or lower(b.code) = any(${wanted}) or '#' || b.id = any(${wanted}))`);
    }
    case "type":
      return orEmpty("t.type_id", `t.type_id = any(${ids("types")})`);
    case "priority":
      return `t.priority = any(${p.add(values.map((value) => priorities.findIndex((priority) => priority === value) + 1))})`;
    case "tag":
      return `(${staff()} and (exists (select from unnest(t.tags) tag where lower(tag) in (select lower(value) from unnest(${p.add(values.filter((value) => value !== none))}::text[]) value))${values.includes(none) ? " or t.tags = '{}'" : ""}))`;
    case "source":
      return `t.source = any(${p.add(values)})`;
    case "assignee":
      return orEmpty("t.assignee_id", `(${staff()} and t.assignee_id in ${people(values)})`);
    case "solver":
      return `(${staff()} and ${orEmpty("(select g.agent_id from ratings g where g.ticket_id = t.id)", `t.id in (select g.ticket_id from ratings g where g.agent_id in ${people(values)})`)})`;
    case "requester":
      return `t.requester_id in ${people(values)}`;
    case "organization":
      return `(${staff()} and ${organizationSql(values, p)})`;
    case "involves":
      return `(t.requester_id in ${people(values)} or ${values.includes(colleagues) ? `t.requester_id in ${colleaguesSql(context.sharing ?? [], p)} or ` : ""} exists (select from watchers w where w.ticket_id = t.id and w.side = 'customer' and w.person_id in ${people(values)}))`;
    case "is":
      return `(${staff()} and ${join(values.flatMap((value) => (value in markSql ? [markSql[value as keyof typeof markSql](context, p)] : [])), " or ", "false")})`;
    case "has":
      return join(values.flatMap((value) => possessionSql(value, context)), " or ", "false");
    case "approval":
      return `(${staff()} and ${orEmpty("t.approval", `t.approval = any(${p.add(values)})`)})`;
    case "field":
      return `(${staff()} and ${join(values.map((value) => fieldSql(value, p)), " or ", "false")})`;
    case "number":
      return `t.id = any(${p.add(values.filter((value) => /^\d{1,15}$/.test(value)).map(Number))})`;
  }
}

/** The people of organizations that show their people each other's requests. */
export const colleaguesSql = (sharing: readonly number[], p: Parameters): string => `(select h.id from people h where h.organization_id = any(${p.add(sharing)}))`;

/** One that was merged into another belongs to both. */
function organizationSql(values: readonly string[], p: Parameters): string {
  const wanted = p.add(values.filter((value) => value !== none).map((value) => value.toLowerCase()));
  const members = `with recursive down as (select o.id from organizations o where lower(o.name) = any(${wanted}) or '#' || o.id = any(${wanted}) union select o.id from organizations o join down on o.merged_into = down.id) select id from down`;
  const known = `t.requester_id in (select h.id from people h where h.organization_id in (${members}))`;
  return values.includes(none) ? `(${known} or t.requester_id in (select h.id from people h where h.organization_id is null))` : known;
}

/** A field holds the value, or one of its choices is it; or it holds nothing. */
function fieldSql(asked: string, p: Parameters): string {
  const { key, value } = fieldAsked(asked);
  const held = `t.fields -> ${p.add(key)}::text`;
  if (value === none) return `(${held} is null or ${held} in ('null', '[]'))`;
  const wanted = `${p.add(value)}::text`;
  return `case jsonb_typeof(${held}) when 'array' then (${held}) ? ${wanted} else (${held}) #>> '{}' = ${wanted} end`;
}

/**
 * Somebody else's message came since the reader last opened the ticket; one that was never opened is new to them while
 * there is something to do, unless they wrote it. The same as the row of a list tells.
 */
export const unreadSql = (reader: string, seen: string) =>
  `case when ${seen} is not null then t.message_count > ${seen} else ${openSql} and not (t.message_count = 1 and t.created_by is not distinct from ${reader}) end`;

const markSql = {
  flagged: () => "t.flagged_at is not null",
  escalated: () => "t.escalation > 0",
  "first-call": () => "t.id in (select f.id from ticket_facts f where f.first_call)",
  unread: ({ reader }: CompileContext, p: Parameters) => {
    const me = `${p.add(reader ?? null)}::bigint`;
    return unreadSql(me, `(select messages from ticket_reads where person_id = ${me} and ticket_id = t.id)`);
  },
};

/** Known once the ticket is indexed. */
function possessionSql(value: string, { side, staff }: CompileContext): string[] {
  if (value === "attachment") return [`exists (select from ticket_search s where s.ticket_id = t.id and s.${side}_files)`];
  return value === "note" ? [`(${staff()} and exists (select from messages m where m.ticket_id = t.id and m.kind = 'note'))`] : [];
}

/** Who has no address is asked for by their phone, as tickets tell it. */
function byPhone(list: readonly string[], p: Parameters): string {
  const phones = list.filter((value) => /^\+?\d{3,20}$/.test(value));
  if (phones.length === 0) return "";
  return ` union all select n.person_id from phones n where n.number = any(${p.add(phones)}) and not exists (select from addresses a where a.person_id = n.person_id)`;
}

/** The literal by which PostgreSQL knows the partial indexes of open tickets. */
export const openSql = `t.state in (${openStates.map((state) => `'${state}'`).join(", ")})`;

/** Do all parts together leave open tickets only? Then the partial indexes serve. */
export function isOpenOnly(parts: readonly Condition[], desks: DeskSet): boolean {
  const open: readonly string[] = openStates;
  return parts.some((part) => {
    if (!("in" in part)) return false;
    if (part.field === "state") return part.in.every((state) => open.includes(state));
    if (part.field !== "status") return false;
    return desks.all.every((desk) => desk.statuses.every((status) => !part.in.includes(status.key) || open.includes(status.state)));
  });
}
