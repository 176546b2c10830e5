import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Branch, BranchPatch, Organization, OrganizationInput, OrganizationPatch, OrganizationRow, PersonRow } from "../../../contract/organizations.ts";
import { call, isNetworkProblem, problemOf, query } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { toast } from "../../ui/toasts.tsx";

interface List<T> {
  items: T[];
  next: string | null;
}
export const organizationsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["organizations", q],
    queryFn: ({ pageParam, signal }) => call<List<OrganizationRow>>(`/organizations${query({ q, after: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
    staleTime: 15_000,
  });
export const organizationQuery = (id: number) => queryOptions({ queryKey: ["organization", id], queryFn: ({ signal }) => call<Organization>(`/organizations/${id}`, { signal }), staleTime: 15_000 });
export const membersQuery = (id: number) =>
  queryOptions({ queryKey: ["organization", id, "people"], queryFn: ({ signal }) => call<{ items: PersonRow[] }>(`/people${query({ organization: id, limit: 50 })}`, { signal }), staleTime: 15_000 });

export const sayProblem = (error: unknown): void => toast({ kind: "problem", text: isNetworkProblem(error) ? t("ui.network") : (problemOf(error)?.detail ?? problemOf(error)?.title ?? t("ui.unknown-problem")) });

export function useMakeOrganization() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: OrganizationInput) => call<Organization>("/organizations", { method: "POST", body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["organizations"] }),
    onError: sayProblem,
  });
}
export function useChangeOrganization(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, version }: { body: OrganizationPatch; version: number }) => call<Organization>(`/organizations/${id}`, { method: "PATCH", body, ifMatch: version }),
    onSuccess: (fresh) => {
      client.setQueryData(organizationQuery(id).queryKey, fresh);
      toast({ key: "saved", text: t("desk.saved") });
      return client.invalidateQueries({ queryKey: ["organizations"] });
    },
    onError: (error) => {
      sayProblem(error);
      void client.invalidateQueries({ queryKey: ["organization", id] });
    },
  });
}
/** Adds a branch, or changes the one whose id is given. */
export function useSaveBranch(organization: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, body }: { id?: number; body: BranchPatch & { name?: string } }) =>
      id === undefined ? call<Branch>(`/organizations/${organization}/branches`, { method: "POST", body }) : call<Branch>(`/organizations/${organization}/branches/${id}`, { method: "PATCH", body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["organization", organization] }),
    onError: sayProblem,
  });
}
