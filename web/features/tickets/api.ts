import { queryOptions, useMutation, useQueryClient, type InfiniteData, type QueryClient } from "@tanstack/react-query";
import type { Attachment, Ticket, TicketPage, TicketPatch, TicketRow } from "../../../contract/tickets.ts";
import { call, isNetworkProblem, problemOf } from "../../lib/api.ts";
import { changeTicket, readTicketPage, undoEvent, type Page } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { toast } from "../../ui/toasts.tsx";
import { meQuery } from "../auth/api.ts";
import { missingFields, tellMissing } from "./missing.ts";

export const ticketQuery = (number: number) => queryOptions({ queryKey: ["ticket", number], queryFn: ({ signal }) => readTicketPage(number, { signal }), staleTime: 15_000, refetchInterval: ({ state }) => (state.data !== undefined && isUnderWay(state.data) ? 3000 : false) });

/** A mail is on its way: that it went is no event that would be told. */
const isUnderWay = ({ messages, letters }: TicketPage): boolean => [...letters, ...messages.flatMap((message) => message.deliveries)].some((one) => one.state === "queued" || one.state === "sending");

/** What an edit starts from: a row or a whole ticket. */
export type Editable = Pick<Ticket, "number" | "version" | "status" | "assignee" | "queue" | "type" | "priority" | "tags" | "subject"> & Partial<Pick<Ticket, "state" | "fields" | "location">>;
interface Change {
  before: Editable;
  change: Omit<TicketPatch, "requester"> & { state?: Ticket["state"] };
  /** what to tell when it is done: "Status: Solved" */
  said: string;
}
/** A change as the page shows it: of the desk's own fields only some are set. */
// a location is known here by its number only: its name comes with the answer
const shownAs = (before: Editable, { fields, location: _location, ...rest }: Change["change"]): Partial<Ticket> => (fields === undefined ? rest : { ...rest, fields: { ...before.fields, ...fields } });
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Under which the lists that are shown page after page are kept: what else begins with `tickets` has no pages. */
export const listsKey = ["tickets", "list"] as const;
/** Lists that are on the screen, or were, show it at once. */
export const showInLists = (client: QueryClient, number: number, change: Partial<TicketRow>) =>
  client.setQueriesData<InfiniteData<Page<TicketRow>>>({ queryKey: listsKey }, (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map((row) => (row.number === number ? { ...row, ...change } : row)) })) });

function showEverywhere(client: QueryClient, number: number, change: Partial<Ticket>): void {
  client.setQueryData<TicketPage>(ticketQuery(number).queryKey, (page) => page && { ...page, ticket: { ...page.ticket, ...change } });
  showInLists(client, number, change);
}

type Outcome = { kind: "saved"; ticket: Ticket | undefined } | { kind: "conflict"; fresh: TicketPage };
/**
 * Saves against the version the person saw. When somebody was faster: another field's change is merged by saving
 * again; a change of the same field is told, not overwritten.
 */
async function save({ before, change }: Change): Promise<Outcome> {
  const { state: _state, ...patch } = change;
  try {
    return { kind: "saved", ticket: await changeTicket(before.number, patch, before.version) };
  } catch (error) {
    if (problemOf(error)?.status !== 412) throw error;
    const fresh = await readTicketPage(before.number);
    const [was, is, wanted] = [flat(before), flat(fresh.ticket), flat(patch)];
    const touched = Object.keys(wanted).some((field) => !same(is[field], was[field]) && !same(is[field], wanted[field]));
    if (touched) return { kind: "conflict", fresh };
    return { kind: "saved", ticket: await changeTicket(before.number, patch, fresh.ticket.version) };
  }
}

/** Each of the desk's own fields beside the others: two people may change two of them. */
function flat({ fields = {}, ...rest }: { fields?: Record<string, unknown> | undefined }): Record<string, unknown> {
  return { ...rest, ...Object.fromEntries(Object.entries(fields).map(([key, value]) => [`fields/${key}`, value ?? null])) };
}

