import { Type, type Static } from "typebox";
import { Email, Key, Labels, nullable, oneOf, Timestamp } from "./common.ts";
import { TicketRow } from "./tickets.ts";

/** A group of what waits to be assigned (C3): what it is called, and the search that its tickets meet. */
export const BoardGroupDefinition = Type.Object({ labels: Labels, q: Type.String({ minLength: 1, maxLength: 1000 }) }, { additionalProperties: false });
export type BoardGroupDefinition = Static<typeof BoardGroupDefinition>;

/** What waits, as a card shows it and an assignment starts from. */
export const BoardTicket = Type.Object({
  ...Type.Pick(TicketRow, ["number", "subject", "desk", "state", "status", "assignee", "queue", "type", "priority", "tags", "source", "createdAt", "dueAt", "version", "excerpt"]).properties,
  requester: Type.String(),
});
export type BoardTicket = Static<typeof BoardTicket>;

/** What every desk has besides its own groups: what came by mail (where it has none of its own), and what no group takes. */
export const boardGroupKeys = ["configured", "type", "mail", "rest"] as const;
export const BoardGroup = Type.Object({
  /** stable as long as the desk's configuration stands */
  key: Type.String(),
  kind: oneOf(boardGroupKeys),
  /** empty for `mail` and `rest`, which readers' catalogues name */
  labels: Labels,
  /** the search that lists the whole group; null for what no other group takes */
  q: nullable(Type.String()),
  /** up to 1,000; `more`: there are at least so many */
  count: Type.Integer(),
  more: Type.Boolean(),
  /** the most urgent first, then the oldest */
  items: Type.Array(BoardTicket),
});
export type BoardGroup = Static<typeof BoardGroup>;

/** `working` until, `off` until the next shift, `absent` through a day, or nothing is known of their shifts. */
export const AgentPresence = Type.Object({ kind: oneOf(["working", "off", "absent", "unknown"]), until: nullable(Timestamp) });
export type AgentPresence = Static<typeof AgentPresence>;

export const BoardAgent = Type.Object({
  name: Type.String(),
  email: Email,
  presence: AgentPresence,
  /** each up to 1,000: unsolved tickets of the desk, those past due, and follow-ups due by the end of the agent's day */
  open: Type.Integer(),
  overdue: Type.Integer(),
  followUps: Type.Integer(),
});
export type BoardAgent = Static<typeof BoardAgent>;

export const Board = Type.Object({
  desk: Key,
  groups: Type.Array(BoardGroup),
  agents: Type.Array(BoardAgent),
});
export type Board = Static<typeof Board>;
export const BoardQuery = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50, description: "tickets shown of each group" })) }, { additionalProperties: false });
