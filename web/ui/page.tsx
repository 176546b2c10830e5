import type { FormEvent, ReactNode } from "react";
import styles from "./page.module.css";

export const pageStyles = styles;

/** A page with a bar on top and what scrolls below it. */
export function Page({ title, tools, before, children }: { title: ReactNode; tools?: ReactNode; before?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.page}>
      <header className={styles.bar}>
        {before}
        <h1>{title}</h1>
        {tools}
      </header>
      <div className={styles.scroll}>{children}</div>
    </section>
  );
}

/** A list and, when one of its items is open, that item beside it or over it. */
export function Split({ opened, list, children }: { opened: boolean; list: ReactNode; children: ReactNode }) {
  return (
    <div className={`${styles.split} ${opened ? styles.opened : ""}`}>
      <div className={styles.first}>{list}</div>
      {opened && <div className={styles.second}>{children}</div>}
    </div>
  );
}

export function NothingHere({ title, about, children }: { title: string; about?: string; children?: ReactNode }) {
  return (
    <div className={styles.none}>
      <h2>{title}</h2>
      {about && <p>{about}</p>}
      {children}
    </div>
  );
}

/** A form whose submission is handled here, not by the browser. */
export function Form({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      {children}
    </form>
  );
}
