import { agentOfDesk, primaryAddress, type Agent } from "../people/index.ts";
import { problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { addWatchers, type StoredTicket } from "../tickets/index.ts";

/** The colleagues of these addresses. @throws 422 for who is none */
export async function findMentioned(work: Work, deskId: number, addresses: readonly string[]): Promise<Agent[]> {
  const agents = new Map<number, Agent>();
  for (const [index, email] of addresses.entries()) {
    const agent = await agentOfDesk(work.db, deskId, email);
    if (agent === undefined) throw problem("ticket.unknown-mention", 422, { params: { email }, path: `/mentions/${index}` });
    agents.set(agent.id, agent);
  }
  return [...agents.values()];
}

/** Who is named by `@` follows the ticket from now on and is told. */
export async function mention(work: Work, ticket: Pick<StoredTicket, "id" | "deskId" | "version">, messageId: number, agents: readonly Agent[]): Promise<void> {
  const self = work.actor.kind === "person" ? work.actor.id : null;
  const others = agents.filter(({ id }) => id !== self);
  await addWatchers(work, ticket.id, others, "agent");
  for (const { id, address } of others) {
    const person = (await primaryAddress(work.db, id)) ?? address;
    await work.record({ desk: ticket.deskId, ticket: ticket.id, version: ticket.version }, "person.mentioned", { messageId, person });
  }
}
