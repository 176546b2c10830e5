import { Type, type Static } from "typebox";
import { Email, FileId, Key, Language, nullable, oneOf, page, PageQuery, TicketNumber, Timestamp } from "./common.ts";
import { Priority, State } from "./desks.ts";
import { Phone } from "./organizations.ts";
import { Review } from "./reviews.ts";
import { RowClock, TicketClock } from "./service-levels.ts";
import { maxFilesPerMessage, StoredFile } from "./files.ts";
import { Check } from "./gates.ts";
import { TicketRating } from "./satisfaction.ts";
import { closings, TicketWaiting } from "./waiting.ts";

export const Correspondent = Type.Object({ email: Email, name: Type.String() });
export type Correspondent = Static<typeof Correspondent>;

/** Who asks: known by a mail address, or, without one, by phone. */
export const Requester = Type.Object({
  name: Type.String(),
  email: nullable(Email),
  /** told where there is no address */
  phone: nullable(Phone),
});
export type Requester = Static<typeof Requester>;

/** What the reader may do with the ticket, as `policy.ts` decided. */
export const Can = Type.Object({
  reply: Type.Boolean(),
  note: Type.Boolean(),
  assign: Type.Boolean(),
  edit: Type.Boolean(),
  /** change the typification at once; who edits but may not asks for it (C8) */
  retypify: Type.Boolean(),
  escalate: Type.Boolean(),
  forward: Type.Boolean(),
  merge: Type.Boolean(),
  remove: Type.Boolean(),
  /** the keys of the statuses the reader may set now */
  statuses: Type.Array(Key),
});
export type Can = Static<typeof Can>;

export const fieldValues = Type.Record(Type.String({ maxLength: 64 }), Type.Unknown());

export const Ticket = Type.Object({
  number: TicketNumber,
  subject: Type.String(),
  desk: Key,
  state: State,
  status: Key,
  requester: Requester,
  /** the requester's number among the people; for customers null */
  person: nullable(Type.Integer()),
  /** for customers always null: they are shown `assignedTo` */
  assignee: nullable(Email),
  /** H6: who handles it, and the contact the desk publishes */
  assignedTo: nullable(Type.Object({ name: Type.String(), contact: nullable(Type.String()) })),
  cc: Type.Array(Correspondent),
  queue: Key,
  /** the branch of our own company that it is about */
  location: nullable(Type.Object({ id: Type.Integer(), name: Type.String() })),
  type: nullable(Key),
  priority: Priority,
  tags: Type.Array(Type.String()),
  fields: fieldValues,
  source: Type.String(),
  /** 0: not escalated */
  escalation: Type.Integer(),
  /** the typification it first got; for staff (C8) */
  firstType: nullable(Key),
  /** a change of typification that waits for a decision; for staff */
  typeRequest: nullable(Type.Object({ type: Key, reason: Type.String(), by: Type.String(), at: Timestamp })),
  /** the review it stems from (R15); for staff */
  review: nullable(Review),
  /** why it stands in no list; null: it does */
  unlisted: nullable(oneOf(["merged", "spam", "deleted"])),
  /** the number of the closed ticket this one continues */
  followUpOf: nullable(TicketNumber),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  dueAt: nullable(Timestamp),
  /** when it ends by itself unless its customer writes, as its mails say */
  closesAt: nullable(Timestamp),
  /** as what; `may`: only if something is met by then */
  closesHow: nullable(oneOf(closings)),
  /** what its status brings by itself; for staff, null: nothing */
  waiting: nullable(TicketWaiting),
  /** what must be met before a status is set, for those that ask something; for staff */
  checks: Type.Array(Type.Object({ status: Key, items: Type.Array(Check) })),
  version: Type.Integer(),
  can: Can,
});
export type Ticket = Static<typeof Ticket>;

