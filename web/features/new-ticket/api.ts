import { queryOptions, useQuery } from "@tanstack/react-query";
import type { NewOutgoing, Outgoing, OutgoingItem } from "../../../contract/outgoings.ts";
import type { Person, PersonRow } from "../../../contract/organizations.ts";
import type { TicketRow } from "../../../contract/tickets.ts";
import { call, query, type CallOptions } from "../../lib/api.ts";
import { listTickets, type Page } from "../../lib/calls.ts";
import { useRested } from "../fields/rested.ts";

/** People by what was typed of them, or those of an organization. */
export function useFound(typed: string, desk: string, organization: number | null) {
  const q = useRested(typed.trim());
  return useQuery({
    queryKey: ["people", q, desk, organization],
    queryFn: async ({ signal }) => (await call<{ items: PersonRow[] }>(`/people${query({ q, desk, organization, limit: 6 })}`, { signal })).items,
    enabled: q.length > 2 || organization !== null,
    staleTime: 15_000,
    retry: false,
    placeholderData: (before) => before,
  });
}

/** `requester:` of somebody: by address, else by phone. */
const askedAs = (person: Person): string | undefined => person.addresses[0]?.email ?? person.phones[0]?.number;
/** What somebody is waiting for, whatever desk it is at. */
export const openTicketsQuery = (person: Person | undefined) => {
  const known = person === undefined ? undefined : askedAs(person);
  return queryOptions({
    queryKey: ["tickets", "of", known],
    queryFn: ({ signal }): Promise<Page<TicketRow>> => listTickets({ q: `requester:${known} state:open`, sort: "-updated", limit: 8 }, { signal }),
    enabled: known !== undefined,
    staleTime: 10_000,
  });
};

/** What was answered them last: who calls again often means that. */
export const lastTicketsQuery = (person: Person | undefined) => {
  const known = person === undefined ? undefined : askedAs(person);
  return queryOptions({
    queryKey: ["tickets", "last", known],
    queryFn: ({ signal }): Promise<Page<TicketRow>> => listTickets({ q: `requester:${known} state:solved,closed`, sort: "-updated", limit: 3 }, { signal }),
    enabled: known !== undefined,
    staleTime: 10_000,
  });
};

export const writeToCustomers = (body: NewOutgoing, o: Pick<CallOptions, "idempotencyKey">) => call<Outgoing>("/outgoings", { ...o, method: "POST", body });
export const listOutgoingItems = (id: number, after: string | null = null) => call<{ items: OutgoingItem[]; next: string | null }>(`/outgoings/${id}/items${query({ limit: 200, after })}`);

/** How far it is, asked again until it is done. */
export const outgoingQuery = (id: number) =>
  queryOptions({ queryKey: ["outgoing", id], queryFn: ({ signal }) => call<Outgoing>(`/outgoings/${id}`, { signal }), refetchInterval: (q) => (q.state.data?.state === "done" ? false : 700) });
export const outgoingItemsQuery = (id: number, done: number) =>
  queryOptions({
    queryKey: ["outgoing", id, "items", done],
    queryFn: async () => {
      const all: OutgoingItem[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const page: { items: OutgoingItem[]; next: string | null } = await listOutgoingItems(id, after);
        all.push(...page.items);
        after = page.next;
        more = after !== null;
      }
      return all;
    },
    placeholderData: (before) => before,
  });
