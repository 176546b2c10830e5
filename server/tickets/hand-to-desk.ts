import type { DeskChange, Stay } from "../../contract/acts.ts";
import { deskIn, initialStatus, queueIn, type DeskConfig } from "../desks/index.ts";
import { contactsOf } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import { allows, type Work } from "../platform/work.ts";
import { assigneeIn, lockVisible, statusOf } from "./change.ts";
import { canDo } from "./policy.ts";
import { onAssignment } from "./rules.ts";
import type { StoredTicket } from "./store.ts";

/**
 * C10: hands the ticket to another desk, with its number and all that was said. It begins there as a new request does: the
 * desk's first status and queue, nobody's. What only the old desk's configuration explains (type, fields) is kept with the
 * stay, shown, and taken up again when the ticket comes back. Who may edit it may hand it over, also to where they see
 * nothing.
 * @throws 403, 404, 409, 412 where it has changed since the version that was looked at, 422
 */
export async function handToDesk(work: Work, number: number, input: DeskChange, ifVersion?: number): Promise<void> {
  const ticket = await lockVisible(work, number);
  if (ifVersion !== undefined && ifVersion !== ticket.version) throw problem("ticket.stale", 412);
  const from = await deskIn(work, ticket.deskId);
  const status = statusOf(from, ticket);
  if (status.state === "closed") throw problem("ticket.already-closed", 409);
  if (!canDo(work.actor, ticket, status, from).edit) throw problem("permission.denied", 403);
  const to = (await work.desks.get()).byKey.get(input.desk);
  if (to === undefined) throw problem("ticket.unknown-desk", 422, { params: { key: input.desk }, path: "/desk" });
  if (to.id === from.id) throw problem("ticket.same-desk", 409);

  const queue = input.queue === undefined ? to.queues.find((one) => !one.archived) : queueIn(to, input.queue);
  if (queue === undefined) throw new Error(`desk ${to.key} has no queue`);
  if (input.assignee != null && !allows(work.actor, "ticket.assign", to.id, { queueId: queue.id, locationId: ticket.locationId })) throw problem("permission.denied", 403, { path: "/assignee" });
  const assigneeId = await assigneeIn(work, to, input.assignee ?? null);
  const begun = onAssignment(initialStatus(to), to, assigneeId);
  const before = await lastStay(work.db, ticket.id, to.id);
  const type = to.types.find((one) => one.id === before?.typeId && !one.archived);

  await keepStay(work, ticket, input.reason);
  const version = await moveTicket(work.db, work.now.toString(), ticket.id, {
    deskId: to.id, statusId: begun.id, state: begun.state, queueId: queue.id, typeId: type?.id ?? null, firstTypeId: before?.firstTypeId ?? null, fields: before?.fields ?? {}, assigneeId,
  });
  await query(work.db, `delete from type_requests where ticket_id = $1`, [ticket.id]);
  const left = { status: status.key, queue: keyOf(from.queues, ticket.queueId), type: keyOf(from.types, ticket.typeId) };
  await work.record({ desk: from.id, ticket: ticket.id, version }, "ticket.handed-over", { from: from.key, to: to.key, reason: input.reason, ...left });
  const there = { desk: to.id, ticket: ticket.id, version };
  await work.record(there, "ticket.received", { from: from.key, to: to.key, status: begun.key, queue: queue.key });
  if (ticket.assigneeId !== assigneeId) {
    const people = await contactsOf(work.db, [ticket.assigneeId, assigneeId].flatMap((id) => id ?? []));
    const addressOf = (id: number | null) => people.find((person) => person.id === id)?.address ?? null;
    await work.record(there, "ticket.assigned", { from: addressOf(ticket.assigneeId), to: addressOf(assigneeId) });
  }
}

const keyOf = (list: readonly { id: number; key: string }[], id: number | null): string | null => list.find((one) => one.id === id)?.key ?? null;

async function keepStay(work: Work, ticket: StoredTicket, reason: string): Promise<void> {
  await query(
    work.db,
    `insert into ticket_stays (ticket_id, desk_id, left_at, person_id, reason, status_id, queue_id, type_id, first_type_id, fields)
     select id, desk_id, $2, $3, $4, status_id, queue_id, type_id, first_type_id, fields from tickets where id = $1`,
    [ticket.id, work.now.toString(), work.actor.kind === "person" ? work.actor.id : null, reason],
  );
}

interface StoredStay {
  deskId: number;
  leftAt: string;
  personId: number | null;
  reason: string;
  statusId: number;
  queueId: number;
  typeId: number | null;
  firstTypeId: number | null;
  fields: Record<string, unknown>;
}
const stayColumns = `desk_id as "deskId", left_at as "leftAt", person_id as "personId", reason, status_id as "statusId", queue_id as "queueId", type_id as "typeId", first_type_id as "firstTypeId", fields`;

async function lastStay(db: Db, ticketId: number, deskId: number): Promise<StoredStay | undefined> {
  const [row] = await query<StoredStay>(db, `select ${stayColumns} from ticket_stays where ticket_id = $1 and desk_id = $2 order by id desc limit 1`, [ticketId, deskId]);
  return row;
}

interface Arrival {
  deskId: number;
  statusId: number;
  state: string;
  queueId: number;
  typeId: number | null;
  firstTypeId: number | null;
  fields: Record<string, unknown>;
  assigneeId: number | null;
}
async function moveTicket(db: Db, at: string, id: number, to: Arrival): Promise<number> {
  const [row] = await query<{ version: number }>(
    db,
    `update tickets set desk_id = $3, status_id = $4, state = $5, queue_id = $6, type_id = $7, first_type_id = $8, fields = $9, assignee_id = $10, solved_at = null, closed_at = null,
       status_since = $2, updated_at = $2, version = version + 1, search_stale = true
     where id = $1 returning version`,
    [id, at, to.deskId, to.statusId, to.state, to.queueId, to.typeId, to.firstTypeId, JSON.stringify(to.fields), to.assigneeId],
  );
  if (row === undefined) throw new Error("the ticket was not written");
  return row.version;
}

/** Where a ticket was before, the last one first; fields with what that desk calls them. Who sees the ticket's staff side sees these. */
export async function readStays(work: Pick<Work, "db" | "desks">, ticketId: number): Promise<Stay[]> {
  const rows = await query<StoredStay>(work.db, `select ${stayColumns} from ticket_stays where ticket_id = $1 order by id desc limit 50`, [ticketId]);
  const people = await contactsOf(work.db, rows.flatMap((row) => row.personId ?? []));
  return Promise.all(rows.map(async (row) => viewStay(row, await deskIn(work, row.deskId), people.find((person) => person.id === row.personId)?.name ?? null)));
}

function viewStay(row: StoredStay, desk: DeskConfig, by: string | null): Stay {
  const labels = (list: readonly { id: number; labels: Record<string, string> }[], id: number | null) => list.find((one) => one.id === id)?.labels ?? null;
  return {
    desk: { key: desk.key, labels: desk.labels, language: desk.language },
    leftAt: row.leftAt,
    by,
    reason: row.reason,
    status: labels(desk.statuses, row.statusId) ?? {},
    queue: labels(desk.queues, row.queueId) ?? {},
    type: labels(desk.types, row.typeId),
    fields: desk.fields.flatMap(({ key, labels: called, kind, settings: { choices = [], currency = null } }) =>
      row.fields[key] == null ? [] : [{ key, labels: called, kind, choices, currency, value: row.fields[key] }],
    ),
  };
}
