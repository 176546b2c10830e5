import { labelIn, type Language } from "../../contract/common.ts";
import type { TicketRow } from "../../contract/tickets.ts";
import type { ListColumn } from "../../contract/views.ts";
import type { DeskConfig } from "../desks/index.ts";
import { translate } from "../platform/i18n.ts";

/** So that spreadsheets read the file as UTF-8. */
export const byteOrderMark = "\uFEFF";

/**
 * RFC 4180: quoted where it must be. What a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV
 * injection): also behind what some take for the separator, and in the wide forms that some take for the signs.
 */
export function csvCell(value: string): string {
  const safe = number.test(value) ? value : value.replace(/[;\t\r\n](?=[^\S\t\r\n]*[=+\-@＝＋－＠])/g, "$&'").replace(/^(?=\s*[=+\-@＝＋－＠]|[\t\r])/, "'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
const number = /^-?\d+(\.\d+)?$/;
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(",")}\r\n`;

export type ExportColumn = ListColumn | "requester-email" | "assignee-email" | `field:${string}`;

/** What the first line calls a column. */
export function headOf(column: ExportColumn, language: Language, desk: DeskConfig | undefined): string {
  if (!column.startsWith("field:")) return translate(language, `desk.column.${column}`);
  const key = column.slice("field:".length);
  const field = desk?.fields.find((one) => one.key === key);
  return field === undefined ? key : labelIn(field.labels, language, desk?.language);
}

/** A ticket's value as a person reads it; instants as RFC 3339 in UTC. */
export function cellOf(column: ExportColumn, row: TicketRow, fields: Record<string, unknown>, desk: DeskConfig | undefined, language: Language): string {
  const label = (list: "statuses" | "queues" | "types", key: string | null) => {
    const entry = desk?.[list].find((one) => one.key === key);
    return entry === undefined ? (key ?? "") : labelIn(entry.labels, language, desk?.language);
  };
  switch (column) {
    case "number":
      return String(row.number);
    case "status":
      return label("statuses", row.status);
    case "queue":
      return label("queues", row.queue);
    case "location":
      return row.location?.name ?? "";
    case "type":
      return label("types", row.type);
    case "priority":
      return translate(language, `desk.priority.${row.priority}`);
    case "requester":
      return row.requester.name;
    case "requester-email":
      return row.requester.email ?? row.requester.phone?.written ?? "";
    case "assignee":
      return row.assignedTo?.name ?? "";
    case "assignee-email":
      return row.assignee ?? "";
    case "tags":
      return row.tags.join(", ");
    case "subject":
    case "source":
      return row[column];
    case "flag":
      return row.flag === null ? "" : translate(language, "desk.column.flag");
    case "followups":
      return String(row.followUps);
    case "approval":
      return row.approval === null ? "" : translate(language, `desk.approval.state.${row.approval}`);
    case "escalation":
      return String(row.escalation);
    case "messages":
      return String(row.messageCount);
    case "created":
      return row.createdAt;
    case "updated":
      return row.updatedAt;
    case "due":
      return row.dueAt ?? "";
    default:
      return textOf(fields[column.slice("field:".length)]);
  }
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);
}
