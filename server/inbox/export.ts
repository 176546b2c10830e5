import type { Language } from "../../contract/common.ts";
import type { Sort } from "../../contract/tickets.ts";
import { listColumns } from "../../contract/views.ts";
import type { DeskSet } from "../desks/index.ts";
import { query, type Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import type { Person } from "../platform/work.ts";
import { scopeOf } from "../tickets/index.ts";
import { byteOrderMark, cellOf, csvLine, headOf, type ExportColumn } from "./csv.ts";
import { isCustomer, listTickets } from "./list.ts";

export interface ExportInput {
  q: string;
  /**
   * By number when none is given: what changes while the file is written then keeps its place, so that none is missing
   * and none is there twice.
   */
  sort: Sort | undefined;
  columns: readonly ExportColumn[];
  language: Language;
}

/** So many tickets at a time: what an export holds in memory, however large it is. */
const batch = 500;

export const defaultColumns: readonly ExportColumn[] = listColumns.flatMap((column): ExportColumn[] =>
  column === "requester" ? ["requester", "requester-email"] : column === "assignee" ? ["assignee", "assignee-email"] : [column],
);

/** The columns named in an address. @throws 400 for one that there is not */
export function readColumns(text: string | undefined): readonly ExportColumn[] {
  if (text === undefined || text === "") return defaultColumns;
  return text.split(",").map((name) => {
    const known = defaultColumns.find((column) => column === name);
    if (known !== undefined) return known;
    if (/^field:[a-z0-9][a-z0-9-]{0,62}$/.test(name)) return name as ExportColumn; // just matched
    throw problem("export.unknown-column", 400, { params: { column: name }, path: "/querystring/columns" });
  });
}

/**
 * All tickets that a search finds and the person may see, as CSV, in pieces as they are read: the next batch is read when
 * the reader has taken the last.
 * @param who asked anew before each batch: who was signed out or lost a role gets no more
 * @throws 403 for customers, 400 for a search that cannot be read
 */
export async function exportTickets(db: Db, desks: DeskSet, who: () => Promise<Person | null>, input: ExportInput): Promise<AsyncGenerator<string>> {
  const person = await who();
  if (person === null) throw problem("session.required", 401);
  if (isCustomer(scopeOf(person))) throw problem("permission.denied", 403);
  const read = (reader: Person, after: string | undefined) => listTickets(db, desks, reader, { q: input.q, sort: input.sort ?? "-number", limit: batch, after, every: true });
  const first = await read(person, undefined);
  return pieces(db, desks, who, input, first, read);
}

async function* pieces(
  db: Db,
  desks: DeskSet,
  who: () => Promise<Person | null>,
  input: ExportInput,
  first: Awaited<ReturnType<typeof listTickets>>,
  read: (reader: Person, after: string) => ReturnType<typeof listTickets>,
): AsyncGenerator<string> {
  const desk = first.items[0] === undefined ? undefined : desks.byKey.get(first.items[0].desk);
  const withFields = input.columns.some((column) => column.startsWith("field:"));
  yield byteOrderMark + csvLine(input.columns.map((column) => headOf(column, input.language, desk)));
  for (let page = first; ; ) {
    const fields = withFields ? await fieldsOf(db, page.items.map((row) => row.number)) : new Map<number, Record<string, unknown>>();
    yield page.items.map((row) => csvLine(input.columns.map((column) => cellOf(column, row, fields.get(row.number) ?? {}, desks.byKey.get(row.desk), input.language)))).join("");
    if (page.next === null) return;
    const person = await who();
    if (person === null || isCustomer(scopeOf(person))) throw problem("permission.denied", 403);
    page = await read(person, page.next);
  }
}

async function fieldsOf(db: Db, numbers: readonly number[]): Promise<Map<number, Record<string, unknown>>> {
  const rows = await query<{ id: number; fields: Record<string, unknown> }>(db, `select id, fields from tickets where id = any($1)`, [numbers]);
  return new Map(rows.map((row) => [row.id, row.fields]));
}
