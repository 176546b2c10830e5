import type { ComponentType } from "react";
import { labelIn } from "../../../contract/common.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Choice } from "../../ui/field.tsx";
import { levelsOf, typeAfter, type FormDesk } from "./filling.ts";
import styles from "./forms.module.css";

interface StepProps {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
  optional?: boolean;
  problem?: string | undefined;
}

interface TypificationProps {
  desk: FormDesk;
  type: string;
  optional: boolean;
  /** of the first step, and of those after it */
  labels: readonly [string, string];
  problem: string | undefined;
  onChange: (type: string) => void;
  /** the control of one step; absent: the browser's own */
  step?: ComponentType<StepProps>;
}

/** Type, then subtype, and so on: each step offers only what is below the one before (L4). */
export function Typification({ desk, type, optional, labels, problem, onChange, step: Step = Choice }: TypificationProps) {
  const levels = levelsOf(desk.types, type);
  const [first, further] = labels;
  if (levels.length === 0) return null;
  return (
    <div className={styles["levels"]}>
      {levels.map(({ chosen, options }, n) => (
        <Step
          // the steps stand in their order, whatever is chosen in them
          // oxlint-disable-next-line react/no-array-index-key
          key={n}
          label={n === 0 ? first : further}
          optional={optional}
          value={chosen}
          options={[{ value: "", label: t("form.choose") }, ...options.map((one) => ({ value: one.key, label: labelIn(one.labels, currentLanguage(), desk.language) }))]}
          onChange={(key) => onChange(typeAfter(levels, n, key))}
          problem={n === levels.length - 1 ? problem : undefined}
        />
      ))}
    </div>
  );
}
