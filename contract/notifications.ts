import { Type, type Static } from "typebox";
import { Email, Key, nullable, oneOf, TicketNumber, Timestamp } from "./common.ts";

/** What staff can be told of. */
export const notificationKinds = [
  "assigned", "mentioned", "created", "customer-reply", "side-reply", "colleague", "status", "queue", "escalation", "tags", "attachments", "clock-warned", "clock-breached", "waiting-ended", "rating",
  "flagged", "approval", "type-request", "delivery", "rule",
] as const;
export type NotificationKind = (typeof notificationKinds)[number];
export const NotificationKind = oneOf(notificationKinds);

/** Why somebody is told: it is theirs or addressed to them, in one of their queues, or on a ticket they watch. */
export const notificationScopes = ["mine", "queues", "watched"] as const;
export type NotificationScope = (typeof notificationScopes)[number];
export const channels = ["app", "mail", "push"] as const;
export type Channel = (typeof channels)[number];

/** What can be chosen: an empty cell of the matrix is not offered. In the order it is shown. */
export const kindsOf: Record<NotificationScope, readonly NotificationKind[]> = {
  mine: notificationKinds.filter((kind) => kind !== "created"),
  queues: ["created", "assigned", "customer-reply", "colleague", "status", "queue", "escalation", "tags", "attachments", "clock-warned", "clock-breached", "waiting-ended", "rating"],
  watched: ["assigned", "customer-reply", "side-reply", "colleague", "status", "queue", "escalation", "tags", "attachments", "clock-warned", "clock-breached", "waiting-ended", "rating"],
};

/** Calm: who has chosen nothing is told what waits for them, and mailed only what they have not read by then. */
export const defaultChoices: Record<NotificationScope, Partial<Record<NotificationKind, readonly Channel[]>>> = {
  mine: {
    assigned: channels,
    mentioned: channels,
    "customer-reply": channels,
    "side-reply": channels,
    colleague: ["app"],
    status: ["app"],
    queue: ["app"],
    escalation: channels,
    "clock-warned": ["app", "push"],
    "clock-breached": channels,
    "waiting-ended": ["app", "push"],
    rating: ["app"],
    flagged: ["app", "mail"],
    approval: ["app", "push"],
    "type-request": ["app"],
    delivery: ["app", "mail"],
    rule: channels,
  },
  queues: { created: ["app"], escalation: ["app"], "clock-breached": ["app"] },
  watched: { "customer-reply": ["app"], "side-reply": ["app"], colleague: ["app"], status: ["app"], escalation: ["app"] },
};

const Cells = Type.Partial(Type.Object(Object.fromEntries(notificationKinds.map((kind) => [kind, Type.Array(oneOf(channels), { maxItems: channels.length, uniqueItems: true })]))), { additionalProperties: false });
export type Cells = Partial<Record<NotificationKind, Channel[]>>;
const WallClock = Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$", description: "hh:mm" });

/** Nothing is mailed or pushed then; it follows when they are over. `days`: quiet all day, ISO 8601 (1 is Monday). */
export const QuietHours = Type.Object({
  from: WallClock,
  until: WallClock,
  days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { maxItems: 6, uniqueItems: true }),
}, { additionalProperties: false });
export type QuietHours = Static<typeof QuietHours>;

const QueueOf = Type.Object({ desk: Key, queue: Key }, { additionalProperties: false });
export const NotificationChoices = Type.Object({
  choices: Type.Object(Object.fromEntries(notificationScopes.map((scope) => [scope, Type.Unsafe<Cells>(Cells)])) as Record<NotificationScope, ReturnType<typeof Type.Unsafe<Cells>>>, { additionalProperties: false }),
  /** which queues are "mine"; null: those that one's roles name */
  queues: nullable(Type.Array(QueueOf, { maxItems: 200 })),
  quiet: nullable(QuietHours),
  /** minutes that mails wait for more to come, and for being read in the desk */
  digest: Type.Integer({ minimum: 1, maximum: 240 }),
}, { additionalProperties: false });
export type NotificationChoices = Static<typeof NotificationChoices>;
export const defaultDigest = 10;

export const NotificationSettings = Type.Object({
  ...NotificationChoices.properties,
  /** quiet hours are of this zone; the profile's */
  timeZone: Type.String(),
  /** the queues to choose from; `role`: a role of the person's names it */
  offered: Type.Array(Type.Object({ desk: Key, deskName: Type.String(), queue: Key, name: Type.String(), role: Type.Boolean() })),
  /** what a browser subscribes to: our public key, base64url (RFC 8292) */
  pushKey: Type.String(),
});
export type NotificationSettings = Static<typeof NotificationSettings>;

export const Notification = Type.Object({
  id: Type.Integer(),
  at: Timestamp,
  kind: NotificationKind,
  ticket: Type.Object({ number: TicketNumber, subject: Type.String(), desk: Key }),
  by: nullable(Type.Object({ name: Type.String(), email: nullable(Email) })),
  /** to what it changed, why, or what a rule says */
  detail: nullable(Type.String()),
  /** the first words of the message it is about */
  excerpt: nullable(Type.String()),
  read: Type.Boolean(),
});
export type Notification = Static<typeof Notification>;

/** So many unread ones are counted: 100 stands for "more than 99". */
export const mostUnread = 100;
export const NotificationList = Type.Object({ items: Type.Array(Notification), next: nullable(Type.String()), unread: Type.Integer() });
export type NotificationList = Static<typeof NotificationList>;
export const UnreadCount = Type.Object({ unread: Type.Integer() });
export type UnreadCount = Static<typeof UnreadCount>;

/** Some of them, those of a ticket, or all up to one that was seen. */
export const NotificationsRead = Type.Union([
  Type.Object({ ids: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 200 }), read: Type.Boolean() }, { additionalProperties: false }),
  Type.Object({ ticket: TicketNumber }, { additionalProperties: false }),
  Type.Object({ until: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }),
]);
export type NotificationsRead = Static<typeof NotificationsRead>;

const Base64Url = (maxLength: number) => Type.String({ pattern: "^[A-Za-z0-9_-]+$", minLength: 16, maxLength });
/** What `PushSubscription.toJSON()` gives, and what the device is called. */
export const NewDevice = Type.Object({
  endpoint: Type.String({ format: "uri", maxLength: 2000 }),
  keys: Type.Object({ p256dh: Base64Url(120), auth: Base64Url(60) }, { additionalProperties: false }),
}, { additionalProperties: false });
export type NewDevice = Static<typeof NewDevice>;
/** A browser that is told by push. The endpoint is a secret between it and its push service: only its hash is shown. */
export const Device = Type.Object({ id: Type.Integer(), userAgent: Type.String(), createdAt: Timestamp, endpointHash: Type.String() });
export type Device = Static<typeof Device>;
export const DeviceList = Type.Object({ items: Type.Array(Device) });
export type DeviceList = Static<typeof DeviceList>;

/** What is pushed, encrypted: so little that every push service takes it (RFC 8030, 7.2: 4096 bytes). */
export interface PushPayload {
  title: string;
  body: string;
  /** the path to open */
  path: string;
  /** a later one of the same tag takes its place */
  tag: string;
  lang: string;
}

/** What the worker tells an open page whose notification was chosen: the path to go to. */
export interface PushOpen {
  open: string;
}

/** Told to one's open pages, and nothing else: what the bell shows changed. */
export type BellEvent = Record<string, never>;
