import { defaultPasswordPolicy, type PasswordPolicy } from "../../../contract/auth.ts";
import { t } from "../../lib/i18n.ts";
import { Choice, Tick } from "../../ui/field.tsx";
import styles from "./settings.module.css";

const lengths = [8, 10, 12, 14, 16, 20];
const digits = [0, 1, 2, 3, 4];
/** A number that a file brought is offered, too. */
const offered = (usual: readonly number[], now: number) => [...new Set([...usual, now])].toSorted((a, b) => a - b).map((n) => ({ value: String(n), label: String(n) }));
const isDefault = (policy: PasswordPolicy) => policy.minLength === defaultPasswordPolicy.minLength && policy.minDigits === defaultPasswordPolicy.minDigits && policy.lettersAndDigits !== true;

/** T8: what a password must have here; the default is not written. */
export function PasswordRule({ policy = defaultPasswordPolicy, onChange }: { policy: PasswordPolicy | undefined; onChange: (policy: PasswordPolicy | undefined) => void }) {
  const change = (some: Partial<PasswordPolicy>) => {
    const next = { ...policy, ...some };
    onChange(isDefault(next) ? undefined : next);
  };
  return (
    <fieldset className={styles.ticks}>
      <legend className={styles.label}>{t("desk.settings.password")}</legend>
      <span className={styles.hint}>{t("desk.settings.password.hint")}</span>
      <div className={styles.pair}>
        <Choice label={t("desk.settings.password.length")} value={String(policy.minLength)} options={offered(lengths, policy.minLength)} onChange={(n) => change({ minLength: Number(n) })} />
        <Choice label={t("desk.settings.password.digits")} value={String(policy.minDigits)} options={offered(digits, policy.minDigits)} onChange={(n) => change({ minDigits: Number(n) })} />
      </div>
      <Tick label={t("desk.settings.password.letters")} checked={policy.lettersAndDigits === true} onChange={(lettersAndDigits) => change({ lettersAndDigits })} />
    </fieldset>
  );
}
