import type { EventType } from "../contract/events.ts";
import { forgetApprovals, mailApprovalRequest, passOnApprovals, restandFamily } from "./approvals/index.ts";
import { carryFlag, followAssignee, forgetFollowUps, passOnFollowUps, recountFamily, unflagSolved } from "./follow-ups/index.ts";
import { endSessionsOfDeactivated, mailColleagueInvitation } from "./auth/index.ts";
import { forgetNotifications } from "./notifications/index.ts";
import type { RecordedEvent, Work } from "./platform/work.ts";
import { forgetConversations, mailSide, relayAnswer } from "./conversations/index.ts";
import { forgetMails, markSpamMails, unmarkSpamMails } from "./mail-in/index.ts";
import { forgetItems } from "./intake/index.ts";
import { handOverTickets, oweConfirmation, mailReply, takeOverTickets, readByAuthor, reindexBranch, reindexMerged, reindexOrganization, reindexPerson } from "./tickets/index.ts";

/** Whoever took a right away is answered when it no longer works here. */
const knownHere = async (work: Work): Promise<void> => work.afterCommit(() => work.desks.caughtUp());

type Reaction<T extends EventType> = (work: Work, event: RecordedEvent<T>) => Promise<void>;
type Table = { [T in EventType]?: readonly Reaction<T>[] };

/**
 * What happens when …: for each kind of event, what follows in the same transaction, in slice order. What must not hold
 * up the transaction is queued by these (a mail is a row here and is sent by a job). What staff are told follows after the
 * commit: `notifications/rules.ts` has that page.
 */
const table: Table = {
  "agent.invited": [mailColleagueInvitation],
  "agent.deactivated": [endSessionsOfDeactivated, handOverTickets, passOnFollowUps, passOnApprovals, knownHere],
  "agent.roles-changed": [handOverTickets, passOnFollowUps, passOnApprovals, knownHere],
  "person.merged": [takeOverTickets, reindexMerged],
  "person.changed": [reindexPerson],
  "organization.created": [reindexOrganization],
  "organization.changed": [reindexOrganization],
  "organization.merged": [reindexOrganization],
  "organization.unmerged": [reindexOrganization],
  "branch.changed": [reindexBranch],
  "ticket.created": [oweConfirmation],
  "message.added": [readByAuthor, mailReply, mailSide, relayAnswer],
  "ticket.assigned": [followAssignee],
  "ticket.status-changed": [unflagSolved],
  "ticket.marked-spam": [markSpamMails],
  "ticket.unmarked-spam": [unmarkSpamMails],
  "ticket.absorbed": [recountFamily, carryFlag, restandFamily],
  "ticket.released": [recountFamily, carryFlag, restandFamily],
  "ticket.merge-undone": [recountFamily, restandFamily],
  "ticket.purged": [forgetConversations, forgetFollowUps, forgetApprovals, forgetNotifications, forgetMails, forgetItems],
  "approval.asked": [mailApprovalRequest],
  "approval.moved": [mailApprovalRequest],
};

export async function react(work: Work, event: RecordedEvent): Promise<void> {
  // the table is typed by event; the event comes with its own type
  const reactions = (table[event.type] ?? []) as readonly Reaction<EventType>[];
  for (const reaction of reactions) await reaction(work, event);
}
