import type { Language } from "../../contract/common.ts";
import type { VariantState } from "../../contract/help-centre.ts";

/** What is known of an article in one language, without its words. */
export interface VariantFacts {
  language: Language;
  latest: number;
  /** the revision that is read; null: none */
  published: number | null;
  /** the original's revision that this one was last held against */
  follows: number | null;
}

export const stateOf = ({ latest, published }: Pick<VariantFacts, "latest" | "published">): VariantState => (published === null ? "draft" : published === latest ? "published" : "changed");

/** A translation is outdated once its original was published anew. */
export function isOutdated(variant: VariantFacts, original: VariantFacts | undefined): boolean {
  if (original === undefined || original.language === variant.language || original.published === null || variant.published === null) return false;
  return variant.follows === null || variant.follows < original.published;
}

/** Languages of the desk in which there is nothing to read. */
export const missingIn = (languages: readonly Language[], variants: readonly VariantFacts[]): Language[] => languages.filter((language) => !variants.some((one) => one.language === language && one.published !== null));

/** On its day, and from then on. @param today in the desk's time zone */
export const isReviewDue = (reviewOn: string | null, today: string): boolean => reviewOn !== null && reviewOn <= today;

/** The language to show: the one asked for, else the article's own, else the first there is. */
export function bestVariant<T extends { language: Language }>(variants: readonly T[], wanted: Language, original: Language): T | undefined {
  return variants.find((one) => one.language === wanted) ?? variants.find((one) => one.language === original) ?? variants[0];
}

/** The words of a title as they stand in an address: "¿Cómo facturo?" is `como-facturo`. */
export function slug(title: string): string {
  const words = title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ß/g, "ss").replace(/ł/g, "l").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  if (words.length <= 80) return words;
  const cut = words.slice(0, 80).toWellFormed();
  return cut.slice(0, cut.lastIndexOf("-") > 40 ? cut.lastIndexOf("-") : undefined);
}

/** `12-como-facturo`, the last part of an article's address. The number counts; the words may change. */
export const articlePart = (id: number, title: string): string => [String(id), slug(title)].filter(Boolean).join("-");
export function articleId(part: string): number | null {
  const digits = /^([1-9]\d{0,14})(?:-|$)/.exec(part)?.[1];
  return digits === undefined ? null : Number(digits);
}
