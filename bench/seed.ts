import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { DeskConfig } from "../server/desks/index.ts";
import type { DbConnection } from "../server/platform/db.ts";
import { ticketRows, type Cell, type Emit, type SeedFacts, type SeedTable } from "./seed-rows.ts";

/** The columns each table is copied with. */
const columns: Record<SeedTable, string> = {
  people: "id, name, locale, created_at",
  addresses: "address, person_id, is_primary, invited_at",
  tickets: `id, desk_id, subject, state, status_id, queue_id, type_id, priority, requester_id, assignee_id, tags, fields, source, locale, created_at, updated_at,
    solved_at, version, public_excerpt, staff_excerpt, public_count, message_count, last_public_at, last_public_by, search_stale`,
  messages: "id, ticket_id, kind, author_id, author_side, channel, created_at, html, text, recipients, header_message_id, mail_id, evidence",
  watchers: "ticket_id, person_id, side, added_at",
  events: "at, actor_kind, actor_id, via, desk_id, ticket_id, type, version, audience, data",
  deliveries: `desk_id, ticket_id, message_id, person_id, letter, lang, to_address, to_name, header_message_id, content, state, response, attempts, queued_at, settled_at`,
  mails: `id, received_at, source, envelope_from, envelope_to, remote, size, raw, fate, evidence, settled_at, tries, desk_id, ticket_id, message_id, from_address, from_name,
    subject, header_message_id, content_hash`,
  files: "id, hash, name, type, size, created_at",
  file_uses: "file_id, kind, subject, position, inline",
  ticket_identifiers: "ticket_id, kind, value",
  search_texts: "id, public, staff",
};

const firstTicket = 1001;

/**
 * Fills an installation that has a desk and agents with tickets of three messages each, and everything that belongs to
 * them: what the product would have written, its search rows included. Two years of work, the newest tickets the open ones.
 */
export async function seedTickets(connection: DbConnection, desk: DeskConfig, agents: readonly { id: number; address: string; name: string }[], count: number): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query("set synchronous_commit = off; set maintenance_work_mem = '512MB'; set work_mem = '256MB'");
    await client.query("create unlogged table search_texts (id bigint primary key, public text not null, staff text not null)");
    const tables = Object.keys(columns) as SeedTable[];
    const rebuild = await dropIndexes(client, tables);
    const { rows } = await client.query<{ person: number }>("select max(id)::int as person from people");
    const facts: SeedFacts = { desk, agents, count, firstTicket, firstPerson: (rows[0]?.person ?? 0) + 1, now: Date.now() };
    await client.query("set session_replication_role = replica"); // foreign keys hold by construction; checking each row doubles the time
    await copyAll(client, facts);
    await client.query("set session_replication_role = origin");
    await client.query(`insert into ticket_search (ticket_id, public, staff) select id, to_tsvector('simple', public), to_tsvector('simple', public || ' ' || staff) from search_texts`);
    await client.query("drop table search_texts");
    for (const sql of rebuild) await client.query(sql);
    for (const table of ["people", "tickets", "messages", "mails"]) {
      await client.query(`select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`);
    }
    // staff were told of all of it when it happened: a start would else spend its first minutes on telling them
    await client.query("update notification_place set (xid, event_id) = (select xid, id from events order by xid desc, id desc limit 1)");
    await client.query("vacuum (analyze)");
    await client.query("checkpoint");
  } finally {
    await client.end();
  }
}

/** An index is made faster from all rows than row by row. Answers the statements that make them again. */
async function dropIndexes(client: pg.Client, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string; sql: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as sql from pg_index
     where indrelid::regclass::text = any($1) and not exists (select from pg_constraint where conindid = indexrelid)`,
    [tables.concat("ticket_search")],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map((row) => row.sql);
}

/** Rows are made in slices, so that memory stays small, and each slice is copied table by table. */
async function copyAll(client: pg.Client, facts: SeedFacts): Promise<void> {
  const buffers = new Map<SeedTable, string[]>();
  const emit: Emit = (table, ...cells) => {
    const lines = buffers.get(table) ?? [];
    lines.push(`${cells.map(cellText).join("\t")}\n`);
    buffers.set(table, lines);
  };
  const flush = async () => {
    for (const [table, lines] of buffers) {
      await pipeline(Readable.from([lines.join("")]), client.query(copyFrom(`copy ${table} (${columns[table]}) from stdin`)));
    }
    buffers.clear();
  };
  let since = 0;
  for (const _ of ticketRows(facts, emit)) {
    since += 1;
    if (since < 4000) continue;
    await flush();
    since = 0;
  }
  await flush();
}

/** COPY's text format. */
function cellText(cell: Cell): string {
  if (cell === null) return "\\N";
  if (typeof cell === "number") return String(cell);
  if (typeof cell === "boolean") return cell ? "t" : "f";
  if (Buffer.isBuffer(cell)) return `\\\\x${cell.toString("hex")}`;
  return /[\\\n\r\t]/.test(cell) ? cell.replace(/\\/g, "\\\\").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t") : cell;
}
