const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** Addresses as people type them. Bounded, without nested repetition: linear in the text. */
const linkable = /\b(?:https?:\/\/[^\s<>"]{1,2000}|www\.[a-z0-9-]{1,63}\.[^\s<>"]{2,500}|mailto:[^\s<>"]{3,254})|[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}/gi;

function linkify(text: string): string {
  if (!/[@:]|www\./i.test(text)) return escapeHtml(text);
  let html = "";
  let last = 0;
  for (const match of text.matchAll(linkable)) {
    let shown = match[0];
    // what ends a sentence is not part of the address; a closing bracket is, where one was opened in it
    while (/[.,;:!?'*_)\]}»”]$/.test(shown) && !(shown.endsWith(")") && shown.includes("("))) shown = shown.slice(0, -1);
    const target = /^https?:|^mailto:/i.test(shown) ? shown : shown.toLowerCase().startsWith("www.") ? `http://${shown}` : `mailto:${shown}`;
    html += `${escapeHtml(text.slice(last, match.index))}<a href="${escapeHtml(target)}" rel="noopener noreferrer nofollow" target="_blank">${escapeHtml(shown)}</a>`;
    last = match.index + shown.length;
  }
  return html + escapeHtml(text.slice(last));
}

/** Plain text as HTML: paragraphs, line breaks, links. The words stay as they are. */
export function textToHtml(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .split(/\n[ \t]*\n\s*/)
    .filter((paragraph) => paragraph.trim() !== "")
    .map((paragraph) => `<p>${paragraph.replace(/^\n+/, "").trimEnd().split("\n").map((line) => linkify(line).replace(/^ +| {2,}/g, (spaces) => "&nbsp;".repeat(spaces.length))).join("<br>")}</p>`)
    .join("");
}

/** The first words, on one line, at most `length` characters. */
export function excerpt(text: string, length = 140): string {
  const line = text.slice(0, length * 8).replace(/(?:\s|\p{Default_Ignorable_Code_Point})+/gu, " ").trim();
  if (line.length <= length) return line;
  const cut = line.slice(0, length - 1).toWellFormed().replace(/\ufffd$/, "");
  const space = cut.lastIndexOf(" ");
  return `${space > length * 0.6 ? cut.slice(0, space) : cut}…`;
}

const blocks = new Set(["address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "pre", "section", "table", "tbody", "tr", "ul"]);

/** Writes the words of HTML as text while it is walked through: blocks on lines of their own, lists with dashes. */
export interface TextWriter {
  open(tag: string): void;
  close(tag: string): void;
  /** @param text with the entities that `escapeHtml` makes, and no others */
  write(text: string): void;
  length(): number;
  text(): string;
}

export function textWriter(): TextWriter {
  const lines: string[] = [];
  let finished = 0;
  let line = "";
  // asking the growing line itself would copy it each time
  let endsBlank = true;
  let breaks = 0;
  let pre = 0;
  const breakLine = (count: number) => {
    breaks = Math.max(breaks, count);
  };
  const finish = (text: string) => {
    lines.push(text);
    finished += text.length + 1;
  };
  const put = (text: string) => {
    if (text === "") return;
    if (breaks > 0 && (line !== "" || lines.length > 0)) {
      finish(line.trimEnd());
      if (breaks > 1) finish("");
      line = "";
    }
    breaks = 0;
    line += text;
    endsBlank = text.endsWith(" ") || text === "\t";
  };
  return {
    open(tag) {
      if (tag === "br") breaks = Math.min(breaks + 1, 2);
      else if (tag === "p") breakLine(2);
      else if (blocks.has(tag)) breakLine(1);
      if (tag === "li") put("- ");
      if (tag === "pre") pre++;
    },
    close(tag) {
      if (tag === "p") breakLine(2);
      else if (blocks.has(tag)) breakLine(1);
      else if ((tag === "td" || tag === "th") && breaks === 0 && line !== "") put("\t");
      if (tag === "pre") pre = Math.max(0, pre - 1);
    },
    write(escaped) {
      const text = escaped.includes("&") ? escaped.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => (name === "amp" ? "&" : name === "lt" ? "<" : name === "gt" ? ">" : '"')) : escaped;
      if (pre > 0) {
        const pieces = text.split("\n");
        pieces.forEach((piece, index) => {
          if (index > 0) breaks = Math.min(breaks + 1, 2);
          put(piece);
        });
        return;
      }
      const words = text.replace(/[ \t\r\n\f]+/g, " ");
      put((breaks > 0 || endsBlank) && words.startsWith(" ") ? words.slice(1) : words);
    },
    length: () => finished + line.length,
    text: () => [...lines, line.trimEnd()].join("\n").replace(/\u00a0/g, " ").trimEnd(),
  };
}
