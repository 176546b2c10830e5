import { Popover } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconClockPause, IconMailOff, IconHelpCircle, IconLock, IconMail, IconPhone, IconSend, IconShieldQuestion, IconShieldX, IconWorld } from "@tabler/icons-react";
import { useMemo, useState, type ReactNode } from "react";
import type { Delivery, Message, Ticket } from "../../../contract/tickets.ts";
import { fileUrl } from "../../lib/calls.ts";
import { list } from "../../lib/format.ts";
import { hasText, t, text } from "../../lib/i18n.ts";
import { iconButtonClass } from "../../ui/button.tsx";
import { Face } from "../../ui/face.tsx";
import { MailBody } from "../../ui/mail-body.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { HeldStrip } from "../conversations/held.tsx";
import { Resend } from "../conversations/resend.tsx";
import { useRemoveAttachment } from "./api.ts";
import { Attachments } from "./attachments.tsx";
import styles from "./conversation.module.css";

const channels: Record<string, ReactNode> = { email: <IconMail size={14} aria-hidden />, phone: <IconPhone size={14} aria-hidden /> };

/** One message: who, when, how, to whom, what; and what became of it. */
export function MessageCard({ message, ticket }: { message: Message; ticket: Pick<Ticket, "number" | "can"> }) {
  const remove = useRemoveAttachment(ticket.number);
  const { author, kind } = message;
  const name = author ? author.name || author.email : t("desk.automatic");
  const pictures = useMemo(() => Object.fromEntries(message.attachments.flatMap((one) => (one.contentId ? [[one.contentId, fileUrl(one.id, true)]] : []))), [message.attachments]);
  const shown = message.attachments.filter((one) => !one.inline);
  // T11: an answer by mail where only the portal takes answers
  const besidePortal = kind === "note" && message.evidence.some((one) => one.key === "portal-only");
  const channel = hasText(`desk.channel.${message.channel}`) ? text(`desk.channel.${message.channel}`) : message.channel;
  return (
    <article className={`${styles.message} ${kind === "note" ? styles.note : ""}`} id={`message-${message.id}`} aria-label={kind === "note" ? t("desk.note.of", { name }) : t("desk.message.of", { name })}>
      {message.heldUntil !== null && <HeldStrip message={message} ticket={ticket.number} />}
      {kind === "note" && (
        <p className={styles.lock}>
          {besidePortal ? <IconMailOff size={14} aria-hidden /> : <IconLock size={14} aria-hidden />} {t(besidePortal ? "desk.note.portal-only" : "desk.note.only-colleagues")}
        </p>
      )}
      <header className={styles.head}>
        <Face name={name} seed={author?.email || name} size={28} />
        <div className={styles.who}>
          <div className={styles.line}>
            <span className={styles.name} title={author?.email} dir="auto">
              {name}
            </span>
            {message.side === "agent" && kind === "reply" && <span className={styles.role}>{t("desk.message.from-us")}</span>}
            <TrustBadge message={message} />
          </div>
          <div className={styles.meta}>
            {channels[message.channel] ?? <IconWorld size={14} aria-hidden />}
            <span className={styles.to} title={list([...message.to, ...message.cc])}>
              {channel}
              {message.to.length > 0 && ` · ${t("desk.message.to", { to: list(message.to) })}`}
              {message.cc.length > 0 && ` · ${t("desk.message.cc", { cc: list(message.cc) })}`}
            </span>
          </div>
        </div>
        <div className={styles.side}>
          <Timestamp at={message.createdAt} className={styles.when} />
          {(message.evidence.length > 0 || message.trust) && <Why message={message} />}
        </div>
      </header>
      <div className={styles.content}>
        {message.erased ? <p className={styles.erased}>{t("desk.message.erased")}</p> : <MailBody html={message.html} text={message.text} quoteAt={message.quoteAt} pictures={pictures} />}
        {shown.length > 0 && <Attachments files={shown} onRemove={ticket.can.edit && message.heldUntil === null ? (file) => remove.mutate({ message: message.id, file }) : undefined} />}
        {message.omitted.length > 0 && <p className={styles.omitted}>{t("desk.message.omitted", { what: list(message.omitted.map((one) => (hasText(`desk.omitted.${one}`) ? text(`desk.omitted.${one}`) : one))) })}</p>}
      </div>
      <Fates deliveries={message.deliveries} ticket={ticket.number} />
    </article>
  );
}

