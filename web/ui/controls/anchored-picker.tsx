import { Combobox, useCombobox } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { t } from "../../lib/i18n.ts";
import type { PickerOption } from "./picker.tsx";
import styles from "./picker.module.css";

interface AnchoredPickerProps {
  /** where on the page it opens: the box of what was pressed */
  at: DOMRect;
  label: string;
  value?: string;
  options: PickerOption[];
  onChoose: (value: string) => void;
  onClose: () => void;
}
const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** A list to choose from that opens at any place, for what was pressed there; typing narrows it. */
export function AnchoredPicker({ at, label, value, options, onChoose, onClose }: AnchoredPickerProps) {
  const [search, setSearch] = useState("");
  const box = useCombobox({ defaultOpened: true, onDropdownClose: onClose });
  const { focusSearchInput, selectFirstOption } = box;
  useEffect(() => {
    // the list is in the page only after this
    const soon = setTimeout(() => (focusSearchInput(), selectFirstOption()), 0);
    return () => clearTimeout(soon);
  }, [focusSearchInput, selectFirstOption]);
  const found = options.filter((one) => folded(`${one.label} ${one.hint ?? ""}`).includes(folded(search)));
  return (
    <Combobox
      store={box}
      width={248}
      position="bottom-start"
      withinPortal
      onOptionSubmit={(next) => {
        onChoose(next);
        onClose();
      }}
    >
      <Combobox.DropdownTarget>
        <span aria-hidden style={{ position: "fixed", left: at.left, top: at.top, width: at.width, height: at.height, pointerEvents: "none" }} />
      </Combobox.DropdownTarget>
      <Combobox.Dropdown>
        <Combobox.Search unstyled classNames={{ input: styles.search ?? "" }} value={search} onChange={(event) => (setSearch(event.currentTarget.value), box.selectFirstOption())} placeholder={label} aria-label={label} onBlur={onClose} onKeyDown={(event) => event.key === "Escape" && onClose()} />
        <Combobox.Options className={styles.options} aria-label={label}>
          {found.map((one) => (
            <Combobox.Option key={one.value} value={one.value} active={one.value === value} className={styles.option}>
              {one.icon}
              <span className={styles.text}>
                <span dir="auto">{one.label}</span>
                {one.hint && <span className={styles.hint}> {one.hint}</span>}
              </span>
              {one.value === value && <IconCheck className={styles.check} size={16} aria-hidden />}
            </Combobox.Option>
          ))}
          {found.length === 0 && <div className={styles.none}>{t("ui.nothing-found")}</div>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
