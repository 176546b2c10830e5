import { languages, type Language } from "../../../contract/common.ts";
import type { DeskConfiguration } from "../../../contract/desks.ts";
import { currentLanguage, languageName } from "../../lib/i18n.ts";
import type { Answers } from "./filling.ts";

type Desk = Pick<DeskConfiguration, "language" | "languages">;

/** In which language to write to who asks: as chosen, else the reader's own where the desk speaks it, else the desk's. */
export function chosenLanguage(desk: Desk, { language }: Answers): Language {
  const spoken = (one: string | undefined) => desk.languages.find((other) => other === one);
  return spoken(language) ?? spoken(currentLanguage()) ?? desk.language;
}

export const languageChoices = (offered: readonly Language[]): { value: string; label: string }[] =>
  languages.filter((one) => offered.includes(one)).map((one) => ({ value: one, label: languageName(one) }));
