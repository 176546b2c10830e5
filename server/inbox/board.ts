import type { Board, BoardAgent, BoardGroup, BoardTicket } from "../../contract/board.ts";
import type { Condition } from "../../contract/conditions.ts";
import type { Permission } from "../../contract/permissions.ts";
import { parseQuery } from "../../contract/query.ts";
import { mostCounted } from "../../contract/views.ts";
import { worksAt, type DeskConfig, type DeskSet } from "../desks/index.ts";
import { dayBounds, dayOf, plansOf, presenceAt } from "../follow-ups/index.ts";
import { agentsOfDesk } from "../people/index.ts";
import type { Temporal } from "../platform/clock.ts";
import { query, type Db } from "../platform/db.ts";
import { notFound, problem } from "../platform/problem.ts";
import { allows, type Person } from "../platform/work.ts";
import { priorityName, statusOf } from "../tickets/index.ts";
import { compile, openSql, parameters, type Parameters } from "./conditions.ts";
import { wordsSql } from "./list.ts";

/** So many of what waits longest are looked at; where there are more, counts say "or more". */
const window = 10_000;

/** Who holds a board sees what waits, and assigns it. */
const boardRights: readonly Permission[] = ["ticket.see", "ticket.assign"];

interface Group {
  key: string;
  kind: BoardGroup["kind"];
  labels: Record<string, string>;
  q: string | null;
}

/** The desk's own groups, else one for each type at the top of its tree and one for mail; then what none of them takes. */
export function groupsOf(desk: Pick<DeskConfig, "settings" | "types">): Group[] {
  const { board } = desk.settings;
  const rest: Group = { key: "rest", kind: "rest", labels: {}, q: null };
  if (board !== undefined) return [...board.map(({ labels, q }, n): Group => ({ key: `group-${n + 1}`, kind: "configured", labels, q })), rest];
  const top = desk.types.filter((type) => type.parentId === null && !type.archived);
  const below = (id: number): string[] => desk.types.flatMap((type) => (type.id === id ? [type.key] : [])).concat(desk.types.filter((type) => type.parentId === id).flatMap((type) => below(type.id)));
  return [
    ...top.map((type): Group => ({ key: `type-${type.key}`, kind: "type", labels: type.labels, q: `type:${below(type.id).join(",")}` })),
    { key: "mail", kind: "mail", labels: {}, q: "source:email" },
    rest,
  ];
}

/**
 * What waits for an assignee at a desk, in groups, beside the desk's agents with what each has to do (C3). Costs the same
 * however many tickets there are: the partial index of what nobody has is walked, never further than its window.
 * @throws 403 for who assigns nothing at the desk, 404 for who does not work there
 */
export async function readBoard(db: Db, desks: DeskSet, actor: Person, key: string, limit: number, now: Temporal.Instant): Promise<Board> {
  const desk = desks.byKey.get(key);
  if (desk === undefined || !worksAt(actor, desk.id)) throw notFound("desk");
  if (!boardRights.every((right) => allows(actor, right, desk.id))) throw problem("permission.denied", 403);
  return {
    desk: desk.key,
    groups: await readGroups(db, desks, desk, actor, limit),
    agents: await readAgents(db, desk, now),
  };
}

/** The tickets `t` of the desk at whose place the actor holds the right: what `allows` says of one of them. */
function whereAllowed(actor: Person, right: Permission, desk: number, p: Parameters): string {
  const places = actor.grants.flatMap((grant) => (grant.permissions.has(right) && (grant.desk === null || grant.desk === desk) ? [grant] : []));
  const parts = places.map(({ queue, location }) => [...(queue === null ? [] : [`t.queue_id = ${p.add(queue)}`]), ...(location === null ? [] : [`t.location_id = ${p.add(location)}`])]);
  return parts.some((part) => part.length === 0) ? "true" : `(${parts.map((part) => part.join(" and ")).join(" or ")})`;
}

interface WaitingRow {
  group: number;
  total: number;
  id: number;
  subject: string;
  statusId: number;
  queueId: number;
  typeId: number | null;
  priority: number;
  tags: string[];
  source: string;
  createdAt: string;
  dueAt: string | null;
  version: number;
  excerpt: string;
  requesterName: string;
}

