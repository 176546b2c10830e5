import { Combobox, Tooltip, useCombobox } from "@mantine/core";
import { IconCheck, IconChevronDown, IconCircleDashed } from "@tabler/icons-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { t } from "../../lib/i18n.ts";
import { Hint } from "./icon-button.tsx";
import styles from "./picker.module.css";

/** One line of what has to be met before an option can be chosen. */
export interface PickerCheck {
  met: boolean;
  label: string;
}
export interface PickerOption {
  value: string;
  label: string;
  icon?: ReactNode;
  hint?: string;
  /** one that is not met: the option shows why, and cannot be chosen */
  checks?: readonly PickerCheck[];
}
interface PickerProps {
  /** what is chosen here: its name, its tooltip */
  label: string;
  hotkey?: string;
  /** the chosen option; "" for none */
  value: string;
  options: PickerOption[];
  onChange: (value: string) => void;
  disabled?: boolean;
  unset?: string;
  wide?: boolean;
  /** opens the list from outside each time it grows: a hotkey */
  openSignal?: number;
}
/** From this many options on the list can be searched. */
const searchFrom = 7;

const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** A value that is also its editor: press it, choose, done. */
export function Picker({ label, hotkey, value, options, onChange, disabled = false, unset = "—", wide = false, openSignal = 0 }: PickerProps) {
  const [search, setSearch] = useState("");
  const searchable = options.length >= searchFrom;
  const box = useCombobox({
    onDropdownClose: () => {
      box.resetSelectedOption();
      box.focusTarget();
      setSearch("");
    },
    onDropdownOpen: () => {
      if (searchable) box.focusSearchInput();
      box.updateSelectedOptionIndex("active");
    },
  });
  const handled = useRef(openSignal);
  const { openDropdown } = box;
  useEffect(() => {
    if (openSignal <= handled.current) return;
    handled.current = openSignal;
    if (!disabled) openDropdown();
  }, [openSignal, disabled, openDropdown]);

  const chosen = value === "" ? undefined : options.find((one) => one.value === value);
  return (
    <Combobox store={box} width={wide ? "target" : 248} position="bottom-start" withinPortal keepMounted={false} onOptionSubmit={(next) => (box.closeDropdown(), next !== value && onChange(next))}>
      <Combobox.Target withAriaAttributes={false} targetType="button">
        <Tooltip label={<Hint label={label} hotkey={hotkey} />} disabled={box.dropdownOpened}>
          <button
            type="button"
            className={`${styles.target} ${wide ? styles.wide : ""}`}
            disabled={disabled}
            aria-label={`${label}: ${chosen?.label ?? unset}`}
            aria-haspopup="listbox"
            aria-expanded={box.dropdownOpened}
            onClick={() => box.toggleDropdown()}
          >
            {chosen?.icon}
            <span className={`${styles.value} ${chosen ? "" : styles.unset}`} dir="auto">{chosen?.label ?? unset}</span>
            {!disabled && <IconChevronDown className={styles.chevron} size={14} aria-hidden data-chevron />}
          </button>
        </Tooltip>
      </Combobox.Target>
      <PickerList label={label} value={value} options={options} search={search} onSearch={searchable ? (text) => (setSearch(text), box.selectFirstOption()) : undefined} />
    </Combobox>
  );
}

interface PickerListProps {
  label: string;
  value: string;
  options: readonly PickerOption[];
  search: string;
  /** narrows the list by what is typed; undefined: it is short enough to be read */
  onSearch: ((text: string) => void) | undefined;
  onBlur?: () => void;
  onEscape?: () => void;
}

/** The list of a picker, within a `Combobox`: options with icon and hint, the chosen one ticked. */
export function PickerList({ label, value, options, search, onSearch, onBlur, onEscape }: PickerListProps) {
  const found = options.filter((one) => folded(`${one.label} ${one.hint ?? ""}`).includes(folded(search)));
  return (
    <Combobox.Dropdown>
      {onSearch && <Combobox.Search unstyled classNames={{ input: styles.search ?? "" }} value={search} onChange={(event) => onSearch(event.currentTarget.value)} placeholder={label} aria-label={label} onBlur={onBlur} onKeyDown={(event) => event.key === "Escape" && onEscape?.()} />}
      <Combobox.Options className={styles.options} aria-label={label}>
        {found.map((one) => (
          <Combobox.Option key={one.value} value={one.value} active={one.value === value} disabled={one.checks?.some(({ met }) => !met) ?? false} className={styles.option}>
            <OptionWords option={one} />
            {one.value === value && <IconCheck className={styles.check} size={16} aria-hidden />}
          </Combobox.Option>
        ))}
        {found.length === 0 && <div className={styles.none}>{t("ui.nothing-found")}</div>}
      </Combobox.Options>
    </Combobox.Dropdown>
  );
}

export function OptionWords({ option }: { option: PickerOption }) {
  return (
    <>
      {option.icon}
      <span className={styles.text}>
        <span dir="auto">{option.label}</span>
        {option.hint && <span className={styles.hint}> {option.hint}</span>}
        {option.checks?.map((check) => (
          <span key={check.label} className={styles["check-line"]} data-met={check.met}>
            {check.met ? <IconCheck size={14} aria-label={t("ui.met")} /> : <IconCircleDashed size={14} aria-label={t("ui.missing")} />}
            <span>{check.label}</span>
          </span>
        ))}
      </span>
    </>
  );
}
