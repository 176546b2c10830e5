import { useEffect, useSyncExternalStore } from "react";
import { t } from "../lib/i18n.ts";
import styles from "./toasts.module.css";

export interface Toast {
  text: string;
  kind?: "done" | "problem";
  actions?: { label: string; run: () => void }[];
  /** a later toast with the same key takes this one's place */
  key?: string;
  /** how long it stays, in ms */
  stay?: number;
}
interface Shown extends Toast {
  id: number;
}
/** How long a toast stays, in ms, and one that offers something, which has to be read, decided and reached; a problem stays until it is closed. */
const stay = 7000;
const stayOffering = 15_000;
let shown: Shown[] = [];
let lastId = 0;
const listeners = new Set<() => void>();
const change = (next: Shown[]) => {
  shown = next;
  for (const listener of listeners) listener();
};

/** Tells something at the foot of the page, with what can be done about it. */
export function toast(one: Toast): void {
  lastId += 1;
  change([...shown.filter((other) => !one.key || other.key !== one.key).slice(-2), { ...one, id: lastId }]);
}
const dismiss = (id: number) => change(shown.filter((one) => one.id !== id));
export const dismissToasts = (): void => change([]);

/** Where toasts appear: once per app. */
export function Toasts() {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  return (
    <div className={styles["stack"]} role="status" aria-live="polite">
      {all.map((one) => (
        <OneToast key={one.id} toast={one} />
      ))}
    </div>
  );
}

function OneToast({ toast: { id, text, kind, actions = [], stay: ms = actions.length > 0 ? stayOffering : stay } }: { toast: Shown }) {
  useEffect(() => {
    if (kind === "problem") return undefined;
    const timer = setTimeout(() => dismiss(id), ms);
    return () => clearTimeout(timer);
  }, [id, kind, ms]);
  return (
    <div className={`${styles["toast"]} ${kind === "problem" ? styles["problem"] : ""}`}>
      <p>{text}</p>
      {actions.map(({ label, run }) => (
        <button
          key={label}
          type="button"
          className={styles["act"]}
          onClick={() => {
            dismiss(id);
            run();
          }}
        >
          {label}
        </button>
      ))}
      <button type="button" className={styles["close"]} aria-label={t("ui.close")} onClick={() => dismiss(id)}>
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden>
          <path d="m4 4 8 8m0-8-8 8" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
        </svg>
      </button>
    </div>
  );
}
