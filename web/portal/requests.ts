import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { listTickets, readTicketPage } from "../lib/calls.ts";

/** Whose requests (H4): one's own, also those that we opened for one, those one is in copy of, and colleagues'. */
export const circles = ["own", "copied", "colleagues"] as const;
export type Circle = (typeof circles)[number];

/** What the list shows; everything that is absent: one's own and those one is in copy of, whatever their status (T9). */
export interface Wanted {
  words: string;
  circle: Circle | null;
  status: string | null;
}

/** Reads and writes it in the page's address. */
export const wantedIn = (search: URLSearchParams): Wanted => ({
  words: search.get("q") ?? "",
  circle: circles.find((one) => one === search.get("of")) ?? null,
  status: /^[a-z0-9-]{1,64}$/.exec(search.get("status") ?? "")?.[0] ?? null,
});
export function addressOf({ words, circle, status }: Wanted): string {
  const search = new URLSearchParams();
  if (words.trim() !== "") search.set("q", words.trim());
  if (circle !== null) search.set("of", circle);
  if (status !== null) search.set("status", status);
  return search.size === 0 ? "" : `?${search.toString()}`;
}
export const wantsAll = ({ words, circle, status }: Wanted): boolean => words === "" && circle === null && status === null;

/** What a person typed, as words for the search: what looks like an operator is looked for as it stands. */
const asWords = (typed: string): string =>
  typed
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => (/^[^\p{L}\p{N}#]|:/u.test(word) ? `"${word.replaceAll('"', "")}"` : word))
    .join(" ");

/** Who works at a desk gets here what anybody else would: what they ask for as a customer. */
const circleQuery: Record<Circle, string> = {
  own: "involves:me requester:me",
  copied: "involves:me -requester:me",
  colleagues: "involves:colleagues -involves:me",
};

/**
 * The requests that are wanted, the last changed first. A whole organization's may be many, and when each was last changed is
 * not known without looking: they stand in the order in which they were asked.
 */
export const requestsQuery = (desk: string, wanted: Wanted) => {
  const { words, circle, status } = wanted;
  const q = [`desk:${desk}`, circle === null ? "involves:me" : circleQuery[circle], status === null ? "" : `status:${status}`, asWords(words)].filter(Boolean).join(" ");
  return infiniteQueryOptions({
    queryKey: ["requests", desk, wanted],
    queryFn: ({ pageParam, signal }) => listTickets({ q, limit: 20, after: pageParam, ...(circle === "colleagues" && words === "" ? { sort: "-number" } : {}) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
};

export const requestQuery = (number: number) => queryOptions({ queryKey: ["request", number], queryFn: ({ signal }) => readTicketPage(number, { signal }) });
