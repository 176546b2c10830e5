import { useId } from "react";
import { labelIn } from "../../../contract/common.ts";
import type { IntakeKind, IntakeSettings, IntakeTarget } from "../../../contract/intake.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { inputClass } from "../../ui/field.tsx";
import type { DeskWords } from "../desks/api.ts";
import styles from "./intake.module.css";

const groups: { key: "item" | "review" | "who" | "ticket"; targets: IntakeTarget[] }[] = [
  { key: "item", targets: ["externalId", "subject", "body"] },
  { key: "review", targets: ["rating", "text", "author", "site", "location", "link", "writtenAt"] },
  { key: "who", targets: ["name", "email", "phone", "language"] },
  { key: "ticket", targets: ["queue", "type", "priority", "tags"] },
];

/** What of a payload becomes what of the ticket, and what stands in where it says nothing. */
export function MappingTable({ kind, settings, pointers, desk, onChange }: { kind: IntakeKind; settings: IntakeSettings; pointers: string[]; desk: DeskWords | undefined; onChange: (settings: IntakeSettings) => void }) {
  const listId = useId();
  const set = (part: "mapping" | "defaults", target: IntakeTarget, value: string) => {
    const { [target]: _taken, ...rest } = settings[part] ?? {};
    onChange({ ...settings, [part]: value === "" ? rest : { ...rest, [target]: value } });
  };
  const setField = (key: string, value: string) => {
    const { [key]: _taken, ...rest } = settings.fields ?? {};
    onChange({ ...settings, fields: value === "" ? rest : { ...rest, [key]: value } });
  };
  const fields = desk?.configuration.fields ?? [];
  const shown = groups.filter(({ key }) => key !== "review" || kind === "review" || kind === "survey");
  return (
    <div className={styles.mapping}>
      <datalist id={listId}>
        {pointers.map((pointer) => (
          <option key={pointer} value={pointer}>
            {pointer}
          </option>
        ))}
      </datalist>
      <div className={styles.mapped} aria-hidden>
        <span />
        <span className={styles.columns}>{t("desk.intake.path")}</span>
        <span className={styles.columns}>{t("desk.intake.default")}</span>
      </div>
      {shown.map(({ key, targets }) => (
        <fieldset key={key} className={styles.group}>
          <legend>{t(`desk.intake.group.${key}`)}</legend>
          {targets.map((target) => (
            <div key={target} className={styles.mapped}>
              <span>{t(`desk.intake.target.${target}`)}</span>
              <input className={inputClass} list={listId} spellCheck={false} aria-label={`${t(`desk.intake.target.${target}`)}: ${t("desk.intake.path")}`} placeholder="/" value={settings.mapping[target] ?? ""} onChange={(event) => set("mapping", target, event.target.value)} />
              {target === "externalId" ? <span /> : <input className={inputClass} aria-label={`${t(`desk.intake.target.${target}`)}: ${t("desk.intake.default")}`} placeholder="—" value={settings.defaults?.[target] ?? ""} onChange={(event) => set("defaults", target, event.target.value)} />}
            </div>
          ))}
        </fieldset>
      ))}
      {fields.length > 0 && (
        <fieldset className={styles.group}>
          <legend>{t("desk.settings.fields")}</legend>
          {fields.map((field) => {
            const name = labelIn(field.labels, currentLanguage(), desk?.configuration.language);
            return (
              <div key={field.key} className={styles.mapped}>
                <span dir="auto">{name}</span>
                <input className={inputClass} list={listId} spellCheck={false} aria-label={`${name}: ${t("desk.intake.path")}`} placeholder="/" value={settings.fields?.[field.key] ?? ""} onChange={(event) => setField(field.key, event.target.value)} />
                <span />
              </div>
            );
          })}
        </fieldset>
      )}
      <p className={styles.hint}>{t("desk.intake.path.about").replaceAll("⟨", "{{").replaceAll("⟩", "}}")}</p>
    </div>
  );
}
