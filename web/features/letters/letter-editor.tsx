import { IconArrowLeft, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { languages, type Labels, type Language } from "../../../contract/common.ts";
import { letterPlaceholders, type LetterDefinition, type LetterPreview as Preview, type LetterText } from "../../../contract/letters.ts";
import { languageName, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Tick } from "../../ui/field.tsx";
import { Segments } from "../../ui/segments.tsx";
import { LabelsField } from "../settings/labels.tsx";
import type { StandardLetter } from "./api.ts";
import styles from "./letters.module.css";
import { LetterPreview } from "./preview.tsx";
import { TemplateField } from "./template-field.tsx";

const parts = [
  ["subject", 1],
  ["opening", 3],
  ["body", 8],
  ["button", 1],
  ["link", 1],
  ["next", 2],
] as const satisfies readonly (readonly [keyof LetterText, number])[];

interface LetterEditorProps {
  desk: string;
  name: string;
  letter: LetterDefinition;
  /** as it is built in; absent: it is the desk's own */
  standard: StandardLetter | undefined;
  /** of the desk, its main one first */
  deskLanguages: readonly Language[];
  ticketFields: readonly string[];
  problemAt: (path: string) => string | undefined;
  fresh: boolean;
  onChange: (letter: LetterDefinition) => void;
  onLeave: () => void;
  onBack: () => void;
  onCreate: () => void;
  /** removes an own letter, or what the desk changed in a built-in one; absent: there is nothing to remove */
  onRemove?: (() => void) | undefined;
}

/** One letter in all its languages, with what it looks like beside it. Saved as a field is left. */
export function LetterEditor({ desk, name, letter, standard, deskLanguages, ticketFields, problemAt, fresh, onChange, onLeave, onBack, onCreate, onRemove }: LetterEditorProps) {
  const written = [...deskLanguages, ...languages.filter((one) => !deskLanguages.includes(one) && letter.texts[one] !== undefined)];
  const [language, setLanguage] = useState<Language>(written[0] ?? "en");
  const [notices, setNotices] = useState<Preview["notices"]>([]);
  const own = letter.texts[language] ?? {};
  const built = standard?.texts[language] ?? {};
  const placeholders = standard?.placeholders ?? letterPlaceholders(letter.key, ticketFields);
  const set = (part: keyof LetterText, value: string) => {
    const { [part]: _before, ...rest } = own;
    const text = value === (built[part] ?? "") ? rest : { ...rest, [part]: value };
    const { [language]: _texts, ...others } = letter.texts;
    onChange({ ...letter, texts: Object.keys(text).length === 0 ? others : { ...others, [language]: text } });
  };
  const lacks = (one: Language) => standard === undefined && letter.texts[one] === undefined;
  const together = letter.languages ?? [];
  const setTogether = (next: Language[]) => {
    const { languages: _before, ...rest } = letter;
    onChange(next.length === 0 ? rest : { ...rest, languages: next });
  };
  const withLanguages = standard === undefined || standard.to === "customer";
  return (
    <div className={styles.letter}>
      <header className={styles.head}>
        <IconButton label={t("desk.letters.back")} onClick={onBack}>
          <IconArrowLeft size={16} aria-hidden />
        </IconButton>
        <h2>{name}</h2>
        {onRemove !== undefined && (
          <Button look={standard === undefined ? "danger" : "quiet"} onClick={onRemove}>
            {standard === undefined && <IconTrash size={16} aria-hidden />} {standard === undefined ? t("desk.settings.remove") : t("desk.letters.reset-all")}
          </Button>
        )}
      </header>
      <div className={styles.split}>
        {/* keys of the fields inside arrive here */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <div role="group" aria-label={name} className={styles.form} onBlur={() => !fresh && onLeave()} onKeyDown={(event) => (event.metaKey || event.ctrlKey) && event.key === "Enter" && !fresh && onLeave()}>
          {standard === undefined && <LabelsField label={t("desk.settings.name")} hint={t("desk.letters.name.hint")} labels={letter.labels} languages={deskLanguages} onChange={(labels: Labels) => onChange({ ...letter, labels })} problem={problemAt("/labels")} focused={fresh} />}
          <Segments
            legend={t("desk.settings.languages")}
            value={language}
            options={written.map((one) => ({ value: one, label: <span className={lacks(one) ? styles.lacking : undefined}>{lacks(one) ? t("desk.letters.lacking", { language: languageName(one) }) : languageName(one)}</span> }))}
            onChange={setLanguage}
          />
          {problemAt(`/texts/${language}`) !== undefined && letter.texts[language] === undefined && <p className={styles.problem} role="alert">{problemAt(`/texts/${language}`)}</p>}
          {parts.map(([part, lines]) => {
            // a second link only where the letter brings one
            if (part === "link" && built.link === undefined) return null;
            return (
              <TemplateField
                key={`${language} ${part}`}
                label={t(`desk.letters.part.${part}`)}
                hint={part === "body" || part === "button" || part === "subject" ? t(`desk.letters.part.${part}.hint`) : undefined}
                lines={lines}
                value={own[part] ?? built[part] ?? ""}
                placeholders={placeholders}
                problem={problemAt(`/texts/${language}/${part}`)}
                notices={notices.flatMap(({ path, detail }) => (path === `/texts/${language}/${part}` ? [detail] : []))}
                onChange={(value) => set(part, value)}
                onReset={standard !== undefined && own[part] !== undefined ? () => set(part, built[part] ?? "") : undefined}
              />
            );
          })}
          {withLanguages && (
            <fieldset className={styles.together}>
              <legend>{t("desk.letters.together")}</legend>
              <p className={styles.hint}>{t("desk.letters.together.hint")}</p>
              {languages.map((one) => (
                <Tick key={one} label={languageName(one)} checked={together.includes(one)} onChange={(on) => setTogether(on ? [...together, one] : together.filter((other) => other !== one))} />
              ))}
              {problemAt("/languages") !== undefined && <p className={styles.problem} role="alert">{problemAt("/languages")}</p>}
            </fieldset>
          )}
          {fresh && (
            <div className={styles.acts}>
              <Button look="primary" onClick={onCreate}>
                {t("desk.letters.add")}
              </Button>
              <Button onClick={onBack}>{t("desk.settings.cancel")}</Button>
            </div>
          )}
        </div>
        <LetterPreview desk={desk} letter={letter} language={language} onNotices={setNotices} />
      </div>
    </div>
  );
}