/** A row of a list: the ticket without what only its page shows, with the last message's first words. */
export const TicketRow = Type.Object({
  ...Type.Omit(Ticket, ["person", "cc", "fields", "firstType", "typeRequest", "review", "unlisted", "followUpOf", "closesAt", "closesHow", "waiting", "checks", "can"]).properties,
  excerpt: Type.String(),
  messageCount: Type.Integer(),
  /** whose public message is the last */
  lastBy: oneOf(["customer", "agent"]),
  /** the following are for staff: why somebody has to look (C4) */
  flag: nullable(Type.String()),
  /** recorded follow-ups, reached or not (C6), and when the next one is due */
  followUps: Type.Integer(),
  nextFollowUpAt: nullable(Timestamp),
  /** how the sign-offs asked for stand together (C11) */
  approval: nullable(oneOf(["pending", "granted", "refused"])),
  /** what is promised next; for customers too (T2). Null: nothing */
  clock: nullable(RowClock),
  /** somebody else's message came since the reader last opened it */
  unread: Type.Boolean(),
});
export type TicketRow = Static<typeof TicketRow>;
export const TicketList = page(TicketRow);

export const TagList = Type.Object({ items: Type.Array(Type.String()) });

/** How many of the ticket's messages the reader has seen. */
export const TicketRead = Type.Object({ messages: Type.Integer({ minimum: 0, maximum: 1_000_000 }) }, { additionalProperties: false });

export const sorts = ["-updated", "updated", "-created", "created", "due", "-priority", "-number", "number"] as const;
export type Sort = (typeof sorts)[number];
export const TicketQuery = Type.Object({
  ...PageQuery.properties,
  q: Type.Optional(Type.String({ maxLength: 1000, description: "words and key:value, e.g. `status:abierto assignee:me factura`" })),
  sort: Type.Optional(oneOf(sorts)),
}, { additionalProperties: false });

const Subject = Type.String({ minLength: 1, maxLength: 1000 });
export const Body = Type.String({ maxLength: 1_000_000 });
export const Attachments = Type.Array(FileId, { maxItems: maxFilesPerMessage });
export const Tags = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 50 });

const Name = Type.String({ maxLength: 200 });
const PersonId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
/** Somebody by their mail address, their phone in any notation, or their number among the people. Who is not known yet is made. */
export const Somebody = Type.Object({
  email: Type.Optional(Email),
  phone: Type.Optional(Type.String({ minLength: 2, maxLength: 60, pattern: "\\d" })),
  person: Type.Optional(PersonId),
  name: Type.Optional(Name),
}, { additionalProperties: false, minProperties: 1 });
export type Somebody = Static<typeof Somebody>;

/** What staff enter for somebody else: how it reached us. */
export const handSources = ["phone", "email", "letter", "walk-in"] as const;
/** Somebody is there while it is entered: who creates it owns it (C2), and solving it at once is a first-call resolution. */
export const presentSources: readonly string[] = ["phone", "walk-in"];
/** How a ticket can be said to have come, where that was noted wrongly (R6). */
export const editableSources = [...handSources, "portal", "review", "survey"] as const;

export const NewTicket = Type.Object({
  desk: Key,
  subject: Subject,
  body: Type.Optional(Body),
  html: Type.Optional(Body),
  requester: Type.Object({ ...Somebody.properties, organization: Type.Optional(PersonId), locale: Type.Optional(Language) }, { additionalProperties: false, minProperties: 1 }),
  cc: Type.Optional(Type.Array(Email, { maxItems: 50 })),
  /** for staff: the status it gets at once ("create and solve"), as far as they may set it */
  status: Type.Optional(Key),
  /** for staff; absent: who creates it while the requester is on the phone or at the counter, unless it is solved at once (C2), else nobody */
  assignee: Type.Optional(nullable(Email)),
  type: Type.Optional(Key),
  /** the form it was typed into, see `/desks/:key`: what it asks is checked. For customers it is theirs, named or not */
  form: Type.Optional(Key),
  /** its number, see `/desks/:key`; for staff */
  location: Type.Optional(Type.Integer({ minimum: 1 })),
  fields: Type.Optional(fieldValues),
  tags: Type.Optional(Tags),
  source: Type.Optional(Type.String({ pattern: "^[a-z][a-z0-9-]{0,30}$" })),
  attachments: Type.Optional(Attachments),
}, { additionalProperties: false });
export type NewTicket = Static<typeof NewTicket>;

