import type { ConversationOrder } from "../../../contract/desks.ts";
import type { Message, SideConversation, TicketEvent } from "../../../contract/tickets.ts";

type Told = Pick<Message, "createdAt"> & Partial<Pick<Message, "id" | "sideConversation">>;
type Happened = Pick<TicketEvent, "id" | "at" | "type">;
export type TimelineItem<M extends Told = Message, E extends Happened = TicketEvent> =
  | { kind: "message"; message: M }
  /** stands where its newest message does */
  | { kind: "side"; side: SideConversation; messages: M[] }
  | { kind: "events"; key: string; events: E[] } | { kind: "folded"; items: TimelineItem<M, E>[]; messages: number };

/** Shown elsewhere in the conversation: as the message itself, as a delivery's fate on it, as the change of status that a reopening is. */
const elsewhere = /^(message\.added|ticket\.created|ticket\.reopened|ticket\.forwarded|side\.started|delivery\.|mail\.)/;
/** Past this many messages the middle of a conversation is folded; the first and the last ones stay. */
const foldFrom = 9;
const lastShown = 5;

/**
 * The conversation with its events between the messages, neighbours grouped, in the order it is read (L11). What happened
 * together is told in one line, in the order it happened.
 */
export function timeline<M extends Told, E extends Happened>(messages: M[], events: E[], folded: boolean, sides: readonly SideConversation[] = [], order: ConversationOrder = "oldest-first"): TimelineItem<M, E>[] {
  const items = inTime(messages, events, folded, sides);
  return order === "newest-first" ? items.toReversed() : items;
}

function inTime<M extends Told, E extends Happened>(messages: M[], events: E[], folded: boolean, sides: readonly SideConversation[]): TimelineItem<M, E>[] {
  const quiet = events.filter((event) => !elsewhere.test(event.type)).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.id - b.id);
  const items: TimelineItem<M, E>[] = [];
  let next = 0;
  const takeUntil = (until: number) => {
    const group: E[] = [];
    for (let event = quiet[next]; event && Date.parse(event.at) < until; event = quiet[++next]) group.push(event);
    if (group[0]) items.push({ kind: "events", key: `e${group[0].id}`, events: group });
  };
  for (const message of messages) {
    const side = sides.find((one) => one.id === message.sideConversation);
    if (side && side.messages.at(-1) !== message.id) continue;
    takeUntil(Date.parse(message.createdAt));
    items.push(side ? { kind: "side", side, messages: messages.filter((one) => one.sideConversation === side.id) } : { kind: "message", message });
  }
  takeUntil(Infinity);
  return folded && messages.length >= foldFrom ? fold(items) : items;
}

function fold<M extends Told, E extends Happened>(items: TimelineItem<M, E>[]): TimelineItem<M, E>[] {
  const places = items.flatMap((item, index) => (item.kind === "message" ? [index] : []));
  const from = (places[0] ?? 0) + 1;
  const to = places[places.length - lastShown] ?? items.length;
  const hidden = items.slice(from, to);
  return [...items.slice(0, from), { kind: "folded", items: hidden, messages: hidden.filter((item) => item.kind === "message").length }, ...items.slice(to)];
}