async function readGroups(db: Db, desks: DeskSet, desk: DeskConfig, actor: Person, limit: number): Promise<BoardGroup[]> {
  const groups = groupsOf(desk);
  const p = parameters();
  const where = [`t.desk_id = ${p.add(desk.id)}`, "t.listed", openSql, "t.assignee_id is null", ...boardRights.map((right) => whereAllowed(actor, right, desk.id, p))].join(" and ");
  const context = { desks, side: "staff" as const, staff: () => "true" };
  const tests = groups.map(({ q }) => (q === null ? "true" : conditionSql(q)));
  function conditionSql(q: string): string {
    const parsed = parseQuery(q, actor.email);
    // a group that was configured before the language of searches changed takes nothing
    if ("part" in parsed) return "false";
    const isWords = (part: Condition) => "words" in part;
    const words = parsed.condition.all.filter(isWords);
    const rest = parsed.condition.all.filter((part) => !isWords(part)).map((part) => compile(part, context, p));
    return [...rest, ...(words.length === 0 ? [] : [wordsSql(words, parsed.identifiers, context, p)])].join(" and ") || "true";
  }
  const inWindow = `select t.* from tickets t where ${where} order by t.created_at, t.id`;
  const rows = await query<WaitingRow & { beyond: boolean }>(
    db,
    `/* replan */ with waiting as (
       select t.id, t.priority, t.created_at, case ${tests.map((test, n) => `when ${test} then ${n}`).join(" ")} end as "group" from (${inWindow} limit ${window}) t
     ), placed as (
       select *, row_number() over (partition by "group" order by priority desc, created_at, id) as n, count(*) over (partition by "group")::int as total from waiting where "group" is not null
     )
     select w."group", w.total, t.id, t.subject, t.status_id as "statusId", t.queue_id as "queueId", t.type_id as "typeId", t.priority, t.tags, t.source, t.created_at as "createdAt",
       t.due_at as "dueAt", t.version, t.staff_excerpt as excerpt, r.name as "requesterName",
       exists (${inWindow} offset ${window} limit 1) as beyond
     from placed w join tickets t on t.id = w.id join people r on r.id = t.requester_id
     where w.n <= ${p.add(limit)} order by w."group", w.n`,
    p.values,
  );
  return groups.map(({ key, kind, labels, q }, n) => {
    const own = rows.filter((row) => row.group === n);
    const total = own[0]?.total ?? 0;
    return {
      key, kind, labels,
      q: q === null ? null : `desk:${desk.key} state:open assignee:none ${q}`,
      count: Math.min(total, mostCounted),
      more: total >= mostCounted || (rows[0]?.beyond ?? false),
      items: own.map((row) => viewTicket(row, desk)),
    };
  });
}

function viewTicket(row: WaitingRow, desk: DeskConfig): BoardTicket {
  const status = statusOf(desk, row);
  return {
    number: row.id,
    subject: row.subject,
    desk: desk.key,
    state: status.state,
    status: status.key,
    requester: row.requesterName,
    assignee: null,
    queue: desk.queues.find((queue) => queue.id === row.queueId)?.key ?? "",
    type: desk.types.find((type) => type.id === row.typeId)?.key ?? null,
    priority: priorityName(row.priority),
    tags: row.tags,
    source: row.source,
    createdAt: row.createdAt,
    dueAt: row.dueAt,
    version: row.version,
    excerpt: row.excerpt,
  };
}

/** Each agent with their unsolved tickets of the desk, and their follow-ups until the end of their own day. */
async function readAgents(db: Db, desk: DeskConfig, now: Temporal.Instant): Promise<BoardAgent[]> {
  const agents = await agentsOfDesk(db, desk.id);
  const plans = new Map((await plansOf(db, agents.map((agent) => agent.id))).map((plan) => [plan.personId, plan]));
  const endOfDay = (timeZone: string) => dayBounds(dayOf(now, timeZone), timeZone).end.toString();
  const loads = await query<{ id: number; open: number; overdue: number; followUps: number }>(
    db,
    `select a.id, owned.open, owned.overdue,
       (select count(*)::int from (select from follow_ups f join tickets t on t.id = f.ticket_id
          where f.agent_id = a.id and f.state = 'planned' and f.due_at < a.until and t.desk_id = $3 and t.listed and ${openSql} limit ${mostCounted}) f) as "followUps"
     from unnest($1::bigint[], $2::timestamptz[]) as a (id, until) cross join lateral (
       select least(count(*), ${mostCounted})::int as open, least(count(*) filter (where t.next_due_at < $4), ${mostCounted})::int as overdue
       from (select t.desk_id, t.next_due_at from tickets t where t.assignee_id = a.id and t.listed and ${openSql} limit ${window}) t where t.desk_id = $3
     ) owned`,
    [agents.map((agent) => agent.id), agents.map((agent) => endOfDay(plans.get(agent.id)?.timeZone ?? desk.timeZone)), desk.id, now.toString()],
  );
  // who signs and notes only stands here while something is theirs all the same
  const carries = ({ id }: { id: number }) => loads.some((load) => load.id === id && load.open + load.followUps > 0);
  return agents.filter((agent) => agent.assignable || carries(agent)).map((agent) => {
    const plan = plans.get(agent.id);
    const known = plan === undefined ? null : presenceAt(plan, now);
    // of who only noted an absence nothing is known on other days
    const presence = plan?.week.length === 0 && known?.kind === "off" ? null : known;
    const load = loads.find((one) => one.id === agent.id);
    return {
      name: agent.name,
      email: agent.address,
      presence: { kind: presence?.kind ?? "unknown", until: presence?.until?.toString() ?? null },
      open: load?.open ?? 0,
      overdue: load?.overdue ?? 0,
      followUps: load?.followUps ?? 0,
    };
  });
}