export const TicketPatch = Type.Object({
  status: Type.Optional(Key),
  assignee: Type.Optional(nullable(Email)),
  queue: Type.Optional(Key),
  /** its number, see `/desks/:key`; null: none */
  location: Type.Optional(nullable(Type.Integer({ minimum: 1 }))),
  priority: Type.Optional(Priority),
  type: Type.Optional(nullable(Key)),
  tags: Type.Optional(Tags),
  fields: Type.Optional(fieldValues),
  subject: Type.Optional(Subject),
  source: Type.Optional(oneOf(editableSources)),
  /** it is somebody else's: the one before no longer sees it */
  requester: Type.Optional(Somebody),
}, { additionalProperties: false, minProperties: 1 });
export type TicketPatch = Static<typeof TicketPatch>;

export const NewMessage = Type.Object({
  kind: oneOf(["reply", "note"]),
  body: Type.Optional(Body),
  html: Type.Optional(Body),
  /** the status to set with it: "send as …" */
  status: Type.Optional(Key),
  attachments: Type.Optional(Attachments),
  /** to whom the reply is mailed, and whom in copy; absent: requester, and who is in copy. Who is new is in copy from now on (H4) */
  to: Type.Optional(Type.Array(Email, { minItems: 1, maxItems: 50 })),
  cc: Type.Optional(Type.Array(Email, { maxItems: 50 })),
  /** colleagues to be told (`@`), by address */
  mentions: Type.Optional(Type.Array(Email, { maxItems: 20 })),
  /** the newest message its writer has read: with a newer one of somebody else a reply is refused, 409 `ticket.newer-message` */
  lastSeen: Type.Optional(Type.Integer({ minimum: 0 })),
  /** hold the reply for some seconds, in which it can be taken back; `heldUntil` says until when */
  hold: Type.Optional(Type.Boolean()),
}, { additionalProperties: false });
export type NewMessage = Static<typeof NewMessage>;

export const Attachment = Type.Object({ ...StoredFile.properties, contentId: nullable(Type.String()), inline: Type.Boolean() });
export type Attachment = Static<typeof Attachment>;

/** One outgoing mail to one address, with its fate. */
export const deliveryStates = ["queued", "sending", "sent", "retry", "failed", "uncertain", "bounced", "suppressed"] as const;
export const Delivery = Type.Object({
  id: Type.Integer(),
  to: Email,
  letter: Type.String(),
  state: oneOf(deliveryStates),
  reason: nullable(Type.String()),
  at: Timestamp,
});
export type Delivery = Static<typeof Delivery>;

/** Why a message is in its ticket: each piece of evidence that was weighed, the deciding one first. */
export const Evidence = Type.Object({
  /** the key below `evidence.` in the catalogues */
  key: Type.String(),
  params: Type.Record(Type.String(), Type.String()),
});
export type Evidence = Static<typeof Evidence>;
/** How far the sender is proven; null: nothing to say (typed by a signed-in person). */
export const Trust = Type.Object({
  verdict: oneOf(["proven", "unproven", "failed"]),
  spf: Type.String(),
  dkim: Type.String(),
  dmarc: Type.String(),
});
export type Trust = Static<typeof Trust>;

