import type { ReactNode } from "react";
import styles from "./section.module.css";

/** One page of settings: its name, what it is for, what can be added, and what there is. */
export function Section({ id, title, about, tools, children }: { id?: string; title: ReactNode; about: string; tools?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.section} id={id}>
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
