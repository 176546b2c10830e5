/** HTML without the history that it quotes. Works on the output of `sanitize` only. */
export function withoutQuote(html: string): string {
  let [kept, from, depth] = ["", 0, 0];
  for (const match of html.matchAll(/<(\/?)blockquote\b([^<>]*)>/g)) {
    const [tag, slash, attributes = ""] = match;
    if (depth === 0 && (slash === "/" || !attributes.includes(' data-quote="'))) continue;
    if (depth === 0) kept += html.slice(from, match.index);
    depth += slash === "/" ? -1 : 1;
    if (depth === 0) from = match.index + tag.length;
  }
  return depth > 0 ? kept : kept + html.slice(from);
}