export const Message = Type.Object({
  id: Type.Integer(),
  /** where it stands: of a merged ticket its own number; the message to a closed one starts another */
  ticket: TicketNumber,
  kind: oneOf(["reply", "note", "side"]),
  author: nullable(Correspondent),
  side: oneOf(["customer", "agent", "system", "third-party"]),
  channel: Type.String(),
  createdAt: Timestamp,
  /** until then the reply waits and can be taken back; it is no message yet, and becomes one with an id of its own */
  heldUntil: nullable(Timestamp),
  /** the side conversation it belongs to */
  sideConversation: nullable(Type.Integer()),
  /** sanitised, for a sandboxed frame; a quoted history stands in `<blockquote data-quote>` */
  html: Type.String(),
  text: Type.String(),
  /** where in `text` the quoted history starts */
  quoteAt: nullable(Type.Integer()),
  to: Type.Array(Type.String()),
  cc: Type.Array(Type.String()),
  attachments: Type.Array(Attachment),
  /** the following are empty or null for customers */
  deliveries: Type.Array(Delivery),
  evidence: Type.Array(Evidence),
  trust: nullable(Trust),
  omitted: Type.Array(Type.String()),
  /** its writer's data was erased: nothing of it is left. Absent: it was not */
  erased: Type.Optional(Type.Boolean()),
});
export type Message = Static<typeof Message>;
export const MessageList = Type.Object({ items: Type.Array(Message) });

export const TicketEvent = Type.Object({
  id: Type.Integer(),
  at: Timestamp,
  actor: Type.Object({ name: nullable(Type.String()), kind: oneOf(["person", "system"]) }),
  via: Type.String(),
  type: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
  /** true: the reader can take it back now */
  undoable: Type.Boolean(),
});
export type TicketEvent = Static<typeof TicketEvent>;
export const TicketEventList = page(TicketEvent);

export const SideState = oneOf(["open", "closed"]);
/** A conversation of staff with somebody who is no customer of the ticket (T16). */
export const SideConversation = Type.Object({
  id: Type.Integer(),
  /** `forward`: it began with the ticket being forwarded (R9) */
  kind: oneOf(["side", "forward"]),
  subject: Type.String(),
  to: Type.Array(Correspondent),
  /** where it is with another department of ours: the ticket at its desk (C10) */
  ticket: nullable(TicketNumber),
  state: SideState,
  createdAt: Timestamp,
  /** ids of its messages, which stand among the ticket's, oldest first */
  messages: Type.Array(Type.Integer()),
});
export type SideConversation = Static<typeof SideConversation>;

/** What a customer's message does: it is added, opens a solved ticket again (H7), or starts a new one, linked to this (T12). */
export const replyEffects = ["adds", "reopens", "continues"] as const;
export type ReplyEffect = (typeof replyEffects)[number];

/** The ticket's page in one answer: the conversation, oldest first, and the newest events of the history. */
export const TicketPage = Type.Object({
  ticket: Ticket,
  /** for staff with notes, side conversations and, last, replies that are held */
  messages: Type.Array(Message),
  /** empty for customers */
  sideConversations: Type.Array(SideConversation),
  /** what is promised, in the order in which it began; customers see the same times (T2) */
  clocks: Type.Array(TicketClock),
  /** what was mailed by itself, with its fate (L14); empty for customers */
  letters: Type.Array(Delivery),
  /** does its reader, a customer of it, want notifications about it (T13)? null: it is not theirs to say */
  notifications: nullable(Type.Boolean()),
  /** T15: when it was solved, and the message that did; null: it is not, or ended by itself */
  solution: nullable(Type.Object({ message: Type.Integer(), at: Timestamp })),
  replyEffect: oneOf(replyEffects),
  /** the newest ticket that continues it and that the reader sees */
  continuedBy: nullable(TicketNumber),
  /** T6, for staff and who gave it: how satisfied who asked is */
  rating: nullable(TicketRating),
  /** the reader is asked for it */
  mayRate: Type.Boolean(),
  events: TicketEventList,
});
export type TicketPage = Static<typeof TicketPage>;
