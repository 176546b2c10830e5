import { allows, isAdministrator, type Actor, type Person } from "../platform/work.ts";
import { notFound } from "../platform/problem.ts";
import type { LedgerScope } from "./ledger.ts";

/** Whose mails a person sees in the ledger; whoever sees none is told that there is no such page. @throws 404 */
export function ledgerScope(person: Person): LedgerScope {
  const seeing = person.grants.filter(({ permissions }) => permissions.has("mail.see") || permissions.has("mail.decide"));
  if (isAdministrator(person) || seeing.some(({ desk }) => desk === null)) return "everything";
  const desks = seeing.flatMap(({ desk }) => (desk === null ? [] : [desk]));
  if (desks.length === 0) throw notFound("page");
  return desks;
}

/** The raw form holds what is masked elsewhere. */
export const mayReadRaw = (person: Person): boolean => isAdministrator(person);

/** Who decides on a desk's mails (C5). */
export const mayDecide = (person: Actor, deskId: number | null): boolean => deskId !== null && allows(person, "mail.decide", deskId);
