import type { Evidence } from "../../contract/tickets.ts";

/** What is known of an incoming mail and of the tickets it may belong to. All of it was looked up before. */
export interface ThreadFacts {
  /** tickets whose signed reply address the mail was sent to, in order */
  signed: readonly number[];
  /** tickets that a Message-ID in In-Reply-To or References leads to, the nearest first */
  referenced: readonly { ticket: number; messageId: string }[];
  /** ticket numbers in the subject, `[#123]` */
  tokens: readonly number[];
  /** those of all these tickets that exist, with what the sender is in them */
  tickets: ReadonlyMap<number, SenderInTicket>;
  /** DMARC of the sender's domain failed: the name in From is anybody's claim */
  senderFailed: boolean;
}

export interface SenderInTicket {
  /** requester, in copy, assignee, or an address to which we have sent this ticket's mails */
  participant: boolean;
  /** works in the ticket's desk */
  agent: boolean;
}

export type ThreadDecision =
  | { to: "ticket"; ticket: number; as: "customer" | "agent" | "stranger"; evidence: Evidence[] }
  | { to: "new"; evidence: Evidence[] };

/** The tickets named in a subject, in the form our mails carry. */
export function subjectTokens(subject: string): number[] {
  return [...subject.matchAll(/\[#([1-9]\d{0,14})\]/g)].slice(0, 5).map((match) => Number(match[1]));
}

/**
 * Where a mail belongs (rule 3 of the house): signed reply address › a Message-ID that we sent or stored, from a
 * participant › a number in the subject, from a participant.
 *
 * The signed address proves that its holder was given it, so a stranger who writes to it joins the ticket: staff see
 * the words and that the writer is no participant yet; the writer is not put in copy and so learns nothing. By anything
 * weaker a stranger opens a ticket of their own, and staff see which ticket the mail alluded to.
 *
 * A sender who fails DMARC may be anybody: never an agent, and in nobody's ticket by weak evidence.
 */
export function decideThread(facts: ThreadFacts): ThreadDecision {
  const doubts: Evidence[] = [];
  const doubt = (key: string, ticket: number, more: Record<string, string> = {}) => {
    if (!doubts.some((each) => each.key === key && each.params["ticket"] === String(ticket))) doubts.push({ key, params: { ticket: String(ticket), ...more } });
  };
  const join = (ticket: number, sender: SenderInTicket, evidence: Evidence): ThreadDecision => {
    const as = sender.participant && !sender.agent ? "customer" : sender.agent ? "agent" : sender.participant ? "customer" : "stranger";
    const notes: Evidence[] = as === "stranger" ? [{ key: "not-participant", params: { ticket: String(ticket) } }] : [];
    return { to: "ticket", ticket, as, evidence: [evidence, ...notes, ...doubts] };
  };

  for (const ticket of facts.signed) {
    const sender = facts.tickets.get(ticket);
    if (sender === undefined) doubt("unknown-ticket", ticket);
    else if (facts.senderFailed && sender.agent) doubt("failed-agent", ticket);
    else return join(ticket, sender, { key: "signed-address", params: { ticket: String(ticket) } });
  }
  for (const { ticket, messageId } of facts.referenced) {
    const sender = facts.tickets.get(ticket);
    if (sender === undefined) continue;
    if (facts.senderFailed) doubt("failed-reference", ticket, { messageId });
    else if (sender.participant || sender.agent) return join(ticket, sender, { key: "reference", params: { ticket: String(ticket), messageId } });
    else doubt("stranger-reference", ticket, { messageId });
  }
  for (const ticket of facts.tokens) {
    const sender = facts.tickets.get(ticket);
    if (sender === undefined) doubt("unknown-ticket", ticket);
    else if (facts.senderFailed) doubt("failed-token", ticket);
    else if (sender.participant || sender.agent) return join(ticket, sender, { key: "subject-token", params: { ticket: String(ticket) } });
    else doubt("stranger-token", ticket);
  }
  return { to: "new", evidence: doubts.length > 0 ? [...doubts, { key: "new-request", params: {} }] : [{ key: "new-request", params: {} }] };
}
