import type { StoredFile } from "../../../contract/files.ts";
import type { ArticleVariant } from "../../../contract/help-centre.ts";

/** What is being written of an article in one language. */
export interface Writing {
  title: string;
  summary: string;
  html: string;
  files: StoredFile[];
}
export const blank: Writing = { title: "", summary: "", html: "", files: [] };
export const writingOf = (variant: Pick<ArticleVariant, "title" | "summary" | "html" | "files"> | undefined): Writing =>
  variant === undefined ? blank : { title: variant.title, summary: variant.summary, html: variant.html, files: variant.files.flatMap(({ inline, contentId: _contentId, ...file }) => (inline ? [] : [file])) };

/** Kept in this browser until it is saved, each person's own: a reload, or a session that ends, loses nothing. */
const key = (of: string) => `ventanilla.article.${of}`;
export function keep(of: string, after: number | null, writing: Writing): void {
  try {
    localStorage.setItem(key(of), JSON.stringify({ after, writing }));
  } catch {
    // a browser that keeps nothing: it stands on the page all the same
  }
}
export function kept(of: string): { after: number | null; writing: Writing } | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key(of)) ?? "null");
    // only `keep` writes there
    return found as { after: number | null; writing: Writing } | null;
  } catch {
    return null;
  }
}
export const forget = (of: string): void => localStorage.removeItem(key(of));

/** What staff last answered, as the beginning of an article: without the history below it, and without pictures that are the ticket's. */
export function fromReply(html: string): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const gone of page.querySelectorAll("blockquote[data-quote], img")) gone.remove();
  return page.body.innerHTML;
}
