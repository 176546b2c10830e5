import { describe, expect, test } from "vitest";
import type { DeskConfig, DeskStatus } from "../desks/index.ts";
import { Temporal } from "../platform/clock.ts";
import { cleanSubject, cleanTags, endings, onAssignment, onCustomerMessage, priorityName, priorityNumber } from "./rules.ts";

const status = (key: string, state: DeskStatus["state"], afterCustomerMessage: string | null = null, archived = false): DeskStatus => ({
  id: key.length, key, state, labels: {}, explanations: {}, runsClocks: true, afterCustomerMessage, afterSideAnswer: null, color: null, roles: null, gates: [], waiting: null, archived,
});
const statuses = [
  status("nuevo", "new"),
  status("trabajo", "open"),
  status("espera-cliente", "pending", "trabajo"),
  status("sin-documentacion", "pending"),
  status("solved-reopens", "solved", "trabajo"),
  status("solved-stays", "solved"),
  status("cerrada", "closed", "trabajo"),
  status("lost", "pending", "gone"),
  status("self", "pending", "self"),
];
const of = (key: string) => statuses.find((one) => one.key === key) ?? status("none", "new");
const now = Temporal.Instant.from("2026-03-15T12:00:00Z");

describe("what a customer's message does", () => {
  test.each<[string, string, string | null, string | undefined, object]>([
    ["an answer returns the ticket to us (T12)", "espera-cliente", null, undefined, { kind: "status", status: of("trabajo") }],
    ["C6 the agent decides: the status waits", "sin-documentacion", null, undefined, { kind: "stay" }],
    ["a new one stays new", "nuevo", null, undefined, { kind: "stay" }],
    ["H7 a solved one reopens", "solved-reopens", "2026-03-01T00:00:00Z", undefined, { kind: "status", status: of("trabajo") }],
    ["H7 up to the last moment", "solved-reopens", "2026-03-01T12:00:00Z", "P14D", { kind: "status", status: of("trabajo") }],
    ["H7 then a new one starts", "solved-reopens", "2026-03-01T11:59:59.999Z", "P14D", { kind: "follow-up" }],
    ["hours count too", "solved-reopens", "2026-03-15T10:00:00Z", "PT1H30M", { kind: "follow-up" }],
    ["a desk may leave it solved", "solved-stays", "2026-03-15T10:00:00Z", "P14D", { kind: "stay" }],
    ["T12 closed is final: a new, linked one", "cerrada", "2026-03-15T10:00:00Z", undefined, { kind: "follow-up" }],
    ["a status that is no more", "lost", null, undefined, { kind: "stay" }],
    ["a status that leads to itself", "self", null, undefined, { kind: "stay" }],
  ])("%s", (_, key, solvedAt, reopenFor, effect) => {
    const desk: Pick<DeskConfig, "settings" | "statuses"> = { statuses, settings: reopenFor === undefined ? {} : { reopenFor } };
    expect(onCustomerMessage({ status: of(key), solvedAt }, desk, now)).toEqual(effect);
  });
});

test("T12 on assignment a new ticket is being worked on; any other keeps its status", () => {
  const desk = { statuses } as DeskConfig;
  expect(onAssignment(of("nuevo"), desk, 7)).toBe(of("trabajo"));
  expect(onAssignment(of("nuevo"), desk, null)).toBe(of("nuevo"));
  expect(onAssignment(of("espera-cliente"), desk, 7)).toBe(of("espera-cliente"));
  expect(onAssignment(of("nuevo"), { statuses: [of("nuevo")] } as DeskConfig, 7)).toBe(of("nuevo"));
});

test.each([
  [{ solvedAt: null, closedAt: null }, "solved-reopens", { solvedAt: "now", closedAt: null }],
  [{ solvedAt: "then", closedAt: null }, "solved-stays", { solvedAt: "then", closedAt: null }],
  [{ solvedAt: "then", closedAt: null }, "cerrada", { solvedAt: "then", closedAt: "now" }],
  [{ solvedAt: null, closedAt: null }, "cerrada", { solvedAt: "now", closedAt: "now" }],
  [{ solvedAt: "then", closedAt: null }, "trabajo", { solvedAt: null, closedAt: null }],
])("solved and closed since: %o to %s", (before, to, after) => {
  expect(endings(before, of(to), "now")).toEqual(after);
});

test("tags keep their first writing, each once, in order; subjects stand on one line", () => {
  expect(cleanTags([" VIP ", "vip", "b\n\tc", "a", "", "\0", "é", "e\u0301"])).toEqual(["a", "b c", "é", "VIP"]);
  expect(cleanSubject(" Re:\r\n  Hola\0\t mundo ", "—")).toBe("Re: Hola mundo");
  expect(cleanSubject(" \n ", "—")).toBe("—");
  expect(cleanSubject("x\ud83d".padEnd(3000, "🙂"), "—")).toHaveLength(2 + 2 * 998);
  expect([1, 2, 3, 4, 9].map(priorityName)).toEqual(["low", "normal", "high", "urgent", "normal"]);
  expect(priorityNumber("urgent")).toBe(4);
});
