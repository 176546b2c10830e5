import { IconAlertTriangle, IconArchive, IconArrowBounce, IconBan, IconClock, IconCopy, IconHourglass, IconMessageReply, IconRefresh, IconRobot, IconTicket, IconTrash, IconWorld } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Fate } from "../../../contract/mail.ts";
import { hasText, t, text } from "../../lib/i18n.ts";
import styles from "./ledger.module.css";

type Tone = "good" | "quiet" | "warn" | "bad";
const looks: Record<Fate, [Tone, ReactNode]> = {
  received: ["warn", <IconClock key="i" size={16} aria-hidden />],
  ticketed: ["good", <IconTicket key="i" size={16} aria-hidden />],
  threaded: ["good", <IconMessageReply key="i" size={16} aria-hidden />],
  duplicate: ["quiet", <IconCopy key="i" size={16} aria-hidden />],
  bounce: ["quiet", <IconArrowBounce key="i" size={16} aria-hidden />],
  "auto-reply": ["quiet", <IconRobot key="i" size={16} aria-hidden />],
  loop: ["warn", <IconRefresh key="i" size={16} aria-hidden />],
  held: ["warn", <IconHourglass key="i" size={16} aria-hidden />],
  kept: ["quiet", <IconArchive key="i" size={16} aria-hidden />],
  "portal-only": ["quiet", <IconWorld key="i" size={16} aria-hidden />],
  spam: ["quiet", <IconTrash key="i" size={16} aria-hidden />],
  refused: ["warn", <IconBan key="i" size={16} aria-hidden />],
  failed: ["bad", <IconAlertTriangle key="i" size={16} aria-hidden />],
};

/** What became of a mail: a shape, a colour, a word. */
export function FateBadge({ fate }: { fate: Fate }) {
  const [tone, icon] = looks[fate];
  return (
    <span className={`${styles.fate} ${styles[tone]}`} title={t(`desk.fate.${fate}.about`)}>
      {icon}
      <span>{t(`desk.fate.${fate}`)}</span>
    </span>
  );
}
/** Why, in words where the catalogue has them. */
export const reasonWords = (reason: string): string => (hasText(`desk.mail.reason.${reason}`) ? text(`desk.mail.reason.${reason}`) : reason);
