import type { ReactNode } from "react";
import styles from "./section.module.css";

/** One page of settings: its name, what it is for, what can be added, and what there is. */
export function Section({ title, about, tools, children }: { title: string; about: string; tools?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.section}>
      <header className={styles.head}>
        <div>
          <h2>{title}</h2>
          <p>{about}</p>
        </div>
        {tools}
      </header>
      {children}
    </div>
  );
}
