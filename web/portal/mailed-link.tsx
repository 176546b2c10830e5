import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { problemOf } from "../lib/api.ts";
import { t } from "../lib/i18n.ts";
import { buttonClass } from "../ui/button.tsx";
import { usePortalDesk } from "./desk.ts";
import { Frame, Notice } from "./frame.tsx";
import { Link } from "./router.tsx";

/** What a mailed link is for, read without using it. @param unknown what one is that was cut off when it was copied: not even the form of a link */
export const useMailedLink = <T,>(queryKey: readonly string[], read: (how: { signal: AbortSignal }) => Promise<T>, unknown: T): UseQueryResult<T> =>
  useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      read({ signal }).catch((error: unknown) => {
        if (problemOf(error)?.status === 400) return unknown;
        throw error;
      }),
    staleTime: Infinity,
  });

/** Nothing is left to do by a link: what is so instead, and the way to the request. */
export function Said({ title, lead, number }: { title: string; lead: ReactNode; number?: number }) {
  const { at } = usePortalDesk();
  return (
    <Frame title={title}>
      <Notice title={title} lead={lead}>
        <Link to={at(number === undefined ? "" : `tickets/${number}`)} className={buttonClass("plain", true)}>
          {number === undefined ? t("portal.ticket.back") : t("portal.choice.open")}
        </Link>
      </Notice>
    </Frame>
  );
}
