import { readdirSync } from "node:fs";

/**
 * The languages every text of the product exists in, BCP 47: one for each file in `locales/`, English first. In the browser
 * apps the build puts the list in the place of this file (vite.config.ts).
 */
export const languages: readonly string[] = readdirSync(new URL("../locales/", import.meta.url))
  .flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -".json".length)] : []))
  .toSorted((a, b) => Number(b === "en") - Number(a === "en") || (a < b ? -1 : 1));
