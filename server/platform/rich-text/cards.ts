/**
 * Payment cards' numbers with all but their last four digits hidden, at the same length. Only what has a card network's
 * first digits, its length and a right check digit (ISO/IEC 7812): booking and parcel numbers stay.
 */
export function maskCards(text: string): string {
  return text.replace(every, (found) => {
    const digits = found.replace(/\D/g, "");
    if (!networks.test(digits) || !hasCheckDigit(digits)) return found;
    let left = digits.length;
    return found.replace(/\d/g, (digit) => (left-- > 4 ? "•" : digit));
  });
}

/** The same within HTML: in the words only, for addresses of links and pictures must stay what they are. */
export const maskCardsInHtml = (html: string): string => (candidate.test(html) ? html.replace(/[^<>]+(?=<|$)/g, (words, at: number) => (html[at - 1] === "<" ? words : maskCards(words))) : html);

const candidate = /(?<![\d.,/=-])\d{4}(?:[ -]?\d{4}){2}[ -]?\d{4}(?![\d-])|(?<![\d.,/=-])3[47]\d{2}[ -]?\d{6}[ -]?\d{5}(?![\d-])/;
const every = new RegExp(candidate, "g");
const networks = /^(?:4\d{15}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|2720\d{12}|6(?:011|5\d\d)\d{12}|3[47]\d{13})$/;

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
