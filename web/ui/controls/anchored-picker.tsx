import { Combobox, useCombobox } from "@mantine/core";
import { useEffect, useState } from "react";
import { PickerList, type PickerOption } from "./picker.tsx";

interface AnchoredPickerProps {
  /** where on the page it opens: the box of what was pressed */
  at: DOMRect;
  label: string;
  value?: string;
  options: PickerOption[];
  onChoose: (value: string) => void;
  onClose: () => void;
}

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
      <PickerList label={label} value={value ?? ""} options={options} search={search} onSearch={(text) => (setSearch(text), box.selectFirstOption())} onBlur={onClose} onEscape={onClose} />
    </Combobox>
  );
}
