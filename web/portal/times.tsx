import { clockKinds, type TicketClock } from "../../contract/service-levels.ts";
import type { Ticket } from "../../contract/tickets.ts";
import { dayAndTime, exactTime } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { leftOf, spanWords } from "../features/sla/time.ts";
import { useMinute } from "../ui/timestamp.tsx";
import styles from "./request-page.module.css";

/** By when it is taken up, answered and solved, and by when we count on an answer (T2, R1). */
export function Times({ ticket, clocks }: { ticket: Ticket; clocks: readonly TicketClock[] }) {
  const now = useMinute();
  const newest = clocks.filter((clock, n) => !clocks.slice(n + 1).some(({ kind }) => kind === clock.kind));
  // a reply that was given stands in the conversation
  const told = newest
    .filter(({ kind, state }) => kind === "assignment" || kind === "resolution" || state !== "met")
    .toSorted((one, other) => clockKinds.indexOf(one.kind) - clockKinds.indexOf(other.kind));
  return (
    <>
      {/* what is solved awaits nothing: when it closes for good is told with it */}
      {ticket.closesAt !== null && ticket.state !== "solved" && Date.parse(ticket.closesAt) > now && (
        <div>
          <dt>{t("portal.time.yours")}</dt>
          <dd>
            <Moment at={ticket.closesAt} />
          </dd>
        </div>
      )}
      {told.map((clock) => (
        <div key={clock.kind}>
          <dt>{titleOf(clock, now)}</dt>
          <dd>
            <Told clock={clock} now={now} sorry={clock === told.find((one) => isLate(one, now))} />
          </dd>
        </div>
      ))}
    </>
  );
}

const isLate = ({ dueAt }: TicketClock, now: number): boolean => dueAt !== null && Date.parse(dueAt) <= now;

function titleOf(clock: TicketClock, now: number): string {
  const { kind, metAt, dueAt } = clock;
  if (metAt !== null && (kind === "assignment" || kind === "resolution")) return t(`portal.time.${kind}.met`);
  return dueAt === null || isLate(clock, now) ? t(`portal.time.${kind}.stopped`) : t(`portal.time.${kind}`);
}

/** @param sorry said once, however much is late */
function Told({ clock, now, sorry }: { clock: TicketClock; now: number; sorry: boolean }) {
  const left = leftOf(clock, now);
  const span = spanWords(left, clock.counts === "calendar");
  if (clock.metAt !== null) return <Moment at={clock.metAt} />;
  if (clock.dueAt === null) return <span>{left > 0 ? t(clock.counts === "calendar" ? "portal.time.stands" : "portal.time.stands.working", { span }) : t("portal.time.stands.over")}</span>;
  if (isLate(clock, now)) return <span>{t(sorry ? "portal.time.late.sorry" : "portal.time.late", { at: dayAndTime(clock.dueAt) })}</span>;
  return (
    <>
      <Moment at={clock.dueAt} />
      <span className={styles["contact"]}>{t(clock.counts === "calendar" ? "portal.time.left" : "portal.time.left.working", { span })}</span>
    </>
  );
}

const Moment = ({ at }: { at: string }) => (
  <span>
    <time dateTime={at} title={exactTime(at)}>
      {dayAndTime(at)}
    </time>
  </span>
);
