import { countFields, keyFields, marks, normalise, possessions, timeFields, type Condition, type CountField, type KeyField, type TimeField } from "./conditions.ts";
import { openStates } from "./desks.ts";

/** What a search box holds. `identifiers` are forms of what was typed, to be looked up exactly. */
export interface ParsedQuery {
  condition: { all: readonly Condition[] };
  identifiers: readonly string[];
  /** what was typed looks like what names one thing: a ticket's number as it is written (#1234), or a code, phone or address */
  names: "number" | "thing" | null;
  /** `is:spam` and `is:deleted` look where no list looks otherwise */
  shelf: Shelf;
}
export type Shelf = "listed" | "spam" | "deleted";
export interface QueryMistake {
  /** the part of the text that cannot be read */
  part: string;
}

const token = /(-?)(?:([a-z]+):)?(?:"([^"]*)"|(\S+))/gu;

/**
 * Reads `status:abierto assignee:me -tag:vip created:>2026-01-01 "fecha de pago" factura #1234`. Several values of one
 * key are joined by commas. What is no known key is a word: people paste addresses and subjects.
 * @param me the address of the reader, for `me`
 */
export function parseQuery(text: string, me: string | null): ParsedQuery | QueryMistake {
  const all: Condition[] = [];
  const typed: string[] = [];
  let shelf: Shelf = "listed";
  for (const [whole, minus, key, quoted, plain] of text.matchAll(token)) {
    const value = quoted ?? plain ?? "";
    if (key === "is" && minus === "" && (value === "spam" || value === "deleted")) {
      shelf = value;
      continue;
    }
    const condition = key === undefined ? null : keyed(key, value, me);
    if (condition === "mistake") return { part: whole };
    if (condition !== null) all.push(minus === "-" ? { not: condition } : condition);
    else {
      // a key whose value is still to be typed asks for nothing yet
      if (key === undefined && isKnownKey(value)) continue;
      const raw = key === undefined ? value : `${key}:${value}`;
      const words = wordsOf(raw, quoted !== undefined);
      if (words === null) continue;
      if (minus !== "-") typed.push(raw);
      all.push(minus === "-" ? { not: words } : words);
    }
  }
  return { condition: { all }, identifiers: identifiersOf(typed), names: namesOf(typed), shelf };
}

function wordsOf(text: string, quoted: boolean): Condition | null {
  const words = normalise(text);
  if (words.length === 0) return null;
  // an address or a code is words in their order
  return { words, phrase: quoted || (words.length > 1 && "begins") };
}

