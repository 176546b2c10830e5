import { IconAlertCircle, IconClockHour4, IconPlayerPause } from "@tabler/icons-react";
import type { RowClock } from "../../../contract/service-levels.ts";
import { dayAndTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useMinute } from "../../ui/timestamp.tsx";
import styles from "./sla.module.css";
import { shortSpan, urgencyOf, type Urgency } from "./time.ts";

export const urgencyIcons: Record<Exclude<Urgency, "met">, React.ReactNode> = {
  calm: <IconClockHour4 size={14} aria-hidden />,
  near: <IconClockHour4 size={14} aria-hidden />,
  late: <IconAlertCircle size={14} aria-hidden />,
  stopped: <IconPlayerPause size={14} aria-hidden />,
};

/** What is promised next, in a few characters: how long until then, since when it is late, or what is left while it stands. */
export function ClockChip({ clock, className = "" }: { clock: RowClock; className?: string | undefined }) {
  const now = useMinute();
  const urgency = urgencyOf(clock, now);
  const kind = t(`desk.clock.${clock.kind}`);
  const about =
    clock.dueAt === null ? t("desk.clock.chip.stopped", { kind, left: shortSpan(clock.left ?? 0) }) : t(urgency === "late" ? "desk.clock.chip.late" : "desk.clock.chip.due", { kind, at: dayAndTime(clock.dueAt) });
  const shown = clock.dueAt === null ? (clock.left ?? 0) : Date.parse(clock.dueAt) - now;
  return (
    <span className={`${styles.chip} ${styles[urgency]} ${className}`} role="img" aria-label={about} title={about}>
      {urgencyIcons[urgency === "met" ? "calm" : urgency]}
      <span>{shortSpan(shown)}</span>
    </span>
  );
}
