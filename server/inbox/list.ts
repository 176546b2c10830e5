import { colleagues, type Condition } from "../../contract/conditions.ts";
import { parseQuery, type Shelf } from "../../contract/query.ts";
import type { ClockKind } from "../../contract/service-levels.ts";
import type { Sort, TicketRow } from "../../contract/tickets.ts";
import type { DeskConfig, DeskSet } from "../desks/index.ts";
import { query, type Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import { allows, type Actor } from "../platform/work.ts";
import { priorityName, scopeOf, statusOf, type Scope } from "../tickets/index.ts";
import { colleaguesSql, compile, isOpenOnly, openSql, parameters, unreadSql, type CompileContext, type Parameters } from "./conditions.ts";
import { publicMoment, publicVersion } from "./public-moment.ts";
import { identified, idsSql, namedPage, searchTickets, type Found } from "./search.ts";
import { phoneColumn, viewPhone } from "./view.ts";

export interface ListInput {
  q: string;
  sort: Sort | undefined;
  limit: number;
  after: string | undefined;
  /** all that a search finds, not its best 500: there is no rank then */
  every?: boolean;
}

type Order = Sort | "rank";
interface OrderSql {
  column: string;
  descending: boolean;
  /** the type of the column's value in a cursor */
  cast: "timestamptz" | "smallint" | "bigint" | "real";
  openOnly?: true;
}

/** How each order is written: the column, its direction, and the cast of its value in a cursor. */
const orders: Record<Order, OrderSql> = {
  "-updated": { column: "t.updated_at", descending: true, cast: "timestamptz" },
  updated: { column: "t.updated_at", descending: false, cast: "timestamptz" },
  "-created": { column: "t.created_at", descending: true, cast: "timestamptz" },
  created: { column: "t.created_at", descending: false, cast: "timestamptz" },
  due: { column: "t.next_due_at", descending: false, cast: "timestamptz", openOnly: true },
  "-priority": { column: "t.priority", descending: true, cast: "smallint" },
  "-number": { column: "t.id", descending: true, cast: "bigint" },
  number: { column: "t.id", descending: false, cast: "bigint" },
  rank: { column: "rank", descending: true, cast: "real" },
};

/**
 * A page of tickets that the actor may see. Staff get the desks and queues they work in; customers, and anybody who asks
 * `involves:me` or `involves:colleagues`, get the tickets they asked for or are in copy of, and, where their organization
 * shares them, those of its people. One statement; costs the same however many there are.
 * @throws 400 for a search or cursor that cannot be read
 */
export async function listTickets(db: Db, desks: DeskSet, actor: Actor, input: ListInput): Promise<{ items: TicketRow[]; next: string | null }> {
  const me = actor.kind === "person" ? actor.email : null;
  const parsed = parseQuery(input.q, me);
  if ("part" in parsed) throw problem("query.malformed", 400, { params: { part: parsed.part }, path: "/querystring/q" });
  const { shelf, identifiers, names } = parsed;
  const parts = parsed.condition.all;
  const scope = scopeOf(actor);
  const own = isCustomer(scope) || parts.some((part) => "in" in part && part.field === "involves" && part.in.some((one) => one === me || one === colleagues));
  const words = parts.flatMap((part) => ("words" in part ? [part] : []));
  const searched = input.every ? [] : words;
  const sort: Order = input.sort ?? (searched.length > 0 ? "rank" : "-updated");
  const after = input.after === undefined ? null : readCursor(input.after, sort);

  const order = orderOf(sort, own);
  const direction = order.descending ? "desc" : "asc";
  const side = own ? "public" : "staff";
  const filterSql = (p: Parameters): string[] => {
    const context: CompileContext = { desks, side, reader: scope.person, sharing: scope.sharing, staff: () => (own ? scopeFilter(scope, p) : "true") };
    const where = parts.filter((part) => !("words" in part)).map((part) => compile(part, context, p));
    if (input.every && words.length > 0) where.push(wordsSql(words, identifiers, context, p));
    if (order.openOnly) where.push(openSql, `${order.column} is not null`);
    else if (isOpenOnly(parts, desks)) where.push(openSql);
    where.push(shelves[shelf], own && scope.person !== null ? ownTickets(scope.person, scope.sharing, p) : scopeFilter(scope, p));
    // what is deleted or spam is for staff only, also where they asked for it themselves
    if (own && shelf !== "listed") where.push(scopeFilter(scope, p));
    return where;
  };

  const rows = searched.length > 0 ? await searchedRows() : await walkedRows();
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => viewRow(row, desks, actor)),
    next: rows.length > input.limit && last !== undefined ? writeCursor(sort, last.cursor, last.id) : null,
  };

  async function searchedRows(): Promise<ListRow[]> {
    const { column, descending, cast } = order;
    const asked = {
      searched, identifiers, side, own, filter: (p: Parameters) => filterSql(p).join(" and "), column: sort === "rank" ? null : column, descending,
      after: after === null ? null : { ...after, cast }, limit: input.limit + 1,
    } as const;
    const rows = (base: string, p: Parameters) => `${rowsSql(base, "t.key", own, p.add(scope.person), ", t.matched, t.hits")} order by t.key ${direction}, t.id ${direction}`;
    const named = names === null ? null : await namedPage<ListRow>(db, asked, names === "number", rows);
    // what has gone to another queue between the two statements may no longer be seen
    return named ?? (await rowsOf(db, await searchTickets(db, asked), own, scope.person)).filter((row) => own || allows(actor, "ticket.see", row.deskId, row));
  }

  function walkedRows(): Promise<ListRow[]> {
    const p = parameters();
    const behind = after === null ? [] : [`(${order.column}, t.id) ${order.descending ? "<" : ">"} (${p.add(after.value)}::${order.cast}, ${p.add(after.id)})`];
    const where = [...filterSql(p), ...behind];
    // a plan made for any limit expects a tenth of all rows: with a parameter here PostgreSQL plans each page anew
    const tail = `order by ${order.column} ${direction}, t.id ${direction} limit ${input.limit + 1}`;
    const base = own ? plain(where, tail) : staffBase(scope, desks, parts, where, tail, p);
    return query<ListRow>(db, `${words.length > 0 ? "/* replan */ " : ""}${rowsSql(base, order.column, own, p.add(scope.person))} order by ${order.column} ${direction}, t.id ${direction}`, p.values);
  }
}

