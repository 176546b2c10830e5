import type { Correspondent, Ticket } from "../../contract/tickets.ts";
import type { Review } from "../../contract/reviews.ts";
import { deskIn, type DeskConfig, type Desks } from "../desks/index.ts";
import { phoneWritten } from "../people/index.ts";
import { viewWaiting, type WaitingRow } from "../waiting/index.ts";
import { query, type Db } from "../platform/db.ts";
import type { Actor } from "../platform/work.ts";
import { notFound } from "../platform/problem.ts";
import { publicMoment, publicVersion } from "./public-moment.ts";
import { canDo, priorityName, sideOf, statusChecks, statusOf, type Judged, type Side } from "../tickets/index.ts";

/** A ticket with the names its view shows. */
export interface TicketWithNames {
  id: number;
  deskId: number;
  subject: string;
  statusId: number;
  queueId: number;
  location: { id: number; name: string } | null;
  typeId: number | null;
  priority: number;
  requesterId: number;
  requesterName: string;
  requesterEmail: string | null;
  /** of who has no address */
  requesterPhone: string | null;
  /** the requester's organization */
  organizationId: number | null;
  assigneeName: string | null;
  assigneeEmail: string | null;
  assigneeContact: string | null;
  tags: string[];
  fields: Record<string, unknown>;
  source: string;
  followUpOf: number | null;
  createdAt: string;
  updatedAt: string;
  dueAt: string | null;
  version: number;
  /** what customers are told instead of `updatedAt` and `version` */
  publicAt: string;
  publicVersion: number;
  mergedInto: number | null;
  escalation: number;
  firstTypeId: number | null;
  spam: boolean;
  deleted: boolean;
  solvedAt: string | null;
  closesAt: string | null;
  closesHow: Ticket["closesHow"];
  waiting: WaitingRow | null;
  followUpCount: number;
  approval: Judged["approval"];
  openChildren: number[];
  review: Review | null;
  typeRequest: { typeId: number; reason: string; by: string; at: string } | null;
  /** customers in copy */
  cc: (Correspondent & { id: number })[];
}

export const viewPhone = (number: string | null): Ticket["requester"]["phone"] => (number === null ? null : { number, written: phoneWritten(number) });

/** The first phone of a requester without an address: who has one costs nothing. */
export const phoneColumn = `case when ra.address is null then (select n.number from phones n where n.person_id = r.id order by n.position limit 1) end`;

/** The select list of a `TicketWithNames`, from tickets `t` joined by `namesJoin`. */
export const namedColumns = `t.id, t.desk_id as "deskId", t.subject, t.status_id as "statusId", t.queue_id as "queueId", t.type_id as "typeId", t.priority,
  (select json_build_object('id', b.id, 'name', b.name) from branches b where b.id = t.location_id) as location,
  t.requester_id as "requesterId", r.name as "requesterName", ra.address as "requesterEmail", ${phoneColumn} as "requesterPhone", r.organization_id as "organizationId",
  s.name as "assigneeName", sa.address as "assigneeEmail", s.contact as "assigneeContact",
  t.tags, t.fields, t.source, t.follow_up_of as "followUpOf", t.created_at as "createdAt", t.updated_at as "updatedAt", t.due_at as "dueAt",
  t.version, ${publicMoment} as "publicAt", ${publicVersion} as "publicVersion", t.merged_into as "mergedInto", t.escalation, t.first_type_id as "firstTypeId", t.spam, t.deleted_at is not null as deleted,
  t.solved_at as "solvedAt", t.closes_at as "closesAt", t.closes_how as "closesHow", t.follow_up_count as "followUpCount", t.approval,
  (select json_build_object('plan', w.plan, 'enteredAt', to_char(w.entered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'lateSeconds', w.late_seconds, 'remindersDone', w.reminders_done,
    'outcome', w.outcome, 'settledAt', to_char(w.settled_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'settledBy', w.settled_by) from waitings w where w.ticket_id = t.id) as waiting,
  array(select c.id from links l join tickets c on c.id = l.ticket_id where l.other_id = t.id and l.kind = 'parent' and c.listed and c.state not in ('solved', 'closed') order by c.id) as "openChildren",
  (select json_build_object('typeId', q.type_id, 'reason', q.reason, 'by', p.name, 'at', to_char(q.asked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    from type_requests q join people p on p.id = q.asked_by where q.ticket_id = t.id) as "typeRequest",
  (select json_build_object('rating', v.rating, 'best', v.best, 'text', v.text, 'author', v.author, 'site', v.site, 'location', v.location, 'link', v.link,
    'writtenAt', to_char(v.written_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'updatedAt', to_char(v.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
    from reviews v where v.ticket_id = t.id) as review,
  coalesce((select json_agg(json_build_object('id', p.id, 'name', p.name, 'email', a.address) order by p.name, p.id)
    from watchers w join people p on p.id = w.person_id join addresses a on a.person_id = p.id and a.is_primary
    where w.ticket_id = t.id and w.side = 'customer'), '[]') as cc`;
