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
  const bare = line.replaceAll(`[#${ticket}]`, " ").replace(/\s+/g, " ").trim();
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

/**
 * The desk's colour for a button, as portal and desk show it in light, and dark enough for white text on it (contrast
 * ≥ 4.5:1, WCAG 1.4.3). Mail programs know no OKLCH: as `#rrggbb`.
 */
export function accentOf(hue: number): string {
  for (let lightness = 0.49; ; lightness -= 0.01) {
    const rgb = displayable(lightness, 0.115, hue);
    if (1.05 / (luminance(rgb) + 0.05) >= 4.6) return `#${rgb.map((value) => Math.round(value * 255).toString(16).padStart(2, "0")).join("")}`;
  }
}

/** As much of the colour as a screen shows. */
function displayable(lightness: number, chroma: number, hue: number): number[] {
  for (let less = chroma; less > 0; less -= 0.005) {
    const rgb = oklchToRgb(lightness, less, hue);
    if (rgb.every((value) => value >= 0 && value <= 1)) return rgb;
  }
  return oklchToRgb(lightness, 0, hue).map((value) => Math.min(1, Math.max(0, value)));
}

/** OKLCH to sRGB, each from 0 to 1 where it can be shown (CSS Color 4, 10.1; Ottosson 2020). */
function oklchToRgb(lightness: number, chroma: number, hue: number): number[] {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const [l, m, s] = [lightness + 0.3963377774 * a + 0.2158037573 * b, lightness - 0.1055613458 * a - 0.0638541728 * b, lightness - 0.0894841775 * a - 1.291485548 * b].map((one) => one ** 3) as [number, number, number];
  return [4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s, -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s, -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s].map((one) =>
    one <= 0.0031308 ? 12.92 * one : 1.055 * one ** (1 / 2.4) - 0.055,
  );
}

function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