/** The forms under which an identifier is stored: a number without `#`, an address and a code in lower case. */
export const plainIdentifier = (text: string): string => text.normalize("NFKC").replace(/^#/, "").replace(/[.,;:!?]+$/, "").trim().toLowerCase();

/** A code or phone however it is spaced: letters and digits only, of a number without the zeros dialled before it. */
export function compactIdentifier(text: string): string {
  const compact = text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  return /^\d+$/.test(compact) ? compact.replace(/^0+/, "") : compact;
}

/** Longer, it is a text. */
const longestIdentifier = 40;
/** Fewer digits within a text are no phone. */
const fewestOfPhone = 6;

/** One word may be a number, an address or a code; several may be a phone or a code written with spaces, if there are digits. */
function identifiersOf(typed: readonly string[]): string[] {
  const [first] = typed;
  if (first === undefined) return [];
  const together = typed.join(" ");
  if (typed.length > 1 && (together.length > longestIdentifier || !/\d/.test(together))) return [];
  // what stands before a phone (Tel., +34) is or is not of it
  const digits = compactIdentifier(typed.filter((one) => !/\p{L}/u.test(one)).join(""));
  const forms = typed.length === 1 ? [plainIdentifier(first), ...(first.includes("@") ? [] : [compactIdentifier(first)])] : [compactIdentifier(together), digits.length < fewestOfPhone ? "" : digits];
  return [...new Set(forms.filter((form) => form !== ""))];
}

/** A code or phone has digits among at least five signs. */
function namesOf(typed: readonly string[]): ParsedQuery["names"] {
  const [first = ""] = typed;
  if (typed.length === 1 && /^#\d+$/.test(first)) return "number";
  const names = identifiersOf(typed).some((form) => (form.length > 4 && /\d/.test(form)) || form.includes("@"));
  return names ? "thing" : null;
}

function keyed(key: string, value: string, me: string | null): Condition | "mistake" | null {
  if (key === "is") return meta(value);
  if (value === "") return null;
  if (isCountField(key)) return count(key, value);
  if (key === "followup") return followUp(value, me);
  if (key === "clock") return clock(value);
  const values = value.split(",").filter((v) => v !== "");
  if (key === "has" && !values.every((one) => (possessions as readonly string[]).includes(one))) return "mistake";
  if (isKeyField(key)) return { field: key, in: values.flatMap((v) => resolve(key, v, me)) };
  if (isTimeField(key)) return time(key, value);
  return null;
}

const isKnownKey = (text: string): boolean => text.endsWith(":") && (["followup:", "clock:"].includes(text) || isKeyField(text.slice(0, -1)) || isTimeField(text.slice(0, -1)) || isCountField(text.slice(0, -1)));
const isCountField = (key: string): key is CountField => (countFields as readonly string[]).includes(key);
const isKeyField = (key: string): key is KeyField => (keyFields as readonly string[]).includes(key);
const isTimeField = (key: string): key is TimeField => (timeFields as readonly string[]).includes(key);

function resolve(field: KeyField, value: string, me: string | null): string[] {
  if (field === "state" && value === "open") return [...openStates];
  if (field === "assignee" || field === "solver" || field === "requester" || field === "involves") return [value === "me" ? (me ?? "") : value.toLowerCase()];
  if (field === "number") return [value.replace(/^#/, "")];
  if (field === "field") return [value];
  return [field === "tag" ? value.replace(/%(22|2C|25)/g, (escaped) => decodeURIComponent(escaped)) : value.toLowerCase()];
}

/** A tag as a search names it, whatever it holds: quotes and commas mean something there. */
export const tagToken = (tag: string): string => `tag:"${tag.replace(/["%,]/g, (sign) => encodeURIComponent(sign))}"`;

function meta(value: string): Condition | "mistake" {
  switch (value) {
    case "open":
      return { field: "state", in: openStates };
    case "unassigned":
      return { field: "assignee", in: ["none"] };
    default:
      return (marks as readonly string[]).includes(value) ? { field: "is", in: [value] } : "mistake";
  }
}

/** `3`, `>3`, `>=3`, `<3`, `<=3`. */
function count(field: CountField, value: string): Condition | "mistake" {
  const [, operator = "", digits] = /^([<>]=?)?(\d{1,4})$/.exec(value) ?? [];
  if (digits === undefined) return "mistake";
  const n = Number(digits);
  // stars are given by halves
  const step = field === "rating" ? 1e-6 : 1;
  // what was never rated is not rated badly
  const below = (limit: number): Condition => (field === "followups" ? { not: { field, atLeast: limit } } : { all: [{ field, atLeast: 0 }, { not: { field, atLeast: limit } }] });
  switch (operator) {
    case ">":
      return { field, atLeast: n + step };
    case ">=":
      return { field, atLeast: n };
    case "<":
      return below(n);
    case "<=":
      return below(n + step);
    default:
      return { all: [{ field, atLeast: n }, { not: { field, atLeast: n + step } }] };
  }
}

/** `any` or an address, then from when, and before when, and `reached` for those that were answered: `ana@x.example,2026-01-01T00:00Z,2026-02-01T00:00Z`. */
function followUp(value: string, me: string | null): Condition | "mistake" {
  const [who = "", from = "", before = "", reached, ...more] = value.split(",");
  const [begin, end] = [instantOf(from), instantOf(before)];
  if (begin === null || end === null || more.length > 0 || (reached !== undefined && reached !== "reached")) return "mistake";
  const by = who === "any" ? null : (resolve("assignee", who, me)[0] ?? "");
  return { followedUp: { by, from: begin, before: end, reached: reached === "reached" } };
}

/** A clock's kind, `met` or `missed`, from when, and before when: `first-reply,missed,2026-01-01T00:00Z,2026-02-01T00:00Z`. */
function clock(value: string): Condition | "mistake" {
  const [kind = "", outcome, from = "", before = "", ...more] = value.split(",");
  const [begin, end] = [instantOf(from), instantOf(before)];
  if (kind === "" || begin === null || end === null || more.length > 0 || (outcome !== "met" && outcome !== "missed")) return "mistake";
  return { clock: { kind, outcome, from: begin, before: end } };
}

/** `2026-01-31T23:00Z`, with or without seconds: where a day begins elsewhere than in UTC. */
function instantOf(text: string): string | null {
  const at = /^[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) || !new Date(at).toISOString().startsWith(text.slice(0, -1)) ? null : new Date(at).toISOString();
}

/** `>2026-01-01`, `>=…`, `<…`, `<=…` and a bare day; days are UTC days. An instant goes with `>=` and `<`. */
function time(field: TimeField, value: string): Condition | "mistake" {
  const [, side, instant = ""] = /^(>=|<)(.*T.*)$/.exec(value) ?? [];
  if (side !== undefined) {
    const at = instantOf(instant);
    if (at === null) return "mistake";
    return side === "<" ? { field, before: at } : { field, from: at };
  }
  const [, operator = "", day = ""] = /^([<>]=?)?([12]\d{3}-\d{2}-\d{2})$/.exec(value) ?? [];
  const start = Date.parse(`${day}T00:00:00Z`);
  if (day === "" || Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== day) return "mistake";
  const at = new Date(start).toISOString();
  const next = new Date(start + 86_400_000).toISOString();
  switch (operator) {
    case ">":
      return { field, from: next };
    case ">=":
      return { field, from: at };
    case "<":
      return { field, before: at };
    case "<=":
      return { field, before: next };
    default:
      return { all: [{ field, from: at }, { field, before: next }] };
  }
}
