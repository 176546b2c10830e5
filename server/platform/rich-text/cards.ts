/**
 * Payment cards' numbers with all but their last four digits hidden, at the same length. Only what has a card network's
 * first digits, its length and a right check digit (ISO/IEC 7812) and is grouped as people write cards: booking, parcel
 * and account numbers stay. Addresses of pages and mailboxes stay what they are.
 */
export const maskCards = (text: string): string => hide(text, digitsToHide(text));

/** The same within HTML: in the words, however they are marked up, and where an attribute repeats them. */
export function maskCardsInHtml(html: string): string {
  const masked = mayHold(html.replace(tag, "").replace(space, " ")) ? maskWords(html) : html;
  return masked.replace(repeating, (_attribute, before: string, value: string) => before + maskCards(value));
}

function maskWords(html: string): string {
  const { words, at } = wordsOf(html);
  return hide(html, digitsToHide(words).flatMap((index) => at[index] ?? []));
}

const tag = /<\/?[a-z][^<>]*>/gi;
/** A space as an entity: cards are pasted with them. */
const space = /&(?:nbsp|#160|#x0*a0);/gi;
/** Attributes that show or dial what the words say. */
const repeating = /( (?:title|alt)="|href="tel:)([^"]*)/gi;
/** Markup within a line: what it stands between belongs together. */
const inline = /^<\/?(?:a|abbr|b|bdi|bdo|big|cite|code|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|tt|u|var|wbr)\b/i;

/** The words of HTML as they are read, and for each character where it stands. */
function wordsOf(html: string): { words: string; at: number[] } {
  const at: number[] = [];
  let words = "";
  const read = (from: number, to: number) => {
    for (let index = from; index < to; index++) at.push(index);
    words += html.slice(from, to);
  };
  let from = 0;
  for (const { 0: found, index } of html.matchAll(/<\/?[a-z][^<>]*>|&(?:nbsp|#160|#x0*a0);/gi)) {
    read(from, index);
    if (found.startsWith("&") || !inline.test(found)) {
      at.push(index);
      words += found.startsWith("&") ? " " : "\0";
    }
    from = index + found.length;
  }
  read(from, html.length);
  return { words, at };
}

const between = "(?:[ \\t\\u00a0\\u2002-\\u200b\\u202f]{1,2}|[ \\t]?\\r?\\n[ \\t]?|[-.\\u00ad\\u2010-\\u2014])?";
const shape = (...groups: readonly (number | string)[]): RegExp => new RegExp(`${groups.map((digits) => `\\d{${digits}}`).join(between)}(?!\\d|-\\d{4})`, "y");
/** As cards are printed and typed, the longer first. */
const shapes = [shape("14,19"), shape(4, 4, 4, 4, "1,3"), shape(4, 4, 4, 4), shape(8, 8), shape(6, 13), shape(4, 6, 5), shape(4, 6, 4)];
/** Where a number begins that is no part of another. */
const beginning = /(?<!\d|\d[-.])\d/g;
/** What has no space or mark of a list in it; of these, addresses of pages and mailboxes. */
const piece = /[^\s,;<>()"'|]+/g;
const address = /:\/\/|^www\.|@/i;
const enough = new RegExp(`\\d(?:${between}\\d){13}`);
const mayHold = (text: string): boolean => enough.test(text);

/** The indexes of the digits that are not to be seen. */
function digitsToHide(text: string): number[] {
  if (!mayHold(text)) return [];
  const addresses = [...text.matchAll(piece)].flatMap(({ index, 0: found }) => (address.test(found) ? [[index, index + found.length] as const] : []));
  const hidden: number[] = [];
  let [after, passed] = [0, 0];
  for (const { index } of text.matchAll(beginning)) {
    while ((addresses[passed]?.[1] ?? Infinity) <= index) passed += 1;
    if (index < after || (addresses[passed]?.[0] ?? Infinity) <= index) continue;
    const found = shapes.map((one) => numberAt(one, text, index)).find((number) => number !== null && isCard(number));
    if (found == null) continue;
    const digits = [...found.matchAll(/\d/g)].map((digit) => index + digit.index);
    hidden.push(...digits.slice(0, -4));
    after = index + found.length;
  }
  return hidden;
}

function numberAt(one: RegExp, text: string, index: number): string | null {
  one.lastIndex = index;
  return one.exec(text)?.[0] ?? null;
}

function hide(text: string, indexes: readonly number[]): string {
  if (indexes.length === 0) return text;
  const characters = text.split("");
  for (const index of indexes) characters[index] = "•";
  return characters.join("");
}

/** Visa, Mastercard, American Express, Diners Club, Discover, JCB, UnionPay, Maestro and Mir, by their first digits and lengths. */
const networks =
  /^(?:4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|2720\d{12}|3[47]\d{13}|3(?:0[0-5]|095|[689]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{12}(?:\d{2,3})?|220[0-4]\d{12,15})$/;
const isCard = (written: string): boolean => {
  const digits = written.replace(/\D/g, "");
  return networks.test(digits) && hasCheckDigit(digits);
};

/** The check digit of Luhn's formula. */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** What guards an account or names a thing is no text: changed it would be another. */
const apart = new Set(["password", "current", "secret", "token", "credential", "endpoint", "keys", "id", "key", "externalId", "url"]);

/** A JSON value with the cards in all its texts hidden. A number that is a card's becomes such a text, which no number field takes. */
export function withoutCards(value: unknown, name = ""): unknown {
  if (typeof value === "string") return /html$/i.test(name) ? maskCardsInHtml(value) : maskCards(value);
  if (typeof value === "number") return Number.isSafeInteger(value) && isCard(String(value)) ? maskCards(String(value)) : value;
  if (Array.isArray(value)) return value.map((one) => withoutCards(one, name));
  if (value === null || typeof value !== "object") return value;
  const kind = Object.getPrototypeOf(value);
  if (kind !== Object.prototype && kind !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, apart.has(key) ? one : withoutCards(one, key)]));
}
