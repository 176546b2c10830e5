import type { ReplyEffect } from "../../contract/tickets.ts";
import type { DeskConfig } from "../desks/index.ts";
import type { Temporal } from "../platform/clock.ts";
import { query, type Db } from "../platform/db.ts";
import type { Actor } from "../platform/work.ts";
import { onCustomerMessage, sideOf, statusOf, type TicketFacts } from "../tickets/index.ts";

/**
 * T15: our last reply before somebody said that ticket `t` is solved: an agent, most often with that very reply, or its
 * customer, who confirms it by the portal or a mail's link. Where time or a rule ended it, the last thing we wrote was a
 * question rather than a solution.
 */
export const solutionColumn = `case when t.solved_at is not null then (
    select json_build_object('message', m.id, 'at', to_char(t.solved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) from messages m
    where m.ticket_id = any(t.family || t.id) and m.kind = 'reply' and m.author_side = 'agent' and m.created_at <= t.solved_at
      and exists (select from events e where e.ticket_id = t.id and e.type = 'ticket.status-changed' and e.at = t.solved_at and (e.actor_kind = 'person' or e.via in ('web', 'token', 'mail-link')))
    order by m.id desc limit 1) end as solution`;

/** What a customer's message would do now, as the same rule decides that will be asked then. */
export function replyEffect(ticket: { statusId: number; solvedAt: string | null }, desk: DeskConfig, now: Temporal.Instant): ReplyEffect {
  const status = statusOf(desk, ticket);
  const effect = onCustomerMessage({ status, solvedAt: ticket.solvedAt }, desk, now);
  if (effect.kind === "follow-up") return "continues";
  return effect.kind === "status" && status.state === "solved" && effect.status.state !== "solved" ? "reopens" : "adds";
}

/** The newest ticket that continues a closed one, of those that the actor sees. */
export async function continuation(db: Db, actor: Actor, number: number): Promise<number | null> {
  const rows = await query<TicketFacts & { id: number }>(
    db,
    `select t.id, t.desk_id as "deskId", t.queue_id as "queueId", t.location_id as "locationId", t.requester_id as "requesterId", r.organization_id as "organizationId", t.spam,
       t.deleted_at is not null as deleted, array(select person_id from watchers w where w.ticket_id = t.id and w.side = 'customer') as "watcherIds"
     from tickets t join people r on r.id = t.requester_id where t.follow_up_of = $1 and t.listed order by t.id desc limit 20`,
    [number],
  );
  return rows.find((row) => sideOf(actor, row) !== null)?.id ?? null;
}
