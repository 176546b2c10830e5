import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FollowUpReport, NewReportSubscription, ReportBreakdown, ReportDimension, ReportOverview, ReportSubscription } from "../../../contract/reports.ts";
import { call, query } from "../../lib/api.ts";

/** What the figures are of: a desk or all, some days, narrowed by a search. */
export interface Asked {
  desk: string;
  from: string;
  to: string;
  q: string;
}

const staleTime = 30_000;
const report = <T>(name: string, asked: Asked, more: Record<string, string> = {}) =>
  queryOptions({
    queryKey: ["report", name, asked, more],
    queryFn: ({ signal }) => call<T>(`/reports/${name}${query({ ...asked, ...more })}`, { signal }),
    staleTime,
    // figures stay until those of another choice are there
    placeholderData: keepPreviousData,
  });
export const useOverview = (asked: Asked) => useQuery(report<ReportOverview>("overview", asked));
export const useBreakdown = (asked: Asked, by: ReportDimension) => useQuery(report<ReportBreakdown>("breakdown", asked, { by }));
export const useFollowUpReport = (asked: Asked) => useQuery(report<FollowUpReport>("follow-ups", asked));
export const csvHref = (name: string, asked: Asked, more: Record<string, string> = {}): string => `/api/v1/reports/${name}.csv${query({ ...asked, ...more })}`;

const subscriptionsKey = ["report-subscriptions"];
export const useSubscriptions = () => useQuery({ queryKey: subscriptionsKey, queryFn: ({ signal }) => call<{ items: ReportSubscription[] }>("/reports/subscriptions", { signal }), staleTime });
/** Changes what is mailed; the list follows. */
export function useSubscribe() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: subscriptionsKey });
  return {
    subscribe: useMutation({ mutationFn: (body: NewReportSubscription) => call<ReportSubscription>("/reports/subscriptions", { method: "POST", body }), onSuccess }),
    unsubscribe: useMutation({ mutationFn: (id: number) => call<void>(`/reports/subscriptions/${id}`, { method: "DELETE" }), onSuccess }),
  };
}
