import { createHash } from "node:crypto";
import { intakeTargets, type IntakeSettings, type IntakeTarget, type Mapped } from "../../contract/intake.ts";
import { Temporal } from "../platform/clock.ts";
import { maskCards } from "../platform/rich-text/index.ts";

/** What a pointer can lead to, as far as a ticket can hold it. */
type Value = string | number | boolean | readonly Value[];

/** RFC 6901. Undefined: the payload has nothing there, or something that is no text. */
export function at(payload: unknown, pointer: string): Value | undefined {
  if (pointer === "") return asValue(payload);
  let value = payload;
  for (const step of pointer.split("/").slice(1)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) value = /^\d{1,6}$/.test(name) ? value[Number(name)] : undefined;
    else if (typeof value === "object" && value !== null && Object.hasOwn(value, name)) value = Reflect.get(value, name);
    else return undefined;
  }
  return asValue(value);
}

function asValue(value: unknown): Value | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : value.toWellFormed().replaceAll("\0", "");
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return value;
  if (!Array.isArray(value)) return undefined;
  const list = value.flatMap((one) => asValue(one) ?? []);
  return list.length === 0 ? undefined : list;
}

const masked = (value: Value): Value => (typeof value === "string" ? maskCards(value) : Array.isArray(value) ? value.map(masked) : value);

const hole = /\{\{\s*(\/[^{}]*?|)\s*\}\}/g;

/** Evaluates an expression: a pointer, or words with pointers in braces. Undefined where there is nothing to say. */
export function evaluate(payload: unknown, expression: string | undefined): Value | undefined {
  const written = expression?.trim() ?? "";
  if (written === "") return undefined;
  if (written.startsWith("/") && !written.includes("{{")) return at(payload, written);
  let found = !hole.test(written);
  hole.lastIndex = 0;
  const words = written.replace(hole, (_all, pointer: string) => {
    const value = at(payload, pointer);
    if (value !== undefined) found = true;
    return value === undefined ? "" : textOf(value);
  });
  return found && words.trim() !== "" ? words.trim() : undefined;
}

const textOf = (value: Value | undefined): string => (value === undefined ? "" : typeof value === "object" ? value.map(textOf).join(", ") : String(value));
const listOf = (value: Value | undefined): string[] => (value === undefined ? [] : typeof value === "object" ? value.map(textOf) : textOf(value).split(",")).map((one) => one.trim()).filter((one) => one !== "");

/** "4", "4,5", "4/5", "★★★★" */
export function ratingOf(value: Value | undefined): number | null {
  if (typeof value === "number") return value;
  const text = textOf(value).trim();
  const stars = [...text.matchAll(/[★⭐]/gu)].length;
  if (stars > 0) return stars;
  const number = /^(-?\d{1,6}(?:[.,]\d{1,4})?)(?:\s*\/\s*\d+)?$/.exec(text)?.[1];
  return number === undefined ? null : Number(number.replace(",", "."));
}

/** Only what can be opened: an http or https address. */
function linkOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.protocol === "https:" || url.protocol === "http:") ? url.href.slice(0, 2000) : "";
}

/** An instant from RFC 3339, a date, or seconds or milliseconds since 1970; null where it is none of them. */
export function instantOf(value: Value | undefined): string | null {
  if (typeof value === "number") {
    const ms = value > 1e11 ? value : value * 1000;
    return Math.abs(ms) < 8e15 ? Temporal.Instant.fromEpochMilliseconds(Math.round(ms)).toString() : null;
  }
  const text = textOf(value).trim();
  try {
    return /^\d{4}-\d\d-\d\d$/.test(text) ? Temporal.Instant.from(`${text}T00:00:00Z`).toString() : Temporal.Instant.from(text).toString();
  } catch {
    return null; // no date that is known: the review has none
  }
}

const longest = { line: 1000, text: 100_000 };
const line = (text: string): string => text.replace(/\s+/g, " ").trim().slice(0, longest.line);

/** What a source's settings make of a payload. Without an id of its own a payload is known by its content. */
export function mapPayload(settings: IntakeSettings, payload: unknown, raw: string): Mapped {
  const read = (target: IntakeTarget): Value | undefined => evaluate(payload, settings.mapping[target]) ?? evaluate(payload, settings.defaults?.[target]);
  const values = new Map(intakeTargets.map((target) => [target, read(target)]));
  const plain = (target: IntakeTarget) => line(textOf(values.get(target)));
  const word = (target: IntakeTarget) => maskCards(plain(target));
  const long = (target: IntakeTarget) => maskCards(textOf(values.get(target)).slice(0, longest.text).trim());
  return {
    externalId: plain("externalId") === "" ? `sha256:${createHash("sha256").update(raw).digest("hex")}` : plain("externalId").slice(0, 300),
    subject: word("subject"),
    body: long("body"),
    name: word("name").slice(0, 200),
    email: word("email").toLowerCase(),
    phone: word("phone").slice(0, 60),
    language: word("language"),
    rating: ratingOf(values.get("rating")),
    text: long("text"),
    author: word("author").slice(0, 200),
    site: word("site").slice(0, 200),
    location: word("location").slice(0, 200),
    link: linkOf(plain("link")),
    writtenAt: instantOf(values.get("writtenAt")),
    type: word("type"),
    queue: word("queue"),
    priority: word("priority"),
    tags: listOf(values.get("tags")).map((tag) => maskCards(tag.slice(0, 100))).slice(0, 50),
    fields: Object.fromEntries(Object.entries(settings.fields ?? {}).flatMap(([key, expression]) => {
      const value = evaluate(payload, expression);
      return value === undefined ? [] : [[key, masked(value)]];
    })),
  };
}

/** Does the mapping speak of a review at all? */
export const isReview = (mapped: Mapped): boolean => mapped.rating !== null || mapped.text !== "" || mapped.site !== "" || mapped.link !== "";

/** R3: an item rated well enough becomes no ticket. */
export const isKept = (settings: IntakeSettings, mapped: Mapped): boolean => settings.keepFrom !== undefined && mapped.rating !== null && mapped.rating >= settings.keepFrom;

/** What is compared to know whether a source says something new of the same thing. */
export function hashOf({ subject, body, rating, text, author, site, location, link }: Mapped): Buffer {
  return createHash("sha256").update(JSON.stringify([subject, body, rating, text, author, site, location, link])).digest();
}
