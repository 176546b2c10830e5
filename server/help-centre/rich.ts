import sanitizeHtml from "sanitize-html";
import { html as tagged, trusted, type Html } from "../platform/html.ts";
import { escapeHtml, renderBody } from "../platform/rich-text/index.ts";
import { slug } from "./rules.ts";
import type { UsedFile } from "./store.ts";

/** Pictures of the text as the editor shows them: files of ours. */
const ownPicture = /src="\/api\/v1\/files\/([0-9a-f-]{36})(?:\?inline=1)?"/gi;

/** What was typed, as it is kept: sanitised, card numbers hidden, its pictures by Content-ID; and the files it uses. */
export function storedText(typed: string, attachments: readonly string[]): { html: string; words: string; files: UsedFile[] } {
  const inline = new Set<string>();
  const html = typed.replace(ownPicture, (_match, id: string) => {
    inline.add(id.toLowerCase());
    return `src="cid:${id.toLowerCase()}"`;
  });
  const body = renderBody(null, html, true);
  const ids = [...new Set([...inline, ...attachments.map((id) => id.toLowerCase())])];
  return { html: body.html, words: body.text, files: ids.map((fileId) => ({ fileId, contentId: inline.has(fileId) ? fileId : null, inline: inline.has(fileId) })) };
}

/** The text for the editor again. */
export const editableText = (html: string): string => html.replace(/src="cid:([0-9a-f-]{36})"/g, (_match, id: string) => `src="/api/v1/files/${id}?inline=1"`);

export interface Heading {
  id: string;
  text: string;
}

/** Only what an article needs: what looks otherwise, or acts, is left out, for this is shown in a page of ours. */
const options: sanitizeHtml.IOptions = {
  allowedTags: ["a", "b", "strong", "i", "em", "u", "s", "del", "code", "kbd", "mark", "sub", "sup", "br", "p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "hr", "img", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "dl", "dt", "dd", "bdi"],
  allowedAttributes: { a: ["href", "rel"], img: ["src", "alt", "loading"], h2: ["id"], ol: ["start"], td: ["colspan", "rowspan"], th: ["colspan", "rowspan", "scope"], "*": ["dir", "lang"] },
  allowedSchemes: ["http", "https", "mailto", "tel"],
  nestingLimit: 64,
};

/**
 * What is kept as it stands in a page: headings begin at the second level and can be linked to, pictures come from where
 * readers may fetch them.
 * @param pictureUrl where a file of the article is read
 */
export function articleText(stored: string, pictureUrl: (fileId: string) => string): { body: Html; headings: Heading[] } {
  const headings: Heading[] = [];
  const clean = sanitizeHtml(stored, {
    ...options,
    transformTags: {
      h1: "h2",
      h5: "h4",
      h6: "h4",
      div: "p",
      a: (tagName, { href = "" }) => ({ tagName, attribs: { href, rel: "nofollow noopener" } }),
      img: (tagName, { src = "", alt = "" }) => {
        const id = /^cid:([0-9a-f-]{36})$/.exec(src)?.[1];
        return { tagName, attribs: { src: id === undefined ? src : pictureUrl(id), alt, loading: "lazy" } };
      },
    },
    exclusiveFilter: ({ tag, attribs }) => tag === "img" && !/^(?:\/help\/|data:image\/(?:png|jpe?g|gif|webp);)/.test(attribs["src"] ?? ""),
    allowedSchemesByTag: { img: ["data"] },
  });
  const anchored = clean.replace(/<h2([^<>]*)>([\s\S]*?)<\/h2>/g, (_match, attributes: string, inner: string) => {
    const text = inner.replace(/<[^<>]*>/g, "").replace(/&(amp|lt|gt|quot);/g, (_entity, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"' })[name] ?? "").trim();
    if (text === "") return "";
    const base = slug(text) || "section";
    const taken = headings.filter(({ id }) => id === base || id.startsWith(`${base}--`)).length;
    const id = taken === 0 ? base : `${base}--${taken + 1}`;
    headings.push({ id, text });
    return `<h2${attributes.replace(/ id="[^"]*"/, "")} id="${escapeHtml(id)}">${inner}</h2>`;
  });
  // a wide table moves by itself, not the page
  return { body: trusted(anchored.replace(/<table/g, '<div class="wide" tabindex="0"><table').replace(/<\/table>/g, "</table></div>")), headings };
}

/** The first words of an article, where its writer gave no summary. */
export function shortened(words: string, length = 180): string {
  const line = words.replace(/\s+/g, " ").trim();
  if (line.length <= length) return line;
  const cut = line.slice(0, length).toWellFormed();
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), length * 0.6))}…`;
}

/** Text with the words of a search marked. Words are compared without accents and case. */
export function marked(text: string, searched: readonly string[]): Html {
  if (searched.length === 0) return tagged`${text}`;
  const fold = (word: string) => word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const stems = searched.map(fold).filter((word) => word.length > 2).map((word) => word.slice(0, Math.max(4, word.length - 2)));
  return tagged`${text.split(/([\p{L}\p{N}]+)/u).map((part, at) => (at % 2 === 1 && stems.some((stem) => fold(part).startsWith(stem)) ? tagged`<mark>${part}</mark>` : part))}`;
}
