import sanitizeHtml from "sanitize-html";
import { safeStyle } from "./styles.ts";
import { textToHtml, textWriter } from "./text.ts";

/** HTML safe for a sandboxed frame, and its words. */
export interface Sanitized {
  html: string;
  text: string;
  /** where the quoted history starts in `text`; in `html` it stands in `<blockquote data-quote>` */
  quoteAt: number | null;
}

const common = ["style", "dir", "lang", "title", "align", "valign", "width", "height", "bgcolor", "color", "data-quote", "data-quote-from"];
const options: sanitizeHtml.IOptions = {
  allowedTags: [
    "a", "abbr", "address", "article", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "div", "dl", "dt", "em",
    "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "ol", "p", "pre", "q", "s", "samp", "section",
    "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var", "wbr",
  ],
  allowedAttributes: {
    "*": common,
    a: ["href", "rel", "target"],
    img: ["src", "alt", "data-remote-src"],
    font: ["face", "size"],
    ol: ["start", "type"],
    table: ["border", "cellpadding", "cellspacing"],
    td: ["colspan", "rowspan"],
    th: ["colspan", "rowspan"],
    col: ["span"],
  },
  allowedSchemes: ["http", "https", "mailto", "tel"],
  allowedSchemesByTag: { img: ["cid", "data"] },
  allowProtocolRelative: false,
  nonTextTags: ["script", "style", "textarea", "option", "xmp", "title", "noscript", "svg", "math", "object", "iframe", "template"],
  parseStyleAttributes: false,
  nestingLimit: 256,
};

/** Past this many open elements it is an attack on the parser, whose cost grows with their square. */
const maxDepth = 2_000;

/** Elements that hold a quoted history, by what the usual programs call them. */
function holdsQuote(tag: string, attributes: Readonly<Record<string, string>>): boolean {
  const names = ` ${attributes["class"] ?? ""} `;
  if (tag === "blockquote") {
    return attributes["type"] === "cite" || /\b(?:gmail_quote|yahoo[-_]quoted|protonmail_quote|tutanota_quote|mori|iosymail)\b/.test(names) || (attributes["cite"] ?? "").startsWith("mid:");
  }
  return tag === "div" && / (?:gmail_quote(?:_container)?|gmail_extra|yahoo_quoted|zmail_extra|protonmail_quote|tutanota_quote|moz-cite-prefix|front-blockquote|freshdesk_quote|zd-quoted) /.test(names);
}

/** Elements after which all is history: Outlook puts it beside its answer, not into an element. */
function startsQuote(tag: string, attributes: Readonly<Record<string, string>>): "sure" | "if-from" | null {
  const id = (attributes["id"] ?? "").replace(/^x_+/, "");
  if (id === "divRplyFwdMsg" || id === "appendonsend" || id === "mail-editor-reference-message-container" || id === "OLK_SRC_BODY_SECTION" || id === "replySplit" || attributes["name"] === "_MailOriginal") return "sure";
  if (tag === "div" && /border-top:\s*(?:solid\s+)?#(?:b5c4df|e1e1e1)/i.test(attributes["style"] ?? "")) return "if-from";
  if (tag === "div" && / OutlookMessageHeader /.test(` ${attributes["class"] ?? ""} `)) return "if-from";
  return null;
}

const fromStart = /^\s*(?:From|De la|De|Von|Da|Van|Fra|Från|Od|Feladó|От|Від|Kimden|Gönderen)\s?:/i;
const dataImage = /^data:image\/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=\s]+$/i;

/**
 * Hostile HTML to HTML that can be shown in a sandboxed frame: no scripts, no forms, nothing loaded from elsewhere
 * (a remote picture's address moves to `data-remote-src`), links open apart. Quoted history is marked, not cut, unless
 * `markQuotes` is false (a forwarded mail is all history and shown as it is).
 */
