import { useQuery, useQueryClient, type InfiniteData, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { TicketRow } from "../../../contract/tickets.ts";
import { call } from "../../lib/api.ts";
import type { Page } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { toast } from "../../ui/toasts.tsx";
import { inWords } from "../auth/sign-in-page.tsx";
import { onWhisper } from "../../lib/live.ts";
import { markTicketTold } from "../notifications/api.ts";
import { ticketQuery } from "../tickets/api.ts";

/** So long a ticket is open before it counts as read: who steps through a list with `j` has not read all of it. */
const readAfter = 700;

type Lists = InfiniteData<Page<TicketRow>>;
/** Lists that are on the screen show it at once. */
const showUnread = (client: QueryClient, number: number, unread: boolean) =>
  client.setQueriesData<Lists>({ queryKey: ["tickets"] }, (data) => data && { ...data, pages: data.pages.map((one) => ({ ...one, items: one.items.map((row) => (row.number === number && row.unread !== unread ? { ...row, unread } : row)) })) });

/** The ticket is new to the reader again, to come back to it. */
export function useMarkUnread(): (number: number) => void {
  const client = useQueryClient();
  return (number) => {
    showUnread(client, number, true);
    call<void>(`/tickets/${number}/read`, { method: "DELETE" }).then(
      () => toast({ key: "unread", text: t("desk.unread.marked", { number }) }),
      (error: unknown) => {
        showUnread(client, number, false);
        toast({ kind: "problem", key: "unread", text: inWords(error) });
      },
    );
  };
}

/** Keeps how much of the open ticket its reader has seen, also what arrives meanwhile; not while the window is hidden. */
export function useMarkRead(number: number): void {
  const client = useQueryClient();
  const { data: page } = useQuery(ticketQuery(number));
  // a reply that is held is no message yet
  const messages = page?.messages.filter((message) => message.heldUntil === null).length ?? 0;
  useEffect(() => {
    if (messages === 0) return undefined;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const mark = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", soon);
      showUnread(client, number, false);
      markTicketTold(client, number);
      // what could not be kept is unread again with the next list: nothing to tell anybody
      call<void>(`/tickets/${number}/read`, { method: "PUT", body: { messages } }).catch(() => {});
    };
    const soon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(mark, readAfter);
    };
    document.addEventListener("visibilitychange", soon);
    soon();
    // what is told of it while it is looked at
    const hear = onWhisper("bell", () => {
      if (!document.hidden) markTicketTold(client, number, true);
    });
    return () => {
      hear();
      clearTimeout(waiting);
      document.removeEventListener("visibilitychange", soon);
    };
  }, [client, number, messages]);
}