/** Changes a ticket: shown at once, saved, with a way back. */
export function useChangeTicket() {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: save,
    onMutate: async ({ before, change }: Change) => {
      await client.cancelQueries({ queryKey: ticketQuery(before.number).queryKey });
      showEverywhere(client, before.number, shownAs(before, change));
    },
    onSuccess: async (outcome, { before, change, said }) => {
      if (outcome.kind === "conflict") return tellConflict(outcome.fresh, change, said);
      // it left one's queue, and with it one's sight: there is no way back from here
      if (outcome.ticket === undefined) {
        toast({ key: "changed", text: said });
        return refresh(client, before.number);
      }
      showEverywhere(client, before.number, outcome.ticket);
      remember(before.number);
      toast({ key: "changed", text: said, actions: [{ label: t("desk.undo"), run: () => void undoLast(client) }] });
      return refresh(client, before.number);
    },
    onError: (error, { before, change }) => {
      showEverywhere(client, before.number, Object.fromEntries(Object.keys(change).map((field) => [field, before[field as keyof Editable]])));
      const missing = missingFields(error);
      if (missing.length > 0) return tellMissing(client, before.number, missing);
      const problem = problemOf(error);
      // all that is missing, not only the first of it
      const said = problem?.errors?.map((one) => one.detail).join(" ") || problem?.detail;
      return toast({ kind: "problem", key: "changed", text: isNetworkProblem(error) ? t("desk.change.offline") : (said ?? t("ui.unknown-problem")) });
    },
  });
  const tellConflict = (fresh: TicketPage, change: Change["change"], said: string) => {
    client.setQueryData(ticketQuery(fresh.ticket.number).queryKey, fresh);
    showEverywhere(client, fresh.ticket.number, fresh.ticket);
    const who = fresh.events.items.find((event) => event.actor.name !== null)?.actor.name ?? t("desk.somebody");
    toast({ kind: "problem", key: "changed", text: t("desk.change.conflict", { who }), actions: [{ label: t("desk.change.anyway"), run: () => mutation.mutate({ before: fresh.ticket, change, said }) }] });
  };
  return mutation.mutate;
}

async function refresh(client: QueryClient, number: number): Promise<void> {
  await Promise.all([client.invalidateQueries({ queryKey: ticketQuery(number).queryKey }), client.invalidateQueries({ queryKey: ["tickets"] })]);
}

/** The tickets changed from this page, the last one last: what ⌘Z goes back through. */
const changed: number[] = [];
const remember = (number: number) => changed.push(number);

/** Takes back the last change made here, through the event that recorded it. */
export async function undoLast(client: QueryClient): Promise<void> {
  const number = changed.pop();
  if (number === undefined) return toast({ key: "changed", text: t("desk.undo.nothing") });
  try {
    const page = await client.fetchQuery({ ...ticketQuery(number), staleTime: 0 });
    // a colleague's later change stays
    const me = client.getQueryData(meQuery.queryKey)?.name;
    const event = page.events.items.find((one) => one.undoable && one.actor.name === me);
    if (!event) return toast({ key: "changed", text: t("desk.undo.too-late") });
    await undoEvent(number, event.id);
    toast({ key: "changed", text: t("desk.undo.done", { number }) });
    return await refresh(client, number);
  } catch (error) {
    return toast({ kind: "problem", key: "changed", text: problemOf(error)?.detail ?? t("ui.unknown-problem") });
  }
}

/** R12: takes a file out of a message of the ticket; it can be put back for 30 days. */
export function useRemoveAttachment(number: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ message, file }: { message: number; file: Attachment }) => call<unknown>(`/tickets/${number}/messages/${message}/attachments/${file.id}`, { method: "DELETE" }),
    onSuccess: (_ticket, { file: { name } }) => {
      remember(number);
      toast({ key: "changed", text: t("desk.attachments.removed", { name }), actions: [{ label: t("desk.attachments.return"), run: () => void undoLast(client) }] });
      return refresh(client, number);
    },
    onError: (error) => toast({ kind: "problem", text: problemOf(error)?.detail ?? t("ui.unknown-problem") }),
  });
}

/** Takes back one event of the history. */
export function useUndoEvent(number: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (event: number) => undoEvent(number, event),
    onSuccess: () => refresh(client, number),
    onError: (error) => toast({ kind: "problem", text: problemOf(error)?.detail ?? t("ui.unknown-problem") }),
  });
}
