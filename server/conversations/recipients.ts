import { agentsOfDesk, addressKey, contactsOf, ensurePeople, primaryAddress } from "../people/index.ts";
import { problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { addWatchers, type StoredTicket } from "../tickets/index.ts";

export interface Recipients {
  to: string[];
  cc: string[];
}

/**
 * To whom a reply goes: whom its writer chose, else the requester and everybody in copy. Addresses are normalised, each
 * once. @throws 422 for an address of ours: it would come back to us; and where the requester has none and nobody else is chosen
 */
export async function chooseRecipients(work: Work, ticket: StoredTicket, chosen: { to?: readonly string[] | undefined; cc?: readonly string[] | undefined }): Promise<Recipients> {
  const { byAddress } = await work.desks.get();
  for (const path of ["to", "cc"] as const) {
    const index = (chosen[path] ?? []).findIndex((email) => byAddress.has(addressKey(email)));
    if (index >= 0) throw problem("ticket.own-address", 422, { params: { email: chosen[path]?.[index] ?? "" }, path: `/${path}/${index}` });
  }
  const known = chosen.to !== undefined && chosen.cc !== undefined ? [] : await contactsOf(work.db, [ticket.requesterId, ...ticket.watcherIds]);
  const addressesOf = (ids: readonly number[]) => known.flatMap(({ id, address, deactivated }) => (address !== null && !deactivated && ids.includes(id) ? [address] : []));
  const to = unique(chosen.to ?? addressesOf([ticket.requesterId]));
  const cc = unique(chosen.cc ?? addressesOf(ticket.watcherIds));
  // known by phone only: words that reach nobody must not look sent
  if (to.length === 0 && cc.length === 0 && (await primaryAddress(work.db, ticket.requesterId)) === null) throw problem("ticket.no-address", 422, { path: "/to" });
  return { to, cc: cc.filter((address) => !to.includes(address)) };
}

const unique = (addresses: readonly string[]) => [...new Set(addresses.map(addressKey))];

/** Whoever is written to is in copy from now on (H4); a colleague follows the ticket instead. */
export async function copyRecipients(work: Work, ticket: StoredTicket, { to, cc }: Recipients): Promise<void> {
  const people = await ensurePeople(work, [...to, ...cc].map((address) => ({ address })));
  const fresh = people.filter(({ id }) => id !== ticket.requesterId && !ticket.watcherIds.includes(id));
  if (fresh.length === 0) return;
  const agents = new Set((await agentsOfDesk(work.db, ticket.deskId)).map(({ id }) => id));
  await addWatchers(work, ticket.id, fresh.filter(({ id }) => !agents.has(id)), "customer");
  await addWatchers(work, ticket.id, fresh.filter(({ id }) => agents.has(id)), "agent");
}
