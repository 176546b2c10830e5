import type { Condition } from "../../contract/conditions.ts";
import { parseQuery } from "../../contract/query.ts";
import type { Sort, TicketRow } from "../../contract/tickets.ts";
import type { DeskConfig, DeskSet } from "../desks/index.ts";
import { query, type Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import { allows, type Actor } from "../platform/work.ts";
import { priorityName, scopeOf, statusOf, type Scope } from "../tickets/index.ts";
import { compile, isOpenOnly, openSql, parameters, tsquery, type Parameters } from "./conditions.ts";

export interface ListInput {
  q: string;
  sort: Sort | undefined;
  limit: number;
  after: string | undefined;
}

/** How each order is written: the column, its direction, and the cast of its value in a cursor. */
const orders: Record<Sort | "rank", { column: string; descending: boolean; cast: string; openOnly?: true }> = {
  "-updated": { column: "t.updated_at", descending: true, cast: "timestamptz" },
  updated: { column: "t.updated_at", descending: false, cast: "timestamptz" },
  "-created": { column: "t.created_at", descending: true, cast: "timestamptz" },
  created: { column: "t.created_at", descending: false, cast: "timestamptz" },
  due: { column: "t.next_due_at", descending: false, cast: "timestamptz", openOnly: true },
  "-priority": { column: "t.priority", descending: true, cast: "smallint" },
  "-number": { column: "t.id", descending: true, cast: "bigint" },
  number: { column: "t.id", descending: false, cast: "bigint" },
  rank: { column: "t.rank", descending: true, cast: "real" },
};

/** At most this many newest matches of words are ranked and sorted. */
const candidates = 500;

/**
 * A page of tickets that the actor may see. Staff get the desks and queues they work in; customers, and anybody who asks
 * `involves:me`, get the tickets they asked for or are in copy of. One statement; costs the same however many there are.
 * @throws 400 for a search or cursor that cannot be read
 */
export async function listTickets(db: Db, desks: DeskSet, actor: Actor, input: ListInput): Promise<{ items: TicketRow[]; next: string | null }> {
  const me = actor.kind === "person" ? actor.email : null;
  const parsed = parseQuery(input.q, me);
  if ("part" in parsed) throw problem("query.malformed", 400, { params: { part: parsed.part }, path: "/querystring/q" });
  const parts = parsed.condition.all;
  const scope = scopeOf(actor);
  const own = isCustomer(scope) || parts.some((part) => "in" in part && part.field === "involves" && me !== null && part.in.includes(me));
  const searched = parts.filter((part) => "words" in part);
  const sort = input.sort ?? (searched.length > 0 ? "rank" : "-updated");
  if (sort === "rank" && searched.length === 0) throw problem("query.malformed", 400, { params: { part: sort } });
  const order = orders[sort];
  const p = parameters();
  const side = own ? "public" : "staff";
  const where = parts.filter((part) => !("words" in part)).map((part) => compile(part, { desks, side }, p));
  if (order.openOnly) where.push(openSql, `${order.column} is not null`);
  else if (isOpenOnly(parts, desks)) where.push(openSql);
  where.push("t.merged_into is null");
  const after = input.after === undefined ? null : readCursor(input.after);
  if (after !== null) where.push(`(${order.column}, t.id) ${order.descending ? "<" : ">"} (${p.add(after.value)}::${order.cast}, ${p.add(after.id)})`);
  const direction = order.descending ? "desc" : "asc";
  const tail = `order by ${order.column} ${direction}, t.id ${direction} limit ${p.add(input.limit + 1)}`;
  const from = own
    ? `${own && scope.person !== null ? ownTickets(p.add(scope.person)) : ""}`
    : "";
  const base =
    searched.length > 0
      ? searchBase(searched, parsed.identifiers, side, own ? from : scopeFilter(scope, p), own, where, tail, p)
      : own
        ? `select t.*, 0::real as rank from tickets t where ${from} and ${where.join(" and ")} ${tail}`
        : staffBase(scope, desks, parts, where, tail, p);
  const rows = await query<ListRow>(
    db,
    `${searched.length > 0 ? "/* replan */ " : ""}select t.id, t.desk_id as "deskId", t.subject, t.status_id as "statusId", t.queue_id as "queueId", t.type_id as "typeId", t.priority,
       t.tags, t.source, t.created_at as "createdAt", t.updated_at as "updatedAt", t.due_at as "dueAt", t.version, t.staff_excerpt as "staffExcerpt",
       t.public_excerpt as "publicExcerpt", t.message_count as "messageCount", t.public_count as "publicCount", t.last_public_by as "lastBy",
       r.name as "requesterName", ra.address as "requesterEmail", s.name as "assigneeName", sa.address as "assigneeEmail", s.contact as "assigneeContact",
       (${order.column})::text as cursor
     from (${base}) t join people r on r.id = t.requester_id left join addresses ra on ra.person_id = r.id and ra.is_primary
       left join people s on s.id = t.assignee_id left join addresses sa on sa.person_id = s.id and sa.is_primary
     order by ${order.column} ${direction}, t.id ${direction}`,
    p.values,
  );
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => viewRow(row, desks, actor)),
    next: rows.length > input.limit && last !== undefined ? writeCursor(last.cursor, last.id) : null,
  };
}

const isCustomer = (scope: Scope) => !scope.everything && scope.desks.length === 0 && scope.queues.length === 0;

const ownTickets = (person: string) =>
  `t.id in (select id from tickets where requester_id = ${person} union all select ticket_id from watchers where person_id = ${person} and side = 'customer')`;

function scopeFilter(scope: Scope, p: Parameters): string {
  return scope.everything ? "true" : `(t.desk_id = any(${p.add(scope.desks)}) or t.queue_id = any(${p.add(scope.queues)}))`;
}

