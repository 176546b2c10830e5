import { Liquid, LiquidError, type Template } from "liquidjs";
import { escapeHtml } from "./rich-text/index.ts";

/**
 * Texts that an administrator writes, over facts that anybody may have written: Liquid for placeholders and conditions,
 * and in bodies a little markup (paragraphs, lists, **bold**, [words](address)). A fact is only ever shown: nothing in it
 * is a template, markup or HTML.
 */

/** What a template may do: choose, repeat, name. Not: read files, or put together what escapes the marking of facts. */
const allowedTags = ["assign", "break", "case", "comment", "continue", "for", "if", "unless"];

// Own properties only, no files to include, and bounds: a letter is configuration, and configuration can be wrong. The ms of rendering
// are those of the clock on the wall: a busy machine must not fail a plain letter. What is empty or nought is not there: Liquid's own
// `if` takes an empty field for one that is filled in.
function engine(outputEscape?: (value: unknown) => string): Liquid {
  const liquid = new Liquid({ ownPropertyOnly: true, jsTruthy: true, templates: {}, parseLimit: 100_000, renderLimit: 10_000, memoryLimit: 10_000_000, strictFilters: true, ...(outputEscape === undefined ? {} : { outputEscape }) });
  for (const tag of Object.keys(liquid.tags)) if (!allowedTags.includes(tag)) delete liquid.tags[tag];
  // it would take a fact past its marking
  delete liquid.filters["raw"];
  return liquid;
}
const asString = (value: unknown): string => (value == null ? "" : Array.isArray(value) ? value.map(asString).join(", ") : String(value));

// a fact stands between two characters that no text has (they are taken out of the template), spelled so that no markup is in it
const [before, after] = ["\u{F0000}", "\u{F0001}"];
const marks = new RegExp(`[${before}${after}]`, "gu");
const marked = new RegExp(`${before}([0-9a-f]*)${after}`, "gu");
const mark = (value: unknown): string => {
  const text = asString(value);
  return text === "" ? "" : `${before}${Buffer.from(text.toWellFormed()).toString("hex")}${after}`;
};
const unmarked = (text: string, show: (fact: string, at: number) => string): string => text.replace(marked, (_all, hex: string, at: number) => show(Buffer.from(hex, "hex").toString(), at));

const plain = engine();
const marking = engine(mark);

/** A template is parsed once; the bound is for texts that are edited over and over in a process that lives long. */
const parsed = new Map<string, Template[]>();
const maxParsed = 5000;

function render(liquid: Liquid, template: string, facts: object): string {
  if (template === "") return "";
  const key = `${liquid === plain ? "p" : "m"}${template}`;
  let templates = parsed.get(key);
  if (templates === undefined) {
    if (parsed.size >= maxParsed) parsed.clear();
    templates = liquid.parse(template);
    parsed.set(key, templates);
  }
  return String(liquid.renderSync(templates, facts)).replace(/[ \t]+\n/g, "\n").replace(/\n{3,}/g, "\n\n").trim();
}

/** A line of plain text: a subject, the words on a button. */
export const renderLine = (template: string, facts: object): string => render(plain, template, facts);

export interface Rendered {
  text: string;
  html: string;
}

/** A body with its markup, in both forms. `accent` is the colour of its links. */
export function renderBody(template: string, facts: object, accent: string): Rendered {
  const blocks = render(marking, template.replace(marks, ""), facts).split(/\n[ \t]*\n\s*/).filter((block) => block.trim() !== "");
  return { text: blocks.map(blockText).join("\n\n"), html: blocks.map((block) => blockHtml(block, accent)).join("\n") };
}

/** What is wrong with a template, and in which line; null: it can be rendered. */
export function templateMistake(template: string): { line: number; part: string } | null {
  try {
    marking.renderSync(marking.parse(template), {});
    return null;
  } catch (error) {
    if (!(error instanceof LiquidError)) throw error;
    const [line] = error.token.getPosition();
    return { line: line ?? 1, part: error.token.getText().trim().slice(0, 60) };
  }
}

