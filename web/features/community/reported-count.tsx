import { useQueries } from "@tanstack/react-query";
import { mostReports } from "../../../contract/community.ts";
import { useMe } from "../auth/api.ts";
import { reportedQuery } from "./api.ts";
import styles from "./community.module.css";

/** How much was reported and is not settled, at all desks one moderates; nothing where there is none. */
export function ReportedCount() {
  const desks = useMe().desks.filter((one) => one.permissions.includes("community.moderate"));
  const count = useQueries({ queries: desks.map((one) => reportedQuery(one.key)), combine: (results) => results.reduce((sum, one) => sum + (one.data ?? 0), 0) });
  return count === 0 ? null : <span className={styles.badge}>{count >= mostReports ? "99+" : count}</span>;
}
