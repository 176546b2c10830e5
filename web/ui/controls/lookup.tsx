import { Combobox, useCombobox } from "@mantine/core";
import { t } from "../../lib/i18n.ts";
import { Field } from "../field.tsx";
import { OptionWords, type PickerOption } from "./picker.tsx";
import styles from "./picker.module.css";

interface LookupProps {
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  optional?: boolean;
  readOnly?: boolean;
  placeholder?: string | undefined;
  /** what stands in the line */
  typed: string;
  onType: (text: string) => void;
  /** what was found for it; the caller looks it up */
  options: readonly PickerOption[];
  onChoose: (value: string) => void;
  /** the focus went elsewhere without a choice */
  onLeave?: (() => void) | undefined;
  /** nothing was found though it was looked for */
  nothing?: boolean;
}

/** A line of text that offers what is found for it as one types. */
export function Lookup({ label, hint, problem, optional = false, readOnly = false, placeholder, typed, onType, options, onChoose, onLeave, nothing = false }: LookupProps) {
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const offers = !readOnly && (options.length > 0 || nothing);
  return (
    <Combobox store={box} width="target" position="bottom-start" withinPortal onOptionSubmit={(value) => (box.closeDropdown(), onChoose(value))}>
      <Combobox.Target>
        <Field
          label={label}
          hint={hint}
          problem={problem}
          optional={optional}
          readOnly={readOnly}
          placeholder={placeholder}
          dir="auto"
          autoComplete="off"
          value={typed}
          onChange={(event) => (onType(event.currentTarget.value), box.openDropdown(), box.resetSelectedOption())}
          onFocus={() => typed !== "" && box.openDropdown()}
          onBlur={() => (box.closeDropdown(), onLeave?.())}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!offers}>
        <Combobox.Options className={styles.options} aria-label={label}>
          {options.map((one) => (
            <Combobox.Option key={one.value} value={one.value} className={styles.option} onMouseDown={(event) => event.preventDefault()}>
              <OptionWords option={one} />
            </Combobox.Option>
          ))}
          {options.length === 0 && <div className={styles.none}>{t("ui.nothing-found")}</div>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
