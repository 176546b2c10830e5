import { IconCheck, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { LedgerEntry, TicketClock } from "../../../contract/service-levels.ts";
import type { Ticket } from "../../../contract/tickets.ts";
import { dayAndTime, exactTime, list } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { useMinute } from "../../ui/timestamp.tsx";
import type { DeskWords } from "../desks/api.ts";
import { ticketQuery } from "../tickets/api.ts";
import { ClockChip, urgencyIcons } from "./clock-chip.tsx";
import styles from "./sla.module.css";
import { leftOf, spanWords, urgencyOf } from "./time.ts";

/** The newest clock of each kind: those that go on first, the next one due on top. */
function shownOf(clocks: readonly TicketClock[]): TicketClock[] {
  const newest = clocks.filter((clock, n) => !clocks.slice(n + 1).some(({ kind }) => kind === clock.kind));
  const rank = ({ state, dueAt, left }: TicketClock) => (state === "running" ? Date.parse(dueAt ?? "") : state === "stopped" ? 1e15 + left : 2e15);
  return newest.toSorted((a, b) => rank(a) - rank(b));
}
// no request of its own: the page has them
const useClocks = (number: number) => useQuery(ticketQuery(number)).data?.clocks ?? [];

/** Beside the ticket's number: what is promised next. */
export function TicketChip({ number }: { number: number }) {
  const [first] = shownOf(useClocks(number).filter(({ state }) => state !== "met"));
  return first === undefined ? null : <ClockChip clock={{ kind: first.kind, dueAt: first.dueAt, warnAt: first.warnAt, left: first.left }} className={styles.inHead} />;
}

/** What is promised, what is left of it, and the account of how it came to that. */
export function TicketClocks({ ticket, desk }: { ticket: Ticket; desk: DeskWords | undefined }) {
  const clocks = shownOf(useClocks(ticket.number));
  if (clocks.length === 0) return null;
  return (
    <section className={styles.section} aria-label={t("desk.clocks")}>
      <h2>{t("desk.clocks")}</h2>
      <ul className={styles.clocks}>
        {clocks.map((clock) => (
          <ClockLine key={clock.kind} clock={clock} desk={desk} />
        ))}
      </ul>
    </section>
  );
}

function ClockLine({ clock, desk }: { clock: TicketClock; desk: DeskWords | undefined }) {
  const now = useMinute();
  const days = clock.counts === "calendar";
  const urgency = clock.state === "met" ? "met" : clock.state === "stopped" ? "stopped" : urgencyOf(clock, now);
  const left = leftOf(clock, now);
  const promise = t(days ? "desk.clock.promise" : "desk.clock.promise.working", { span: spanWords(clock.minutes * 60_000, days) });
  return (
    <li className={styles.clock}>
      <div className={`${styles.head} ${styles[urgency === "met" && clock.breached ? "lateMet" : urgency]}`}>
        {urgency === "met" ? clock.breached ? <IconX size={14} aria-hidden /> : <IconCheck size={14} aria-hidden /> : urgencyIcons[urgency]}
        <b>{t(`desk.clock.${clock.kind}`)}</b>
        <span className={styles.left}>
          {urgency === "met"
            ? t(clock.breached ? "desk.clock.met.late" : "desk.clock.met")
            : urgency === "late"
              ? t("desk.clock.late", { span: spanWords(left, true) })
              : left <= 0
                ? t("desk.clock.over")
                : t("desk.clock.left", { span: spanWords(left, days) })}
        </span>
      </div>
      <p className={styles.meta}>
        {clock.metAt !== null ? <time dateTime={clock.metAt} title={exactTime(clock.metAt)}>{dayAndTime(clock.metAt)}</time> : clock.dueAt !== null ? <time dateTime={clock.dueAt} title={exactTime(clock.dueAt)}>{t("desk.clock.due", { at: dayAndTime(clock.dueAt) })}</time> : t("desk.clock.stands", { why: standsFor(clock.ledger.at(-1), desk) })}
        {" · "}
        {promise}
      </p>
      {clock.ledger.length > 1 && <Ledger clock={clock} desk={desk} now={now} />}
    </li>
  );
}

/** How long each stretch took now: the one that goes on has grown since it was read. */
function grown(clock: TicketClock, entry: LedgerEntry, now: number): number {
  if (entry.until !== null) return entry.duration;
  if (entry.stopped !== null) return Math.max(0, now - Date.parse(entry.from));
  const others = clock.ledger.reduce((sum, one) => (one === entry || one.stopped !== null ? sum : sum + one.duration), 0);
  const left = leftOf(clock, now);
  return left < 0 ? entry.duration : clock.minutes * 60_000 - left - others;
}

function standsFor(entry: LedgerEntry | undefined, desk: DeskWords | undefined): string {
  if (entry?.stopped == null) return "";
  if (entry.stopped !== "status") return t(`desk.clock.why.${entry.stopped}`);
  const state = entry.status === null ? undefined : desk?.stateOf(entry.status);
  if (state === "pending" || state === "on_hold" || state === "solved" || state === "closed") return t(`desk.clock.why.${state}`);
  return t("desk.clock.why.status", { status: (entry.status === null ? undefined : desk?.status(entry.status)) ?? "" });
}

/** "Ran 2 h 10 min, stopped 1 d 4 h waiting for the customer", and stretch by stretch when that was. */
function Ledger({ clock, desk, now }: { clock: TicketClock; desk: DeskWords | undefined; now: number }) {
  const days = clock.counts === "calendar";
  const entries = clock.ledger.map((entry) => ({ ...entry, duration: grown(clock, entry, now), why: standsFor(entry, desk) })).filter(({ stopped, until }) => stopped !== "done" || until !== null);
  const ran = entries.reduce((sum, { stopped, duration }) => (stopped === null ? sum + duration : sum), 0);
  const stops = new Map<string, number>();
  for (const { stopped, why, duration } of entries) if (stopped !== null) stops.set(why, (stops.get(why) ?? 0) + duration);
  const sentence = [t("desk.clock.ran", { span: spanWords(ran, days) }), ...[...stops].map(([why, span]) => t("desk.clock.stood", { span: spanWords(span, true), why }))];
  return (
    <details className={styles.ledger}>
      <summary>{list(sentence)}</summary>
      <ol>
        {entries.map((entry) => (
          <li key={entry.from}>
            <span className={entry.stopped === null ? styles.run : styles.stop} aria-hidden />
            <span>
              {entry.stopped === null ? t("desk.clock.run", { status: (entry.status === null ? undefined : desk?.status(entry.status)) ?? "" }) : entry.why}
              <small>{dayAndTime(entry.from)}</small>
            </span>
            <b>{spanWords(entry.duration, entry.stopped !== null || days)}</b>
          </li>
        ))}
      </ol>
    </details>
  );
}
