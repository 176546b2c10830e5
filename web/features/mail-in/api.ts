import { queryOptions, useInfiniteQuery, useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import type { BlockedSender, Fate, LedgerEntry, MailContent, MailDecision, MailDecisionResults, WaitingCounts } from "../../../contract/mail.ts";
import { call, problemOf } from "../../lib/api.ts";
import { listMail, listTickets, readMail, retryMail } from "../../lib/calls.ts";
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

const id = encodeURIComponent;
/** How many mails wait, by desk; counted up to 1,000. */
export const waitingCountQuery = queryOptions({ queryKey: ["mail", "waiting"], queryFn: async ({ signal }) => (await call<WaitingCounts>("/mail/waiting", { signal })).items });
export function useWaiting(desk: string | undefined) {
  return useInfiniteQuery({
    queryKey: ["mail", "held", desk ?? ""],
    queryFn: ({ pageParam, signal }) => listMail({ after: pageParam, fate: "held", ...(desk ? { desk } : {}) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}
export const contentQuery = (mail: number) => queryOptions({ queryKey: ["mail-content", mail], queryFn: ({ signal }) => call<MailContent>(`/mail/${mail}/content`, { signal }), staleTime: Infinity, retry: false });
export const attachmentUrl = (mail: number, index: number, inline = false): string => `/api/v1/mail/${mail}/attachments/${index}${inline ? "?inline=1" : ""}`;
/** What the sender has asked already: where the mail may belong. */
export const ticketsOfQuery = (desk: string, email: string) =>
  queryOptions({ queryKey: ["tickets", "of-sender", desk, email], queryFn: async ({ signal }) => (await listTickets({ q: `desk:${desk} involves:${email}`, sort: "-updated", limit: 6 }, { signal })).items });

type Told = { text: string; actions?: { label: string; run: () => void }[] };
/** Decides; tells what became of it, and what somebody else made of it meanwhile. */
export function useDecide(openTicket: (number: number) => void) {
  const client = useQueryClient();
  const refresh = () => Promise.all([client.invalidateQueries({ queryKey: ["mail"] }), client.invalidateQueries({ queryKey: ["tickets"] })]);
  const failed = async (error: unknown) => {
    toast({ kind: "problem", key: "decide", text: problemOf(error)?.detail ?? t("ui.unknown-problem") });
    await refresh();
  };
  const takeBack = (mail: number, seen: "kept" | "spam") => decide(mail, { decision: "hold", seen }).then(refresh, failed);
  const told = (mail: number, { decision }: MailDecision, entry: LedgerEntry): Told => {
    const { ticket } = entry;
    if (ticket !== null) return { text: t(decision === "add" ? "desk.waiting.added" : "desk.waiting.opened", { number: ticket }), actions: [{ label: t("desk.waiting.open-ticket"), run: () => openTicket(ticket) }] };
    const seen = decision === "spam" ? "spam" : "kept";
    return { text: t(`desk.waiting.done.${seen}`), actions: [{ label: t("desk.undo"), run: () => void takeBack(mail, seen) }] };
  };
  return useMutation({
    mutationFn: ({ mail, decision }: { mail: number; decision: MailDecision }) => decide(mail, decision),
    onSuccess: (entry, { mail, decision }) => {
      toast({ key: "decide", ...told(mail, decision, entry) });
      // not waited for: the page goes on to the next mail at once
      void refresh();
    },
    onError: failed,
  });
}
const decide = (mail: number, body: MailDecision) => call<LedgerEntry>(`/mail/${mail}/decision`, { method: "POST", body });
/** One decision on many. */
export function useDecideAll() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { ids: number[]; decision: MailDecision }) => call<MailDecisionResults>("/mail/decisions", { method: "POST", body }),
    onSuccess: ({ items }) => {
      const refused = items.filter((one) => one.problem !== null);
      const done = t("desk.waiting.many", { count: items.length - refused.length });
      toast({ key: "decide", text: refused.length === 0 ? done : `${done} ${t("desk.waiting.refused", { count: refused.length })} ${refused[0]?.problem ?? ""}`, ...(refused.length === 0 ? {} : { kind: "problem" as const }) });
      return Promise.all([client.invalidateQueries({ queryKey: ["mail"] }), client.invalidateQueries({ queryKey: ["tickets"] })]);
    },
    onError: (error) => toast({ kind: "problem", key: "decide", text: problemOf(error)?.detail ?? t("ui.unknown-problem") }),
  });
}

export const blockedQuery = (desk: string) => queryOptions({ queryKey: ["blocked", desk], queryFn: async ({ signal }) => (await call<{ items: BlockedSender[] }>(`/desks/${id(desk)}/blocked-senders`, { signal })).items });
export const blockSender = (desk: string, sender: string) => call<BlockedSender>(`/desks/${id(desk)}/blocked-senders`, { method: "POST", body: { sender } });
export const unblockSender = (desk: string, sender: string) => call<void>(`/desks/${id(desk)}/blocked-senders/${id(sender)}`, { method: "DELETE" });

type Pages = { pages: { items: { id: number }[] }[] };
/** The mail below one in the list that is shown, else the one above it. Asked before the list is read again. */
export function nextWaiting(client: QueryClient, mail: number): number | undefined {
  for (const [, data] of client.getQueriesData<Pages>({ queryKey: ["mail", "held"] })) {
    const ids = data?.pages.flatMap((page) => page.items.map((one) => one.id)) ?? [];
    const at = ids.indexOf(mail);
    if (at >= 0) return ids[at + 1] ?? ids[at - 1];
  }
  return undefined;
}
