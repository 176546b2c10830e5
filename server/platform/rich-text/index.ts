import { maskCards, maskCardsInHtml } from "./cards.ts";
import { sanitize } from "./sanitize.ts";
import { quoteStart } from "./quotes.ts";
import { textToHtml } from "./text.ts";

export { maskCards, withoutCards } from "./cards.ts";
export { sanitize, splitHtml, type Sanitized } from "./sanitize.ts";
export { quoteStart } from "./quotes.ts";
export { withoutQuote } from "./without-quote.ts";
export { escapeHtml, excerpt, textToHtml } from "./text.ts";

/** The words of HTML, without sanitising it for display. */
export function htmlToText(html: string): string {
  return sanitize(html, false).text;
}

export interface Body {
  /** sanitised; a quoted history stands in `<blockquote data-quote>` */
  html: string;
  text: string;
  /** where in `text` the quoted history starts; null: it is shown whole */
  quoteAt: number | null;
}

/**
 * The body of a mail as it is stored and shown: both forms, the quoted history marked, nothing cut, payment cards' numbers
 * hidden.
 * @param text the mail's own text, null when it came as HTML only
 * @param isForward a forwarded mail is what matters, so it is not folded
 */
export function renderBody(text: string | null, html: string | null, isForward = false): Body {
  return maskBody(render(text, html, isForward));
}

/** The body with payment cards' numbers hidden; once more changes nothing. */
export const maskBody = ({ html, text, quoteAt }: Body): Body => ({ html: maskCardsInHtml(html), text: maskCards(text), quoteAt });

function render(text: string | null, html: string | null, isForward: boolean): Body {
  if (html !== null) {
    const clean = sanitize(html, !isForward);
    if (clean.text !== "" || /<img\b/.test(clean.html)) {
      if (text === null || text.trim() === "") return { html: clean.html, text: clean.text, quoteAt: clean.quoteAt ?? (isForward ? null : quoteStart(clean.text)) };
      return { html: clean.html, text, quoteAt: isForward ? null : quoteStart(text) };
    }
  }
  const words = text ?? "";
  const quoteAt = isForward ? null : quoteStart(words);
  if (quoteAt === null) return { html: textToHtml(words), text: words, quoteAt };
  return { html: `${textToHtml(words.slice(0, quoteAt))}<blockquote data-quote="1">${textToHtml(words.slice(quoteAt))}</blockquote>`, text: words, quoteAt };
}
