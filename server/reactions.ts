import type { EventType } from "../contract/events.ts";
import { forgetApprovals, mailApprovalRequest, passOnApprovals, restandFamily, takeOverApprovals } from "./approvals/index.ts";
import { takeOverCommunity } from "./community/index.ts";
import { followEvent, forgetTicketPosts, forgetTicketRuns } from "./automations/index.ts";
import { carryFlag, followAssignee, forgetFollowUps, passOnFollowUps, recountFamily, unflagSolved } from "./follow-ups/index.ts";
import { endSessionsOfDeactivated, mailColleagueInvitation, tellOfChange } from "./auth/index.ts";
import { forgetNotifications } from "./notifications/index.ts";
import type { RecordedEvent, Work } from "./platform/work.ts";
import { forgetConversations, mailSide, relayAnswer } from "./conversations/index.ts";
import { forgetMails, markSpamMails, unmarkSpamMails } from "./mail-in/index.ts";
import { forgetItems } from "./intake/index.ts";
import { forgetWords } from "./reports/index.ts";
import { forgetRatings, takeOverRatings } from "./satisfaction/index.ts";
import { followConfiguration, forgetClocks, syncClocks } from "./sla/index.ts";
import { handOverTickets, oweConfirmation, oweStatus, mailReply, takeOverChoices, takeOverOptOuts, takeOverTickets, readByAuthor, reindexBranch, reindexMerged, reindexOrganization, reindexPerson } from "./tickets/index.ts";
import { followStatus, forgetWaitings, hearCustomer } from "./waiting/index.ts";

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
  "person.merged": [takeOverTickets, takeOverOptOuts, takeOverChoices, takeOverApprovals, takeOverRatings, takeOverCommunity, reindexMerged],
  "password.changed": [tellOfChange],
  "token.created": [tellOfChange],
  "address.added": [tellOfChange],
  "address.chosen": [tellOfChange],
  "second-factor.added": [tellOfChange],
  "second-factor.removed": [tellOfChange],
  "person.changed": [reindexPerson],
  "organization.created": [reindexOrganization],
  "organization.changed": [reindexOrganization],
  "organization.merged": [reindexOrganization],
  "organization.unmerged": [reindexOrganization],
  "branch.changed": [reindexBranch],
  "ticket.created": [oweConfirmation, followStatus, syncClocks],
  "message.added": [hearCustomer, readByAuthor, mailReply, mailSide, relayAnswer, syncClocks],
  "ticket.assigned": [followAssignee, syncClocks],
  "ticket.status-changed": [oweStatus, unflagSolved, followStatus, syncClocks],
  "ticket.marked-spam": [markSpamMails, followStatus, syncClocks],
  "ticket.unmarked-spam": [unmarkSpamMails, followStatus, syncClocks],
  "ticket.absorbed": [recountFamily, carryFlag, restandFamily],
  "ticket.released": [recountFamily, carryFlag, restandFamily],
  "ticket.merge-undone": [recountFamily, restandFamily, followStatus, syncClocks],
  "ticket.purged": [forgetConversations, forgetFollowUps, forgetApprovals, forgetWaitings, forgetRatings, forgetNotifications, forgetMails, forgetItems, forgetClocks, forgetTicketRuns, forgetTicketPosts, forgetWords],
  "message.moved": [syncClocks],
  "ticket.queue-changed": [syncClocks],
  "ticket.location-changed": [syncClocks],
  "ticket.priority-changed": [syncClocks],
  "ticket.type-changed": [syncClocks],
  "ticket.tags-changed": [syncClocks],
  "ticket.field-changed": [syncClocks],
  "ticket.requester-changed": [syncClocks],
  "ticket.source-changed": [syncClocks],
  "ticket.received": [followStatus, syncClocks],
  "ticket.merged": [followStatus, syncClocks],
  "ticket.deleted": [followStatus, syncClocks],
  "ticket.restored": [followStatus, syncClocks],
  "configuration.changed": [followConfiguration],
  "approval.asked": [mailApprovalRequest],
  "approval.moved": [mailApprovalRequest],
};

export async function react(work: Work, event: RecordedEvent): Promise<void> {
  // the table is typed by event; the event comes with its own type
  const reactions = (table[event.type] ?? []) as readonly Reaction<EventType>[];
  for (const reaction of reactions) await reaction(work, event);
  // whatever it is, the desk's rules and webhooks may wait for it
  await followEvent(work, event);
}