/** Only what is worth a second look: a sender that could not be proven. */
function TrustBadge({ message }: { message: Message }) {
  const verdict = message.trust?.verdict;
  if (!verdict || verdict === "proven") return null;
  return (
    <Why message={message} className={`${styles.trust} ${verdict === "failed" ? styles.failed : styles.unproven}`}>
      {verdict === "failed" ? <IconShieldX size={14} aria-hidden /> : <IconShieldQuestion size={14} aria-hidden />}
      {t(`desk.trust.${verdict}`)}
    </Why>
  );
}

/** Why the message is in this ticket, and how far its sender is proven. */
function Why({ message, className, children }: { message: Message; className?: string; children?: ReactNode }) {
  const [opened, setOpened] = useState(false);
  const { trust, evidence } = message;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" withinPortal trapFocus returnFocus>
      <Popover.Target>
        {children ? (
          <button type="button" className={className} onClick={() => setOpened(!opened)}>
            {children}
          </button>
        ) : (
          <button type="button" className={iconButtonClass} aria-label={t("desk.why")} title={t("desk.why")} onClick={() => setOpened(!opened)}>
            <IconHelpCircle size={16} aria-hidden />
          </button>
        )}
      </Popover.Target>
      <Popover.Dropdown>
        <div className={styles.why} tabIndex={-1} data-autofocus>
          {evidence.length > 0 && (
            <section>
              <h3>{t("desk.why")}</h3>
              <ol>
                {evidence.map((one) => (
                  <li key={one.key + JSON.stringify(one.params)}>{hasText(`evidence.${one.key}`) ? text(`evidence.${one.key}`, one.params) : one.key}</li>
                ))}
              </ol>
            </section>
          )}
          {trust && (
            <section>
              <h3>{t(`desk.trust.${trust.verdict}.title`)}</h3>
              <p>{t(`desk.trust.${trust.verdict}.about`)}</p>
              <dl className={styles.checks}>
                {(["spf", "dkim", "dmarc"] as const).map((check) => (
                  <div key={check} style={{ display: "contents" }}>
                    <dt>{check.toUpperCase()}</dt>
                    <dd>{trust[check]}</dd>
                  </div>
                ))}
              </dl>
            </section>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

const weight: Record<Delivery["state"], "good" | "warn" | "bad"> = { queued: "good", sending: "good", sent: "good", suppressed: "good", retry: "warn", uncertain: "warn", failed: "bad", bounced: "bad" };

/** The letters that bring a message to its receivers. */
const carrying: readonly string[] = ["reply", "outgoing", "side", "forward"];

/** What became of each outgoing mail; all well is one short word. A mail that was not sent says why. */
function Fates({ deliveries: all, ticket }: { deliveries: Delivery[]; ticket: number }) {
  // that a letter went, or a colleague was told, has a line of its own, unless it went wrong
  const deliveries = all.filter((one) => carrying.includes(one.letter) || weight[one.state] !== "good" || (one.state === "suppressed" && one.letter !== "mentioned" && one.reason !== "demo"));
  if (deliveries.length === 0) return null;
  // of a demonstration it is true of every message: only who is read to is told each time
  if (deliveries.every((one) => one.state === "suppressed" && one.reason === "demo")) return <p className="visually-hidden">{t("mail.not-sent.demo")}</p>;
  const troubled = deliveries.filter((one) => weight[one.state] !== "good");
  const kept = new Set(deliveries.filter((one) => one.state === "suppressed").map((one) => one.reason ?? ""));
  const calm = deliveries.filter((one) => weight[one.state] === "good" && one.state !== "suppressed");
  const waiting = calm.some((one) => one.state === "queued" || one.state === "sending");
  return (
    <ul className={styles.fates}>
      {calm.length > 0 && (
        <li className={styles.fate} title={list(calm.map((one) => one.to))}>
          {waiting ? <IconSend size={14} aria-hidden /> : <IconCheck size={14} aria-hidden />}
          {t(waiting ? "desk.delivery.sending" : "desk.delivery.sent", { count: calm.length })}
        </li>
      )}
      {[...kept].map((reason) => (
        <li key={reason} className={styles.fate}>
          <IconMailOff size={14} aria-hidden />
          {text(`mail.not-sent.${reason}`)}
        </li>
      ))}
      {troubled.map((one) => (
        <li key={one.to + one.letter} className={`${styles.fate} ${weight[one.state] === "bad" ? styles.fateBad : styles.fateWarn}`}>
          {weight[one.state] === "bad" ? <IconAlertTriangle size={14} aria-hidden /> : <IconClockPause size={14} aria-hidden />}
          <span>
            {text(`desk.delivery.${one.state}`, { to: one.to })}
            {one.reason && <> {one.reason}</>}
          </span>
          {one.state !== "retry" && <Resend ticket={ticket} delivery={one.id} />}
        </li>
      ))}
    </ul>
  );
}
