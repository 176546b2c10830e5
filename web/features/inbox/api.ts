import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { Sort, TicketRow } from "../../../contract/tickets.ts";
import { listTickets } from "../../lib/calls.ts";

export const ticketsQuery = (q: string, sort: Sort | undefined) =>
  infiniteQueryOptions({
    queryKey: ["tickets", q, sort ?? ""],
    queryFn: ({ pageParam, signal }) => listTickets({ q, limit: 50, after: pageParam, ...(sort ? { sort } : {}) }, { signal }),
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
