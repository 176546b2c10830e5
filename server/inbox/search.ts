import { tsquery, type Parameters } from "./conditions.ts";

/** At most this many newest matches are ranked and sorted. */
const candidates = 500;
/** So many newest matches of the words are looked at first; where too few of them pass the filter, all are. */
export const searchWindow = 2000;

export interface SearchInput {
  searched: readonly { words: readonly string[]; phrase: boolean }[];
  /** the words as they were typed, to be looked up exactly */
  identifiers: readonly string[];
  side: "public" | "staff";
  /** the filter leaves few tickets: it goes first */
  own: boolean;
  /** on tickets `t`: what else is asked and may be seen */
  filter: string;
  /** where the page before ended */
  behind: string;
  tail: string;
  /** null: all matches are looked at */
  window: number | null;
}

/** The newest matches that pass the filter, and exact identifiers whatever their age, ranked, in the order asked. */
export function searchSql({ searched, identifiers, side, own, filter, behind, tail, window }: SearchInput, p: Parameters): string {
  const words = `(${searched.map((part) => tsquery(part, p)).join(" && ")})`;
  const matches = `s.${side} @@ ${words}`;
  const matched = own
    ? `select t.id from tickets t join ticket_search s on s.ticket_id = t.id where ${filter} and ${matches}`
    : `select s.ticket_id as id from ticket_search s where ${matches}${window === null ? "" : ` order by s.ticket_id desc limit ${window}`}`;
  // an identifier is one word that was typed alone
  const exact =
    searched.length === 1 && identifiers.length === 1
      ? `union all select t.id, 1000::real from ticket_identifiers i join tickets t on t.id = i.ticket_id where i.value = ${p.add(identifiers[0])} and ${filter}`
      : "";
  return `with matched as materialized (${matched}),
    hits as materialized (select t.id from matched join tickets t on t.id = matched.id where ${own ? "true" : filter} order by t.id desc limit ${candidates}),
    found as materialized (
      select id, max(rank) as rank from (
        select hits.id, ts_rank(s.${side}, ${words}) as rank from hits join ticket_search s on s.ticket_id = hits.id ${exact}
      ) f group by id
    )
    select t.* from (
      select t.*, found.rank, (select count(*) from matched) as matched, (select count(*) from hits) as hits from found join tickets t on t.id = found.id
    ) t where ${behind} ${tail}`;
}

/** Were there more matches than were looked at, while too few passed the filter? Without any row it cannot be told. */
export const isCutShort = (row: { matched?: number; hits?: number } | undefined): boolean =>
  row === undefined || (Number(row.matched) >= searchWindow && Number(row.hits) < candidates);
