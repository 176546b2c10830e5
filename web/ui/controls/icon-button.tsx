import { Tooltip } from "@mantine/core";
import type { ButtonHTMLAttributes, Ref } from "react";
import { iconButtonClass, Key } from "../button.tsx";

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** what it does: its name for everyone, its tooltip for the pointer */
  label: string;
  hotkey?: string;
  side?: "top" | "bottom" | "right" | "left";
  ref?: Ref<HTMLButtonElement>;
}

/** An icon that does something, named. */
export function IconButton({ label, hotkey, side = "bottom", className = "", type = "button", ...rest }: IconButtonProps) {
  return (
    <Tooltip label={<Hint label={label} hotkey={hotkey} />} position={side}>
      <button type={type} aria-label={label} aria-keyshortcuts={hotkey} className={`${iconButtonClass} ${className}`} {...rest} />
    </Tooltip>
  );
}

export function Hint({ label, hotkey }: { label: string; hotkey?: string | undefined }) {
  return (
    <span style={{ display: "inline-flex", gap: 8, alignItems: "center" }}>
      {label}
      {hotkey && <Key>{hotkey.toUpperCase()}</Key>}
    </span>
  );
}
