/// <reference types="vite/client" />
declare module "virtual:catalogue/*" {
  const texts: Record<string, string>;
  export default texts;
}
/** The texts of an app, a file for each language, loaded when that language is shown. */
declare module "virtual:catalogues/*" {
  export const loadCatalogue: (language: string) => Promise<{ default: Record<string, string> }>;
}
/** Of `contract/languages.ts`, which the build replaces. */
declare module "node:fs" {
  export function readdirSync(folder: URL): string[];
}
