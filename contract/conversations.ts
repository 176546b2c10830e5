import { Type, type Static } from "typebox";
import { Email, Key, nullable, oneOf, Timestamp } from "./common.ts";
import { StoredFile } from "./files.ts";
import { Attachments, Body, SideConversation, SideState } from "./tickets.ts";

/** So long a reply of the web app can be taken back, in seconds. */
export const undoSendSeconds = 10;
/** The preference by which a person has replies sent at once: `false`. */
export const undoSendPreference = "undoSend";

/** The preference that holds what a person signs replies with: plain lines, which may hold placeholders. */
export const signaturePreference = "signature";
/** What will stand below a reply to the requester, placeholders filled; empty: nothing. */
export const SignaturePreview = Type.Object({ text: Type.String() });

export const DraftKind = oneOf(["reply", "note"]);
/** As it was typed, so an address may be half of one. */
const TypedAddresses = Type.Array(Type.String({ maxLength: 254 }), { maxItems: 50 });
/** What is being written; absent: as the ticket says. */
export const DraftInput = Type.Object({
  kind: DraftKind,
  html: Body,
  to: Type.Optional(nullable(TypedAddresses)),
  cc: Type.Optional(nullable(TypedAddresses)),
  status: Type.Optional(nullable(Key)),
  attachments: Type.Optional(Attachments),
  /** the newest message that was read before */
  lastSeen: Type.Optional(nullable(Type.Integer({ minimum: 0 }))),
}, { additionalProperties: false });
export type DraftInput = Static<typeof DraftInput>;

export const Draft = Type.Object({
  kind: DraftKind,
  html: Type.String(),
  to: nullable(Type.Array(Type.String())),
  cc: nullable(Type.Array(Type.String())),
  status: nullable(Key),
  attachments: Type.Array(StoredFile),
  lastSeen: nullable(Type.Integer()),
  updatedAt: Timestamp,
});
export type Draft = Static<typeof Draft>;
export const DraftList = Type.Object({ items: Type.Array(Draft) });
export const DraftQuery = Type.Object({ kind: Type.Optional(DraftKind) }, { additionalProperties: false });

export const presenceStates = ["viewing", "typing", "away"] as const;
export const PresenceInput = Type.Object({ state: oneOf(presenceStates) }, { additionalProperties: false });
/** Who of the colleagues is at the ticket now. */
export const Presence = Type.Object({ email: Email, name: Type.String(), state: oneOf(presenceStates) });
export type Presence = Static<typeof Presence>;
export const PresenceList = Type.Object({ items: Type.Array(Presence) });
/** The data of a server-sent event `presence`: somebody came, went, or began to type. */
export type PresenceEvent = Presence & { ticket: number };
/** The data of a server-sent event `draft`: the reader's own draft changed, perhaps on another device. */
export interface DraftEvent {
  ticket: number;
  kind: "reply" | "note";
  updatedAt: string;
}

const SideSubject = Type.String({ minLength: 1, maxLength: 1000 });
export const SideConversationList = Type.Object({ items: Type.Array(SideConversation) });

const written = { body: Type.Optional(Body), html: Type.Optional(Body), attachments: Type.Optional(Attachments) };
/** T16: asks somebody who is no customer of the ticket, by mail; or another department of ours, by its desk or its address. */
export const NewSideConversation = Type.Object({
  to: Type.Optional(Type.Array(Email, { minItems: 1, maxItems: 20 })),
  desk: Type.Optional(Key),
  subject: SideSubject,
  ...written,
}, { additionalProperties: false });
export type NewSideConversation = Static<typeof NewSideConversation>;
export const NewSideMessage = Type.Object(written, { additionalProperties: false });
export type NewSideMessage = Static<typeof NewSideMessage>;
export const SidePatch = Type.Object({ state: SideState }, { additionalProperties: false });

/** What a colleague wants to be told of a ticket besides what is theirs: everything, nothing, or (null) what everybody is. */
export const followStates = ["watching", "muted"] as const;
export const FollowState = oneOf(followStates);
export type FollowState = (typeof followStates)[number];
export const Following = Type.Object({ mine: nullable(FollowState), watching: Type.Array(Type.Object({ email: Email, name: Type.String() })) });
export type Following = Static<typeof Following>;
export const FollowInput = Type.Object({ state: nullable(FollowState) }, { additionalProperties: false });

/** R9: to addresses, to colleagues by their address, to all who hold a role; what goes along is chosen. */
export const Forward = Type.Object({
  to: Type.Optional(Type.Array(Email, { maxItems: 50 })),
  people: Type.Optional(Type.Array(Email, { maxItems: 50 })),
  role: Type.Optional(Key),
  roles: Type.Optional(Type.Array(Key, { maxItems: 20 })),
  subject: SideSubject,
  message: Type.Optional(Body),
  include: Type.Object({
    conversation: Type.Optional(Type.Boolean()),
    history: Type.Optional(Type.Boolean()),
    /** colleagues' notes; never to a customer of the ticket */
    notes: Type.Optional(Type.Boolean()),
    attachments: Type.Optional(Type.Boolean()),
    /** the review that the ticket stems from */
    review: Type.Optional(Type.Boolean()),
  }, { additionalProperties: false }),
}, { additionalProperties: false });
export type Forward = Static<typeof Forward>;
export const forwardedMost = 100;
