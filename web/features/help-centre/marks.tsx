import type { Language } from "../../../contract/common.ts";
import type { ListedArticle } from "../../../contract/help-centre.ts";
import { languageName, t } from "../../lib/i18n.ts";
import styles from "./marks.module.css";

export type MarkOf = { state: "published" | "changed" | "draft" | "missing"; outdated: boolean };

/** How an article stands in a language. */
export function markOf(article: Pick<ListedArticle, "variants">, language: Language): MarkOf {
  const variant = article.variants.find((one) => one.language === language);
  return variant === undefined ? { state: "missing", outdated: false } : { state: variant.state, outdated: variant.outdated };
}
export const markWords = ({ state, outdated }: MarkOf): string => (outdated ? t("desk.help.outdated") : t(`desk.help.state.${state}`));
export const markClass = ({ state, outdated }: MarkOf): string => `${styles.mark} ${(outdated ? styles.outdated : styles[state]) ?? ""}`;

/** Its languages at a glance: read, not yet, outdated, missing. Said in words to who does not see. */
export function LanguageMarks({ article, languages }: { article: Pick<ListedArticle, "variants">; /** of the desk */ languages: readonly Language[] }) {
  const all = [...new Set([...languages, ...article.variants.map(({ language }) => language)])];
  return (
    <span className={styles.marks}>
      {all.map((language) => {
        const mark = markOf(article, language);
        return (
          <span key={language} className={markClass(mark)} title={`${languageName(language)}: ${markWords(mark)}`}>
            <span aria-hidden>{language.slice(0, 2)}</span>
            <span className="visually-hidden">{`${languageName(language)}: ${markWords(mark)}.`}</span>
          </span>
        );
      })}
    </span>
  );
}
