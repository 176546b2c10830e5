import type { TicketPage } from "../../../contract/tickets.ts";
import type { DeskWords } from "../desks/api.ts";

/** What a name's face takes its colour from: who is known here has one and the same everywhere, by their address. */
export function seedOf(name: string, desk: DeskWords | undefined, { requester }: Pick<TicketPage["ticket"], "requester">): string {
  if (requester.name === name && requester.email) return requester.email;
  return desk?.configuration.agents.find((one) => one.name === name)?.email ?? name;
}
