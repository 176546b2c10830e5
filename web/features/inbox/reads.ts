import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { call } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { toast } from "../../ui/toasts.tsx";
import { inWords } from "../auth/sign-in-page.tsx";
import { onWhisper } from "../../lib/live.ts";
import { markTicketTold } from "../notifications/api.ts";
import { showInLists, ticketQuery } from "../tickets/api.ts";

/** So long a ticket is open before it counts as read: who steps through a list with `j` has not read all of it. */
const readAfter = 700;

/** The ticket is new to the reader again, to come back to it. */
export function useMarkUnread(): (number: number) => void {
  const client = useQueryClient();
  return (number) => {
    showInLists(client, number, { unread: true });
    call<void>(`/tickets/${number}/read`, { method: "DELETE" }).then(
      () => toast({ key: "unread", text: t("desk.unread.marked", { number }) }),
      (error: unknown) => {
        showInLists(client, number, { unread: false });
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
      showInLists(client, number, { unread: false });
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
