import type { Evidence } from "../../contract/tickets.ts";
import { findSide, sidesOfMessages, type StoredSide } from "../conversations/index.ts";
import { ownsAddress } from "../people/index.ts";
import { readReplyAddress } from "../platform/reply-address.ts";
import type { Work } from "../platform/work.ts";
import { findTicket } from "../tickets/index.ts";
import type { BatchFacts, ToPlace } from "./batch.ts";
import { isOurs } from "./recipients.ts";

/**
 * A mail that answers one of ours which was not for customers: it belongs to a side conversation, is a colleague's note, or,
 * where its sender is neither, is kept apart in a ticket of its own, for it may quote what customers must not read.
 */
export type Aside =
  | { to: "side"; side: number; ticket: number; agent: boolean; evidence: Evidence[] }
  | { to: "note"; ticket: number; evidence: Evidence[] }
  | { to: "new"; evidence: Evidence[] };

/** Letters about a ticket to one of the staff: the answer is a note of theirs (R8). */
const toColleagues: readonly string[] = ["mentioned", "notification"];

/** Null: it answers no such mail. The signed address of a side conversation outweighs everything, whoever writes. */
export async function findAside(work: Work, known: BatchFacts, incoming: ToPlace): Promise<Aside | null> {
  const { mail, row, person, sender, trust } = incoming;
  const failed = trust?.verdict === "failed";
  const addressed = [...row.envelopeTo, ...mail.deliveredTo, ...mail.to.map(({ address }) => address), ...mail.cc.map(({ address }) => address)];
  const signed = addressed.flatMap((address) => {
    const found = address.includes("+") ? readReplyAddress(work.mailOut.replySecret, address) : null;
    return found?.genuine && found.scope !== null && isOurs(known.desks, incoming, found.deskAddress) ? [{ ticket: found.ticketNumber, scope: found.scope }] : [];
  });
  const named = [...new Set([...mail.inReplyTo, ...mail.references.slice(-30).toReversed()])];
  const answered = named.flatMap((id) => {
    const sent = known.sent.get(id);
    return sent !== undefined && ["side", "forward", ...toColleagues].includes(sent.letter) && !(sent.deskId !== null && incoming.otherDesks.includes(sent.deskId)) ? [sent] : [];
  });
  const storedSides = incoming.otherDesks.length > 0 ? [] : named.flatMap((id) => known.storedSides.get(id) ?? []);
  if (signed.length === 0 && answered.length === 0 && storedSides.length === 0) return null;
  const other = (ticket: number): Aside => ({ to: "new", evidence: [{ key: "colleague-mail-other", params: { ticket: String(ticket) } }, { key: "new-request", params: {} }] });
  const isAgent = async (ticket: number): Promise<boolean> => {
    const found = person === null ? undefined : await findTicket(work.db, ticket);
    return person !== null && found !== undefined && !failed && (await known.agentsOf(found.deskId)).has(person.id);
  };
  const toSide = async (side: StoredSide, evidence: Evidence): Promise<Aside> => ({ to: "side", side: side.id, ticket: side.ticketId, agent: await isAgent(side.ticketId), evidence: [evidence] });

  for (const { ticket, scope } of signed) {
    const side = scope.kind === "side" ? await findSide(work.db, scope.side) : undefined;
    if (side !== undefined) return toSide(side, { key: "side-address", params: { ticket: String(ticket) } });
  }
  for (const { ticket, scope } of signed) {
    if (scope.kind !== "note") continue;
    const theirs = person !== null && person.id === scope.person && !failed && (await ownsAddress(work.db, scope.person, sender.address));
    return theirs && (await isAgent(ticket)) ? { to: "note", ticket, evidence: [{ key: "note-address", params: { ticket: String(ticket) } }] } : other(ticket);
  }

  // no signed address: the chain of references, from who was written to
  const sides = await sidesOfMessages(work.db, answered.flatMap(({ messageId, letter }) => (messageId === null || toColleagues.includes(letter) ? [] : [messageId])));
  for (const side of [...sides, ...(await Promise.all(storedSides.map((id) => findSide(work.db, id))))]) {
    if (side === undefined) continue;
    const party = side.addresses.includes(sender.address) || (await isAgent(side.ticketId));
    return party && !failed ? toSide(side, { key: "side-reference", params: { ticket: String(side.ticketId) } }) : other(side.ticketId);
  }
  const [told] = answered;
  if (told === undefined || told.ticketId === null) return null;
  const theirs = told.toAddress === sender.address && !failed && (await isAgent(told.ticketId));
  return theirs ? { to: "note", ticket: told.ticketId, evidence: [{ key: "note-address", params: { ticket: String(told.ticketId) } }] } : other(told.ticketId);
}
