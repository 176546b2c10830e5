import type { Message } from "../../../contract/tickets.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import styles from "./conversations.module.css";

export const newestReply = (messages: readonly Message[]): number => Math.max(0, ...messages.filter((one) => one.kind === "reply").map((one) => one.id));
/** Replies of others that came after what its writer had read. */
export const newerThan = (messages: readonly Message[], seen: number, me: string | null): Message[] => messages.filter((one) => one.kind === "reply" && one.id > seen && one.author?.email !== me);

/** Somebody was faster: what they wrote, and what to do about one's own. */
export function Newer({ messages, onRead, onAnyway }: { messages: Message[]; onRead: () => void; onAnyway: () => void }) {
  const last = messages.at(-1);
  if (last === undefined) return null;
  const read = () => {
    document.getElementById(`message-${last.id}`)?.scrollIntoView({ block: "start" });
    onRead();
  };
  return (
    <div className={styles.newer} role="alert">
      <b>{t("desk.newer.wrote", { name: last.author?.name || last.author?.email || t("desk.somebody") })}</b>
      <p dir="auto">{last.text.slice(0, last.quoteAt ?? undefined).slice(0, 400)}</p>
      <div className={styles.row}>
        <Button onClick={read}>{t("desk.newer.read")}</Button>
        <Button look="quiet" onClick={onAnyway}>
          {t("desk.newer.anyway")}
        </Button>
      </div>
    </div>
  );
}
