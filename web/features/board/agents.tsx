import { IconAlertTriangle, IconCalendarEvent, IconInbox } from "@tabler/icons-react";
import { useState, type DragEvent, type ReactNode } from "react";
import type { BoardAgent } from "../../../contract/board.ts";
import { now } from "../../lib/clock.ts";
import { number } from "../../lib/format.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Face } from "../../ui/face.tsx";
import styles from "./board.module.css";

/** What a drag from the board carries. */
export const dragType = "application/x-ventanilla-tickets";

const order: Record<BoardAgent["presence"]["kind"], number> = { working: 0, unknown: 1, off: 2, absent: 3 };
/** Who is at work first; within, by name, so that nobody moves away under the pointer. */
export const byPresence = (agents: readonly BoardAgent[]): BoardAgent[] => agents.toSorted((a, b) => order[a.presence.kind] - order[b.presence.kind]);

const clock = (at: string) => new Intl.DateTimeFormat(currentLanguage(), { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
/** The weekday says enough within a week. */
const dayWords = (at: string, withClock: boolean) =>
  new Intl.DateTimeFormat(currentLanguage(), { weekday: "short", ...(Date.parse(at) - now() > 6 * 86_400_000 ? { day: "numeric", month: "short" } : {}), ...(withClock ? { hour: "2-digit", minute: "2-digit" } : {}) }).format(new Date(at));

/** "On shift until 15:00" */
export function presenceWords({ kind, until }: BoardAgent["presence"]): string {
  if (kind === "unknown") return t("desk.board.presence.unknown");
  if (kind === "working") return t("desk.board.presence.working", { until: until === null ? "" : clock(until) });
  if (until === null) return t(kind === "absent" ? "desk.board.presence.absent" : "desk.board.presence.off");
  return t(kind === "absent" ? "desk.board.presence.absent-until" : "desk.board.presence.off-until", { until: dayWords(until, kind === "off") });
}

interface AgentsProps {
  agents: readonly BoardAgent[];
  /** how many tickets are chosen: with none there is nothing to give */
  chosen: number;
  onAssign: (to: BoardAgent) => void;
  /** tickets were dropped on somebody */
  onDrop: (to: BoardAgent, numbers: number[]) => void;
}

/** The desk's agents with what each has to do; each takes what is dropped on them, or what is chosen. */
export function Agents({ agents, chosen, onAssign, onDrop }: AgentsProps) {
  const most = Math.max(10, ...agents.map((agent) => agent.open));
  return (
    <ul className={styles.agents}>
      {byPresence(agents).map((agent) => (
        <Agent key={agent.email} agent={agent} share={agent.open / most} chosen={chosen} onAssign={() => onAssign(agent)} onDrop={(numbers) => onDrop(agent, numbers)} />
      ))}
    </ul>
  );
}

function Agent({ agent, share, chosen, onAssign, onDrop }: { agent: BoardAgent; share: number; chosen: number; onAssign: () => void; onDrop: (numbers: number[]) => void }) {
  const [over, setOver] = useState(false);
  const accepts = (event: DragEvent) => event.dataTransfer.types.includes(dragType);
  const late = agent.overdue > 0;
  return (
    <li>
      <button
        type="button"
        className={`${styles.agent} ${over ? styles.over : ""}`}
        data-presence={agent.presence.kind}
        disabled={chosen === 0 && !over}
        aria-label={`${chosen > 0 ? t("desk.board.assign-to", { count: chosen, name: agent.name }) : agent.name}. ${presenceWords(agent.presence)}. ${t("desk.board.load", { open: agent.open, overdue: agent.overdue, followUps: agent.followUps })}`}
        onClick={onAssign}
        onDragEnter={(event) => accepts(event) && setOver(true)}
        onDragOver={(event) => {
          if (!accepts(event)) return;
          event.preventDefault();
          event.dataTransfer.dropEffect = "move";
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          setOver(false);
          if (!accepts(event)) return;
          event.preventDefault();
          onDrop(event.dataTransfer.getData(dragType).split(",").map(Number));
        }}
      >
        <span className={styles.face}>
          <Face name={agent.name} seed={agent.email} size={28} />
          <i aria-hidden />
        </span>
        <span className={styles.who}>
          <b>
            <bdi>{agent.name}</bdi>
          </b>
          <span>{presenceWords(agent.presence)}</span>
        </span>
        <span className={styles.loads}>
          <Load title={t("desk.board.open")} icon={<IconInbox size={14} aria-hidden />} value={agent.open} />
          <Load title={t("desk.board.overdue")} icon={<IconAlertTriangle size={14} aria-hidden />} value={agent.overdue} late={late} />
          <Load title={t("desk.board.follow-ups")} icon={<IconCalendarEvent size={14} aria-hidden />} value={agent.followUps} />
        </span>
        <span className={styles.meter} aria-hidden>
          <span style={{ width: `${Math.round(share * 100)}%` }} />
        </span>
      </button>
    </li>
  );
}

function Load({ title, icon, value, late = false }: { title: string; icon: ReactNode; value: number; late?: boolean }) {
  return (
    <span className={`${styles.load} ${late ? styles.late : value === 0 ? styles.none : ""}`} title={title}>
      {icon}
      {value >= 1000 ? "999+" : number(value)}
    </span>
  );
}
