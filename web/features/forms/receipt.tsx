import { useEffect, useRef, useState, type ReactNode } from "react";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import styles from "./forms.module.css";

/** How long the button says that it was copied, in ms. */
const said = 2000;

/** The number of a request that was just made: large, to be read out, and copied by one press (L7). */
export function Receipt({ number, title, heading: Heading = "h1", children }: { number: number; title: string; heading?: "h1" | "h2"; children: ReactNode }) {
  const [copied, setCopied] = useState(false);
  const head = useRef<HTMLHeadingElement>(null);
  const shown = useRef<HTMLElement>(null);
  useEffect(() => head.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), said);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(String(number));
      setCopied(true);
    } catch {
      // a browser that lets no page write there: what is marked is copied by its own keys
      if (shown.current !== null) getSelection()?.selectAllChildren(shown.current);
    }
  };
  return (
    <div className={styles["receipt"]}>
      <svg width="40" height="40" viewBox="0 0 40 40" aria-hidden>
        <circle cx="20" cy="20" r="18" fill="var(--good-soft)" />
        <path d="m13 20.5 5 5 9.5-11" fill="none" stroke="var(--good)" strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      <Heading ref={head} tabIndex={-1}>
        {title}
      </Heading>
      <p className={styles["number"]}>
        <span>{t("form.receipt.number")}</span>
        <b ref={shown}>{number}</b>
        <Button onClick={() => void copy()}>{t(copied ? "form.receipt.copied" : "form.receipt.copy")}</Button>
      </p>
      <p className="visually-hidden" role="status">
        {copied ? t("form.receipt.copied") : ""}
      </p>
      {children}
    </div>
  );
}
