/**
 * One tree for every condition on tickets: views, the search box, rules, gates, drill-downs. It is compiled to SQL
 * (`server/inbox/conditions.ts`) and judged in memory (`matches`); a property test holds the two equal.
 */
export type Condition =
  | { all: readonly Condition[] }
  | { any: readonly Condition[] }
  | { not: Condition }
  /** the field is one of these: keys, addresses, numbers; `none` where a field can be empty */
  | { field: KeyField; in: readonly string[] }
  | { field: TimeField; before: string }
  | { field: TimeField; from: string }
  | { field: CountField; atLeast: number }
  /** somebody recorded a follow-up in that time; `by` null: whoever; `reached`: one that was answered */
  | { followedUp: { by: string | null; from: string; before: string; reached: boolean } }
  /** one of its clocks of the kind was met, or ran out, in that time */
  | { clock: { kind: string; outcome: "met" | "missed"; from: string; before: string } }
  /** every word begins a word of the ticket's texts; a phrase stands there as it is, or begins so: its last word may go on */
  | { words: readonly string[]; phrase: boolean | "begins" };

export const keyFields = ["desk", "status", "state", "queue", "location", "organization", "type", "priority", "tag", "source", "assignee", "requester", "involves", "number", "is", "has", "approval", "field", "solver"] as const;
export type KeyField = (typeof keyFields)[number];
export const timeFields = ["created", "updated", "due", "solved", "replied", "reopened", "rated"] as const;
export type TimeField = (typeof timeFields)[number];
export const countFields = ["followups", "rating", "satisfaction"] as const;
export type CountField = (typeof countFields)[number];
/** What a ticket can be besides its state: a colleague has to look, it is escalated, the reader has not seen its last message, it was solved while the customer was there (C2). */
export const marks = ["flagged", "escalated", "unread", "first-call"] as const;
export const possessions = ["attachment", "note"] as const;

/** What a condition is judged on. Texts are normalised by `normalise`. */
export interface Facts {
  desk: string;
  status: string;
  state: string;
  queue: string;
  /** name and code of the site of ours, in lower case, and its `#id` */
  location: readonly string[];
  type: string | null;
  priority: string;
  tags: readonly string[];
  source: string;
  assignee: string | null;
  /** the address, or the phone of who has none */
  requester: string;
  /** the requester's: name in lower case and `#id`, of whatever it was merged into too */
  organization: readonly string[];
  /** requester and customers in copy */
  involves: readonly string[];
  number: number;
  created: string;
  updated: string;
  due: string | null;
  /** when the solution that stands was given, the first reply of staff, the last reopening */
  solved: string | null;
  replied: string | null;
  reopened: string | null;
  /** which of `marks`, which of `possessions` */
  is: readonly string[];
  has: readonly string[];
  approval: string | null;
  /** recorded follow-ups */
  followups: number;
  /** the same, one by one */
  followedUp: readonly { by: string; at: string; reached: boolean }[];
  /** clocks that were met, or ran out, and when */
  clocks: readonly { kind: string; outcome: "met" | "missed"; at: string }[];
  /** of the review it stems from; null: it stems from none that was rated */
  rating: number | null;
  /** how satisfied who asked is (T6), whom that is about, and when it was said; null: nobody has said it */
  satisfaction: number | null;
  solver: string | null;
  rated: string | null;
  /** values of the desk's own fields, by key */
  fields: Readonly<Record<string, unknown>>;
  /** normalised words of everything the reader may search, in order */
  text: readonly string[];
}

export const none = "none";
/** `involves:colleagues`: asked for by the people of the reader's organization, where it shows them each other's requests. Of no reader, nobody's. */
export const colleagues = "colleagues";

