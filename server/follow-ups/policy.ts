import type { DeskSet } from "../desks/index.ts";
import { allows, type Actor } from "../platform/work.ts";
import { sideOf, type TicketFacts } from "../tickets/index.ts";

/** Record and plan on the ticket. */
export const mayRecord = (actor: Actor, ticket: TicketFacts): boolean => sideOf(actor, ticket) === "staff" && allows(actor, "follow-up.record", ticket.deskId, ticket);
/** Decide over colleagues' follow-ups on the ticket. */
export const mayManage = (actor: Actor, ticket: TicketFacts): boolean => sideOf(actor, ticket) === "staff" && allows(actor, "follow-up.manage", ticket.deskId, ticket);
/** Move or take away this one: its agent, or who decides over all. */
export const mayMove = (actor: Actor, ticket: TicketFacts, agentId: number): boolean => mayManage(actor, ticket) || (mayRecord(actor, ticket) && actor.kind === "person" && actor.id === agentId);

/** The desks whose agents' agendas and shifts the actor looks after. */
export const ledDesks = (actor: Actor, desks: DeskSet): number[] => desks.all.filter((desk) => allows(actor, "follow-up.manage", desk.id)).map((desk) => desk.id);
/** The desks where the actor has an agenda. */
export const ownDesks = (actor: Actor, desks: DeskSet): number[] => desks.all.filter((desk) => allows(actor, "follow-up.record", desk.id)).map((desk) => desk.id);
