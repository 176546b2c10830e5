import type { Sort } from "../../contract/tickets.ts";

/** What a list's address says: which desk, which view, what was searched, in which order. */
export interface ListSearch {
  desk?: string;
  view?: string;
  q?: string;
  sort?: Sort;
}

/** The list's address with something else in it. */
export function listHref(search: ListSearch, number?: number): string {
  const params = new URLSearchParams(Object.entries(search).flatMap(([key, value]) => (value ? [[key, String(value)]] : [])));
  const written = params.toString().replaceAll("%3A", ":");
  return `/desk/tickets${number === undefined ? "" : `/${number}`}${written && `?${written}`}`;
}
