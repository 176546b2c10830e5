import type { Temporal } from "../platform/clock.ts";

/** One who stands in a header. */
export interface Mailbox {
  name: string;
  address: string;
}

/** Minutes until the next try after so many; then every four hours. RFC 5321, 4.5.4.1 asks for 4 to 5 days of trying at most. */
const waits = [1, 5, 15, 30, 60, 120];
const longestWait = 240;
const givingUpAfterHours = 72;

/** When a mail that was put off is tried again; null when it has been tried for three days. */
export function nextTry(attempts: number, queuedAt: Temporal.Instant, now: Temporal.Instant): Temporal.Instant | null {
  const next = now.add({ minutes: waits[attempts - 1] ?? longestWait });
  return next.since(queuedAt).total("hours") > givingUpAfterHours ? null : next;
}

/**
 * The subject with the ticket's token, once and at its end: `Re: Late check-out [#1042]`. What earlier rounds left in
 * front (`RE: Re: Aw:`) becomes one `Re:` where the letter answers.
 */
export function withToken(subject: string, ticket: number | null): string {
  const line = oneLine(subject);
  if (ticket === null) return line;
  const bare = line.replaceAll(new RegExp(`\\s*\\[#${ticket}\\]`, "g"), " ").replace(/\s+/g, " ").trim();
  const [, , rest = bare] = /^((?:(?:re|aw|antw|sv|res|odp)\s*(?:\[\d+\])?:\s*)*)(.*)$/i.exec(bare) ?? [];
  return `${rest === bare ? bare : `Re: ${rest}`} [#${ticket}]`.trim();
}

/** Without line breaks and other control characters, which would end a header. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, " ").replace(/ {2,}/g, " ").trim();
}

const maxReferences = 20;

/** The chain of a conversation: its first mail and the latest ones, as RFC 5537, 3.4.4 shortens it. */
export function boundReferences(references: readonly string[]): string[] {
  const valid = [...new Set(references)].filter((id) => /^<[^<>\s@]+@[^<>\s]+>$/.test(id) && id.length <= 250);
  const [first, ...rest] = valid;
  return first === undefined ? [] : [first, ...rest.slice(-(maxReferences - 1))];
}

/** Does this refusal speak of the address itself (RFC 3463: 5.1.x, 5.2.1), not of the mail or of us? */
export function refusesAddress(response: string): boolean {
  return /\b5\.(?:1\.\d{1,3}|2\.1)\b/.test(response) || /^55[013]\b(?![ -]\d\.\d)[^]*\b(?:user|mailbox|recipient|address)\b[^]*\b(?:unknown|not found|unavailable|does not exist|rejected)\b/i.test(response);
}

/** The desk's colour for a button, dark enough for white text on it (contrast ≥ 4.5:1, WCAG 1.4.3), as `#rrggbb`. */
export function accentOf(hue: number): string {
  for (let lightness = 0.42; ; lightness -= 0.02) {
    const rgb = hslToRgb(hue, 0.62, lightness);
    if (1.05 / (luminance(rgb) + 0.05) >= 4.6) return `#${rgb.map((value) => Math.round(value * 255).toString(16).padStart(2, "0")).join("")}`;
  }
}

function hslToRgb(hue: number, saturation: number, lightness: number): number[] {
  const a = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((n) => {
    const k = (n + hue / 30) % 12;
    return lightness - a * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  });
}

function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
