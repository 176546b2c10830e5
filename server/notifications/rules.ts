import type { EventData, EventType } from "../../contract/events.ts";
import { channels, defaultChoices, kindsOf, notificationKinds, notificationScopes, type Channel, type NotificationChoices, type NotificationKind, type NotificationScope } from "../../contract/notifications.ts";
import type { Permission } from "../../contract/permissions.ts";

/** Somebody an event is addressed to, whoever's ticket it is. */
export type Addressee =
  | { address: string }
  /** who has this right over the ticket */
  | { permission: Permission }
  /** who holds this role of the ticket's desk, by its key */
  | { role: string }
  /** who asked for what was answered, wrote what was not delivered, or began what was continued */
  | { asker: "approval" | "type" | "delivery" | "side"; id: number };

/** What is told of an event. */
export interface Telling {
  kind: NotificationKind;
  to: readonly Addressee[];
  /** whom else it concerns: the ticket's owner, who watches it, its queue; or nobody but those it is addressed to */
  around: readonly NotificationScope[];
  messageId: number | null;
  /** a letter of its own goes to those it is addressed to: no second mail */
  mailed: boolean;
  /** what the detail is made of; see `details.ts` */
  detail: Detail | null;
}
export type Detail =
  | { is: "text"; text: string }
  | { is: "status" | "queue"; key: string }
  | { is: "person"; address: string | null }
  | { is: "tags"; added: readonly string[]; removed: readonly string[] }
  | { is: "files"; messageId: number }
  | { is: "answer"; key: "granted" | "refused"; reason: string | null }
  | { is: "clock"; clock: string }
  | { is: "flag"; flag: string }
  | { is: "score"; score: number }
  | { is: "waiting"; how: "solved" | "closed" | "flagged" | "called-off" | "help" | "thanks" };

const everybody = notificationScopes;
const telling = (kind: NotificationKind, more: Partial<Omit<Telling, "kind">> = {}): Telling => ({ kind, to: [], around: everybody, messageId: null, mailed: false, detail: null, ...more });
const text = (words: string | null): Detail | null => (words === null || words === "" ? null : { is: "text", text: words });

type Told = { [T in EventType]?: (data: EventData[T]) => readonly Telling[] };

/** One page: which recorded facts staff are told of, and whom. */
const told: Told = {
  "ticket.created": ({ outgoing }) => (outgoing === true ? [] : [telling("created", { around: ["queues"] })]),
  "ticket.received": () => [telling("created", { around: ["queues"] })],
  "ticket.assigned": ({ to, from }) => [
    telling("assigned", { to: [to, from].flatMap((address) => (address === null ? [] : [{ address }])), around: ["queues", "watched"], detail: { is: "person", address: to } }),
  ],
  "person.mentioned": ({ person, messageId }) => [telling("mentioned", { to: [{ address: person }], around: [], messageId })],
  "message.added": ({ messageId, kind, side, first }) => {
    // the first message is what the ticket begins with: `ticket.created` tells of it
    if (first || side === "system") return [];
    const added = telling("attachments", { messageId, detail: { is: "files", messageId } });
    if (kind === "side") return side === "third-party" ? [telling("side-reply", { to: [{ asker: "side", id: messageId }], around: ["mine", "watched"], messageId }), added] : [];
    return [telling(side === "customer" ? "customer-reply" : "colleague", { messageId }), added];
  },
  "attachment.removed": ({ name }) => [telling("attachments", { detail: { is: "text", text: `−${name}` } })],
  "attachment.returned": ({ name }) => [telling("attachments", { detail: { is: "text", text: `+${name}` } })],
  "ticket.status-changed": ({ to }) => [telling("status", { detail: { is: "status", key: to } })],
  "ticket.queue-changed": ({ to }) => [telling("queue", { detail: { is: "queue", key: to } })],
  "ticket.escalated": ({ person, reason }) => [telling("escalation", { to: person === null ? [] : [{ address: person }], detail: text(reason) })],
  "ticket.tags-changed": ({ from, to }) => [
    telling("tags", { detail: { is: "tags", added: to.filter((tag) => !from.includes(tag)), removed: from.filter((tag) => !to.includes(tag)) } }),
  ],
  "ticket.flagged": ({ flag, agent }) => [
    telling("flagged", { to: [...(agent === null ? [] : [{ address: agent }]), { permission: "follow-up.manage" }], around: ["mine"], detail: { is: "flag", flag } }),
  ],
  "approval.asked": ({ person, role }) => [telling("approval", { to: person !== null ? [{ address: person }] : role !== null ? [{ role }] : [], around: [], mailed: true })],
  "approval.moved": ({ to }) => [telling("approval", { to: [{ address: to }], around: [], mailed: true })],
  "approval.granted": ({ approvalId, reason }) => [telling("approval", { to: [{ asker: "approval", id: approvalId }], around: ["mine"], detail: { is: "answer", key: "granted", reason } })],
  "approval.refused": ({ approvalId, reason }) => [telling("approval", { to: [{ asker: "approval", id: approvalId }], around: ["mine"], detail: { is: "answer", key: "refused", reason } })],
  "type.requested": ({ reason }) => [telling("type-request", { to: [{ permission: "ticket.retypify" }], around: [], detail: text(reason) })],
  "type.granted": ({ reason }) => [telling("type-request", { to: [{ asker: "type", id: 0 }], around: ["mine"], detail: { is: "answer", key: "granted", reason } })],
  "type.refused": ({ reason }) => [telling("type-request", { to: [{ asker: "type", id: 0 }], around: ["mine"], detail: { is: "answer", key: "refused", reason } })],
  // a breach is an escalation: who looks after the desk learns of it
  "clock.warned": ({ clock }) => [telling("clock-warned", { detail: { is: "clock", clock } })],
  "clock.breached": ({ clock }) => [telling("clock-breached", { to: [{ permission: "follow-up.manage" }], detail: { is: "clock", clock } })],
  "waiting.ended": ({ how }) => [telling("waiting-ended", { to: how === "flagged" ? [{ permission: "follow-up.manage" }] : [], detail: { is: "waiting", how } })],
  "waiting.called-off": ({ by, messageId }) => (by === "customer" ? [telling("waiting-ended", { messageId, detail: { is: "waiting", how: "called-off" } })] : []),
  "waiting.answered": ({ answer }) => [telling("waiting-ended", { detail: { is: "waiting", how: answer === "help" ? "help" : "thanks" } })],
  // who is rated learns of it, whoever has the ticket by now
  "ticket.rated": ({ to, agent }) => [telling("rating", { to: agent === null ? [] : [{ address: agent }], detail: { is: "score", score: to } })],
  "delivery.failed": ({ deliveryId, to }) => [telling("delivery", { to: [{ asker: "delivery", id: deliveryId }], around: ["mine"], detail: text(to) })],
  "delivery.uncertain": ({ deliveryId, to }) => [telling("delivery", { to: [{ asker: "delivery", id: deliveryId }], around: ["mine"], detail: text(to) })],
  "delivery.bounced": ({ deliveryId, to }) => [telling("delivery", { to: [{ asker: "delivery", id: deliveryId }], around: ["mine"], detail: text(to) })],
};