export function sanitize(html: string, markQuotes = true): Sanitized {
  const writer = textWriter();
  let hidden = 0;
  let marks = 0;
  let pending: number | null = null;
  let quoteAt: number | null = null;
  const quoteStack: boolean[] = [];
  let inQuote = 0;
  // marks after which all is history
  let openEnded = 0;
  const refuted = new Set<number>();
  const setQuote = () => {
    quoteAt ??= writer.length();
  };
  const clean = () =>
    sanitizeHtml(html, {
      ...options,
      onOpenTag(tag, attributes) {
        if (tag === "head" || tag === "title") hidden++;
        writer.open(tag);
        const holds = markQuotes && holdsQuote(tag, attributes);
        if (quoteStack.push(holds) > maxDepth) throw new Error("nested too deeply");
        if (holds) {
          if (inQuote === 0) setQuote();
          inQuote++;
        }
      },
      onCloseTag(tag) {
        if (tag === "head" || tag === "title") hidden--;
        writer.close(tag);
        if (quoteStack.pop()) inQuote--;
      },
      textFilter(text) {
        if (hidden > 0) return text;
        const words = text.trim() !== "";
        if (words && pending !== null) {
          if (fromStart.test(text)) {
            setQuote();
            openEnded++;
          } else refuted.add(pending);
          pending = null;
        }
        // own words below a quoted part: an answer in between, nothing to fold in the text
        if (words && inQuote === 0 && quoteAt !== null && openEnded === 0) quoteAt = null;
        writer.write(text);
        return text;
      },
      transformTags: {
        "*": (tag, attributes) => {
          let openTag = tag;
          const kept: Record<string, string> = {};
          for (const [name, value] of Object.entries(attributes)) {
            if (name !== "data-quote" && name !== "data-quote-from" && name !== "data-remote-src") kept[name] = value;
          }
          if (kept["style"] !== undefined) {
            const style = safeStyle(kept["style"]);
            if (style === "") delete kept["style"];
            else kept["style"] = style;
          }
          if (tag === "a") restrictLink(kept);
          if (tag === "img") restrictImage(kept);
          if (markQuotes) {
            const start = startsQuote(tag, attributes);
            if (holdsQuote(tag, attributes)) {
              openTag = "blockquote";
              kept["data-quote"] = / moz-cite-prefix /.test(` ${attributes["class"] ?? ""} `) ? "lead" : "1";
            } else if (start !== null) {
              kept["data-quote-from"] = String(++marks);
              if (start === "if-from") pending = marks;
              else {
                setQuote();
                openEnded++;
              }
            }
          }
          return { tagName: openTag, attribs: kept };
        },
      },
    });
  let result: string;
  try {
    result = clean();
  } catch {
    // a parser that gives up must not cost us the mail: the words are shown without their looks
    const text = html.replace(/<[^<>]*>/g, " ").slice(0, 1_000_000);
    return { html: textToHtml(text), text, quoteAt: null };
  }
  if (marks > 0) result = wrapRest(result, refuted);
  if (result.includes('data-quote="lead"')) {
    result = result.replace(/<blockquote([^<>]*?) data-quote="lead"([^<>]*)>((?:(?!<\/?blockquote)[\s\S]){0,2000}?)<\/blockquote>\s*<blockquote([^<>]*) data-quote="1"([^<>]*)>/g, '<blockquote data-quote="1"><div>$3</div>');
  }
  const text = writer.text();
  const visible = quoteAt === null ? "" : text.slice(0, quoteAt).trim();
  return { html: result.toWellFormed(), text, quoteAt: quoteAt === null || visible === "" || quoteAt >= text.length ? null : quoteAt };
}

function restrictLink(attributes: Record<string, string>): void {
  const href = (attributes["href"] ?? "").trim();
  if (!/^(?:https?:|mailto:|tel:)/i.test(href)) {
    delete attributes["href"];
    return;
  }
  attributes["href"] = href;
  attributes["rel"] = "noopener noreferrer nofollow";
  attributes["target"] = "_blank";
}

function restrictImage(attributes: Record<string, string>): void {
  const source = (attributes["src"] ?? "").trim();
  if (source.startsWith("cid:") || dataImage.test(source)) return;
  delete attributes["src"];
  if (/^https?:\/\//i.test(source)) attributes["data-remote-src"] = source;
}

/** Puts everything from the first valid mark to the end into a block quote. */
function wrapRest(html: string, refuted: ReadonlySet<number>): string {
  for (const match of html.matchAll(/<[a-z][^<>]* data-quote-from="(\d+)"[^<>]*>/g)) {
    if (refuted.has(Number(match[1]))) continue;
    const { before, after, within } = splitHtml(html, match.index);
    if (within.some((tag) => tag.includes(' data-quote="'))) break; // already within a fold
    return stripMarks(`${before}<blockquote data-quote="1">${after}</blockquote>`);
  }
  return stripMarks(html);
}

/**
 * Cuts HTML in two at an index between its tags. The elements that are open there are closed before and opened again
 * after, so that both parts are well nested. Works on the output of `sanitize` only.
 */
export function splitHtml(html: string, index: number): { before: string; after: string; within: string[] } {
  const open: { name: string; tag: string }[] = [];
  for (const match of html.slice(0, index).matchAll(/<(\/?)([a-z][a-z0-9]*)([^<>]*)>/g)) {
    const [tag, slash, name = "", attributes = ""] = match;
    if (slash === "/") open.pop();
    else if (!attributes.endsWith("/")) open.push({ name, tag });
  }
  return {
    before: html.slice(0, index) + open.toReversed().map(({ name }) => `</${name}>`).join(""),
    after: open.map(({ tag }) => tag).join("") + html.slice(index),
    within: open.map(({ tag }) => tag),
  };
}

function stripMarks(html: string): string {
  return html.replace(/ data-quote-from="\d*"/g, "");
}
