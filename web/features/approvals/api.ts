import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Approval, ApprovalAnswer, ApprovalLink, ApprovalTask, HandedOver, NewApproval, TicketApprovals } from "../../../contract/approvals.ts";
import { call, isNetworkProblem, problemOf, query } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";

/** Below the ticket's own key, so that whatever happens to the ticket reads it anew. */
export const approvalsQuery = (number: number) =>
  queryOptions({ queryKey: ["ticket", number, "approvals"], queryFn: ({ signal }) => call<TicketApprovals>(`/tickets/${number}/approvals`, { signal }), staleTime: 15_000 });
export const tasksQuery = queryOptions({ queryKey: ["approvals"], queryFn: ({ signal }) => call<{ items: ApprovalTask[] }>("/approvals", { signal }), staleTime: 15_000 });
export const approvalLinkQuery = (token: string) =>
  queryOptions({ queryKey: ["approval-link", token], queryFn: ({ signal }) => call<ApprovalLink>(`/approval-links/${encodeURIComponent(token)}`, { signal }), staleTime: Infinity, retry: 1 });

export const answerByLink = (token: string, body: ApprovalAnswer) => call<ApprovalLink>(`/approval-links/${encodeURIComponent(token)}`, { method: "POST", body });
export const answerApproval = (id: number, body: ApprovalAnswer) => call<Approval>(`/approvals/${id}/answer`, { method: "PUT", body });

/** What is somebody's, and would go with a hand-over. */
export const theirsQuery = (email: string) => queryOptions({ queryKey: ["theirs", email], queryFn: ({ signal }) => call<HandedOver>(`/handovers${query({ of: email })}`, { signal }), staleTime: 0, retry: false });

export const inWords = (error: unknown): string => (isNetworkProblem(error) ? t("ui.network") : (problemOf(error)?.detail ?? problemOf(error)?.title ?? t("ui.unknown-problem")));

export function useAskApproval(number: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewApproval) => call<Approval>(`/tickets/${number}/approvals`, { method: "POST", body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["ticket", number] }),
  });
}
export function useCancelApproval(number: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => call<unknown>(`/approvals/${id}`, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["ticket", number] }),
  });
}