/** The kinds of event that staff may be told of. */
export const toldTypes = Object.keys(told) as EventType[];

export function tellingsOf<T extends EventType>(type: T, data: EventData[T]): readonly Telling[] {
  return told[type]?.(data) ?? [];
}

/** How one person stands to a ticket at the time of telling. */
export interface Standing {
  /** the event names them, or their right or role */
  addressed: boolean;
  assignee: boolean;
  follows: "watching" | "muted" | null;
  /** the ticket is in one of their queues */
  queue: boolean;
}

/** Of a muted ticket, only this is told: somebody waits for that very person. */
const throughMute: readonly NotificationKind[] = ["mentioned", "assigned"];

/**
 * By which channels somebody is told; none: not at all. Who is concerned in several ways (owns and watches it) is told by
 * what any of them asks for. A new ticket that is theirs from the start was assigned to them.
 */
export function channelsFor(telling: Pick<Telling, "kind" | "around">, standing: Standing, choices: Pick<NotificationChoices, "choices">): { kind: NotificationKind; channels: readonly Channel[] } {
  const kind = telling.kind === "created" && standing.assignee ? "assigned" : telling.kind;
  const mine = standing.addressed || (standing.assignee && (telling.around.includes("mine") || kind !== telling.kind));
  if (standing.follows === "muted" && !(throughMute.includes(kind) && mine)) return { kind, channels: [] };
  const scopes: NotificationScope[] = [
    ...(mine ? (["mine"] as const) : []),
    ...(standing.queue && telling.around.includes("queues") ? (["queues"] as const) : []),
    ...(standing.follows === "watching" && telling.around.includes("watched") ? (["watched"] as const) : []),
  ];
  const asked = new Set(scopes.flatMap((scope) => (kindsOf[scope].includes(kind) ? (choices.choices[scope][kind] ?? defaultChoices[scope][kind] ?? []) : [])));
  return { kind, channels: channels.filter((channel) => asked.has(channel)) };
}

/** What matters most first: of one act that changed several things, this is told. */
const weight = new Map(
  (
    [
      "mentioned", "assigned", "approval", "escalation", "clock-breached", "customer-reply", "side-reply", "created", "colleague", "flagged", "waiting-ended", "clock-warned", "type-request",
      "delivery", "rule", "rating", "status", "queue", "attachments", "tags",
    ] satisfies NotificationKind[]
  ).map((kind, n) => [kind as NotificationKind, n]),
);

/** One act is told once: by its weightiest part, through all the channels that its parts are told by. */
export function foldActs<N extends { person: number; ticket: number; act: string; kind: NotificationKind; channels: readonly Channel[] }>(found: readonly N[]): N[] {
  const acts = Map.groupBy(found, ({ person, ticket, act }) => `${person} ${ticket} ${act}`);
  return [...acts.values()].flatMap((parts) => {
    const [first] = parts.toSorted((a, b) => (weight.get(a.kind) ?? notificationKinds.length) - (weight.get(b.kind) ?? notificationKinds.length));
    return first === undefined ? [] : [{ ...first, channels: channels.filter((channel) => parts.some((part) => part.channels.includes(channel))) }];
  });
}
