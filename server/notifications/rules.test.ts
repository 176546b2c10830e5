import { expect, test } from "vitest";
import { channels, defaultChoices, kindsOf, notificationKinds, notificationScopes } from "../../contract/notifications.ts";
import type { EventData, EventType } from "../../contract/events.ts";
import { noChoices } from "./people.ts";
import { channelsFor, foldActs, tellingsOf, type Standing } from "./rules.ts";

const nobody: Standing = { addressed: false, assignee: false, follows: null, queue: false };
const everything = { choices: Object.fromEntries(notificationScopes.map((scope) => [scope, Object.fromEntries(notificationKinds.map((kind) => [kind, [...channels]]))])) as typeof noChoices.choices };
const [reply] = tellingsOf("message.added", { messageId: 1, kind: "reply", side: "customer", channel: "email", automatic: false, first: false });
const told = <T extends EventType>(type: T, data: EventData[T]) => tellingsOf(type, data).map(({ kind }) => kind);
if (reply === undefined) throw new Error("a customer's reply tells nothing");

test.each([
  ["an owner by default", { ...nobody, assignee: true }, noChoices, ["app", "mail", "push"]],
  ["who watches, by default at the bell only", { ...nobody, follows: "watching" as const }, noChoices, ["app"]],
  ["a colleague in the queue by default: not at all", { ...nobody, queue: true }, noChoices, []],
  ["somebody it does not concern, whatever they chose", nobody, everything, []],
  ["who muted it, though it is theirs", { ...nobody, assignee: true, follows: "muted" as const }, everything, []],
  ["who chose only push for what they watch", { ...nobody, follows: "watching" as const }, { choices: { mine: {}, queues: {}, watched: { "customer-reply": ["push" as const] } } }, ["push"]],
  ["who owns and watches: by what either asks for", { ...nobody, assignee: true, follows: "watching" as const }, { choices: { mine: { "customer-reply": ["app" as const] }, queues: {}, watched: { "customer-reply": ["mail" as const] } } }, ["app", "mail"]],
])("R12 a customer's reply is told to %s", (_, standing, choices, expected) => {
  expect(channelsFor(reply, standing, choices).channels).toEqual(expected);
});

test("R12 a muted ticket tells mentions and assignments, and nothing else", () => {
  const passes = notificationKinds.filter((kind) => channelsFor({ kind, around: ["mine", "queues", "watched"] }, { addressed: true, assignee: true, follows: "muted", queue: true }, everything).channels.length > 0);
  // a new ticket that is theirs from the start was assigned to them
  expect(passes).toEqual(["assigned", "mentioned", "created"]);
});

test("R12 a new ticket that is mine from the start was assigned to me", () => {
  expect(channelsFor({ kind: "created", around: ["queues"] }, { ...nobody, assignee: true }, noChoices)).toEqual({ kind: "assigned", channels: ["app", "mail", "push"] });
});

test("R12 every change a person can be told of has its kind", () => {
  const created = { source: "email", status: "nuevo", queue: "general", type: null, priority: "normal", tags: [], requester: "a@b.c", messageId: 1, automatic: false };
  expect(told("ticket.created", created)).toEqual(["created"]);
  expect(told("ticket.created", { ...created, outgoing: true })).toEqual([]);
  expect(told("message.added", { messageId: 1, kind: "note", side: "agent", channel: "web", automatic: false, first: false })).toEqual(["colleague", "attachments"]);
  expect(told("message.added", { messageId: 1, kind: "side", side: "third-party", channel: "email", automatic: false, first: false })).toEqual(["side-reply", "attachments"]);
  expect(told("message.added", { messageId: 1, kind: "reply", side: "customer", channel: "email", automatic: false, first: true })).toEqual([]);
  expect(told("ticket.escalated", { from: 0, to: 1, reason: "late", person: null })).toEqual(["escalation"]);
  expect(told("ticket.queue-changed", { from: "a", to: "b" })).toEqual(["queue"]);
  expect(told("ticket.status-changed", { from: "a", to: "b", fromState: "new", toState: "open" })).toEqual(["status"]);
  expect(told("ticket.tags-changed", { from: ["vip"], to: ["vip", "late"] })).toEqual(["tags"]);
  expect(told("waiting.called-off", { by: "agent", messageId: null })).toEqual([]);
  expect(told("ticket.rated", { from: null, to: 5, words: false, agent: "a@b.c" })).toEqual(["rating"]);
  expect(told("ticket.followed", { to: "muted" })).toEqual([]);
});

test("one act is told once, by its weightiest part, through all the channels of its parts", () => {
  const part = { person: 1, ticket: 7, act: "90" };
  const folded = foldActs([
    { ...part, kind: "status", channels: ["mail"] },
    { ...part, kind: "customer-reply", channels: ["app"] },
    { ...part, person: 2, kind: "status", channels: ["app"] },
    { ...part, act: "91", kind: "tags", channels: ["app"] },
  ]);
  expect(folded).toEqual([
    { ...part, kind: "customer-reply", channels: ["app", "mail"] },
    { ...part, person: 2, kind: "status", channels: ["app"] },
    { ...part, act: "91", kind: "tags", channels: ["app"] },
  ]);
});

test("the defaults offer only what can be chosen, and are calm about what is nobody's own", () => {
  for (const scope of notificationScopes) for (const kind of Object.keys(defaultChoices[scope])) expect(kindsOf[scope]).toContain(kind);
  for (const scope of ["queues", "watched"] as const) expect(Object.values(defaultChoices[scope]).flat()).not.toContain("mail");
});
