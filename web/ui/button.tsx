import type { ButtonHTMLAttributes, Ref } from "react";
import styles from "./button.module.css";

type Look = "primary" | "plain" | "quiet" | "danger";
interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  large?: boolean;
  wide?: boolean;
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export const buttonClass = (look: Look = "plain", large = false): string => `${styles.button} ${styles[look]} ${large ? styles.large : ""}`;

/** A button with a verb on it. While `busy` it stays in place and cannot be pressed again. */
export function Button({ look = "plain", large = false, wide = false, busy = false, className = "", type = "button", disabled, ...rest }: ButtonProps) {
  return <button type={type} className={`${buttonClass(look, large)} ${wide ? styles.wide : ""} ${className}`} disabled={disabled || busy} aria-busy={busy || undefined} {...rest} />;
}

/** The look of an icon's button; the app's own IconButton adds the tooltip. */
export const iconButtonClass: string = styles.icon ?? "";

/** A key of the keyboard. */
export function Key({ children }: { children: string }) {
  return <kbd className={styles.key}>{children}</kbd>;
}
