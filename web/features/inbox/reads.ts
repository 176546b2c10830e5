import { useQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useEffect } from "react";
import type { TicketRow } from "../../../contract/tickets.ts";
import { call } from "../../lib/api.ts";
import type { Page } from "../../lib/calls.ts";
import { ticketQuery } from "../tickets/api.ts";

/** So long a ticket is open before it counts as read: who steps through a list with `j` has not read all of it. */
const readAfter = 700;

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
      showRead(number);
      // what could not be kept is unread again with the next list: nothing to tell anybody
      call<void>(`/tickets/${number}/read`, { method: "PUT", body: { messages } }).catch(() => {});
    };
    const soon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(mark, readAfter);
    };
    const showRead = (read: number) =>
      client.setQueriesData<InfiniteData<Page<TicketRow>>>(
        { queryKey: ["tickets"] },
        (data) => data && { ...data, pages: data.pages.map((one) => ({ ...one, items: one.items.map((row) => (row.number === read && row.unread ? { ...row, unread: false } : row)) })) },
      );
    document.addEventListener("visibilitychange", soon);
    soon();
    return () => {
      clearTimeout(waiting);
      document.removeEventListener("visibilitychange", soon);
    };
  }, [client, number, messages]);
}
