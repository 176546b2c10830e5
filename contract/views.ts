import { Type, type Static } from "typebox";
import { Key, Labels, nullable, oneOf } from "./common.ts";
import { sorts } from "./tickets.ts";

/** What a list can show of a ticket, in their usual order. The subject is always there. */
export const listColumns = [
  "number", "status", "subject", "requester", "queue", "location", "type", "priority", "tags", "assignee", "source", "escalation", "flag", "followups", "approval", "messages", "created", "updated", "due",
] as const;
export type ListColumn = (typeof listColumns)[number];

/** The views that every desk has, before any is saved; `q` is what they ask. */
export const defaultViews = [
  { key: "mine", q: "state:open assignee:me" },
  { key: "unassigned", q: "state:open assignee:none" },
  { key: "open", q: "state:open" },
  { key: "pending", q: "state:pending" },
  { key: "on-hold", q: "state:on_hold" },
  { key: "solved", q: "state:solved" },
  { key: "all", q: "" },
  { key: "spam", q: "is:spam" },
  { key: "deleted", q: "is:deleted" },
] as const;
/** What lies apart from all lists: for who may put it back. */
export const shelvedViews: readonly string[] = ["spam", "deleted"];

const q = Type.String({ maxLength: 1000 });
const ViewColumns = Type.Array(oneOf(listColumns), { minItems: 1, maxItems: listColumns.length, uniqueItems: true });
/** A name in one or several languages; under `*`, one that is the same in all. */
const Names = Type.Record(Type.String({ pattern: "^(\\*|[a-z]{2,3}(-[A-Z]{2})?)$" }), Type.String({ minLength: 1, maxLength: 100 }), { minProperties: 1 });

/** A shared view as a desk's file writes it; a missing list of them leaves those there are alone. */
export const ViewDefinition = Type.Object({
  key: Key,
  labels: Names,
  q,
  sort: Type.Optional(oneOf(sorts)),
  columns: Type.Optional(ViewColumns),
}, { additionalProperties: false });
export type ViewDefinition = Static<typeof ViewDefinition>;

/** A saved list: shared by all who work at the desk, or one person's own. */
export const View = Type.Object({
  id: Type.Integer(),
  desk: Key,
  shared: Type.Boolean(),
  labels: Labels,
  q: Type.String(),
  sort: nullable(oneOf(sorts)),
  /** null: the reader's own choice */
  columns: nullable(Type.Array(oneOf(listColumns))),
  /** may the reader change it? */
  editable: Type.Boolean(),
});
export type View = Static<typeof View>;
export const ViewList = Type.Object({ items: Type.Array(View) });

export const NewView = Type.Object({
  desk: Key,
  shared: Type.Boolean(),
  labels: Names,
  q,
  sort: Type.Optional(nullable(oneOf(sorts))),
  columns: Type.Optional(nullable(ViewColumns)),
}, { additionalProperties: false });
export type NewView = Static<typeof NewView>;
export const ViewPatch = Type.Object({
  labels: Type.Optional(Names),
  q: Type.Optional(q),
  sort: Type.Optional(nullable(oneOf(sorts))),
  columns: Type.Optional(nullable(ViewColumns)),
  /** its place among the shared ones, or among one's own; from 0 */
  position: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
}, { additionalProperties: false, minProperties: 1 });
export type ViewPatch = Static<typeof ViewPatch>;

/** So far views are counted: the last number means "as many or more". */
export const mostCounted = 1000;
/** Of a default view by its key, of a saved one by its id. `more`: there are at least so many. */
export const ViewCounts = Type.Object({ items: Type.Array(Type.Object({ view: Type.String(), count: Type.Integer(), more: Type.Boolean() })) });
export type ViewCounts = Static<typeof ViewCounts>;
