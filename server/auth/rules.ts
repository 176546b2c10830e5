import { defaultPasswordPolicy, type PasswordPolicy } from "../../contract/auth.ts";
import type { Temporal } from "../platform/clock.ts";
import { commonWords, keyboardRows } from "./common-passwords.ts";

/** So long that no manager's password is refused, so short that hashing it is no attack. */
export const longestPassword = 256;

export type PasswordFlaw = "too-short" | "too-few-letters" | "too-long" | "needs-digits" | "common";

/** What holds where several desks have a say: of each, what asks for more. None: the default. */
export function strictest(policies: readonly PasswordPolicy[]): PasswordPolicy {
  if (policies.length === 0) return defaultPasswordPolicy;
  const counted = policies.some((policy) => policy.lettersAndDigits === true);
  return {
    minLength: Math.max(...policies.map(({ minLength }) => minLength)),
    minDigits: Math.max(...policies.map(({ minDigits }) => minDigits)),
    ...(counted ? { lettersAndDigits: true } : {}),
  };
}

/**
 * What is wrong with a new password; null: nothing.
 * @param about words that are no secret here: the person's address and name, the desk's name
 */
export function passwordFlaw(password: string, policy: PasswordPolicy, about: readonly string[] = []): PasswordFlaw | null {
  const letters = [...password.normalize("NFKC")];
  if (letters.length < policy.minLength) return policy.lettersAndDigits === true ? "too-few-letters" : "too-short";
  if (policy.lettersAndDigits === true && letters.filter((letter) => /[\p{L}\p{Nd}]/u.test(letter)).length < policy.minLength) return "too-few-letters";
  if (letters.length > longestPassword) return "too-long";
  if (letters.filter((letter) => /\p{Nd}/u.test(letter)).length < policy.minDigits) return "needs-digits";
  return isCommon(password, about) ? "common" : null;
}

const leet: Record<string, string> = { "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", $: "s", "!": "i" };
const fold = (text: string) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
const unleet = (text: string) => text.replace(/[0134578@$!]/g, (char) => leet[char] ?? char);

/**
 * What a guesser tries first: a common word, a keyboard's row, a run or a repetition, whatever digits and signs stand
 * around it ("Password2024!", "qwerty123", "aaaa1111"), or the person's own address or name.
 */
function isCommon(password: string, about: readonly string[]): boolean {
  const plain = fold(password);
  // few different characters: 11111111, abababab
  if (new Set(plain).size <= 3) return true;
  const words = new Set([...commonWords, ...about.flatMap((text) => fold(text).split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length >= 4)]);
  const bare = plain.replace(/[^\p{L}\p{N}]/gu, "");
  const core = bare.replace(/^\d+|\d+$/g, "");
  const dressed = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  const candidates = [bare, core, unleet(dressed).replace(/[^\p{L}]/gu, ""), unleet(core)];
  if (candidates.some((candidate) => words.has(candidate) || isRun(candidate))) return true;
  if (about.some((text) => fold(text) === plain)) return true;
  const half = bare.slice(0, bare.length / 2);
  const halfCore = half.replace(/^\d+|\d+$/g, "");
  return bare === half + half && (words.has(halfCore) || isRun(halfCore) || half.length <= 4);
}

/** A piece of a keyboard's row or of the alphabet, forwards or backwards: qwertyui, 87654321. */
function isRun(text: string): boolean {
  if (text.length < 4) return false;
  const turned = [...text].reverse().join("");
  return keyboardRows.some((row) => (row + row).includes(text) || (row + row).includes(turned));
}

/**
 * A session ends this long after it was last used, and at the latest this long after it began; earlier where a directory
 * vouches for the person: whoever leaves the company is out by the next morning.
 */
export const sessionLife = { idleHours: 14 * 24, absoluteHours: 90 * 24, vouchedHours: 12 };
/** How often a session's use is written down. Between two writes it may look up to this much older than it is. */
export const seenEveryHours = 1;

/** When a session ends that was begun then and is used now. @param endsAt its latest end where it has one of its own */
export function sessionEnd(createdAt: Temporal.Instant, now: Temporal.Instant, endsAt: Temporal.Instant | null = null): Temporal.Instant {
  const idle = now.add({ hours: sessionLife.idleHours });
  const last = endsAt ?? createdAt.add({ hours: sessionLife.absoluteHours });
  return idle.epochMilliseconds < last.epochMilliseconds ? idle : last;
}

/** How long a mailed link works, in hours. */
export const linkHours = { "sign-in": 1, password: 24, invitation: 7 * 24, administrator: 24, ticket: 7 * 24, address: 24 } as const;
export type LinkOccasion = keyof typeof linkHours;

/** Tries within a window, counted together by address (whoever asks) and by the asker's IP address (whatever it asks). */
export const limits = {
  signInByAddress: { tries: 10, minutes: 15 },
  signInByIp: { tries: 100, minutes: 15 },
  linkByAddress: { tries: 5, minutes: 60 },
  linkByIp: { tries: 60, minutes: 60 },
  linkUseByIp: { tries: 100, minutes: 15 },
  secondFactor: { tries: 10, minutes: 15 },
} as const;
/** So many tries in so many minutes. */
export interface Limit {
  tries: number;
  minutes: number;
}

/** An address as it is stored: the domain is case-insensitive, and in practice so is the rest. */
export const normalizeAddress = (address: string): string => address.trim().toLowerCase();

/** IPv6 askers own at least a /64 and can change the rest at will: they are counted by it. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped?.[1]) return mapped[1];
  if (!ip.includes(":")) return ip;
  const [head = "", tail] = ip.toLowerCase().split("%")[0]?.split("::") ?? [];
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = tail === undefined ? 0 : 8 - front.length - back.length;
  const groups = [...front, ...Array.from({ length: Math.max(0, missing) }, () => "0"), ...back];
  return groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, "")).join(":");
}
