import { expect, test } from "vitest";
import { processorMs } from "../../testing/processor-time.ts";
import { maskCards, maskCardsInHtml, withoutCards } from "./cards.ts";

/** Numbers that the networks publish for tests. */
const cards = {
  visa: "4111111111111111", "visa 19": "4000000000000000006", mastercard: "5555555555554444", "mastercard 2-series": "2223003122003222", amex: "378282246310005", "amex 34": "343434343434343", diners: "30569309025904", "diners 36": "36227206271667",
  discover: "6011111111111117", "discover 65": "6500000000000002", jcb: "3530111333300000", unionpay: "6200000000000005", "unionpay 19": "6205500000000000004", maestro: "6759649826438453", mir: "2200000000000004",
};
const hidden = (digits: string) => "•".repeat(digits.length - 4) + digits.slice(-4);
const grouped = (digits: string, by: string): string =>
  digits.length === 15 || digits.length === 14 ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10)].join(by) : (digits.match(/.{1,4}/g) ?? []).join(by);

test.each(Object.entries(cards))("%s: hidden but for its last four digits, however it is written", (_network, digits) => {
  expect(maskCards(digits)).toBe(hidden(digits));
  for (const by of [" ", "-", ".", "\u00a0", "\u202f", "–", "  ", "\n"]) expect(maskCards(`Tarjeta ${grouped(digits, by)}, gracias`)).toBe(`Tarjeta ${grouped(hidden(digits), by)}, gracias`);
  const bare = hidden(digits);
  for (const [before, after] of [["VISA", ""], ["n.º=", ";"], ["Ana,", ",12/27,123"], ["card:", " 12/27 123"], ["(", ")"], ["-", "-"], ["tarjeta #", " 123"], ["0034 600123456 / ", ""]]) expect(maskCards(`${before}${digits}${after}`)).toBe(`${before}${bare}${after}`);
});

test.each([
  ["a wrong check digit", "4111 1111 1111 1112"],
  ["no network's first digits", "1234 5678 9012 3452"],
  ["too short", "411111111111116"],
  ["too long", "41111111111111111"],
  ["part of a longer number", "94111111111111111"],
  ["part of a code of groups", "4111-1111-1111-1111-1111-1111"],
  ["grouped as no card is", "41 11 11 11 11 11 11 11"],
  ["an account (IBAN)", "ES91 2100 0418 4502 0005 1332"],
  ["a phone", "+34 600 123 456, 0034 600 123 456"],
  ["a barcode (EAN-13)", "4006381333931"],
  ["a tracking number", "9400 1000 0000 0000 0000 00"],
  ["a moment", "2026-11-22T14:47:55.123456Z"],
  ["a fraction", "3.4111111111111111"],
  ["a page's address", "https://pay.example/4111111111111111?a=5555555555554444"],
  ["a mail's id", "<4111111111111111@mx.example>"],
  ["several numbers in a row", "4111 1111 12 3456 7890"],
])("stays as it is: %s", (_what, text) => {
  expect(maskCards(text)).toBe(text);
});

test("in HTML: across markup, with spaces of every kind, where attributes repeat it; addresses of links stay", () => {
  expect(maskCardsInHtml("<p>4111&nbsp;1111 <b>1111</b> 11<i>11</i></p>")).toBe("<p>••••&nbsp;•••• <b>••••</b> 11<i>11</i></p>");
  expect(maskCardsInHtml('<a href="tel:4111111111111111" title="4111 1111 1111 1111">4111&#160;1111&#160;1111&#160;1111</a>')).toBe('<a href="tel:••••••••••••1111" title="•••• •••• •••• 1111">••••&#160;••••&#160;••••&#160;1111</a>');
  expect(maskCardsInHtml('<img alt="4111111111111111" src="cid:4111111111111111">')).toBe('<img alt="••••••••••••1111" src="cid:4111111111111111">');
  for (const html of ['<a href="https://x.example/4111111111111111">aquí</a>', "<td>4111</td><td>1111</td><td>1111</td><td>1111</td>", "<p>4111 1111</p><p>1111 1111</p>", "<p>4111 1111 1111 1112</p>"]) expect(maskCardsInHtml(html)).toBe(html);
});

test("in every text of what is handed in, but not in what guards an account or names a thing", () => {
  const card = "4111111111111111";
  const safe = hidden(card);
  expect(withoutCards({ subject: card, requester: { name: `Ana ${card}` }, tags: [card], fields: { tarjeta: card, importe: 12, numero: Number(card) }, html: `<b>${card}</b>`, n: null, ok: true })).toEqual({
    subject: safe, requester: { name: `Ana ${safe}` }, tags: [safe], fields: { tarjeta: safe, importe: 12, numero: safe }, html: `<b>${safe}</b>`, n: null, ok: true,
  });
  const apart = { password: card, current: card, token: card, secret: card, id: card, at: new Date(0), bytes: Buffer.from(card) };
  expect(withoutCards(apart)).toEqual(apart);
});

test("a long text costs no more than its length", () => {
  const started = processorMs();
  for (const text of ["4".repeat(200_000), "4 ".repeat(100_000), "4111 1111 ".repeat(20_000), "4111-".repeat(40_000), "a@".repeat(50_000), "<b>4".repeat(50_000)]) {
    maskCards(text);
    maskCardsInHtml(text);
  }
  expect(processorMs() - started).toBeLessThan(5000);
});