/** The rows of tickets that were found, in their order. */
async function rowsOf(db: Db, found: readonly Found[], own: boolean, reader: number | null): Promise<ListRow[]> {
  if (found.length === 0) return [];
  const p = parameters();
  const base = `select * from tickets where id in (${idsSql(p.add(JSON.stringify(found.map(({ id }) => id))))})`;
  const rows = await query<ListRow>(db, rowsSql(base, "t.id", own, p.add(reader)), p.values);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return found.flatMap(({ id, cursor }) => {
    const row = byId.get(id);
    return row === undefined ? [] : [{ ...row, cursor }];
  });
}

/** The numbers of all tickets that a search finds and the actor may see, so many at most, the newest first. */
export async function findTickets(db: Db, desks: DeskSet, actor: Actor, q: string, limit: number): Promise<number[]> {
  const { items } = await listTickets(db, desks, actor, { q, sort: "-number", limit, after: undefined, every: true });
  return items.map((row) => row.number);
}

/** The same tickets that a search finds, as a condition. */
export function wordsSql(words: readonly Condition[], identifiers: readonly string[], context: CompileContext, p: Parameters): string {
  const found = compile({ all: words }, context, p);
  return identifiers.length === 0 ? found : `(${found} or t.id in (${identified(identifiers, context.side, p)}))`;
}

/** Customers' tickets stand in the order of what they learnt of them. */
const orderOf = (sort: Order, own: boolean): OrderSql => (own && orders[sort].column === "t.updated_at" ? { ...orders[sort], column: publicMoment } : orders[sort]);

const rowsSql = (base: string, column: string, own: boolean, reader: string, more = "") =>
  `select t.id, t.desk_id as "deskId", t.subject, t.status_id as "statusId", t.queue_id as "queueId", t.location_id as "locationId", place.name as "locationName", t.type_id as "typeId", t.priority,
     t.tags, t.source, t.created_at as "createdAt", t.updated_at as "updatedAt", t.due_at as "dueAt", t.version, t.escalation, t.staff_excerpt as "staffExcerpt",
     t.public_excerpt as "publicExcerpt", t.message_count as "messageCount", t.public_count as "publicCount", t.last_public_by as "lastBy",
     t.flag, t.follow_up_count as "followUps", t.next_follow_up_at as "nextFollowUpAt", t.approval, t.clock_kind as "clockKind", t.clock_due_at as "clockDueAt", t.clock_warn_at as "clockWarnAt", t.clock_left_ms as "clockLeft", ${unreadSql(`${reader}::bigint`, "seen.messages")} as unread,
     r.name as "requesterName", ra.address as "requesterEmail", ${phoneColumn} as "requesterPhone", s.name as "assigneeName", sa.address as "assigneeEmail", s.contact as "assigneeContact",
     (${column})::text as cursor${own ? `, ${publicMoment} as "publicAt", ${publicVersion} as "publicVersion"` : ""}${more}
   from (${base}) t join people r on r.id = t.requester_id left join addresses ra on ra.person_id = r.id and ra.is_primary
     left join people s on s.id = t.assignee_id left join addresses sa on sa.person_id = s.id and sa.is_primary
     left join branches place on place.id = t.location_id
     left join ticket_reads seen on seen.person_id = ${reader}::bigint and seen.ticket_id = t.id`;

