import { createElement, type ReactNode } from "react";

const asIs = new Set(["p", "br", "b", "strong", "i", "em", "u", "s", "del", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "sub", "sup"]);
const headings = new Set(["h1", "h2", "h3", "h4", "h5", "h6"]);
const through = new Set(["div", "span", "section", "article", "font"]);
const safeLink = /^(https?:|mailto:|tel:)/i;
const ownFile = /^\/api\/v1\/files\/[0-9a-f-]+/i;

const typography = /^(font-family|font-size|line-height|letter-spacing|margin|padding|direction|white-space|word-break|overflow-wrap|widows|orphans|text-indent|text-transform|mso-)/;
const inkBlack = /^(black|windowtext|#000|#000000|#111|#222|#222222|#333|#333333|rgb\(0, ?0, ?0\)|rgb\(34, ?34, ?34\)|inherit|initial)$/i;
/** A style that only repeats what any text has: most mail programs put some on every line. Ours replaces it. */
export function isMereTypography(style: string): boolean {
  return style.split(";").every((declaration) => {
    const [name = "", value = ""] = declaration.split(":").map((part) => part.trim().toLowerCase());
    return name === "" || typography.test(name) || (name === "color" && inkBlack.test(value)) || /^(normal|start|left|initial|inherit|none)$/.test(value);
  });
}

/** Marks the quoted history inside a message's HTML. */
export const isQuote = (node: Element): boolean => node.tagName === "BLOCKQUOTE" && node.hasAttribute("data-quote");

/**
 * A mail that is only words, as React elements: a person's plain mail reads in the page's own type, without a frame.
 * Only the elements listed above are rebuilt, never markup passed on. Null where the mail brings its own looks
 * (tables, styles, colours): such a mail belongs in the sandboxed frame.
 */
export function plainParts(root: Element, showQuotes: boolean): ReactNode[] | null {
  const parts: ReactNode[] = [];
  for (const [index, node] of [...root.childNodes].entries()) {
    const part = plainPart(node, index, showQuotes);
    if (part === null) return null;
    parts.push(part);
  }
  return parts;
}

function plainPart(node: Node, key: number, showQuotes: boolean): ReactNode | null {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? "";
  if (!(node instanceof Element)) return "";
  if (!isMereTypography(node.getAttribute("style") ?? "")) return null;
  const tag = node.tagName.toLowerCase();
  if (tag === "br" || tag === "hr") return createElement(tag, { key });
  if (isQuote(node) && !showQuotes) return "";
  if (tag === "img") {
    const src = node.getAttribute("src") ?? "";
    return ownFile.test(src) ? <img key={key} src={src} alt={node.getAttribute("alt") ?? ""} loading="lazy" /> : null;
  }
  const children = plainParts(node, showQuotes);
  if (children === null) return null;
  const direction = node.getAttribute("dir") === "rtl" ? { dir: "rtl" } : {};
  if (tag === "a") {
    const href = node.getAttribute("href") ?? "";
    if (!safeLink.test(href)) return createElement("span", { key }, ...children);
    return createElement("a", { key, href, title: href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...children);
  }
  if (headings.has(tag)) return createElement("p", { key, ...direction }, createElement("strong", {}, ...children));
  if (through.has(tag)) return createElement(tag === "span" || tag === "font" ? "span" : "div", { key, ...direction }, ...children);
  if (asIs.has(tag)) return createElement(tag, { key, ...direction, ...(isQuote(node) ? { "data-quote": "" } : {}) }, ...children);
  return null;
}
