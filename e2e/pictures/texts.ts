import { readFileSync } from "node:fs";
import path from "node:path";

/** What a language says under a key; a key that is gone fails, so that no picture shows something else by accident. */
export function textsIn(language: string): (key: string) => string {
  const texts = new Map<string, unknown>(Object.entries(JSON.parse(readFileSync(path.join(import.meta.dirname, "..", "..", "locales", `${language}.json`), "utf8")) as object));
  return (key) => {
    const text = texts.get(key);
    if (typeof text !== "string") throw new Error(`no text ${key} in ${language}`);
    return text;
  };
}
