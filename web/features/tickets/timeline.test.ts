import { describe, expect, it } from "vitest";
import { timeline, type TimelineItem } from "./timeline.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 9, minute)).toISOString();
const message = (id: number, minute: number) => ({ id, createdAt: at(minute) });
const event = (id: number, minute: number, type = "ticket.status-changed") => ({ id, at: at(minute), type });
const shape = (items: TimelineItem<ReturnType<typeof message>, ReturnType<typeof event>>[]) => items.map((item) => (item.kind === "message" ? item.message.id : item.kind === "events" ? item.events.map((one) => `e${one.id}`).join("+") : `${item.messages} folded`));

describe("H5 a ticket shows the whole correspondence", () => {
  it("puts events between the messages they happened between, neighbours together", () => {
    const events = [event(3, 7), event(2, 6), event(1, 2)];
    expect(shape(timeline([message(10, 1), message(11, 5)], events, true))).toEqual([10, "e1", 11, "e2+e3"]);
  });
  it("tells in the conversation only what is not shown there already", () => {
    const events = [event(1, 1, "ticket.created"), event(2, 1, "message.added"), event(3, 2, "delivery.failed")];
    expect(shape(timeline([message(10, 1)], events, true))).toEqual([10]);
  });
  it("L11 is read newest first too: nothing lost, and what happened together still in the order it happened", () => {
    const events = [event(3, 7), event(2, 6), event(1, 2)];
    expect(shape(timeline([message(10, 1), message(11, 5)], events, true, [], "newest-first"))).toEqual(["e2+e3", 11, "e1", 10]);
    const messages = Array.from({ length: 12 }, (_, index) => message(index, index));
    expect(shape(timeline(messages, [], true, [], "newest-first"))).toEqual([11, 10, 9, 8, 7, "6 folded", 0]);
  });
  it("folds the middle of a long conversation, and loses none of it", () => {
    const messages = Array.from({ length: 12 }, (_, index) => message(index, index));
    expect(shape(timeline(messages, [], true))).toEqual([0, "6 folded", 7, 8, 9, 10, 11]);
    expect(shape(timeline(messages, [], false))).toHaveLength(12);
  });
});
