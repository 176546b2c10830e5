import { Type, type Static, type TSchema } from "typebox";
import type { Condition, CountField, KeyField } from "./conditions.ts";
import { Email, Key, Labels, nullable, oneOf, TicketNumber, Timestamp } from "./common.ts";
import { Priority } from "./desks.ts";
import { followUpMeans } from "./follow-ups.ts";

/** Rules (R3): when something happens to a ticket, or a time has come · if a condition holds · then something is done. */
const strict = { additionalProperties: false } as const;

/**
 * What rules can follow, and by which recorded facts. `of` narrows one to a part of them: by whom, how, to which state.
 * @remarks events that a later slice records stand here by their names
 */
export const ruleEvents = {
  created: { types: ["ticket.created"] },
  "customer-wrote": { types: ["message.added"], of: { kind: "reply", side: "customer", first: false, automatic: false } },
  "agent-replied": { types: ["message.added"], of: { kind: "reply", side: "agent", first: false } },
  "note-added": { types: ["message.added"], of: { kind: "note", automatic: false } },
  "third-party-answered": { types: ["message.added"], of: { kind: "side", side: "third-party", automatic: false } },
  "status-changed": { types: ["ticket.status-changed"], to: "status" },
  solved: { types: ["ticket.status-changed"], of: { toState: "solved" } },
  closed: { types: ["ticket.status-changed"], of: { toState: "closed" } },
  reopened: { types: ["ticket.reopened"] },
  assigned: { types: ["ticket.assigned"] },
  "queue-changed": { types: ["ticket.queue-changed"], to: "queue" },
  "type-changed": { types: ["ticket.type-changed"], to: "type" },
  "priority-changed": { types: ["ticket.priority-changed"], to: "priority" },
  "tags-changed": { types: ["ticket.tags-changed"] },
  "field-changed": { types: ["ticket.field-changed"], to: "field" },
  "location-changed": { types: ["ticket.location-changed"] },
  "requester-changed": { types: ["ticket.requester-changed"] },
  "due-changed": { types: ["ticket.postponed"] },
  escalated: { types: ["ticket.escalated"] },
  flagged: { types: ["ticket.flagged"] },
  "type-requested": { types: ["type.requested"] },
  "follow-up-planned": { types: ["follow-up.planned"] },
  "follow-up-recorded": { types: ["follow-up.recorded"] },
  "approval-asked": { types: ["approval.asked"] },
  "approval-granted": { types: ["approval.granted"] },
  "approval-refused": { types: ["approval.refused"] },
  "review-changed": { types: ["review.changed"] },
  "mail-failed": { types: ["delivery.failed", "delivery.bounced"] },
  "clock-warned": { types: ["clock.warned"] },
  "clock-breached": { types: ["clock.breached"] },
  rated: { types: ["ticket.rated"] },
  "reminder-sent": { types: ["reminder.sent"] },
  "waiting-ended": { types: ["waiting.ended"] },
  received: { types: ["ticket.received"] },
} as const satisfies Record<string, { types: readonly string[]; of?: Record<string, string | boolean>; to?: "status" | "queue" | "type" | "priority" | "field" }>;
export type RuleEvent = keyof typeof ruleEvents;
export const ruleEventNames = Object.keys(ruleEvents) as RuleEvent[];

/** ISO 8601, in days, hours and minutes of 24 hours and 60 minutes. */
const Span = Type.String({ pattern: "^P(?=\\d|T\\d)(\\d{1,4}D)?(T(?=\\d)(\\d{1,5}H)?(\\d{1,5}M)?)?$" });
/** Minutes of a span. */
export function minutesOf(span: string): number {
  const [, days = "0", hours = "0", minutes = "0"] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(span) ?? [];
  return Number(days) * 1440 + Number(hours) * 60 + Number(minutes);
}
/** The span of some minutes, as it is usually written. */
export function spanOf(minutes: number): string {
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const time = `${hours > 0 ? `${hours}H` : ""}${rest > 0 || minutes === 0 ? `${rest}M` : ""}`;
  return `P${days > 0 ? `${days}D` : ""}${time === "" ? "" : `T${time}`}`;
}

