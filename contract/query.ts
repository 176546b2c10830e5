import { keyFields, normalise, timeFields, type Condition, type KeyField, type TimeField } from "./conditions.ts";
import { openStates } from "./desks.ts";

/** What a search box holds. `identifiers` are the typed words as they stand, to be looked up exactly. */
export interface ParsedQuery {
  condition: { all: readonly Condition[] };
  identifiers: readonly string[];
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
  const identifiers: string[] = [];
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
      if (minus !== "-") identifiers.push(...identifiersOf(raw));
      all.push(minus === "-" ? { not: words } : words);
    }
  }
  return { condition: { all }, identifiers, shelf };
}

function wordsOf(text: string, quoted: boolean): Condition | null {
  const words = normalise(text);
  if (words.length === 0) return null;
  return { words, phrase: quoted };
}

/** The forms under which an identifier is stored: a number without `#`, an address and a code in lower case. */
function identifiersOf(text: string): string[] {
  const plain = text.replace(/^#/, "").replace(/[.,;:!?]+$/, "").toLowerCase();
  return plain === "" ? [] : [plain];
}

function keyed(key: string, value: string, me: string | null): Condition | "mistake" | null {
  if (key === "is") return meta(value);
  if (value === "") return null;
  const values = value.split(",").filter((v) => v !== "");
  if (isKeyField(key)) return { field: key, in: values.flatMap((v) => resolve(key, v, me)) };
  if (isTimeField(key)) return time(key, value);
  return null;
}

const isKnownKey = (text: string): boolean => text.endsWith(":") && (text === "is:" || isKeyField(text.slice(0, -1)) || isTimeField(text.slice(0, -1)));
const isKeyField = (key: string): key is KeyField => (keyFields as readonly string[]).includes(key);
const isTimeField = (key: string): key is TimeField => (timeFields as readonly string[]).includes(key);

function resolve(field: KeyField, value: string, me: string | null): string[] {
  if (field === "state" && value === "open") return [...openStates];
  if (field === "assignee" || field === "requester" || field === "involves") return [value === "me" ? (me ?? "") : value.toLowerCase()];
  if (field === "number") return [value.replace(/^#/, "")];
  return [field === "tag" ? value : value.toLowerCase()];
}

function meta(value: string): Condition | "mistake" {
  switch (value) {
    case "open":
      return { field: "state", in: openStates };
    case "unassigned":
      return { field: "assignee", in: ["none"] };
    default:
      return "mistake";
  }
}

/** `>2026-01-01`, `>=…`, `<…`, `<=…` and a bare day; days are UTC days. */
function time(field: TimeField, value: string): Condition | "mistake" {
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