/**
 * Walks the index that the conditions point to: of an assignee, of some queues, else of the desks; several of them by
 * one bounded walk each, merged.
 */
function staffBase(scope: Scope, desks: DeskSet, parts: readonly Condition[], where: readonly string[], tail: string, p: Parameters): string {
  const keys = (field: "queue" | "desk") => parts.flatMap((part) => ("in" in part && part.field === field ? [part.in] : []))[0];
  const assigned = parts.some((part) => "in" in part && part.field === "assignee" && !part.in.includes("none"));
  const allowed = `${scopeFilter(scope, p)}`;
  const all = [allowed, ...where].join(" and ");
  if (assigned) return `select t.*, 0::real as rank from tickets t where ${all} ${tail}`;
  const queues = keys("queue");
  const queueIds = queues === undefined ? scope.queues : desks.all.flatMap((desk) => desk.queues.filter((queue) => queues.includes(queue.key)).map((queue) => queue.id));
  const byQueue = queues !== undefined || (!scope.everything && scope.desks.length === 0);
  const wanted = keys("desk");
  const deskIds = desks.all.filter((desk) => (wanted === undefined || wanted.includes(desk.key)) && (scope.everything || scope.desks.includes(desk.id))).map((desk) => desk.id);
  const [column, ids] = byQueue ? (["queue_id", queueIds] as const) : (["desk_id", deskIds] as const);
  // a scope of some whole desks and single queues of others is walked over everything it may hold
  if (!byQueue && !scope.everything && scope.queues.length > 0) return `select t.*, 0::real as rank from tickets t where ${all} ${tail}`;
  if (ids.length === 1) return `select t.*, 0::real as rank from tickets t where t.${column} = ${p.add(ids[0])} and ${all} ${tail}`;
  return `select t.* from unnest(${p.add(ids)}::bigint[]) as part (id) cross join lateral
    (select t.*, 0::real as rank from tickets t where t.${column} = part.id and ${all} ${tail}) t ${tail}`;
}

/** The newest matches of the words, and exact identifiers whatever their age; ranked, then ordered as asked. */
function searchBase(searched: readonly Condition[], identifiers: readonly string[], side: "public" | "staff", filter: string, own: boolean, where: readonly string[], tail: string, p: Parameters): string {
  const words = searched.flatMap((part) => ("words" in part ? [part] : []));
  const wanted = words.map((part) => tsquery(part, p)).join(" && ");
  const exact = p.add(identifiers);
  const single = words.length === 1 && identifiers.length === 1;
  return `with wanted as (select ${wanted} as words), hits as materialized (
      select ticket_id, ts_rank(s.${side}, wanted.words) as rank from ticket_search s, wanted where s.${side} @@ wanted.words order by ticket_id desc limit ${candidates}
    ), found as materialized (
      select ticket_id, max(rank) as rank from (
        select ticket_id, rank from hits
        ${single ? `union all select ticket_id, 1000::real from ticket_identifiers where value = any(${exact}::text[])` : ""}
      ) f group by ticket_id
    )
    select t.* from (select t.*, found.rank from found join tickets t on t.id = found.ticket_id${single ? "" : ` and ${exact}::text[] is not null`}) t
    where ${own ? filter : filter} and ${where.join(" and ")} ${tail}`;
}

interface ListRow {
  id: number;
  deskId: number;
  subject: string;
  statusId: number;
  queueId: number;
  typeId: number | null;
  priority: number;
  tags: string[];
  source: string;
  createdAt: string;
  updatedAt: string;
  dueAt: string | null;
  version: number;
  staffExcerpt: string;
  publicExcerpt: string;
  messageCount: number;
  publicCount: number;
  lastBy: "customer" | "agent";
  requesterName: string;
  requesterEmail: string | null;
  assigneeName: string | null;
  assigneeEmail: string | null;
  assigneeContact: string | null;
  cursor: string;
}

function viewRow(row: ListRow, desks: DeskSet, actor: Actor): TicketRow {
  const desk: DeskConfig | undefined = desks.byId.get(row.deskId);
  if (desk === undefined) throw new Error("a ticket names a desk that does not exist");
  const staff = allows(actor, "ticket.see", row.deskId, row.queueId);
  const status = statusOf(desk, row);
  return {
    number: row.id,
    subject: row.subject,
    desk: desk.key,
    state: status.state,
    status: status.key,
    requester: { name: row.requesterName, email: row.requesterEmail ?? "" },
    assignee: staff ? row.assigneeEmail : null,
    assignedTo: row.assigneeName === null ? null : { name: row.assigneeName, contact: row.assigneeContact },
    queue: desk.queues.find((queue) => queue.id === row.queueId)?.key ?? "",
    type: desk.types.find((type) => type.id === row.typeId)?.key ?? null,
    priority: priorityName(row.priority),
    tags: staff ? row.tags : [],
    source: row.source,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    dueAt: row.dueAt,
    version: row.version,
    excerpt: staff ? row.staffExcerpt : row.publicExcerpt,
    messageCount: staff ? row.messageCount : row.publicCount,
    lastBy: row.lastBy,
  };
}

const writeCursor = (value: string, id: number) => Buffer.from(JSON.stringify([value, id])).toString("base64url");

function readCursor(text: string): { value: string; id: number } {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    if (Array.isArray(parsed) && typeof parsed[0] === "string" && Number.isSafeInteger(parsed[1]) && /^[\d\-: .+eTZ]+$/.test(parsed[0])) return { value: parsed[0], id: Number(parsed[1]) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw problem("page.bad-cursor", 400, { path: "/querystring/after" });
}
