import { queryOptions, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Fate } from "../../../contract/mail.ts";
import { problemOf } from "../../lib/api.ts";
import { listMail, readMail, retryMail } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { toast } from "../../ui/toasts.tsx";

export function useLedger(fate: Fate | undefined, q: string) {
  return useInfiniteQuery({
    queryKey: ["mail", "list", fate ?? "", q],
    queryFn: ({ pageParam, signal }) => listMail({ after: pageParam, ...(fate ? { fate } : {}), ...(q ? { q } : {}) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}
export const mailQuery = (id: number) => queryOptions({ queryKey: ["mail", id], queryFn: ({ signal }) => readMail(id, { signal }) });

/** Handles a mail once more, as if it had just come. */
export function useRetryMail() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: retryMail,
    onSuccess: () => {
      toast({ key: "retry", text: t("desk.mail.retried") });
      return client.invalidateQueries({ queryKey: ["mail"] });
    },
    onError: (error) => toast({ kind: "problem", key: "retry", text: problemOf(error)?.detail ?? t("ui.unknown-problem") }),
  });
}
