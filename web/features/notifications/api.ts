import { infiniteQueryOptions, queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Notification, NotificationChoices, NotificationList, NotificationSettings, NotificationsRead, UnreadCount } from "../../../contract/notifications.ts";
import { call, query } from "../../lib/api.ts";
import { t, type TextKey } from "../../lib/i18n.ts";
import { onWhisper } from "../../lib/live.ts";
import { useMe } from "../auth/api.ts";

const all = ["notifications"];
const unreadQuery = queryOptions({ queryKey: [...all, "unread"], queryFn: ({ signal }) => call<UnreadCount>("/me/notifications/unread", { signal }), staleTime: 60_000 });

export const notificationsQuery = (unread: boolean) =>
  infiniteQueryOptions({
    queryKey: [...all, "list", unread],
    queryFn: ({ signal, pageParam }) => call<NotificationList>(`/me/notifications${query({ unread: unread ? "true" : undefined, after: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

/** How many unread ones there are, kept current by the live stream. */
export function useUnread(): number {
  const client = useQueryClient();
  const works = useMe().desks.length > 0;
  useEffect(() => onWhisper("bell", () => void client.invalidateQueries({ queryKey: all })), [client]);
  return useQuery({ ...unreadQuery, enabled: works }).data?.unread ?? 0;
}

const markRead = (marked: NotificationsRead) => call<UnreadCount>("/me/notifications/read", { method: "PUT", body: marked });

/** Marks some, or all up to one: shown at once everywhere on the page. */
export function useMark() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: markRead,
    onSuccess: ({ unread }) => client.setQueryData(unreadQuery.queryKey, { unread }),
    onSettled: () => client.invalidateQueries({ queryKey: [...all, "list"] }),
  });
}

/** Whoever looks at a ticket has read what they were told of it. Nothing is asked of the server where nothing is unread; `rung`: there may be now. */
export function markTicketTold(client: QueryClient, ticket: number, rung = false): void {
  if (!rung && (client.getQueryData(unreadQuery.queryKey)?.unread ?? 0) === 0) return;
  // what could not be marked is unread again with the next list: nothing to tell anybody
  markRead({ ticket }).then(
    (count) => client.setQueryData(unreadQuery.queryKey, count),
    () => {},
  );
}

/** A text that keeps its own direction inside a sentence of another (Unicode's FSI and PDI). */
const apart = (text: string): string => (text === "" ? "" : `\u2068${text}\u2069`);

/** What happened, as one sentence, with who did it; the mails say the same. */
export const lineOf = ({ kind, by, detail }: Pick<Notification, "kind" | "by" | "detail">): string =>
  t(`desk.bell.line.${kind}` as TextKey, { by: apart(by?.name ?? ""), known: by === null ? "no" : "yes", detail: apart(detail ?? ""), more: detail === null || detail === "" ? "no" : "yes" });

export interface Group {
  ticket: Notification["ticket"];
  items: Notification[];
  unread: boolean;
}
/** Those of one ticket stand together, where the newest of them stands. */
export function grouped(items: readonly Notification[]): Group[] {
  return [...Map.groupBy(items, (one) => one.ticket.number).values()].flatMap((of) => {
    const [first] = of;
    return first === undefined ? [] : [{ ticket: first.ticket, items: of, unread: of.some((one) => !one.read) }];
  });
}

export const settingsQuery = queryOptions({ queryKey: ["me", "notification-settings"], queryFn: ({ signal }) => call<NotificationSettings>("/me/notification-settings", { signal }) });

const choosing = ["me", "choose-notifications"];
/**
 * Saves what was chosen; shown at once, and taken back when the server refuses. One after the other: each sends all that is
 * chosen, and the answer to an earlier one must not take back what was chosen since.
 */
export function useChoose() {
  const client = useQueryClient();
  const isLast = () => client.isMutating({ mutationKey: choosing }) === 1;
  return useMutation({
    mutationKey: choosing,
    scope: { id: choosing.join("/") },
    mutationFn: ({ choices, queues, quiet, digest }: NotificationChoices) => call<NotificationSettings>("/me/notification-settings", { method: "PUT", body: { choices, queues, quiet, digest } }),
    onMutate: (chosen) => {
      const before = client.getQueryData(settingsQuery.queryKey);
      if (before) client.setQueryData(settingsQuery.queryKey, { ...before, ...chosen });
      return before;
    },
    onError: (_error, _chosen, before) => {
      if (!isLast()) return undefined;
      if (before) client.setQueryData(settingsQuery.queryKey, before);
      return client.invalidateQueries(settingsQuery);
    },
    onSuccess: (settings) => (isLast() ? client.setQueryData(settingsQuery.queryKey, settings) : undefined),
  });
}
