import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { listTickets, readTicketPage } from "../lib/calls.ts";

/** What a person typed, as words for the search: what looks like an operator is looked for as it stands. */
const asWords = (typed: string): string =>
  typed
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => (/^[^\p{L}\p{N}#]|:/u.test(word) ? `"${word.replaceAll('"', "")}"` : word))
    .join(" ");

/** One's own requests and those one is in copy of (H4), the last changed first. */
export const requestsQuery = (desk: string, words: string) =>
  infiniteQueryOptions({
    queryKey: ["requests", desk, words],
    queryFn: ({ pageParam, signal }) => listTickets({ q: `desk:${desk} involves:me ${asWords(words)}`.trim(), limit: 20, after: pageParam }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });

export const requestQuery = (number: number) => queryOptions({ queryKey: ["request", number], queryFn: ({ signal }) => readTicketPage(number, { signal }) });
