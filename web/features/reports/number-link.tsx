import { number } from "../../lib/format.ts";
import styles from "./reports.module.css";

/** A number that opens its tickets; none opens nothing. */
export const NumberLink = ({ value, href }: { value: number; href: string }) => (value === 0 ? <span className={styles.none}>{number(0)}</span> : <a href={href}>{number(value)}</a>);