/** The dates a rule can keep to, besides the desk's own date fields (`field:` and their key). */
export const ruleDates = ["created", "due", "customer-wrote"] as const;
export const itemKinds = ["review", "survey", "call", "mail", "other"] as const;
export type ItemKind = (typeof itemKinds)[number];

export const RuleWhen = Type.Union([
  Type.Object({
    event: oneOf(ruleEventNames as [RuleEvent, ...RuleEvent[]]),
    /** of a change: only to one of these; of a field's: only of these fields */
    to: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 100 })),
  }, strict),
  /** so long in one of these statuses, once each stay */
  Type.Object({ inStatus: Type.Array(Key, { minItems: 1, maxItems: 100 }), for: Span }, strict),
  /** so long before or after a date: `created`, `due`, `customer-wrote`, `field:<key>` */
  Type.Object({ date: Type.String({ maxLength: 80 }), before: Span }, strict),
  Type.Object({ date: Type.String({ maxLength: 80 }), after: Span }, strict),
  /** something arrived that may become a ticket */
  Type.Object({ item: Type.Array(oneOf(itemKinds), { minItems: 1, uniqueItems: true }) }, strict),
]);
export type RuleWhen = Static<typeof RuleWhen>;

/** What a rule may ask of a ticket, and of an item: what it would be as a ticket. */
export const ruleKeyFields = ["status", "state", "queue", "type", "priority", "tag", "source", "location", "organization", "assignee", "requester", "approval", "is", "has", "field"] as const satisfies readonly KeyField[];
export const ruleCountFields = ["followups", "rating", "satisfaction"] as const satisfies readonly CountField[];
export const itemFields = ["queue", "type", "priority", "tag", "source", "location", "requester", "field"] as const satisfies readonly KeyField[];
/** So deep groups may stand in groups. */
const depth = 3;
const most = { minItems: 1, maxItems: 50 };
function conditionSchema(level: number): TSchema {
  const leaves = [
    Type.Object({ field: oneOf(ruleKeyFields), in: Type.Array(Type.String({ minLength: 1, maxLength: 300 }), most) }, strict),
    Type.Object({ field: oneOf(ruleCountFields), atLeast: Type.Number() }, strict),
    Type.Object({ words: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), most), phrase: Type.Union([Type.Boolean(), Type.Literal("begins")]) }, strict),
  ];
  if (level === 0) return Type.Union(leaves);
  const inner = conditionSchema(level - 1);
  return Type.Union([...leaves, Type.Object({ not: inner }, strict), Type.Object({ all: Type.Array(inner, { maxItems: 50 }) }, strict), Type.Object({ any: Type.Array(inner, { maxItems: 50 }) }, strict)]);
}
export const RuleCondition = Type.Unsafe<Condition>(conditionSchema(depth));

