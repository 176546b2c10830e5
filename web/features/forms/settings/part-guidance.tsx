import { IconPlus, IconTrash } from "@tabler/icons-react";
import { labelIn } from "../../../../contract/common.ts";
import type { FormGuidance } from "../../../../contract/forms.ts";
import { currentLanguage, t } from "../../../lib/i18n.ts";
import { Button } from "../../../ui/button.tsx";
import { Tick } from "../../../ui/field.tsx";
import { LabelsField } from "../../settings/labels.tsx";
import type { PieceProps } from "./piece.ts";
import styles from "./settings.module.css";

/** What to know before filling the part in; in the staff's form, also for some roles only (L15). */
export function GuidanceOf({ part, form, lists, languages, problemAt, onChange }: PieceProps) {
  const { guidance = [] } = part;
  const set = (next: FormGuidance[]) => onChange({ ...part, guidance: next });
  return (
    <fieldset className={styles.ticks}>
      <legend>{t("desk.forms.guidance")}</legend>
      {guidance.map((one, n) => {
        const { roles, ...rest } = one;
        return (
          // texts have no name of their own
          // oxlint-disable-next-line react/no-array-index-key
          <div key={n} className={styles.guidance}>
            <LabelsField label={t("desk.forms.guidance.text")} labels={one.texts} languages={languages} lines={3} problem={problemAt(`/guidance/${n}/texts`)} onChange={(texts) => set(guidance.with(n, { ...one, texts }))} />
            {form.for === "staff" && (
              <div className={styles.roles} role="group" aria-label={t("desk.forms.guidance.for")}>
                <Tick label={t("desk.forms.guidance.everybody")} checked={roles === undefined} onChange={(every) => set(guidance.with(n, every ? rest : { ...rest, roles: lists.roles.map(({ key }) => key) }))} />
                {roles !== undefined &&
                  lists.roles.map((role) => (
                    <Tick
                      key={role.key}
                      label={labelIn(role.labels, currentLanguage(), lists.general.language)}
                      checked={roles.includes(role.key)}
                      // the last one stays: guidance for nobody is none
                      disabled={roles.length === 1 && roles.includes(role.key)}
                      onChange={(on) => set(guidance.with(n, { ...one, roles: on ? [...roles, role.key] : roles.filter((key) => key !== role.key) }))}
                    />
                  ))}
              </div>
            )}
            <Button look="quiet" onClick={() => set(guidance.toSpliced(n, 1))}>
              <IconTrash size={16} aria-hidden /> {t("desk.settings.remove")}
            </Button>
          </div>
        );
      })}
      <div>
        <Button onClick={() => set([...guidance, { texts: { [lists.general.language]: "" } }])}>
          <IconPlus size={16} aria-hidden /> {t("desk.forms.guidance.add")}
        </Button>
      </div>
    </fieldset>
  );
}