/** Merged, spam and deleted tickets are not `listed`: the word by which PostgreSQL knows the partial indexes. */
export const shelves: Record<Shelf, string> = { listed: "t.listed", spam: "not t.listed and t.spam and t.deleted_at is null", deleted: "not t.listed and t.deleted_at is not null" };

const plain = (where: readonly string[], tail: string) => `select t.* from tickets t where ${where.join(" and ")} ${tail}`;

export const isCustomer = (scope: Scope) => !scope.everything && scope.desks.length === 0 && scope.queues.length === 0 && scope.locations.length === 0;

function ownTickets(personId: number, sharing: readonly number[], p: Parameters): string {
  const person = p.add(personId);
  const shared = sharing.length === 0 ? "" : ` union all select id from tickets where requester_id in ${colleaguesSql(sharing, p)}`;
  return `t.id in (select id from tickets where requester_id = ${person} union all select ticket_id from watchers where person_id = ${person} and side = 'customer'${shared})`;
}

export function scopeFilter(scope: Scope, p: Parameters): string {
  if (scope.everything) return "true";
  const located = scope.locations.map(({ desk, queue, location }) => {
    const parts = [`t.location_id = ${p.add(location)}`, ...(desk === null ? [] : [`t.desk_id = ${p.add(desk)}`]), ...(queue === null ? [] : [`t.queue_id = ${p.add(queue)}`])];
    return `(${parts.join(" and ")})`;
  });
  return `(${[`t.desk_id = any(${p.add(scope.desks)})`, `t.queue_id = any(${p.add(scope.queues)})`, ...located].join(" or ")})`;
}

/**
 * Walks the index that the conditions point to: of an assignee, of some queues, else of the desks; several of them by
 * one bounded walk each, merged.
 */
function staffBase(scope: Scope, desks: DeskSet, parts: readonly Condition[], where: readonly string[], tail: string, p: Parameters): string {
  const keys = (field: "queue" | "desk") => parts.flatMap((part) => ("in" in part && part.field === field ? [part.in] : []))[0];
  if (parts.some((part) => "in" in part && part.field === "assignee" && !part.in.includes("none"))) return plain(where, tail);
  const queues = keys("queue");
  const queueIds = queues === undefined ? scope.queues : desks.all.flatMap((desk) => desk.queues.filter((queue) => queues.includes(queue.key)).map((queue) => queue.id));
  const located = !scope.everything && scope.desks.length === 0 && scope.queues.length === 0;
  if (queues === undefined && located) return walk("location_id", [...new Set(scope.locations.map(({ location }) => location))]);
  const byQueue = queues !== undefined || (!scope.everything && scope.desks.length === 0);
  const wanted = keys("desk");
  const deskIds = desks.all.filter((desk) => (wanted === undefined || wanted.includes(desk.key)) && (scope.everything || scope.desks.includes(desk.id))).map((desk) => desk.id);
  const [column, ids] = byQueue ? (["queue_id", queueIds] as const) : (["desk_id", deskIds] as const);
  // a scope of whole desks, single queues and locations together is walked over everything it may hold
  if (queues === undefined && !scope.everything && (byQueue ? scope.locations.length > 0 : scope.queues.length + scope.locations.length > 0)) return plain(where, tail);
  return walk(column, ids);

  function walk(by: "queue_id" | "desk_id" | "location_id", some: readonly number[]): string {
    if (some.length === 1) return plain([`t.${by} = ${p.add(some[0])}`, ...where], tail);
    return `select t.* from unnest(${p.add(some)}::bigint[]) as part (id) cross join lateral (${plain([`t.${by} = part.id`, ...where], tail)}) t ${tail}`;
  }
}

