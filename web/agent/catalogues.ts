import type { Language } from "../../contract/common.ts";
import type { Catalogue } from "../lib/i18n.ts";

/** The desk's texts, a file per language, loaded when that language is shown. */
export const catalogues: Record<Language, () => Promise<{ default: Catalogue }>> = {
  en: () => import("virtual:catalogue/agent/en"),
  es: () => import("virtual:catalogue/agent/es"),
  "pt-BR": () => import("virtual:catalogue/agent/pt-BR"),
  ro: () => import("virtual:catalogue/agent/ro"),
};
