import { useUnread } from "./api.ts";
import { mostUnread } from "../../../contract/notifications.ts";
import styles from "./notifications.module.css";

/** How many are unread, beside the bell: nothing where there are none. */
export function BellCount() {
  const unread = useUnread();
  return unread === 0 ? null : <span className={styles.count}>{unread >= mostUnread ? "99+" : unread}</span>;
}
