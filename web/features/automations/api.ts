import { queryOptions, useInfiniteQuery } from "@tanstack/react-query";
import type { RuleDraft, RuleRun, RuleTrial, Webhook, WebhookDelivery, WebhookInput, WebhookSecret } from "../../../contract/rules.ts";
import { call, query } from "../../lib/api.ts";
import type { Page } from "../../lib/calls.ts";

const id = encodeURIComponent;
export const runsQuery = (desk: string, rule?: string) =>
  queryOptions({
    queryKey: ["rule-runs", desk, rule ?? ""],
    queryFn: async ({ signal }) => (await call<{ items: RuleRun[] }>(`/desks/${id(desk)}/rules/${rule === undefined ? "" : `${id(rule)}/`}runs`, { signal })).items,
  });
export const tryRule = (desk: string, body: RuleDraft) => call<RuleTrial>(`/desks/${id(desk)}/rules/try`, { method: "POST", body });

const hooks = (desk: string, key?: string) => `/desks/${id(desk)}/webhooks${key === undefined ? "" : `/${id(key)}`}`;
export const webhooksQuery = (desk: string) => queryOptions({ queryKey: ["webhooks", desk], queryFn: async ({ signal }) => (await call<{ items: Webhook[] }>(hooks(desk), { signal })).items });
export const saveWebhook = (desk: string, key: string, body: WebhookInput) => call<WebhookSecret>(hooks(desk, key), { method: "PUT", body });
export const renewSecret = (desk: string, key: string) => call<WebhookSecret>(`${hooks(desk, key)}/secret`, { method: "POST" });
export const removeWebhook = (desk: string, key: string) => call<void>(hooks(desk, key), { method: "DELETE" });
export const replay = (desk: string, key: string, delivery: string) => call<{ id: string }>(`${hooks(desk, key)}/deliveries/${id(delivery)}/replay`, { method: "POST" });
export const useDeliveries = (desk: string, key: string) =>
  useInfiniteQuery({
    queryKey: ["webhooks", desk, key],
    queryFn: ({ pageParam, signal }) => call<Page<WebhookDelivery>>(`${hooks(desk, key)}/deliveries${query({ after: pageParam, limit: 20 })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
  });
