import { escapeHtml } from "./rich-text/index.ts";

const mark = Symbol("html");

/** HTML that is safe where it goes: made by `html`, or declared so by `trusted`. Nothing that arrives from outside is one. */
export interface Html {
  readonly [mark]: string;
}

/** What a template takes: text is escaped, HTML is taken as it is, nothing is left out. */
export type Piece = Html | string | number | null | undefined | false | readonly Piece[];

/**
 * A template of HTML. What is put into it is escaped for element content and for attributes in double quotation marks; an
 * attribute written otherwise would not be safe.
 */
export const html = (parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html => ({ [mark]: parts.reduce((before, part, index) => `${before}${written(pieces[index - 1])}${part}`) });

/** What is HTML already: sanitised by the rich-text pipeline, or a constant of ours. */
export const trusted = (text: string): Html => ({ [mark]: text });

/** The text to send. */
export const textOf = (piece: Html): string => piece[mark];

/** The address of a link: what is not of the web becomes the page itself, so that no link runs anything. */
export const safeUrl = (url: string): string => (/^(?:https?:|mailto:|tel:|\/(?!\/)|#|\?)/i.test(url) ? url : "#");

function written(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return "";
  if (typeof piece === "object") return mark in piece ? piece[mark] : piece.map(written).join("");
  return escapeHtml(String(piece));
}
