import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Closure, DeskChange, Escalation, Link, Postponement, Relation, Split, Stay, TypeDecision, TypeRequest } from "../../../contract/acts.ts";
import type { Ticket } from "../../../contract/tickets.ts";
import { call, isNetworkProblem, problemOf } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { toast } from "../../ui/toasts.tsx";

/** An act on a ticket as it goes over the wire. */
export type Act =
  | { act: "postpone"; body: Postponement }
  | { act: "close"; body: Closure }
  | { act: "escalate"; body: Escalation }
  | { act: "request-type"; body: TypeRequest }
  | { act: "decide-type"; body: TypeDecision }
  | { act: "hand-over"; body: DeskChange }
  | { act: "merge"; into: number }
  | { act: "undo-merge" }
  | { act: "split"; body: Split }
  | { act: "link"; body: Link }
  | { act: "unlink"; body: Link }
  | { act: "spam" | "not-spam" | "delete" | "restore" };

/** Answers the ticket as it is then; nothing where it is seen no more. */
function send(number: number, act: Act, version?: number): Promise<Ticket | undefined> {
  const at = `/tickets/${number}`;
  switch (act.act) {
    case "postpone":
      return call(`${at}/due-date`, { method: "PUT", body: act.body });
    case "close":
      return call(`${at}/closure`, { method: "PUT", body: act.body });
    case "escalate":
      return call(`${at}/escalation`, { method: "PUT", body: act.body });
    case "request-type":
      return call(`${at}/type-request`, { method: "PUT", body: act.body });
    case "decide-type":
      return call(`${at}/type-request/decision`, { method: "PUT", body: act.body });
    case "hand-over":
      return call(`${at}/desk`, { method: "PUT", body: act.body, ...(version === undefined ? {} : { ifMatch: version }) });
    case "merge":
      return call(`${at}/merge`, { method: "PUT", body: { into: act.into } });
    case "undo-merge":
      return call(`${at}/merge`, { method: "DELETE" });
    case "split":
      return call(`${at}/split`, { method: "POST", body: act.body });
    case "link":
      return call(`${at}/links`, { method: "POST", body: act.body });
    case "unlink":
      return call(`${at}/links/${act.body.kind}/${act.body.number}`, { method: "DELETE" });
    case "spam":
      return call(`${at}/spam`, { method: "PUT" });
    case "not-spam":
      return call(`${at}/spam`, { method: "DELETE" });
    case "delete":
      return call(at, { method: "DELETE" });
    case "restore":
      return call(`${at}/restoration`, { method: "PUT" });
  }
}

/** What takes an act back with one press, where it can be. */
function inverse(act: Act, before: Ticket): Act | null {
  switch (act.act) {
    case "postpone":
      return { act: "postpone", body: { at: before.dueAt } };
    case "merge":
      return { act: "undo-merge" };
    case "link":
      return { act: "unlink", body: act.body };
    case "unlink":
      return { act: "link", body: act.body };
    case "spam":
      return { act: "not-spam" };
    case "delete":
      return { act: "restore" };
    default:
      return null;
  }
}

/** Does an act, says so, and offers the way back. Rejects with the problem, for the form to show. */
export function useAct(ticket: Ticket) {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: (act: Act) => send(ticket.number, act, ticket.version),
    onSuccess: async (_after, act) => {
      const back = inverse(act, ticket);
      toast({ key: "act", text: t(`desk.act.done.${act.act}`), ...(back === null ? {} : { actions: [{ label: t("desk.undo"), run: () => void takeBack(back) }] }) });
      await refresh();
    },
  });
  const refresh = () => Promise.all([client.invalidateQueries({ queryKey: ["ticket"] }), client.invalidateQueries({ queryKey: ["tickets"] }), client.invalidateQueries({ queryKey: ["relations"] })]);
  const takeBack = async (act: Act) => {
    try {
      await send(ticket.number, act);
      await refresh();
    } catch (error) {
      toast({ kind: "problem", key: "act", text: wordsOf(error) });
    }
  };
  return mutation;
}

export const wordsOf = (error: unknown): string => (isNetworkProblem(error) ? t("desk.change.offline") : (problemOf(error)?.detail ?? problemOf(error)?.title ?? t("ui.unknown-problem")));

export const useRelations = (ticket: Ticket) =>
  useQuery({
    queryKey: ["relations", ticket.number, ticket.version],
    queryFn: ({ signal }) => call<{ items: Relation[] }>(`/tickets/${ticket.number}/relations`, { signal }),
    placeholderData: (previous) => previous,
  });

/** Below the ticket's own key, so that whatever happens to the ticket reads it anew. */
export const useStays = (ticket: Ticket) =>
  useQuery({ queryKey: ["ticket", ticket.number, "stays"], queryFn: ({ signal }) => call<{ items: Stay[] }>(`/tickets/${ticket.number}/stays`, { signal }), staleTime: 60_000 });
