import { normalise } from "../../contract/conditions.ts";
import { query, type Db } from "../platform/db.ts";
import { parameters, tsquery, type Parameters, type SearchedWords } from "./conditions.ts";

/** At most this many newest matches are ranked and sorted. */
const candidates = 500;
/** So many newest matches of the words are looked at first; where too few of them pass the filter, all are. */
const firstWindow = 2000;

export interface SearchInput {
  searched: readonly SearchedWords[];
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

interface Candidate extends Found {
  matched: number;
  hits: number;
}

/**
 * The tickets of a page, in the order asked: what is named exactly, whatever its age, and the newest that hold the words.
 * Ids only: the words' statement is planned for its very words, and each table more costs as much as looking a code up.
 */
export async function searchTickets(db: Db, input: SearchInput): Promise<Found[]> {
  const exact = input.identifiers.length === 0 ? [] : await namedTickets(db, input);
  const run = (window: number | null) => {
    const p = parameters();
    const text = searchSql(input, exact, window, p);
    return query<Candidate>(db, text, p.values);
  };
  const rows = await run(input.own ? null : firstWindow);
  return input.own || !isCutShort(rows[0]) ? rows : run(null);
}

/** Rows of a base query with its `key` as cursor: as lists write them. */
export type Rows = (base: string, p: Parameters) => string;

/**
 * The page of who typed what names one thing, a code, phone, address or number: what is named so, then what holds its words,
 * with the rows, all by one statement that is planned once. Null where it leads to nothing, or to more than a page of words
 * tells: then it is searched as words are.
 * @param rows writes the page as the list's rows, the columns `matched` and `hits` of the base among them
 */
export async function namedPage<Row>(db: Db, input: SearchInput, byNumber: boolean, rows: Rows): Promise<Row[] | null> {
  const p = parameters();
  const page = await query<Row & { matched: number; hits: number }>(db, rows(namedSql(input, byNumber, p), p), p.values);
  return isCutShort(page[0]) ? null : page;
}

/** Words that no other text holds are looked for beside what is named; others only where something is, which tells how they are meant. */
const isRare = ({ searched, identifiers }: SearchInput): boolean => identifiers.some((form) => form.includes("@")) || searched.some(({ words }) => words.some((word) => word.length > 4 && /\d/.test(word)));

/**
 * The words by which a part is looked up before their order is read. Of an address those before the @, where they tell one
 * person from another: each word that every ticket holds, as its domain's are, makes the index read longer (17 ms instead of
 * 4 at 200,000 tickets).
 */
function telling({ words }: SearchedWords, identifiers: readonly string[]): readonly string[] {
  const address = identifiers.find((form) => form.includes("@") && normalise(form).join(" ") === words.join(" "));
  const own = address === undefined ? words : normalise(address.slice(0, address.lastIndexOf("@")));
  return own.length > 1 || own.some((word) => /\d/.test(word)) ? own : words.slice(0, Math.max(2, words.length - 1));
}

/** What a subquery answers is not looked at by the planner, so that one plan serves all. Nothing of it is done where what is named fills the page, or was typed as a number. */
function namedSql(input: SearchInput, byNumber: boolean, p: Parameters): string {
  const { searched, identifiers, side, own, filter, column, descending, after, limit } = input;
  const queries = (exactly: boolean, loose: boolean) => searched.map((part) => tsquery(loose ? { words: telling(part, identifiers), phrase: false } : part, p, exactly)).join(" && ");
  // who names one thing means it: what only begins so is of no use then
  const asked = (loose: boolean) => `case when exists (select from named) then ${queries(true, loose)} else ${queries(false, loose)} end`;
  const ranked = column === null;
  const direction = descending ? "desc" : "asc";
  const behind = after === null ? "true" : `(f.key, f.id) ${descending ? "<" : ">"} (${p.add(after.value)}::${after.cast}, ${p.add(after.id)})`;
  const named = `named as materialized (select t.id from tickets t where t.id in (${identified(identifiers, side, p)}) and ${filter(p)} order by t.id desc limit ${candidates})`;
  const first = `select t.id, ${column ?? "1000::real"} as key from named join tickets t on t.id = named.id`;
  const page = (from: string) => `found as (select f.id, f.key from (${from}) f where ${behind} order by f.key ${direction}, f.id ${direction} limit ${limit})`;
  const found = (matched: string, hits: string) => `select f.key, ${matched}::int as matched, ${hits}::int as hits, t.* from found f join tickets t on t.id = f.id`;
  if (byNumber) return `with ${named}, ${page(first)} ${found("0", "0")}`;
  const enough = ranked && after === null ? ` and (select count(*) from named) < ${limit}` : "";
  const when = `${isRare(input) ? "true" : "exists (select from named)"}${enough}`;
  // the order of words is read from the text itself, which costs: not for what is named already
  const inOrder = searched.some(({ phrase }) => phrase !== false);
  const says = inOrder ? `case when s.ticket_id in (select id from named) then false else s.${side} @@ (select words from asked) end` : `s.ticket_id not in (select id from named)${own ? ` and s.${side} @@ (select words from asked)` : ""}`;
  const matched = own
    ? `select t.id, s.${side} as texts from tickets t join ticket_search s on s.ticket_id = t.id where ${when} and ${filter(p)} and s.staff @@ (select loose from asked) and ${says}`
    : `select s.ticket_id as id, s.${side} as texts from ticket_search s where ${when} and s.${side} @@ (select loose from asked) and ${says} order by s.ticket_id desc limit ${firstWindow}`;
  const hits = `select t.id, m.texts, ${column ?? "0::real"} as key from matched m join tickets t on t.id = m.id where ${own ? "true" : filter(p)} order by t.id desc limit ${candidates}`;
  return `with ${named}, asked as materialized (select ${asked(true)} as loose, ${asked(false)} as words), matched as materialized (${matched}), hits as materialized (${hits}), ${page(`${first} union all select id, ${ranked ? "ts_rank(texts, (select words from asked))" : "key"} from hits`)}
    ${found("(select count(*) from matched)", "(select count(*) from hits)")}`;
}

/** What is named exactly, by one statement that is planned once. */
async function namedTickets(db: Db, { identifiers, side, filter }: SearchInput): Promise<number[]> {
  const p = parameters();
  const text = `select t.id from tickets t where t.id in (${identified(identifiers, side, p)}) and ${filter(p)} order by t.id desc limit ${candidates}`;
  return (await query<{ id: number }>(db, text, p.values)).map(({ id }) => id);
}

function searchSql(input: SearchInput, exact: readonly number[], window: number | null, p: Parameters): string {
  const { searched, side, own, filter, column, descending, after, limit } = input;
  // who names one thing means it: what only begins so is of no use then
  const asked = `(${searched.map((part) => tsquery(part, p, exact.length > 0)).join(" && ")})`;
  // what is named so is rare: which plan serves it need not be asked again for each
  const rare = exact.length > 0;
  const words = rare ? `(select ${asked})` : asked;
  // one index serves both sides: the staff's holds all that customers find, and more
  const matches = `s.staff @@ ${words}${own ? ` and s.${side} @@ ${words}` : ""}`;
  const matched = own
    ? `select t.id, s.${side} as texts from tickets t join ticket_search s on s.ticket_id = t.id where ${filter(p)} and ${matches}`
    : `select s.ticket_id as id, s.${side} as texts from ticket_search s where ${matches}${window === null ? "" : ` order by s.ticket_id desc limit ${window}`}`;
  const ids = exact.length === 0 ? "" : idsSql(p.add(JSON.stringify(exact)));
  const ranked = `select id, ${column === null ? `ts_rank(texts, ${words})` : "key"} as key from hits`;
  const both = exact.length === 0 ? ranked : `select t.id, ${column ?? "1000::real"} as key from tickets t where t.id in (${ids}) union all ${ranked} where id not in (${ids})`;
  const direction = descending ? "desc" : "asc";
  const behind = after === null ? "true" : `(t.key, t.id) ${descending ? "<" : ">"} (${p.add(after.value)}::${after.cast}, ${p.add(after.id)})`;
  return `${rare ? "" : "/* replan */ "}with matched as materialized (${matched}),
    hits as materialized (select t.id, m.texts, ${column ?? "0::real"} as key from matched m join tickets t on t.id = m.id where ${own ? "true" : filter(p)} order by t.id desc limit ${candidates})
    select t.id, t.key::text as cursor, (select count(*) from matched) as matched, (select count(*) from hits) as hits
    from (${both}) t where ${behind} order by t.key ${direction}, t.id ${direction} limit ${p.add(limit)}`;
}

/** Ids of a JSON array: unlike an array's, their number is not known to the planner, so that it keeps one plan. */
export const idsSql = (json: string): string => `select value::bigint from json_array_elements_text(${json}::json)`;

/** The ids of the tickets that one of these names exactly; phones and members' numbers are for staff. */
export const identified = (identifiers: readonly string[], side: "public" | "staff", p: Parameters): string =>
  `select i.ticket_id from ticket_identifiers i where i.kind in ('number', 'address', 'field', 'phone', 'member') and i.value in (select json_array_elements_text(${p.add(JSON.stringify(identifiers))}::json))${side === "public" ? " and not i.staff" : ""}`;

/** Were there more matches than were looked at, while too few passed the filter? Without any row it cannot be told. */
const isCutShort = (row: { matched: number; hits: number } | undefined): boolean => row === undefined || (Number(row.matched) >= firstWindow && Number(row.hits) < candidates);
