import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Bulk, BulkItem, BulkOutcome, NewBulk } from "../../../contract/bulks.ts";
import { call, isNetworkProblem, problemOf, query } from "../../lib/api.ts";
import type { Page } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { toast } from "../../ui/toasts.tsx";

/** How often its progress is read, in ms. */
const beat = 600;
const runs = (bulk: Bulk | undefined) => bulk?.state === "running" || bulk?.state === "undoing";

export const refusedItems = (bulk: number, outcome: BulkOutcome) => call<Page<BulkItem>>(`/bulks/${bulk}/items${query({ outcome, limit: 200 })}`);

/** Changes tickets together (R5), follows how far it is, and takes it back. */
export function useBulk() {
  const client = useQueryClient();
  const [id, setId] = useState<number>();
  const show = (bulk: Bulk) => {
    client.setQueryData(["bulk", bulk.id], bulk);
    setId(bulk.id);
  };
  const onError = (error: unknown) => toast({ kind: "problem", key: "changed", text: isNetworkProblem(error) ? t("desk.change.offline") : (problemOf(error)?.detail ?? problemOf(error)?.title ?? t("ui.unknown-problem")) });
  const start = useMutation({ mutationFn: (body: NewBulk) => call<Bulk>("/tickets/bulk", { method: "POST", body }), onSuccess: show, onError });
  const undo = useMutation({ mutationFn: (bulk: number) => call<Bulk>(`/bulks/${bulk}/undo`, { method: "PUT" }), onSuccess: show, onError });
  const { data } = useQuery({
    queryKey: ["bulk", id],
    queryFn: ({ signal }) => call<Bulk>(`/bulks/${id}`, { signal }),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (runs(state.data) ? beat : false),
    staleTime: 0,
  });
  const state = data?.state;
  useEffect(() => {
    if (state !== "done" && state !== "undone") return;
    void client.invalidateQueries({ queryKey: ["tickets"] });
    void client.invalidateQueries({ queryKey: ["ticket"] });
    void client.invalidateQueries({ queryKey: ["views"] });
  }, [state, id, client]);
  return {
    bulk: id === undefined ? undefined : data,
    running: runs(data),
    starting: start.isPending,
    start: start.mutate,
    undo: () => id !== undefined && undo.mutate(id),
    dismiss: () => setId(undefined),
  };
}
