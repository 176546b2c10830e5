import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Agenda, FlagList, FollowUpPatch, FollowUpResult, NewFollowUp, RecordedFollowUp, Shifts, ShiftsView, TicketFollowUps } from "../../../contract/follow-ups.ts";
import { call, isNetworkProblem, problemOf, query } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { toast } from "../../ui/toasts.tsx";

/** Below the ticket's own key, so that whatever happens to the ticket reads it anew. */
export const followUpsQuery = (number: number) =>
  queryOptions({ queryKey: ["ticket", number, "follow-ups"], queryFn: ({ signal }) => call<TicketFollowUps>(`/tickets/${number}/follow-ups`, { signal }), staleTime: 15_000 });
export const agendaQuery = (day: string | undefined, agent: string | undefined) =>
  queryOptions({ queryKey: ["agenda", day ?? "", agent ?? ""], queryFn: ({ signal }) => call<Agenda>(`/agenda${query({ day, agent })}`, { signal }), staleTime: 15_000 });

/** Below the agenda's key: whatever happens to it reads these anew. */
export const flagsQuery = queryOptions({ queryKey: ["agenda", "flags"], queryFn: ({ signal }) => call<FlagList>("/flagged-tickets", { signal }), staleTime: 15_000 });
export const shiftsQuery = (agent: string) => queryOptions({ queryKey: ["shifts", agent], queryFn: ({ signal }) => call<ShiftsView>(`/shifts/${encodeURIComponent(agent)}`, { signal }), staleTime: 15_000 });

export function useKeepShifts(agent: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Shifts) => call<ShiftsView>(`/shifts/${encodeURIComponent(agent)}`, { method: "PUT", body }),
    onSuccess: (fresh) => {
      client.setQueryData(shiftsQuery(agent).queryKey, fresh);
      return client.invalidateQueries({ queryKey: ["agenda"] });
    },
    onError: sayProblem,
  });
}

export const sayProblem = (error: unknown): void => toast({ kind: "problem", text: isNetworkProblem(error) ? t("ui.network") : (problemOf(error)?.detail ?? problemOf(error)?.title ?? t("ui.unknown-problem")) });

/** Of a promise whose problem `sayProblem` has told. */
export const toldByHook = (): void => undefined;

type Act =
  | { kind: "add"; number: number; body: NewFollowUp }
  | { kind: "record"; id: number; body: FollowUpResult }
  | { kind: "change"; id: number; body: FollowUpPatch }
  | { kind: "cancel"; id: number };

async function act(input: Act): Promise<RecordedFollowUp | null> {
  switch (input.kind) {
    case "add":
      return call<RecordedFollowUp>(`/tickets/${input.number}/follow-ups`, { method: "POST", body: input.body });
    case "record":
      return call<RecordedFollowUp>(`/follow-ups/${input.id}/result`, { method: "PUT", body: input.body });
    case "change":
      await call<unknown>(`/follow-ups/${input.id}`, { method: "PATCH", body: input.body });
      return null;
    case "cancel":
      await call<unknown>(`/follow-ups/${input.id}`, { method: "DELETE" });
      return null;
  }
}

/** Does something to a follow-up and reads anew what shows it. */
export function useFollowUpAct(number: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ["ticket", number] }), client.invalidateQueries({ queryKey: ["agenda"] })]),
    onError: sayProblem,
  });
}

export function useHandOver() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ from, to, until }: { from: string; to: { email: string; name: string }; until: string }) =>
      call<{ moved: number }>("/agenda/transfers", { method: "POST", body: { from, to: to.email, until } }),
    onSuccess: ({ moved }, { to }) => {
      toast({ text: t("desk.agenda.handed-over", { count: moved, name: to.name }) });
      return client.invalidateQueries({ queryKey: ["agenda"] });
    },
    onError: sayProblem,
  });
}

/** An instant as `datetime-local` writes it, in the reader's zone, and back. */
export function toLocalInput(at: string): string {
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
export const fromLocalInput = (text: string): string => new Date(text).toISOString();
