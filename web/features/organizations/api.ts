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

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
/** What of a form is not as it was when it began. */
export const changesIn = <T extends object>(begun: T, now: T): Partial<T> => {
  const before = new Map<string, unknown>(Object.entries(begun));
  return Object.fromEntries(Object.entries(now).filter(([key, value]) => !same(value, before.get(key)))) as Partial<T>;
};

/**
 * Saves what was changed of a record since the form began. What a colleague changed of the rest meanwhile stays; of the same,
 * it is told (412), and nothing that was typed is taken away: it is saved over theirs by saving again.
 */
export async function saveOver<R extends { version: number }>(path: string, begun: R, body: object): Promise<R> {
  if (Object.keys(body).length === 0) return begun;
  const save = (version: number) => call<R>(path, { method: "PATCH", body, ifMatch: version });
  try {
    return await save(begun.version);
  } catch (error) {
    if (problemOf(error)?.status !== 412) throw error;
    const fresh = await call<R>(path);
    const [was, is] = [new Map<string, unknown>(Object.entries(begun)), new Map<string, unknown>(Object.entries(fresh))];
    if (Object.keys(body).some((part) => !same(is.get(part), was.get(part)))) throw error;
    return await save(fresh.version);
  }
}

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
    mutationFn: ({ begun, body }: { begun: Organization; body: OrganizationPatch }) => saveOver(`/organizations/${id}`, begun, body),
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