/** The facts a template names, each once; of a template that cannot be parsed none. */
export const variablesOf = (template: string): string[] => (templateMistake(template) === null ? [...new Set(plain.globalFullVariablesSync(template))] : []);

const bullet = /^[-*•]\s+/;
const numeral = /^\d{1,3}[.)]\s+/;
const listOf = (lines: readonly string[]): { tag: "ul" | "ol"; sign: RegExp } | null => {
  if (lines.every((line) => bullet.test(line))) return { tag: "ul", sign: bullet };
  return lines.every((line) => numeral.test(line)) ? { tag: "ol", sign: numeral } : null;
};
const inline = new RegExp(`\\[([^\\[\\]\\n]{1,500})\\]\\(([^()\\s]{1,4000})\\)|\\*\\*([^*\\n]{1,2000})\\*\\*|https?://(?:[^\\s<>"${before}]|${before}[0-9a-f]*${after}){1,4000}`, "gu");

/** The lines of a block; an indented one goes on with the entry of the list above it. */
const linesOf = (block: string): string[] =>
  block.split("\n").reduce<string[]>((lines, line) => {
    const text = line.trim();
    const above = lines.at(-1);
    const goesOn = /^\s{2}/.test(line) && above !== undefined && listOf([above]) !== null && listOf([text]) === null;
    return goesOn ? [...lines.slice(0, -1), `${above}\n${text}`] : [...lines, text];
  }, []);

function blockText(block: string): string {
  const lines = linesOf(block);
  const shown = (list: ReturnType<typeof listOf>) => (list?.tag === "ul" ? lines.map((line) => `- ${line.replace(bullet, "")}`) : lines).map((line) => line.replace(/\n/g, "\n  "));
  return unmarked(
    shown(listOf(lines))
      .join("\n")
      .replace(inline, (all, words: string | undefined, address: string | undefined, bold: string | undefined) => (bold !== undefined ? bold : words === undefined || address === undefined ? all : `${words}: ${addressOf(address)}`)),
    (fact) => fact,
  );
}

function blockHtml(block: string, accent: string): string {
  const lines = linesOf(block);
  const list = listOf(lines);
  const shown = (line: string) => line.split("\n").map((part) => inlineHtml(part, accent)).join("<br>");
  if (list === null) return `<p style="margin:0 0 16px">${lines.map(shown).join("<br>")}</p>`;
  return `<${list.tag} style="margin:0 0 16px;padding:0 0 0 24px">${lines.map((line) => `<li style="margin:0 0 4px">${shown(line.replace(list.sign, ""))}</li>`).join("")}</${list.tag}>`;
}

const wordsHtml = (text: string) => unmarked(escapeHtml(text), (fact) => escapeHtml(fact).replace(/\r\n?|\n/g, "<br>"));

function inlineHtml(text: string, accent: string): string {
  let html = "";
  let last = 0;
  for (const match of text.matchAll(inline)) {
    const [all, words, address, bold] = match;
    html += wordsHtml(text.slice(last, match.index));
    last = match.index + all.length;
    if (bold !== undefined) html += `<strong>${wordsHtml(bold)}</strong>`;
    else if (address !== undefined) html += linkHtml(address, wordsHtml(words ?? ""), accent);
    else {
      // what ends a sentence is not part of the address
      const bare = all.replace(/[.,;:!?'*_)\]]+$/, "");
      html += linkHtml(bare, wordsHtml(bare), accent) + wordsHtml(all.slice(bare.length));
    }
  }
  return html + wordsHtml(text.slice(last));
}

/** An address with facts in it: one that a fact begins is that fact, elsewhere a fact is a value. */
const addressOf = (address: string) => unmarked(address, (fact, at) => (at === 0 ? fact : encodeURIComponent(fact)));

function linkHtml(address: string, words: string, accent: string): string {
  const target = addressOf(address);
  return /^(https?:\/\/|mailto:|tel:)[^\s<>"]+$/i.test(target) ? `<a class="link" href="${escapeHtml(target)}" style="color:${accent}">${words}</a>` : words;
}
