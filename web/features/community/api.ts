import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Entry, EntryList, EntryShelf, Moderation, ReportCount } from "../../../contract/community.ts";
import { call, problemOf } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { toast } from "../../ui/toasts.tsx";

const at = (desk: string) => `/desks/${encodeURIComponent(desk)}/community`;

export const entriesQuery = (desk: string, shelf: EntryShelf) =>
  infiniteQueryOptions({
    queryKey: ["community", desk, shelf],
    queryFn: ({ pageParam, signal }) => call<EntryList>(`${at(desk)}/entries?shelf=${shelf}${pageParam === null ? "" : `&after=${encodeURIComponent(pageParam)}`}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
  });
/** How many wait for a moderator, counted up to a hundred. */
export const reportedQuery = (desk: string) => queryOptions({ queryKey: ["community", desk, "reported-count"], queryFn: async ({ signal }) => (await call<ReportCount>(`${at(desk)}/reported`, { signal })).reported, staleTime: 60_000 });

/** Decides about a post or a comment; what is shown of it everywhere is asked for again. */
export function useModerate(desk: string) {
  const client = useQueryClient();
  const moderate = useMutation({
    mutationFn: ({ entry, decision }: { entry: Pick<Entry, "kind" | "id">; decision: Moderation; said: string; undo?: Moderation }) => call<Entry>(`${at(desk)}/${entry.kind}/${entry.id}`, { method: "PATCH", body: decision }),
    onSuccess: (_entry, { entry, said, undo }) => {
      toast({ key: "community", text: said, ...(undo === undefined ? {} : { actions: [{ label: t("desk.undo"), run: () => moderate.mutate({ entry, decision: undo, said: t("desk.community.undone") }) }] }) });
      return client.invalidateQueries({ queryKey: ["community", desk] });
    },
    onError: (error) => toast({ kind: "problem", key: "community", text: problemOf(error)?.detail ?? problemOf(error)?.title ?? t("ui.unknown-problem") }),
  });
  return moderate;
}