export function matches(condition: Condition, facts: Facts): boolean {
  if ("all" in condition) return condition.all.every((part) => matches(part, facts));
  if ("any" in condition) return condition.any.some((part) => matches(part, facts));
  if ("not" in condition) return !matches(condition.not, facts);
  if ("words" in condition) return saysSo(condition, facts.text);
  if ("atLeast" in condition) return (facts[condition.field] ?? -Infinity) >= condition.atLeast;
  if ("followedUp" in condition) {
    const { by, from, before, reached } = condition.followedUp;
    return facts.followedUp.some((one) => (by === null || one.by === by) && instant(one.at) >= instant(from) && instant(one.at) < instant(before) && (one.reached || !reached));
  }
  if ("clock" in condition) {
    const { kind, outcome, from, before } = condition.clock;
    return facts.clocks.some((one) => one.kind === kind && one.outcome === outcome && instant(one.at) >= instant(from) && instant(one.at) < instant(before));
  }
  if ("in" in condition) return condition.in.some((value) => hasValue(facts, condition.field, value));
  const value = facts[condition.field];
  if (value === null) return false;
  return "before" in condition ? instant(value) < instant(condition.before) : instant(value) >= instant(condition.from);
}

/** Comparable text of an instant: RFC 3339 in UTC, fraction padded to microseconds. */
function instant(text: string): string {
  const [, seconds = text, fraction = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(text) ?? [];
  return `${seconds}.${fraction.padEnd(6, "0")}`;
}

function hasValue(facts: Facts, field: KeyField, value: string): boolean {
  switch (field) {
    case "tag":
      return value === none ? facts.tags.length === 0 : facts.tags.some((tag) => tag.toLowerCase() === value.toLowerCase());
    case "location":
    case "organization":
      return value === none ? facts[field].length === 0 : facts[field].includes(value.toLowerCase());
    case "involves":
      return facts.involves.includes(value);
    case "number":
      return /^\d{1,15}$/.test(value) && Number(value) === facts.number;
    case "field":
      return hasFieldValue(facts.fields, value);
    case "is":
    case "has":
      return facts[field].includes(value);
    case "approval":
    case "assignee":
    case "solver":
    case "type":
      return (facts[field] ?? none) === value;
    default:
      return facts[field] === value;
  }
}

/** `reserva=ABC123` or, of a field without value, `reserva=none`; of several choices, one of them. As written. */
function hasFieldValue(fields: Facts["fields"], asked: string): boolean {
  const { key, value } = fieldAsked(asked);
  const held = fields[key] ?? null;
  const values = Array.isArray(held) ? held.map(String) : held === null ? [] : [String(held)];
  return value === none ? values.length === 0 : values.includes(value);
}
/** What a condition on a field asks: which, and for what. */
export function fieldAsked(asked: string): { key: string; value: string } {
  const at = asked.indexOf("=");
  return at < 0 ? { key: asked, value: none } : { key: asked.slice(0, at), value: asked.slice(at + 1) };
}

/** Does a text of these words say what is searched? */
export const saysSo = ({ words, phrase }: { words: readonly string[]; phrase: boolean | "begins" }, text: readonly string[]): boolean =>
  phrase ? hasPhrase(text, words, phrase === "begins") : words.every((word) => text.some((t) => t.startsWith(word)));

function hasPhrase(text: readonly string[], words: readonly string[], begins: boolean): boolean {
  return text.some((_, start) => words.every((word, i) => (begins && i === words.length - 1 ? text[start + i]?.startsWith(word) : text[start + i] === word)));
}

/** No language has longer words that anybody searches for; what is longer is cut, on both sides of a search. */
const longestWord = 100;

/** Letters with a stroke or joined, which Unicode takes for letters of their own, as people type them who have no such key. */
const plainLetters: Record<string, string> = { ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", ß: "ss", æ: "ae", œ: "oe", ı: "i", ς: "σ" };

/** The words of a text as they are searched: without case and accents, letters and digits only. */
export function normalise(text: string): string[] {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[łøđðþßæœıς]/g, (letter) => plainLetters[letter] ?? letter)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => (word.length > longestWord ? [...word].slice(0, longestWord).join("") : word));
}
