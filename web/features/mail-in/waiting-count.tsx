import { useQuery } from "@tanstack/react-query";
import { waitingCountQuery } from "./api.ts";
import styles from "./waiting.module.css";

/** How many wait, beside the page's icon: nothing where there are none. */
export function WaitingCount() {
  const count = (useQuery(waitingCountQuery).data ?? []).reduce((sum, one) => sum + one.count, 0);
  return count === 0 ? null : <span className={styles.badge}>{count >= 100 ? "99+" : count}</span>;
}
