import { useState, type InputHTMLAttributes } from "react";
import { t } from "../lib/i18n.ts";
import { Field } from "../ui/field.tsx";
import styles from "./forms.module.css";

/** A password that can be looked at while it is typed: fewer mistakes, above all on a phone. */
export function PasswordField({ label, hint, problem, ...rest }: { label: string; hint?: string | undefined; problem?: string | undefined } & InputHTMLAttributes<HTMLInputElement>) {
  const [shown, setShown] = useState(false);
  return (
    <div>
      <Field label={label} hint={hint} problem={problem} type={shown ? "text" : "password"} autoCapitalize="none" autoCorrect="off" spellCheck={false} {...rest} />
      <label className={styles["show"]}>
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.target.checked)} />
        {t("portal.password.show")}
      </label>
    </div>
  );
}
