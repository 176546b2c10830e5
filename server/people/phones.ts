import type * as Plans from "libphonenumber-js/min";
import { onFirstUse } from "../platform/on-first-use.ts";

/** Every country's numbering plan. */
const plans = onFirstUse<typeof Plans>("libphonenumber-js/min");

const digitsOf = (text: string): string => text.replace(/\D/g, "");
const countryCode = (country: string) => (plans().isSupportedCountry(country) ? country : undefined);

/**
 * A phone as it is stored and compared, from any notation: E.164 where a numbering plan knows it, else its digits.
 * @param country ISO 3166 of a number without a country of its own
 */
export function phoneKey(typed: string, country: string): string {
  // digits of other scripts are digits (NFKC makes full-width and Arabic-Indic ones comparable only in part)
  const text = typed.normalize("NFKC");
  const parsed = plans().parsePhoneNumberFromString(text, { extract: true, ...defaulted(country) });
  if (parsed !== undefined && parsed.isPossible()) return parsed.number;
  return `${text.trimStart().startsWith("+") ? "+" : ""}${digitsOf(text)}`;
}

const defaulted = (country: string) => {
  const code = countryCode(country);
  return code === undefined ? {} : { defaultCountry: code };
};

/** The stored number with its spaces: +34 971 00 01 01. */
export const phoneWritten = (number: string): string => (number.startsWith("+") ? (plans().parsePhoneNumberFromString(number)?.formatInternational() ?? number) : number);

/** The digits under which a stored number is found: with its country, and as it is dialled within. */
export function phoneDigits(number: string): string[] {
  const national = number.startsWith("+") ? plans().parsePhoneNumberFromString(number)?.nationalNumber : undefined;
  return [...new Set([digitsOf(number), digitsOf(national ?? "")].map((digits) => digits.replace(/^0+/, "")).filter((digits) => digits !== ""))];
}

/** Fewer digits say too little to look a number up by. */
const fewestDigits = 4;

/** How a typed part of a number is looked up: by the beginning of stored numbers, and by their end. Null: it is no phone. */
export function phoneSearch(typed: string, country: string): { beginnings: string[]; ending: string } | null {
  const text = typed.normalize("NFKC").trim();
  const digits = digitsOf(text);
  if (digits.length < fewestDigits || !/^\+?[\d\s().\-/]+$/.test(text)) return null;
  const code = countryCode(country);
  const national = digits.replace(/^0+/, "");
  const beginnings = [phoneKey(text, country), `+${national}`, ...(code === undefined || text.startsWith("+") ? [] : [`+${plans().getCountryCallingCode(code)}${national}`])];
  return { beginnings: [...new Set(beginnings)], ending: national };
}

/** The country of a desk's numbers: as it says, else where its language is most spoken. */
export function countryOf(desk: { language: string; settings: { country?: string } } | undefined): string {
  return desk?.settings.country ?? new Intl.Locale(desk?.language ?? "es").maximize().region ?? "ES";
}
