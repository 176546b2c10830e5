import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Person, PersonPatch, PersonRow } from "../../../contract/organizations.ts";
import type { Somebody, Ticket } from "../../../contract/tickets.ts";
import { call, problemOf, query } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { toast } from "../../ui/toasts.tsx";
import { saveOver, sayProblem } from "../organizations/api.ts";

/** Everything known of a person; an error where nothing may be known. */
export const personQuery = (id: number | null) =>
  queryOptions({ queryKey: ["person", id], queryFn: ({ signal }) => call<Person>(`/people/${id}`, { signal }), staleTime: 60_000, retry: false, enabled: id !== null });

/** People as somebody types: by words of the name, the beginning of an address, or a phone in any notation. */
export const peopleQuery = (q: string, desk: string) =>
  queryOptions({
    queryKey: ["people", q, desk],
    queryFn: async ({ signal }) => (await call<{ items: PersonRow[] }>(`/people${query({ q, desk, limit: 6 })}`, { signal })).items,
    staleTime: 15_000,
    placeholderData: (before) => before,
    enabled: q.trim().length > 1,
  });

/** Corrects what is known of a person (L10). An address that is another's is the caller's to ask about. */
export function useChangePerson() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ person, body }: { person: Person; body: PersonPatch }) => saveOver(`/people/${person.id}`, person, body),
    onSuccess: (fresh, { person }) => {
      client.setQueryData(personQuery(person.id).queryKey, fresh);
      toast({ key: "saved", text: t("desk.saved") });
      for (const shown of ["ticket", "tickets", "people"]) void client.invalidateQueries({ queryKey: [shown] });
    },
    onError: (error, { person }) => {
      if (problemOf(error)?.key === "person.known-address") return;
      sayProblem(error);
      void client.invalidateQueries({ queryKey: ["person", person.id] });
    },
  });
}

/** The ticket is somebody else's. */
export function useChangeRequester(number: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (requester: Somebody) => call<Ticket>(`/tickets/${number}`, { method: "PATCH", body: { requester } }),
    onSuccess: () => {
      toast({ key: "saved", text: t("desk.saved") });
      for (const shown of ["ticket", "tickets"]) void client.invalidateQueries({ queryKey: [shown] });
    },
    onError: sayProblem,
  });
}
