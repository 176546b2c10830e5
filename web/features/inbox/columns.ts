import type { Me } from "../../../contract/auth.ts";
import type { Sort } from "../../../contract/tickets.ts";
import { listColumns, type ListColumn } from "../../../contract/views.ts";

/** The table's columns as a person has arranged them. */
export interface Columns {
  order: ListColumn[];
  /** px, where it was changed */
  widths: Partial<Record<ListColumn, number>>;
}
const defaultOrder: ListColumn[] = ["number", "status", "subject", "requester", "queue", "assignee", "updated"];

const widths: Record<ListColumn, number> = {
  number: 72, status: 148, subject: 240, requester: 176, queue: 128, location: 144, type: 160, priority: 104, tags: 152, assignee: 144, source: 88, escalation: 88, flag: 72, followups: 104, approval: 120, messages: 88, created: 84, updated: 84, due: 96,
};
export const leastWidth = 56;
export const mostWidth = 640;

/** By which orders a column can be sorted: the one of the first press, the one of the second. */
export const sortsOf: Partial<Record<ListColumn, readonly Sort[]>> = {
  number: ["-number", "number"],
  created: ["-created", "created"],
  updated: ["-updated", "updated"],
  priority: ["-priority"],
  due: ["due"],
};

const isColumn = (name: unknown): name is ListColumn => listColumns.some((column) => column === name);

export function columnsOf(me: Me): Columns {
  const kept = me.preferences["columns"];
  if (typeof kept !== "object" || kept === null) return { order: defaultOrder, widths: {} };
  const { order, widths: sizes } = kept as { order?: unknown; widths?: unknown };
  const wanted = Array.isArray(order) ? [...new Set(order.filter(isColumn))] : [];
  const sized = typeof sizes === "object" && sizes !== null ? Object.entries(sizes).filter((entry): entry is [ListColumn, number] => isColumn(entry[0]) && typeof entry[1] === "number") : [];
  return { order: wanted.includes("subject") ? wanted : defaultOrder, widths: Object.fromEntries(sized.map(([column, width]) => [column, clamped(width)])) };
}
export const clamped = (width: number): number => Math.round(Math.max(leastWidth, Math.min(mostWidth, width)));
export const widthOf = (column: ListColumn, columns: Columns): number => columns.widths[column] ?? widths[column];

/** The subject takes what is left; it never gets smaller than its width. */
export const templateOf = (columns: Columns): string => columns.order.map((column) => (column === "subject" ? `minmax(${widthOf(column, columns)}px, 1fr)` : `${widthOf(column, columns)}px`)).join(" ");

/** How much room a table needs at least, in px: its columns, the gaps between and the space at both sides. */
export const tableWidth = (columns: Columns): number => columns.order.reduce((sum, column) => sum + widthOf(column, columns) + 12, -12) + 40 + 16;

/** One more, or one less, in their usual order. */
export function withColumn({ order, widths: sizes }: Columns, column: ListColumn): Columns {
  if (order.includes(column)) return { order: order.filter((one) => one !== column), widths: sizes };
  const after = order.findIndex((one) => listColumns.indexOf(one) > listColumns.indexOf(column));
  return { order: order.toSpliced(after < 0 ? order.length : after, 0, column), widths: sizes };
}
