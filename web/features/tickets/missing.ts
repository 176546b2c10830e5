import type { QueryClient } from "@tanstack/react-query";
import type { TicketPage } from "../../../contract/tickets.ts";
import { problemOf } from "../../lib/api.ts";
import { list } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { toast } from "../../ui/toasts.tsx";
import { deskQuery, deskWords } from "../desks/api.ts";

/** The keys of the desk's fields that stand in the way of solving, as the server refused it. */
export function missingFields(error: unknown): string[] {
  const problem = problemOf(error);
  if (problem?.key !== "field.required-to-solve") return [];
  const paths = problem.errors?.map((one) => one.path) ?? [problem.path ?? ""];
  return paths.flatMap((path) => (path.startsWith("/fields/") ? [path.slice("/fields/".length)] : []));
}

const openers = new Set<(ticket: number, field: string) => void>();
/** Told when somebody wants to fill in what is missing. */
export function onFillIn(listener: (ticket: number, field: string) => void): () => void {
  openers.add(listener);
  return () => openers.delete(listener);
}

/** Shows the ticket's facts, with the field, where there is one. */
export function showFacts(ticket: number, field = ""): void {
  for (const open of openers) open(ticket, field);
}

/** Names the fields that are missing, in words. */
export function missingWords(client: QueryClient, ticket: number, fields: readonly string[]): string {
  const page = client.getQueryData<TicketPage>(["ticket", ticket]);
  const desk = page && client.getQueryData(deskQuery(page.ticket.desk).queryKey);
  const names = fields.map((key) => (desk ? deskWords(desk).fieldName(key) : key));
  return t("desk.fields.missing", { fields: list(names) });
}

/** Says what is missing to solve it, with the way there. */
export function tellMissing(client: QueryClient, ticket: number, fields: readonly string[]): void {
  toast({ kind: "problem", key: "changed", text: missingWords(client, ticket, fields), actions: openers.size > 0 ? [{ label: t("desk.fields.fill-in"), run: () => showFacts(ticket, fields[0]) }] : [] });
}
