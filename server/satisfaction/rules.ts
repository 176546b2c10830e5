import type { DeskConfig, DeskStatus } from "../desks/index.ts";
import type { Actor } from "../platform/work.ts";
import { sideOf, type TicketFacts } from "../tickets/index.ts";

/** Is who asked asked back? While it is solved or closed, in a desk that wants to know. */
export const asksForRating = ({ settings }: Pick<DeskConfig, "settings">, { state }: Pick<DeskStatus, "state">): boolean => settings.ratings === true && (state === "solved" || state === "closed");

/** Who asked, and nobody else; not who works on it (T6: an agent is rated, and does not rate). */
export const isRater = (actor: Actor, ticket: TicketFacts): boolean => actor.kind === "person" && actor.id === ticket.requesterId && sideOf(actor, ticket) === "customer";

export const mayRate = (actor: Actor, ticket: TicketFacts, desk: Pick<DeskConfig, "settings">, status: Pick<DeskStatus, "state">): boolean => isRater(actor, ticket) && asksForRating(desk, status);
