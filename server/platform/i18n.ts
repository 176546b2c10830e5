import { readFileSync } from "node:fs";
import path from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import en from "../../locales/en.json" with { type: "json" };
import { languages, type Language } from "../../contract/common.ts";

export type MessageKey = keyof typeof en;
export type { Language };

const read = (language: Language): Record<string, string> => JSON.parse(readFileSync(path.join(import.meta.dirname, "..", "..", "locales", `${language}.json`), "utf8"));
const catalogues = new Map<Language, Record<string, string>>(languages.map((language) => [language, language === "en" ? en : read(language)]));
const formats = new Map<string, IntlMessageFormat>();

/** The text of a key, with its parameters, in a language. A key that only exists at run time (of a problem) may be missing: the key itself is shown. */
export function translate(language: Language, key: MessageKey | (string & {}), params: Record<string, string | number> = {}): string {
  const id = `${language} ${key}`;
  let format = formats.get(id);
  if (format === undefined) {
    const text = catalogues.get(language)?.[key] ?? en[key as MessageKey];
    if (text === undefined) return key;
    format = new IntlMessageFormat(text, language, undefined, { ignoreTag: true });
    formats.set(id, format);
  }
  return String(format.format(typeof params["language"] === "string" ? { ...params, language: nameOf(params["language"], language) } : params));
}

/** A parameter that is one of our languages is told by its name, in the reader's. */
const nameOf = (tag: string, reader: Language): string => (languages.includes(tag) ? (new Intl.DisplayNames([reader], { type: "language", languageDisplay: "standard" }).of(tag.split("-")[0] ?? tag) ?? tag) : tag);

/** The words of a key as they are written, not as MessageFormat: those of a letter are a template. In English where the language lacks them. */
export const wordsOf = (language: Language, key: string): string | undefined => catalogues.get(language)?.[key] ?? en[key as MessageKey];

/** The language of ours closest to a BCP 47 tag: `es-MX` is es, `pt` is pt-BR. Null where none is. */
export function languageOf(tag: string): Language | null {
  const lower = tag.trim().toLowerCase();
  const base = lower.split("-")[0];
  return languages.find((language) => language.toLowerCase() === lower) ?? languages.find((language) => language.split("-")[0] === base) ?? null;
}

/** The best of ours for an Accept-Language header (RFC 9110), else the fallback. */
export function acceptedLanguage(header: string | undefined, fallback: Language = "en"): Language {
  const wanted = (header ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...rest] = part.split(";");
      const q = rest.map((p) => /^\s*q=([\d.]+)/.exec(p)?.[1]).find((value) => value !== undefined);
      return { tag, q: q === undefined ? 1 : Number(q) };
    })
    .filter(({ tag, q }) => tag.trim() !== "" && q > 0)
    .sort((a, b) => b.q - a.q);
  for (const { tag } of wanted) {
    const language = languageOf(tag);
    if (language !== null) return language;
  }
  return fallback;
}
