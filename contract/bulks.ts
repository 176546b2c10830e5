import { Type, type Static } from "typebox";
import { Closure, Postponement } from "./acts.ts";
import { Email, Key, nullable, oneOf, page, TicketNumber, Timestamp } from "./common.ts";
import { Priority } from "./desks.ts";
import { Tags } from "./tickets.ts";

/** So many tickets are changed together at most. */
export const mostInBulk = 10_000;

/** What is to be different on every ticket chosen (R5). The parts are done in this order, all or none of them per ticket. */
export const BulkChange = Type.Object({
  assignee: Type.Optional(nullable(Email)),
  /** with an assignee: who has somebody by now, keeps them (C3: two supervisors at one board) */
  onlyUnassigned: Type.Optional(Type.Literal(true)),
  queue: Type.Optional(Key),
  priority: Type.Optional(Priority),
  type: Type.Optional(nullable(Key)),
  addTags: Type.Optional(Tags),
  removeTags: Type.Optional(Tags),
  status: Type.Optional(Key),
  postpone: Type.Optional(Postponement),
  close: Type.Optional(Closure),
  spam: Type.Optional(Type.Boolean()),
  /** true: delete, with 30 days to restore; false: restore */
  delete: Type.Optional(Type.Boolean()),
}, { additionalProperties: false, minProperties: 1 });
export type BulkChange = Static<typeof BulkChange>;

/** Either the numbers, or what a search finds at this moment. */
export const NewBulk = Type.Object({
  numbers: Type.Optional(Type.Array(TicketNumber, { minItems: 1, maxItems: mostInBulk })),
  q: Type.Optional(Type.String({ maxLength: 1000 })),
  change: BulkChange,
}, { additionalProperties: false });
export type NewBulk = Static<typeof NewBulk>;

export const bulkStates = ["running", "done", "undoing", "undone"] as const;
export const bulkOutcomes = ["changed", "unchanged", "refused", "undone", "undo-refused"] as const;
export type BulkOutcome = (typeof bulkOutcomes)[number];

export const Bulk = Type.Object({
  id: Type.Integer(),
  state: oneOf(bulkStates),
  change: BulkChange,
  total: Type.Integer(),
  /** how many have had their turn in the present state */
  done: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  refused: Type.Integer(),
  undone: Type.Integer(),
  undoRefused: Type.Integer(),
  createdAt: Timestamp,
  finishedAt: nullable(Timestamp),
});
export type Bulk = Static<typeof Bulk>;

/** What became of one ticket; `reason` in the reader's language where it was refused. */
export const BulkItem = Type.Object({ number: TicketNumber, outcome: nullable(oneOf(bulkOutcomes)), reason: nullable(Type.String()) });
export type BulkItem = Static<typeof BulkItem>;
export const BulkItemList = page(BulkItem);