const Words = Type.String({ minLength: 1, maxLength: 10_000 });
const Tags = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 50 });
/** Whose turn it is among people of a queue or role: the one who waits longest, or who has the fewest open tickets. Who is absent is passed over. */
export const Among = Type.Union([Type.Object({ queue: Key }, strict), Type.Object({ role: Key }, strict)]);
export const RuleAction = Type.Union([
  Type.Object({
    do: Type.Literal("set"),
    status: Type.Optional(Key),
    queue: Type.Optional(Key),
    type: Type.Optional(Key),
    priority: Type.Optional(Priority),
    /** a branch of our own company: its number, or its name or code, as a file writes it; null: none */
    location: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.String({ minLength: 1, maxLength: 200 }), Type.Null()])),
    fields: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Unknown())),
  }, strict),
  /** an agent of the desk; null: nobody */
  Type.Object({ do: Type.Literal("assign"), to: nullable(Email) }, strict),
  Type.Object({ do: Type.Literal("assign"), among: Among, by: oneOf(["turn", "load"]) }, strict),
  Type.Object({ do: Type.Literal("tag"), add: Type.Optional(Tags), remove: Type.Optional(Tags) }, strict),
  /** for colleagues; may hold placeholders */
  Type.Object({ do: Type.Literal("note"), text: Words }, strict),
  /** to the requester, and to customers in copy */
  Type.Object({ do: Type.Literal("letter"), letter: Key }, strict),
  /** colleagues; each hears of it as they like to */
  Type.Object({
    do: Type.Literal("notify"),
    assignee: Type.Optional(Type.Boolean()),
    people: Type.Optional(Type.Array(Email, { maxItems: 50 })),
    roles: Type.Optional(Type.Array(Key, { maxItems: 50 })),
    text: Type.String({ minLength: 1, maxLength: 500 }),
  }, strict),
  Type.Object({ do: Type.Literal("webhook"), webhook: Key }, strict),
  Type.Object({ do: Type.Literal("approval"), person: Email, question: Words }, strict),
  Type.Object({ do: Type.Literal("approval"), role: Key, question: Words }, strict),
  /** of the assignee, or of who is named; where neither works here, of nobody: the run fails */
  Type.Object({ do: Type.Literal("follow-up"), means: oneOf(followUpMeans), in: Span, note: Type.Optional(Type.String({ maxLength: 10_000 })), agent: Type.Optional(Email) }, strict),
  /** a ticket of the same requester below this one; they see it in the portal, and are not mailed */
  Type.Object({ do: Type.Literal("child"), subject: Type.String({ minLength: 1, maxLength: 1000 }), text: Words, queue: Type.Optional(Key), type: Type.Optional(Key) }, strict),
  /** of an item: it becomes no ticket and is kept; a mail waits for a decision */
  Type.Object({ do: Type.Literal("keep") }, strict),
  /** of an item: it becomes a ticket, also where the desk or a later rule would keep it */
  Type.Object({ do: Type.Literal("ticket") }, strict),
]);
export type RuleAction = Static<typeof RuleAction>;

const body = {
  when: RuleWhen,
  if: Type.Optional(RuleCondition),
  then: Type.Array(RuleAction, { maxItems: 20 }),
  /** where it ran, no rule behind it does */
  stop: Type.Optional(Type.Boolean()),
  /** switched off: by somebody, or because it flooded */
  off: Type.Optional(Type.Boolean()),
};
/** A rule as a desk's file writes it. */
export const RuleDefinition = Type.Object({ key: Key, labels: Labels, ...body }, strict);
export type RuleDefinition = Static<typeof RuleDefinition>;
/** What is tried before it is saved. */
export const RuleDraft = Type.Object(body, strict);
export type RuleDraft = Static<typeof RuleDraft>;

/** A deed in words: a text of the catalogues (`rule.did.…`) with what it speaks of. */
export const Deed = Type.Object({ key: Type.String(), params: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])) });
export type Deed = Static<typeof Deed>;

export const runOutcomes = ["ran", "failed", "cut", "stopped"] as const;
export type RunOutcome = (typeof runOutcomes)[number];
export const RuleRun = Type.Object({
  id: Type.Integer(),
  rule: Key,
  at: Timestamp,
  outcome: oneOf(runOutcomes),
  ticket: nullable(Type.Object({ number: TicketNumber, subject: Type.String() })),
  /** what it did, in the reader's words */
  did: Type.Array(Type.String()),
  /** why it failed or was stopped */
  detail: nullable(Type.String()),
});
export type RuleRun = Static<typeof RuleRun>;
/** Of each rule of a desk: its last runs, the newest first. */
export const RuleRunList = Type.Object({ items: Type.Array(RuleRun) });

/** Which of last month's tickets a rule would have met, and what it would have done. Nothing is changed. */
export const RuleTrial = Type.Object({
  /** so many, at least where `more` */
  count: Type.Integer(),
  more: Type.Boolean(),
  items: Type.Array(Type.Object({ number: TicketNumber, subject: Type.String(), at: Timestamp, would: Type.Array(Type.String()) })),
});
export type RuleTrial = Static<typeof RuleTrial>;

