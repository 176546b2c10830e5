import type { Check } from "../../contract/gates.ts";
import type { Can } from "../../contract/tickets.ts";
import { holdsRole, type DeskConfig, type DeskStatus } from "../desks/index.ts";
import { organizationOf } from "../people/index.ts";
import type { Db } from "../platform/db.ts";
import { allows, type Actor, type Person, type Place } from "../platform/work.ts";
import { checksBefore, judgedOf, type Judged } from "./gates.ts";

/** What authorisation needs to know of a ticket. */
export interface TicketFacts extends Place {
  deskId: number;
  requesterId: number;
  /** customers in copy */
  watcherIds: readonly number[];
  /** the requester's; absent: not asked for, and nobody sees it as their colleague (see `sideFor`) */
  organizationId?: number | null;
  spam: boolean;
  deleted: boolean;
}

/** In what part a person sees a ticket: all of it, its public side, or not at all. */
export type Side = "staff" | "customer" | null;

/** Spam and deleted tickets are for staff only. */
export function sideOf(actor: Actor, ticket: TicketFacts): Side {
  if (allows(actor, "ticket.see", ticket.deskId, ticket)) return "staff";
  if (ticket.spam || ticket.deleted) return null;
  if (actor.kind === "person" && (takesPart(actor.id, ticket) || isShared(actor, ticket.organizationId))) return "customer";
  return null;
}

/** Asked for it, or is in copy. */
export const takesPart = (personId: number, ticket: Pick<TicketFacts, "requesterId" | "watcherIds">): boolean => ticket.requesterId === personId || ticket.watcherIds.includes(personId);

/** Their organization shows its people each other's requests (H4). */
const isShared = (person: Person, organizationId: number | null | undefined): boolean => organizationId != null && person.sharing?.includes(organizationId) === true;

/** `sideOf` for who may be a colleague of the requester, whose organization is asked for only then. */
export async function sideFor(db: Db, actor: Actor, ticket: TicketFacts): Promise<Side> {
  const side = sideOf(actor, ticket);
  if (side !== null || actor.kind !== "person" || (actor.sharing ?? []).length === 0) return side;
  return sideOf(actor, { ...ticket, organizationId: await organizationOf(db, ticket.requesterId) });
}

/** What the actor may do with the ticket. Customers read and reply; what staff may do says their role. */
export function canDo(actor: Actor, ticket: TicketFacts, status: DeskStatus, desk: DeskConfig): Can {
  const side = sideOf(actor, ticket);
  const may = (permission: Parameters<typeof allows>[1]) => side === "staff" && allows(actor, permission, ticket.deskId, ticket);
  // what is deleted is restored before anything else is done with it
  const final = status.state === "closed" || ticket.deleted;
  return {
    reply: !final && (side === "customer" || may("ticket.reply")),
    note: may("ticket.note"),
    assign: !final && may("ticket.assign"),
    edit: !final && may("ticket.edit"),
    retypify: !final && may("ticket.retypify"),
    escalate: !final && may("ticket.escalate"),
    forward: !ticket.deleted && may("ticket.forward"),
    merge: !ticket.deleted && may("ticket.merge"),
    remove: may("ticket.delete"),
    statuses: final
      ? []
      : desk.statuses.filter((to) => !to.archived && to.key !== status.key && permissionsForStatus(status, to).some(may) && holdsRole(actor, ticket.deskId, to.roles)).map((to) => to.key),
  };
}

/**
 * What must be met before each status is set, met or not, for those that ask something: shown before somebody chooses.
 * Of a status that is not theirs to set, that too. Who may set none is shown none.
 */
export function statusChecks(actor: Actor, ticket: TicketFacts, desk: DeskConfig, from: DeskStatus, facts: Omit<Judged, "holds" | "may"> & { typeId: number | null }): { status: string; items: Check[] }[] {
  const { statuses } = canDo(actor, ticket, from, desk);
  if (statuses.length === 0) return [];
  return desk.statuses.flatMap((to) => {
    if (to.archived || to.key === from.key) return [];
    const items = [...missingRights(statuses, from, to, holdsRole(actor, ticket.deskId, to.roles)), ...checksBefore(desk, facts.typeId, from, to, { ...facts, ...judgedOf(actor, ticket) })];
    return items.length === 0 ? [] : [{ status: to.key, items }];
  });
}

function missingRights(statuses: readonly string[], from: DeskStatus, to: DeskStatus, inRole: boolean): Check[] {
  if (statuses.includes(to.key)) return [];
  const [permission = "ticket.status"] = permissionsForStatus(from, to);
  return [{ met: false, requirement: to.roles === null || inRole ? { kind: "permission", permission } : { kind: "role", roles: to.roles } }];
}

/** Any of these rights lets somebody set the status. */
function permissionsForStatus(from: DeskStatus, to: DeskStatus): Parameters<typeof allows>[1][] {
  if (to.state === "closed") return ["ticket.close"];
  if (to.state === "solved") return ["ticket.solve"];
  return from.state === "solved" ? ["ticket.reopen"] : ["ticket.edit", "ticket.status"];
}

/** Which tickets a list may hold, as facts that SQL and `sideOf` agree on (a property test holds them equal). */
export interface Scope {
  /** true: every desk */
  everything: boolean;
  desks: number[];
  queues: number[];
  /** by roles narrowed to a location: in one desk or all (null), in one queue or all (null) */
  locations: { desk: number | null; queue: number | null; location: number }[];
  /** whose own and copied tickets are seen besides; null: nobody's */
  person: number | null;
  /** whose people's tickets they see besides */
  sharing: readonly number[];
}

export function scopeOf(actor: Actor): Scope {
  if (actor.kind === "system") return { everything: true, desks: [], queues: [], locations: [], person: null, sharing: [] };
  const seeing = actor.grants.filter((grant) => grant.permissions.has("ticket.see"));
  const anywhere = seeing.filter((grant) => grant.location === null);
  return {
    everything: anywhere.some((grant) => grant.desk === null && grant.queue === null),
    desks: [...new Set(anywhere.flatMap((grant) => (grant.desk !== null && grant.queue === null ? [grant.desk] : [])))],
    queues: [...new Set(anywhere.flatMap((grant) => (grant.queue === null ? [] : [grant.queue])))],
    locations: seeing.flatMap(({ desk, queue, location }) => (location === null ? [] : [{ desk, queue, location }])),
    person: actor.id,
    sharing: actor.sharing ?? [],
  };
}