export const namesJoin = `join people r on r.id = t.requester_id
  left join addresses ra on ra.person_id = r.id and ra.is_primary
  left join people s on s.id = t.assignee_id
  left join addresses sa on sa.person_id = s.id and sa.is_primary`;

export async function loadNamed(db: Db, number: number): Promise<TicketWithNames | undefined> {
  const [row] = await query<TicketWithNames>(db, `select ${namedColumns} from tickets t ${namesJoin} where t.id = $1 and t.purged_at is null`, [number]);
  return row;
}

export const factsOf = (ticket: TicketWithNames) => ({
  deskId: ticket.deskId,
  queueId: ticket.queueId,
  locationId: ticket.location?.id ?? null,
  requesterId: ticket.requesterId,
  watcherIds: ticket.cc.map((watcher) => watcher.id),
  organizationId: ticket.organizationId,
  spam: ticket.spam,
  deleted: ticket.deleted,
});

export const sideOfNamed = (actor: Actor, ticket: TicketWithNames): Side => sideOf(actor, factsOf(ticket));

const typeKey = (desk: DeskConfig, id: number | null): string | null => desk.types.find((type) => type.id === id)?.key ?? null;

export function viewTicket(ticket: TicketWithNames, desk: DeskConfig, actor: Actor): Ticket {
  const status = statusOf(desk, ticket);
  const staff = sideOfNamed(actor, ticket) === "staff";
  return {
    number: ticket.id,
    subject: ticket.subject,
    desk: desk.key,
    state: status.state,
    status: status.key,
    requester: { name: ticket.requesterName, email: ticket.requesterEmail, phone: viewPhone(ticket.requesterPhone) },
    person: staff ? ticket.requesterId : null,
    assignee: staff ? ticket.assigneeEmail : null,
    assignedTo: ticket.assigneeName === null ? null : { name: ticket.assigneeName, contact: ticket.assigneeContact },
    cc: ticket.cc.map(({ name, email }) => ({ name, email })),
    queue: desk.queues.find((queue) => queue.id === ticket.queueId)?.key ?? "",
    location: ticket.location,
    type: typeKey(desk, ticket.typeId),
    priority: priorityName(ticket.priority),
    tags: staff ? ticket.tags : [],
    fields: ticket.fields,
    source: ticket.source,
    escalation: staff ? ticket.escalation : 0,
    firstType: staff ? typeKey(desk, ticket.firstTypeId) : null,
    typeRequest: staff && ticket.typeRequest !== null ? { ...ticket.typeRequest, type: typeKey(desk, ticket.typeRequest.typeId) ?? "" } : null,
    review: staff ? ticket.review : null,
    unlisted: ticket.mergedInto !== null ? "merged" : ticket.deleted ? "deleted" : ticket.spam ? "spam" : null,
    followUpOf: ticket.followUpOf,
    createdAt: ticket.createdAt,
    updatedAt: staff ? ticket.updatedAt : ticket.publicAt,
    dueAt: ticket.dueAt,
    closesAt: ticket.closesAt,
    closesHow: ticket.closesHow,
    waiting: staff && ticket.waiting !== null ? viewWaiting(ticket.waiting, desk.timeZone) : null,
    checks: staff ? statusChecks(actor, factsOf(ticket), desk, status, ticket) : [],
    version: staff ? ticket.version : ticket.publicVersion,
    can: canDo(actor, factsOf(ticket), status, desk),
  };
}

/** The ticket as the actor sees it; of a merged one, what it was merged into. @throws 404 where it is missing or foreign */
export async function readTicket(db: Db, desks: Desks, actor: Actor, number: number): Promise<Ticket> {
  const ticket = await loadNamed(db, number);
  if (ticket === undefined || sideOfNamed(actor, ticket) === null) throw notFound("ticket");
  if (ticket.mergedInto !== null) return readTicket(db, desks, actor, ticket.mergedInto);
  return viewTicket(ticket, await deskIn({ desks }, ticket.deskId), actor);
}
