import type { DemoRemoval } from "./demo.ts";
import type { Deed } from "./rules.ts";
import type { secondFactorsShown } from "./sign-on.ts";
/**
 * Every kind of recorded fact with its data. Past tense; `{from, to}` where a value changed.
 * The data holds keys, numbers and addresses, never secrets.
 */
export interface EventData {
  "ticket.created": {
    source: string;
    status: string;
    queue: string;
    /** address, else phone */
    requester: string;
    messageId: number;
    automatic: boolean;
    /** solved while the customer was on the phone or at the counter (C2) */
    firstCall?: boolean;
    /** we wrote first: nothing is to be confirmed */
    outgoing?: boolean;
    /** as which it began */
    type: string | null;
    priority: string;
    tags: readonly string[];
  };
  /** what staff typed into their form as they took the request down (L14); it stays as it was, whatever is corrected later */
  "ticket.entered": { form: string; type: string | null; fields: Record<string, unknown> };
  "message.added": {
    messageId: number;
    kind: "reply" | "note" | "side";
    side: "customer" | "agent" | "system" | "third-party";
    channel: string;
    /** written by a machine: no automatic answer may follow */
    automatic: boolean;
    /** the first message of its ticket */
    first: boolean;
  };
  "ticket.status-changed": Change<string> & { fromState: string; toState: string };
  "ticket.reopened": Change<string>;
  "ticket.assigned": Change<string | null>;
  "ticket.queue-changed": Change<string>;
  "ticket.location-changed": Change<{ id: number; name: string } | null>;
  "ticket.priority-changed": Change<string>;
  "ticket.type-changed": Change<string | null>;
  "ticket.tags-changed": Change<string[]>;
  "ticket.field-changed": Change<unknown> & { field: string };
  "ticket.subject-changed": Change<string>;
  "ticket.source-changed": Change<string>;
  /** addresses, or phones of who has none */
  "ticket.requester-changed": Change<string> & { fromPerson: number; toPerson: number };
  "ticket.postponed": Change<string | null>;
  "ticket.closure-explained": { reason: string | null; comment: string | null; source: string | null };
  "ticket.escalated": Change<number> & { reason: string; person: string | null };
  "ticket.merged": { into: number };
  "ticket.merge-undone": { into: number };
  "ticket.absorbed": { number: number };
  "ticket.released": { number: number };
  /** C10, told to the desk that it left: what it was there */
  "ticket.handed-over": Change<string> & { reason: string; status: string; queue: string | null; type: string | null };
  /** told to the desk that got it: what it is now */
  "ticket.received": Change<string> & { status: string; queue: string };
  /** nothing is left but that it was: deleted 30 days ago, or erased with its person or after its desk's period, and then it goes on counting */
  "ticket.purged": { numbers: number[]; counts: boolean };
  "ticket.split": { to: number; messages: number[] };
  "message.moved": { messageId: number; from: number; to: number };
  /** R12: a file was taken out of a message; it can return within 30 days */
  "attachment.removed": { messageId: number; file: string; name: string };
  "attachment.returned": { messageId: number; file: string; name: string };
  "ticket.linked": { kind: "parent" | "child" | "related"; number: number };
  "ticket.unlinked": { kind: "parent" | "child" | "related"; number: number };
  "type.requested": { type: string; reason: string };
  "type.granted": { type: string; reason: string | null };
  "type.refused": { type: string; reason: string | null };
  "ticket.marked-spam": Record<string, never>;
  "ticket.unmarked-spam": Record<string, never>;
  "ticket.deleted": Record<string, never>;
  "ticket.restored": Record<string, never>;
  "watcher.added": { person: string };
  "watcher.removed": { person: string };
  "ticket.followed": { to: "watching" | "muted" | "none" };
  "person.mentioned": { messageId: number; person: string };
  "ticket.forwarded": { side: number; to: string[]; include: string[] };
  "side.started": { side: number; to: string[]; subject: string };
  "side.closed": { side: number };
  "side.reopened": { side: number };
  "follow-up.planned": { followUpId: number; agent: string; means: string; dueAt: string };
  "follow-up.recorded": { followUpId: number; agent: string; means: string; outcome: string; attempts: number };
  "follow-up.moved": { followUpId: number } & Change<{ agent: string; dueAt: string }>;
  "follow-up.cancelled": { followUpId: number; agent: string; dueAt: string };
  /** somebody has to look: at a shift's end it had no follow-up ahead */
  "ticket.flagged": { flag: string; agent: string | null };
  "ticket.unflagged": { flag: string };
  /** a reminder went out while its status waits (H8); `n` of `of`, and when it ends by itself */
  "reminder.sent": { n: number; of: number; endsAt: string | null };
  "reminder.skipped": { n: number; of: number; reason: string };
  /** its end is called off, and it stays in its status: by the customer, who wrote (its owner has to look), or by a colleague */
  "waiting.called-off": { by: "customer" | "agent"; messageId: number | null };
  /** begun anew by a colleague */
  "waiting.resumed": { endsAt: string | null };
  /** `flagged`: it came to its end and stays, for its owner and supervisors to look */
  "waiting.ended": { how: "solved" | "closed" | "flagged"; reason: "unanswered" | "not-ready" | "not-reached" };
  /** the customer chose, by the link of a mail or in the portal; `done`: its status followed */
  "waiting.answered": { answer: "help" | "solved"; done: boolean };
  /** a service level's time is nearly up; the clock by its kind */
  "clock.warned": { clock: string; dueAt: string };
  /** it was up at `dueAt` */
  "clock.breached": { clock: string; dueAt: string };
  /** T6: by who asked; `from` null: not rated before. `words`: with a message; `agent`: who is rated */
  "ticket.rated": { from: number | null; to: number; words: boolean; agent: string | null };
  "approval.asked": { approvalId: number; person: string | null; role: string | null };
  "approval.granted": { approvalId: number; employeeId: string; branch: string; reason: string };
  "approval.refused": { approvalId: number; employeeId: string; branch: string; reason: string };
  "approval.cancelled": { approvalId: number };
  "approval.moved": { approvalId: number } & Change<string>;
  "organization.created": { organizationId: number; name: string };
  "organization.changed": { organizationId: number; fields: string[] };
  "organization.merged": { organizationId: number; into: number };
  "organization.unmerged": { organizationId: number; from: number };
  "branch.changed": { organizationId: number; branchId: number };
  "person.changed": { personId: number; fields: string[] };
  /** known by phone only, and then by an address that another had: they are one */
  "person.merged": { personId: number; into: number };
  /** all that is known of them was handed out, to an administrator or to themselves */
  "person.exported": { personId: number; notes: boolean };
  /** nobody brings it back; `person.erased` says how much it was */
  "person.erasure-begun": { personId: number };
  "person.erased": { personId: number; tickets: number; messages: number; mails: number };
  "shifts.changed": { person: string };
  /** L14: mailed by itself; `deliveries` are the mails, whose fate the ticket shows */
  "letter.sent": { letter: string; to: string[]; deliveries: number[] };
  /** not mailed to somebody: they opted out (T14), or there is no address */
  "letter.skipped": { letter: string; person: string; reason: "opted-out" | "no-address" };
  /** T13: somebody wants notifications about the ticket or none, told by a mail's link, by their mail program, or in the portal */
  "notifications.chosen": { person: string; wanted: boolean; how: "link" | "mail-program" | "portal" };
  "delivery.failed": { deliveryId: number; to: string; reason: string };
  "delivery.uncertain": { deliveryId: number; to: string; reason: string };
  "delivery.bounced": { deliveryId: number; to: string; reason: string };
  "delivery.resent": { deliveryId: number; to: string };
  "mail.raw-read": { mailId: number };
  "mail.retried": { mailId: number };
  /** it waits for a decision (C5) */
  "mail.held": { mailId: number };
  "mail.decided": { mailId: number; decision: "ticket" | "add" | "keep" | "spam" };
  "sender.blocked": { sender: string };
  "sender.unblocked": { sender: string };
  /** the review that the ticket stems from (R15) */
  "review.added": { rating: number | null; source: string };
  "review.changed": Change<{ rating: number | null; text: string }> & { source: string };
  /** a rule of the desk acted on the ticket: what it is called, and what it did */
  "rule.ran": { rule: string; name: string; did: Deed[] };
  "rule.failed": { rule: string; name: string; reason: string };
  /** it would have led to itself, or ran too often on one ticket */
  "rule.cut": { rule: string; name: string; why: "loop" | "often" };
  /** it flooded an address, and was switched off */
  "rule.stopped": { rule: string; name: string; address: string };
  /** H10, H11: in a desk's community, or below an article */
  "post.published": { postId: number; topic: string; kind: "question" | "proposal" | "news" };
  "comment.published": { commentId: number; on: "post" | "article"; id: number };
  "entry.changed": { kind: "post" | "comment"; id: number };
  "entry.withdrawn": { kind: "post" | "comment"; id: number };
  "entry.reported": { kind: "post" | "comment"; id: number };
  /** what a moderator did with it */
  "entry.moderated": { kind: "post" | "comment"; id: number; did: "hidden" | "shown" | "locked" | "unlocked" | "made-official" | "made-unofficial" | "kept" };
  /** H10: readers see it from now on, or no longer; `title` as they read it */
  "article.published": { articleId: number; language: string; title: string; revision: number };
  "article.withdrawn": { articleId: number; language: string; title: string };
  "article.removed": { articleId: number; title: string };
  "article.restored": { articleId: number; title: string };
  "session.started": { how: "password" | "link" | "terminal" | "passkey" | "oidc" | "ldap"; provider?: string; second?: (typeof secondFactorsShown)[number]; ip: string };
  "session.ended": Record<string, never>;
  "session.refused": { address: string; reason: "unknown" | "password" | "deactivated" | "second-factor" | "directory" | "directory-only" | "no-role" | "password-expired" | "account-closed" | "locked"; provider?: string };
  "second-factor.added": { personId: number; factor: "totp" | "passkey"; name?: string };
  "second-factor.removed": { personId: number; factor: "totp" | "passkey"; name?: string };
  "recovery-codes.made": { personId: number };
  "provider.changed": Change<unknown> & { provider: string };
  "person.invited": { address: string };
  /** `first`: there was none before */
  "password.changed": { how: "link" | "session"; first: boolean };
  /** staff let somebody try anew who had typed too many wrong passwords (H12) */
  "session.unlocked": { address: string };
  /** somebody's own: said to be theirs, proven (with whom they are one since), taken off, or chosen as the one written to */
  "address.claimed": { address: string };
  "address.added": { address: string; merged: number | null };
  "address.removed": { address: string };
  "address.chosen": { address: string; before: string | null };
  "token.created": { name: string; scopes: readonly string[] };
  "token.revoked": { name: string };
  "configuration.changed": Change<unknown> & { what: string };
  "agent.invited": { personId: number; address: string };
  "agent.roles-changed": Change<string[]> & { personId: number; handover: Handover | null };
  "agent.deactivated": { personId: number; handover: Handover | null };
  "agent.reactivated": { personId: number };
  "demo.loaded": { preset: string };
  "demo.clock-moved": { advance: string; now: string };
  /** with all it brought; how much that was */
  "demo.removed": DemoRemoval["goes"];
}
/** Where the open tickets of somebody who leaves go; null and neither: back to nobody. */
interface Handover {
  email?: string;
  queue?: string;
}
interface Change<T> {
  from: T;
  to: T;
}
export type EventType = keyof EventData;