/** Where events are posted. The secret is told when it is made and never again. */
export const WebhookInput = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  url: Type.String({ minLength: 1, maxLength: 2000 }),
  /** absent or empty: only rules post to it */
  events: Type.Optional(Type.Array(oneOf(ruleEventNames as [RuleEvent, ...RuleEvent[]]), { uniqueItems: true })),
  off: Type.Optional(Type.Boolean()),
}, strict);
export type WebhookInput = Static<typeof WebhookInput>;
export const Webhook = Type.Object({
  key: Key,
  name: Type.String(),
  url: Type.String(),
  events: Type.Array(oneOf(ruleEventNames as [RuleEvent, ...RuleEvent[]])),
  off: Type.Boolean(),
  lastAt: nullable(Timestamp),
  /** of the newest hundred: those not delivered, and those on their way */
  failed: Type.Integer(),
  waiting: Type.Integer(),
});
export type Webhook = Static<typeof Webhook>;
export const WebhookList = Type.Object({ items: Type.Array(Webhook) });
export const WebhookSecret = Type.Object({ secret: nullable(Type.String()), webhook: Webhook });
export type WebhookSecret = Static<typeof WebhookSecret>;

export const webhookStates = ["waiting", "delivered", "failed"] as const;
export const WebhookAttempt = Type.Object({
  at: Timestamp,
  /** of the answer; null: there was none */
  status: nullable(Type.Integer()),
  ms: Type.Integer(),
  /** the beginning of the answer, or what went wrong */
  answer: Type.String(),
});
export const WebhookDelivery = Type.Object({
  id: Type.String(),
  event: Type.String(),
  ticket: nullable(TicketNumber),
  createdAt: Timestamp,
  state: oneOf(webhookStates),
  /** when it is tried again */
  nextAt: nullable(Timestamp),
  attempts: Type.Array(WebhookAttempt),
  /** as it is posted */
  body: Type.String(),
});
export type WebhookDelivery = Static<typeof WebhookDelivery>;
export const WebhookDeliveryList = Type.Object({ items: Type.Array(WebhookDelivery), next: nullable(Type.String()) });

/** The letters that every desk has and that speak of a ticket without anybody's words in them. */
export const sendableLetters = ["confirmation", "status-changed"] as const;
/** What a rule may ask of `is`: what does not depend on who looks. */
export const ruleMarks = ["flagged", "escalated", "first-call"] as const;
/** What can be done with an item before it is a ticket. */
export const itemActions: readonly RuleAction["do"][] = ["set", "assign", "tag", "note", "keep", "ticket"];

/** In words, what an action is to do; nothing is looked up. */
export function planned(action: RuleAction): Deed[] {
  const deed = (key: string, params: Deed["params"] = {}): Deed => ({ key, params });
  // as somebody would say it: nobody plans in 240 minutes
  const after = (minutes: number): Deed => (minutes % 1440 === 0 ? deed("follow-up-days", { days: minutes / 1440 }) : minutes % 60 === 0 ? deed("follow-up-hours", { hours: minutes / 60 }) : deed("follow-up", { minutes }));
  switch (action.do) {
    case "set":
      return [
        ...(["status", "queue", "type", "priority"] as const).flatMap((key) => (action[key] === undefined ? [] : [deed(key, { [key]: action[key] })])),
        ...(action.location === undefined ? [] : [deed(action.location === null ? "location-none" : "location", { location: action.location ?? "" })]),
        ...Object.entries(action.fields ?? {}).map(([field, value]) => (value === null ? deed("field-none", { field }) : deed("field", { field, value: Array.isArray(value) ? value.join(", ") : String(value) }))),
      ];
    case "assign":
      if ("to" in action) return [action.to === null ? deed("nobody") : deed("assigned", { person: action.to })];
      return [deed(action.by, "queue" in action.among ? { queue: action.among.queue, role: "" } : { queue: "", role: action.among.role })];
    case "tag":
      return [...((action.add ?? []).length > 0 ? [deed("tagged", { tags: (action.add ?? []).join(", ") })] : []), ...((action.remove ?? []).length > 0 ? [deed("untagged", { tags: (action.remove ?? []).join(", ") })] : [])];
    case "letter":
      return [deed("letter", { letter: action.letter })];
    case "notify":
      return [deed("notified", { text: action.text })];
    case "webhook":
      return [deed("posted", { webhook: action.webhook })];
    case "approval":
      return [deed("approval", "person" in action ? { person: action.person, role: "" } : { person: "", role: action.role })];
    case "follow-up":
      return [after(minutesOf(action.in))];
    case "child":
      return [deed("child", { subject: action.subject })];
    case "note":
    case "keep":
    case "ticket":
      return [deed(action.do)];
  }
}
