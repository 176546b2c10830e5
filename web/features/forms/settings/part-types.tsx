import { labelIn } from "../../../../contract/common.ts";
import { lineOf } from "../../../../contract/forms.ts";
import { currentLanguage, t } from "../../../lib/i18n.ts";
import { Tick } from "../../../ui/field.tsx";
import type { PieceProps } from "./piece.ts";
import styles from "./settings.module.css";

/** Of which requests the part is asked: of all, or of some types with what is below them. */
export function TypesOf({ part, lists, onChange }: PieceProps) {
  const { types: chosen, ...rest } = part;
  const set = (types: string[] | undefined) => onChange(types === undefined ? rest : { ...rest, types });
  // what is below a chosen type is asked as it is
  const above = (key: string) => lineOf(lists.types, key).slice(1).some((one) => chosen?.includes(one) === true);
  return (
    <fieldset className={styles.ticks}>
      <legend>{t("desk.forms.asked-of")}</legend>
      <Tick label={t("desk.forms.every-type")} checked={chosen === undefined} onChange={(every) => set(every ? undefined : [])} />
      {chosen !== undefined && (
        <div className={styles.tree}>
          {lists.types.map((type) => (
            <div key={type.key} style={{ paddingInlineStart: 20 * (lineOf(lists.types, type.key).length - 1) }}>
              <Tick
                label={labelIn(type.labels, currentLanguage(), lists.general.language)}
                checked={chosen.includes(type.key) || above(type.key)}
                disabled={above(type.key)}
                onChange={(on) => set(on ? [...chosen.filter((key) => !lineOf(lists.types, key).includes(type.key)), type.key] : chosen.filter((key) => key !== type.key))}
              />
            </div>
          ))}
        </div>
      )}
      {chosen?.length === 0 && <p className={styles.warn}>{t("desk.forms.no-types")}</p>}
    </fieldset>
  );
}