/** Who may learn of an event: everyone who sees the ticket, those who work on it, or administrators. */
export const audiences: Record<EventType, "public" | "staff" | "admin"> = {
  "ticket.created": "public",
  "ticket.entered": "staff",
  "message.added": "public", // of a note: staff, see `audienceOf`
  "ticket.status-changed": "public",
  "ticket.reopened": "public",
  "ticket.assigned": "public",
  "ticket.queue-changed": "staff",
  "ticket.location-changed": "staff",
  "ticket.priority-changed": "staff",
  "ticket.type-changed": "staff",
  "ticket.tags-changed": "staff",
  "ticket.field-changed": "staff",
  "ticket.subject-changed": "public",
  "ticket.source-changed": "staff",
  "ticket.requester-changed": "staff",
  "ticket.postponed": "staff",
  "ticket.closure-explained": "staff",
  "ticket.escalated": "staff",
  "ticket.merged": "staff",
  "ticket.merge-undone": "staff",
  "ticket.absorbed": "staff",
  "ticket.released": "staff",
  "ticket.handed-over": "staff",
  "ticket.received": "staff",
  "ticket.purged": "staff",
  "ticket.split": "staff",
  "message.moved": "staff",
  "attachment.removed": "staff",
  "attachment.returned": "staff",
  "ticket.linked": "staff",
  "ticket.unlinked": "staff",
  "type.requested": "staff",
  "type.granted": "staff",
  "type.refused": "staff",
  "ticket.marked-spam": "staff",
  "ticket.unmarked-spam": "staff",
  "ticket.deleted": "staff",
  "ticket.restored": "staff",
  "watcher.added": "staff",
  "watcher.removed": "staff",
  "ticket.followed": "staff",
  "person.mentioned": "staff",
  "ticket.forwarded": "staff",
  "side.started": "staff",
  "side.closed": "staff",
  "side.reopened": "staff",
  "follow-up.planned": "staff",
  "follow-up.recorded": "staff",
  "follow-up.moved": "staff",
  "follow-up.cancelled": "staff",
  "ticket.flagged": "staff",
  "ticket.unflagged": "staff",
  "reminder.sent": "staff",
  "reminder.skipped": "staff",
  "waiting.called-off": "staff",
  "waiting.resumed": "staff",
  "waiting.ended": "staff",
  "waiting.answered": "staff",
  "clock.warned": "staff",
  "clock.breached": "staff",
  "ticket.rated": "staff",
  "approval.asked": "staff",
  "approval.granted": "staff",
  "approval.refused": "staff",
  "approval.cancelled": "staff",
  "approval.moved": "staff",
  "organization.created": "staff",
  "organization.changed": "staff",
  "organization.merged": "staff",
  "organization.unmerged": "staff",
  "branch.changed": "staff",
  "person.changed": "staff",
  "person.merged": "staff",
  "person.exported": "admin",
  "person.erasure-begun": "admin",
  "person.erased": "admin",
  "shifts.changed": "staff",
  "letter.sent": "staff",
  "letter.skipped": "staff",
  "notifications.chosen": "staff",
  "delivery.failed": "staff",
  "delivery.uncertain": "staff",
  "delivery.bounced": "staff",
  "delivery.resent": "staff",
  "mail.raw-read": "admin",
  "mail.retried": "admin",
  "mail.held": "staff",
  "mail.decided": "staff",
  "sender.blocked": "staff",
  "sender.unblocked": "staff",
  "review.added": "staff",
  "review.changed": "staff",
  "rule.ran": "staff",
  "rule.failed": "staff",
  "rule.cut": "staff",
  "rule.stopped": "staff",
  "post.published": "staff",
  "comment.published": "staff",
  "entry.changed": "staff",
  "entry.withdrawn": "staff",
  "entry.reported": "staff",
  "entry.moderated": "staff",
  "article.published": "staff",
  "article.withdrawn": "staff",
  "article.removed": "staff",
  "article.restored": "staff",
  "session.started": "admin",
  "session.ended": "admin",
  "session.refused": "admin",
  "second-factor.added": "admin",
  "second-factor.removed": "admin",
  "recovery-codes.made": "admin",
  "provider.changed": "admin",
  "person.invited": "admin",
  "password.changed": "admin",
  "session.unlocked": "admin",
  "address.claimed": "admin",
  "address.added": "admin",
  "address.removed": "admin",
  "address.chosen": "admin",
  "token.created": "admin",
  "token.revoked": "admin",
  "configuration.changed": "admin",
  "agent.invited": "admin",
  "agent.roles-changed": "admin",
  "agent.deactivated": "admin",
  "agent.reactivated": "admin",
  "demo.loaded": "admin",
  "demo.clock-moved": "admin",
  "demo.removed": "admin",
};

export function audienceOf<T extends EventType>(type: T, data: EventData[T]): "public" | "staff" | "admin" {
  if (type === "message.added" && "kind" in data && data.kind !== "reply") return "staff";
  return audiences[type];
}
