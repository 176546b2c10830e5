import type { ReactNode } from "react";
import styles from "./problem.module.css";

/** What went wrong with a whole form: told at once, above what was filled in, which stays. */
export function Problem({ children }: { children: ReactNode }) {
  return (
    <p className={styles.problem} role="alert">
      {children}
    </p>
  );
}
