import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { labelIn } from "../../../contract/common.ts";
import type { Sort } from "../../../contract/tickets.ts";
import { defaultViews, type ListColumn, type NewView, type View, type ViewCounts, type ViewPatch } from "../../../contract/views.ts";
import { call, problemOf, query } from "../../lib/api.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { toast } from "../../ui/toasts.tsx";

export const views = defaultViews;
export type ViewKey = (typeof views)[number]["key"];
export const defaultView: ViewKey = "open";

/** A view as the list takes it, whether every desk has it or somebody saved it. */
export interface ListView {
  /** as the address names it; saved ones `v12` */
  key: string;
  name: string;
  q: string;
  sort: Sort | undefined;
  columns: ListColumn[] | null;
  saved: View | null;
}

const ofDefault = ({ key, q }: (typeof views)[number]): ListView => ({ key, q, name: t(`desk.view.${key}`), sort: undefined, columns: null, saved: null });
const ofSaved = (view: View): ListView => ({ key: `v${view.id}`, q: view.q, name: view.labels["*"] ?? labelIn(view.labels, currentLanguage()), sort: view.sort ?? undefined, columns: view.columns, saved: view });

/** Every view of a desk: those all desks have, then the shared ones, then one's own. */
export function useViews(desk: string): { views: ListView[]; isPending: boolean } {
  const { data, isPending } = useQuery({ queryKey: ["views", desk], queryFn: ({ signal }) => call<{ items: View[] }>(`/views${query({ desk })}`, { signal }), enabled: desk !== "", staleTime: 60_000 });
  return { views: [...views.map(ofDefault), ...(data?.items ?? []).map(ofSaved)], isPending };
}

/** How many each view holds: "12", "999+". Empty until known. */
export function useViewCounts(desk: string): (view: ListView) => string {
  const { data } = useQuery({
    queryKey: ["views", desk, "counts"],
    queryFn: ({ signal }) => call<ViewCounts>(`/views/counts${query({ desk })}`, { signal }),
    enabled: desk !== "",
    staleTime: 5000,
    refetchInterval: 15_000,
  });
  const counts = new Map((data?.items ?? []).map((one) => [one.view, one]));
  return (view) => {
    const one = counts.get(view.saved === null ? view.key : String(view.saved.id));
    if (one === undefined || one.count === 0) return "";
    return one.count >= 1000 ? "999+" : `${one.count}${one.more ? "+" : ""}`;
  };
}

/** Saves, changes and removes views. */
export function useViewActs(desk: string) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ["views", desk] });
  const onError = (error: unknown) => toast({ kind: "problem", key: "view", text: problemOf(error)?.detail ?? problemOf(error)?.title ?? t("ui.unknown-problem") });
  const create = useMutation({ mutationFn: (body: NewView) => call<View>("/views", { method: "POST", body }), onSettled, onError });
  const change = useMutation({ mutationFn: ({ id, patch }: { id: number; patch: ViewPatch }) => call<View>(`/views/${id}`, { method: "PATCH", body: patch }), onSettled, onError });
  const remove = useMutation({ mutationFn: (id: number) => call<void>(`/views/${id}`, { method: "DELETE" }), onSettled, onError });
  return { create, change, remove };
}

/** What is asked of the server: the desk, the view, and what the person typed. */
/** A search that names desks itself is of those. */
const namesDesk = /(?:^|\s)desk:\S/;
export const listQuery = ({ desk, view, q }: { desk: string; view: string; q: string }): string => [desk && !namesDesk.test(q) && `desk:${desk}`, view, q].filter(Boolean).join(" ");
