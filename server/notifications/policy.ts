import { allows, type Actor, type Person } from "../platform/work.ts";
import { sideOf, type TicketFacts } from "../tickets/index.ts";

/** May they be told of it now? Of spam and of what was deleted, nobody is. */
export const mayBeTold = (actor: Actor, ticket: TicketFacts): boolean => !ticket.spam && !ticket.deleted && sideOf(actor, ticket) === "staff";

/** May they still read that they were told? As long as they see the ticket with its notes. */
export const mayBeListed = (actor: Actor, ticket: TicketFacts): boolean => sideOf(actor, ticket) === "staff";

/** The bell is for those who work here. */
export const hasBell = (person: Person): boolean => person.grants.some(({ desk }) => allows(person, "ticket.see", desk));
