import type { Message, TicketEvent } from "../../../contract/tickets.ts";

export type TimelineItem = { kind: "message"; message: Message } | { kind: "events"; key: string; events: TicketEvent[] } | { kind: "folded"; items: TimelineItem[]; messages: number };

/** Shown elsewhere in the conversation: as the message itself, as a delivery's fate on it. */
const elsewhere = /^(message\.added|ticket\.created|delivery\.|mail\.)/;
/** Past this many messages the middle of a conversation is folded; the first and the last ones stay. */
const foldFrom = 9;
const lastShown = 5;

/** The conversation with its events between the messages, neighbours grouped; oldest first. */
export function timeline(messages: Message[], events: TicketEvent[], folded: boolean): TimelineItem[] {
  const quiet = events.filter((event) => !elsewhere.test(event.type)).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.id - b.id);
  const items: TimelineItem[] = [];
  let next = 0;
  const takeUntil = (until: number) => {
    const group: TicketEvent[] = [];
    for (let event = quiet[next]; event && Date.parse(event.at) < until; event = quiet[++next]) group.push(event);
    if (group[0]) items.push({ kind: "events", key: `e${group[0].id}`, events: group });
  };
  for (const message of messages) {
    takeUntil(Date.parse(message.createdAt));
    items.push({ kind: "message", message });
  }
  takeUntil(Infinity);
  return folded && messages.length >= foldFrom ? fold(items) : items;
}

function fold(items: TimelineItem[]): TimelineItem[] {
  const places = items.flatMap((item, index) => (item.kind === "message" ? [index] : []));
  const from = (places[0] ?? 0) + 1;
  const to = places[places.length - lastShown] ?? items.length;
  const hidden = items.slice(from, to);
  return [...items.slice(0, from), { kind: "folded", items: hidden, messages: hidden.filter((item) => item.kind === "message").length }, ...items.slice(to)];
}
