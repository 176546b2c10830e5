import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, type InfiniteData, type QueryClient } from "@tanstack/react-query";
import type { Sort, TicketRow } from "../../../contract/tickets.ts";
import { listTickets, type Page } from "../../lib/calls.ts";
import { listsKey } from "../tickets/api.ts";

type Pages = InfiniteData<Page<TicketRow>, string | null>;

/** Rows of a page; further down one scrolls faster than one reads. */
const pageSize = (after: string | null) => (after === null ? 50 : 100);

export const ticketsQuery = (q: string, sort: Sort | undefined) =>
  infiniteQueryOptions({
    queryKey: [...listsKey, q, sort ?? ""],
    queryFn: ({ pageParam, signal }) => listTickets({ q, limit: pageSize(pageParam), after: pageParam, ...(sort ? { sort } : {}) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: 10_000,
  });

/** A list of tickets, page after page as one scrolls. */
export function useTickets(q: string, sort: Sort | undefined) {
  const query = useInfiniteQuery({ ...ticketsQuery(q, sort), placeholderData: keepPreviousData });
  const seen = new Set<number>();
  // A ticket that moved up while a later page was read would stand in both.
  const rows: TicketRow[] = (query.data?.pages ?? []).flatMap((page) => page.items).filter((row) => !seen.has(row.number) && seen.add(row.number));
  return { ...query, rows };
}

/** A list of more pages than this is mended, not read again: what happens elsewhere costs the same however far one has scrolled. */
const mostReread = 4;
/** With more changes than this at once it is read again all the same. */
const mostMended = 100;

/** Brings what lists show up to date after these tickets changed. */
export async function refreshLists(client: QueryClient, changed: ReadonlySet<number>): Promise<void> {
  const isLong = (data: unknown) => changed.size <= mostMended && typeof data === "object" && data !== null && "pages" in data && Array.isArray(data.pages) && data.pages.length > mostReread;
  const long = client.getQueryCache().findAll({ queryKey: listsKey, type: "active", predicate: (query) => isLong(query.state.data) });
  await Promise.all([
    client.invalidateQueries({ queryKey: ["tickets"], predicate: (query) => !long.includes(query) }),
    ...long.map(({ queryKey }) => {
      const [, , q, sort] = queryKey; // as `ticketsQuery` makes it
      return mend(client, String(q), (sort || undefined) as Sort | undefined, changed).catch(() => client.invalidateQueries({ queryKey }));
    }),
  ]);
}

/** The newest page anew, and below it each changed row as it is now; what no longer belongs there goes. */
async function mend(client: QueryClient, q: string, sort: Sort | undefined, changed: ReadonlySet<number>): Promise<void> {
  const order = sort ? { sort } : {};
  const [first, still] = await Promise.all([
    listTickets({ q, limit: pageSize(null), ...order }),
    changed.size === 0 ? { items: [] } : listTickets({ q: `${q} number:${[...changed].join(",")}`, limit: 200, ...order }),
  ]);
  const fresh = new Map([...still.items, ...first.items].map((row) => [row.number, row]));
  const top = new Set(first.items.map((row) => row.number));
  client.setQueryData<Pages>(ticketsQuery(q, sort).queryKey, (data) => {
    if (data === undefined) return data;
    const pages = data.pages.map((page, index) => {
      const kept = page.items.flatMap((row) => (top.has(row.number) ? [] : changed.has(row.number) ? (fresh.get(row.number) ?? []) : [row]));
      return { ...page, items: index === 0 ? [...first.items, ...kept] : kept };
    });
    return { ...data, pages };
  });
}