interface ListRow {
  id: number;
  deskId: number;
  subject: string;
  statusId: number;
  queueId: number;
  locationId: number | null;
  locationName: string | null;
  typeId: number | null;
  priority: number;
  tags: string[];
  source: string;
  createdAt: string;
  updatedAt: string;
  dueAt: string | null;
  version: number;
  escalation: number;
  staffExcerpt: string;
  publicExcerpt: string;
  messageCount: number;
  publicCount: number;
  lastBy: "customer" | "agent";
  flag: string | null;
  followUps: number;
  nextFollowUpAt: string | null;
  clockKind: ClockKind | null;
  clockDueAt: string | null;
  clockWarnAt: string | null;
  /** milliseconds */
  clockLeft: number | null;
  approval: "pending" | "granted" | "refused" | null;
  unread: boolean;
  requesterName: string;
  requesterEmail: string | null;
  requesterPhone: string | null;
  assigneeName: string | null;
  assigneeEmail: string | null;
  assigneeContact: string | null;
  cursor: string;
  publicAt?: string;
  publicVersion?: number;
}

function viewRow(row: ListRow, desks: DeskSet, actor: Actor): TicketRow {
  const desk: DeskConfig | undefined = desks.byId.get(row.deskId);
  if (desk === undefined) throw new Error("a ticket names a desk that does not exist");
  const staff = allows(actor, "ticket.see", row.deskId, row);
  const status = statusOf(desk, row);
  return {
    number: row.id,
    subject: row.subject,
    desk: desk.key,
    state: status.state,
    status: status.key,
    requester: { name: row.requesterName, email: row.requesterEmail, phone: viewPhone(row.requesterPhone) },
    assignee: staff ? row.assigneeEmail : null,
    assignedTo: row.assigneeName === null ? null : { name: row.assigneeName, contact: row.assigneeContact },
    queue: desk.queues.find((queue) => queue.id === row.queueId)?.key ?? "",
    location: staff && row.locationId !== null ? { id: row.locationId, name: row.locationName ?? "" } : null,
    type: desk.types.find((type) => type.id === row.typeId)?.key ?? null,
    priority: priorityName(row.priority),
    tags: staff ? row.tags : [],
    source: row.source,
    createdAt: row.createdAt,
    updatedAt: staff ? row.updatedAt : (row.publicAt ?? row.createdAt),
    dueAt: row.dueAt,
    version: staff ? row.version : (row.publicVersion ?? 0),
    escalation: staff ? row.escalation : 0,
    excerpt: staff ? row.staffExcerpt : row.publicExcerpt,
    messageCount: staff ? row.messageCount : row.publicCount,
    lastBy: row.lastBy,
    flag: staff ? row.flag : null,
    followUps: staff ? row.followUps : 0,
    nextFollowUpAt: staff ? row.nextFollowUpAt : null,
    clock: row.clockKind === null ? null : { kind: row.clockKind, dueAt: row.clockDueAt, warnAt: row.clockWarnAt, left: row.clockLeft },
    approval: staff ? row.approval : null,
    unread: staff && row.unread,
  };
}

const writeCursor = (sort: Order, value: string, id: number) => Buffer.from(JSON.stringify([sort, value, id])).toString("base64url");

/** What PostgreSQL writes for each type; a cursor is text that a client may have changed. */
const cursorValue: Record<OrderSql["cast"], (value: string) => boolean> = {
  timestamptz: (value) => /^[12]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/.test(value) && !Number.isNaN(Date.parse(`${value.replace(" ", "T")}:00`)),
  smallint: (value) => /^\d{1,4}$/.test(value),
  bigint: (value) => /^\d{1,15}$/.test(value),
  real: (value) => /^\d+(\.\d+)?(e-?\d\d?)?$/.test(value) && Number(value) < 1e30 && (Number(value) === 0 || Number(value) > 1e-30),
};

/** @throws 400 for one that cannot be read or is of another order */
function readCursor(text: string, sort: Order): { value: string; id: number } {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    if (Array.isArray(parsed) && parsed.length === 3) {
      const [of, value, id]: unknown[] = parsed;
      if (of === sort && typeof value === "string" && cursorValue[orders[sort].cast](value) && typeof id === "number" && Number.isSafeInteger(id)) return { value, id };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw problem("page.bad-cursor", 400, { path: "/querystring/after" });
}
