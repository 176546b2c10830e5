import type { Language } from "../../../contract/common.ts";
import type { Article } from "../../../contract/help-centre.ts";
import { languageName, t } from "../../lib/i18n.ts";
import shared from "./help-centre.module.css";
import { markClass, markOf, markWords } from "./marks.tsx";

/** On a phone the languages stand in one line that is moved by the thumb. */
export const intoView = (tab: HTMLButtonElement | null) => tab?.scrollIntoView({ block: "nearest", inline: "center" });

/** The languages of the desk, and those the article was once written in, each with how it stands. */
export function LanguageTabs({ article, languages, language, onLanguage }: { article: Article; languages: readonly Language[]; language: Language; onLanguage: (language: Language) => void }) {
  const all = [...new Set([article.language, ...languages, ...article.variants.map((one) => one.language)])];
  return (
    <div className={shared.tabs} role="group" aria-label={t("desk.help.article.language")}>
      {all.map((one) => {
        const mark = markOf(article, one);
        return (
          <button key={one} ref={one === language ? intoView : undefined} type="button" aria-pressed={one === language} onClick={() => onLanguage(one)}>
            <span lang={one}>{languageName(one)}</span>
            <span className={markClass(mark)}>{markWords(mark)}</span>
          </button>
        );
      })}
    </div>
  );
}
