import { useSyncExternalStore } from "react";
import { IntlMessageFormat } from "intl-messageformat";
import { languages, type Language } from "../../contract/common.ts";
import type english from "../../locales/en.json";

/** Every text's key, from the English catalogue: a key that does not exist does not compile. */
export type TextKey = keyof typeof english;
export type TextParams = Record<string, string | number | boolean | Date | null | undefined>;
export type Catalogue = Record<string, string>;
/** Loads one language's texts; each app passes its own, so that it carries only its own sections. */
export type CatalogueLoader = (language: Language) => Promise<{ default: Catalogue }>;

const storageKey = "ventanilla.language";
let language: Language = "en";
let texts: Catalogue = {};
let load: CatalogueLoader | undefined;
const compiled = new Map<string, IntlMessageFormat>();
const listeners = new Set<() => void>();

/** The language to begin with: chosen here before, else what the browser asks for, else the desk's or English. */
export function preferredLanguage(fallback: Language = "en"): Language {
  const stored = localStorage.getItem(storageKey);
  for (const wanted of [stored ?? "", ...navigator.languages]) {
    const exact = languages.find((one) => one.toLowerCase() === wanted.toLowerCase());
    const near = languages.find((one) => one.split("-")[0] === wanted.toLowerCase().split("-")[0]);
    if (exact ?? near) return exact ?? near ?? fallback;
  }
  return fallback;
}
export const hasChosenLanguage = (): boolean => localStorage.getItem(storageKey) !== null;

/** Loads the catalogue, then tells everyone who shows text. `remember` keeps the choice in this browser. */
export async function setLanguage(wanted: Language, { loader, remember = false }: { loader?: CatalogueLoader; remember?: boolean } = {}): Promise<void> {
  load = loader ?? load;
  if (!load) throw new Error("no catalogue loader");
  if (remember) localStorage.setItem(storageKey, wanted);
  const catalogue = await load(wanted);
  texts = catalogue.default;
  language = wanted;
  compiled.clear();
  document.documentElement.lang = wanted;
  for (const listener of listeners) listener();
}

/** Names the language before its texts are there, so that what is asked of the server meanwhile is asked in it. */
export function expectLanguage(wanted: Language): void {
  language = wanted;
}

export const currentLanguage = (): Language => language;
/** Re-renders with the language; apps put it as `key` on their root so that every text follows. */
export const useLanguage = (): Language =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentLanguage);

/** The text of a key in the reader's language (ICU MessageFormat). */
export function t(key: TextKey, params?: TextParams): string {
  return text(key, params);
}
/** For keys made of data (evidence, fates): the key itself shows only where a catalogue lacks it. */
export function text(key: string, params?: TextParams): string {
  const pattern = texts[key];
  if (pattern === undefined) return key;
  if (!pattern.includes("{") && !pattern.includes("'")) return pattern;
  let format = compiled.get(key);
  if (!format) compiled.set(key, (format = new IntlMessageFormat(pattern, language)));
  return String(format.format(params));
}
export const hasText = (key: string): boolean => key in texts;

/** A language's own name: "Español". */
export function languageName(one: Language): string {
  const name = new Intl.DisplayNames([one], { type: "language" }).of(one) ?? one;
  return name.charAt(0).toLocaleUpperCase(one) + name.slice(1);
}
