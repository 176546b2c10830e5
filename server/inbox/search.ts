import { query, type Db } from "../platform/db.ts";
import { parameters, tsquery, type Parameters } from "./conditions.ts";

/** At most this many newest matches are ranked and sorted. */
const candidates = 500;
/** So many newest matches of the words are looked at first; where too few of them pass the filter, all are. */
const firstWindow = 2000;

export interface SearchInput {
  searched: readonly { words: readonly string[]; phrase: boolean }[];
  /** forms of what was typed, to be looked up exactly */
  identifiers: readonly string[];
  side: "public" | "staff";
  /** the filter leaves few tickets: it goes first */
  own: boolean;
  /** on tickets `t`: what else is asked and may be seen */
  filter: (p: Parameters) => string;
  /** on tickets `t`: what is sorted by; null: how well it matches */
  column: string | null;
  descending: boolean;
  /** where the page before ended */
  after: { value: string; id: number; cast: string } | null;
  limit: number;
}

/** A ticket found, with the value by which it stands in its place. */
export interface Found {
  id: number;
  cursor: string;
}

/**
 * The tickets of a page, in the order asked: the newest matches, and what is named exactly whatever its age. Ids only:
 * the statement is planned for its very words, and each table more costs as much as looking a code up.
 */
export async function searchTickets(db: Db, input: SearchInput): Promise<Found[]> {
  const run = async (window: number | null) => {
    const p = parameters();
    const text = searchSql(input, window, p);
    return query<Found & { matched: number; hits: number }>(db, text, p.values);
  };
  const rows = await run(input.own ? null : firstWindow);
  return input.own || !isCutShort(rows[0]) ? rows : run(null);
}

function searchSql({ searched, identifiers, side, own, filter, column, descending, after, limit }: SearchInput, window: number | null, p: Parameters): string {
  const words = `(${searched.map((part) => tsquery(part, p)).join(" && ")})`;
  const matches = `s.${side} @@ ${words}`;
  const matched = own
    ? `select t.id, s.${side} as texts from tickets t join ticket_search s on s.ticket_id = t.id where ${filter(p)} and ${matches}`
    : `select s.ticket_id as id, s.${side} as texts from ticket_search s where ${matches}${window === null ? "" : ` order by s.ticket_id desc limit ${window}`}`;
  const key = column ?? "0::real";
  const exact =
    identifiers.length === 0
      ? ""
      : `exact as materialized (select t.id, ${column ?? "1000::real"} as key from tickets t where t.id in (${identified(identifiers, side, p)}) and ${filter(p)} order by t.id desc limit ${candidates}),`;
  const both =
    identifiers.length === 0
      ? `select id, ${column === null ? `ts_rank(texts, ${words})` : "key"} as key from hits`
      : `select id, key from exact union all select id, ${column === null ? `ts_rank(texts, ${words})` : "key"} from hits where id not in (select id from exact)`;
  const direction = descending ? "desc" : "asc";
  const behind = after === null ? "true" : `(t.key, t.id) ${descending ? "<" : ">"} (${p.add(after.value)}::${after.cast}, ${p.add(after.id)})`;
  return `/* replan */ with ${exact} matched as materialized (${matched}),
    hits as materialized (select t.id, m.texts, ${key} as key from matched m join tickets t on t.id = m.id where ${own ? "true" : filter(p)} order by t.id desc limit ${candidates})
    select t.id, t.key::text as cursor, (select count(*) from matched) as matched, (select count(*) from hits) as hits
    from (${both}) t where ${behind} order by t.key ${direction}, t.id ${direction} limit ${p.add(limit)}`;
}

/** The ids of the tickets that one of these names exactly; phones and members' numbers are for staff. */
export const identified = (identifiers: readonly string[], side: "public" | "staff", p: Parameters): string =>
  `select i.ticket_id from ticket_identifiers i where i.value = any(${p.add(identifiers)}::text[])${side === "public" ? " and not i.staff" : ""}`;

/** Were there more matches than were looked at, while too few passed the filter? Without any row it cannot be told. */
const isCutShort = (row: { matched: number; hits: number } | undefined): boolean => row === undefined || (Number(row.matched) >= firstWindow && Number(row.hits) < candidates);
