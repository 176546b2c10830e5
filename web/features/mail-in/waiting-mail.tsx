import { IconArrowLeft, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { LedgerEntry } from "../../../contract/mail.ts";
import { dayAndTime, list } from "../../lib/format.ts";
import { hasText, t, text } from "../../lib/i18n.ts";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Face } from "../../ui/face.tsx";
import { NothingHere, Page, pageStyles } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { useMe } from "../auth/api.ts";
import { inWords } from "../auth/sign-in-page.tsx";
import { contentQuery, mailQuery } from "./api.ts";
import { Decision } from "./decision.tsx";
import { FateBadge } from "./fate.tsx";
import { MailContentView } from "./mail-content.tsx";
import styles from "./waiting.module.css";

interface WaitingMailProps {
  id: number;
  hrefOfTicket: (number: number) => string;
  onOpenTicket: (number: number) => void;
  /** while it is being decided: how to go on to the next one */
  onDeciding: () => () => void;
  onClose: () => void;
}

/** One mail that waits: what it says, and what is to become of it. */
export function WaitingMail({ id, hrefOfTicket, onOpenTicket, onDeciding, onClose }: WaitingMailProps) {
  const me = useMe();
  const query = useQuery(mailQuery(id));
  const mail = query.data;
  const desk = me.desks.find((one) => one.key === mail?.desk);
  const [notes, setNotes] = useState(false);
  const before = (
    <IconButton className={pageStyles.back ?? ""} label={t("desk.waiting.back")} onClick={onClose}>
      <IconArrowLeft size={20} aria-hidden />
    </IconButton>
  );
  const tools = (
    <IconButton label={t("ui.close")} onClick={onClose}>
      <IconX size={16} aria-hidden />
    </IconButton>
  );
  return (
    <Page title={mail?.subject || t("desk.mail.no-subject")} before={before} tools={tools}>
      {query.isPending && (
        <div className={styles.mail}>
          <Bone width="60%" height={16} />
          <Bone height={160} />
        </div>
      )}
      {query.isError && <NothingHere title={t("desk.mail.unreadable")} about={inWords(query.error)} />}
      {mail && (
        <div className={styles.mail}>
          {mail.fate === "held" ? (
            desk?.permissions.includes("mail.decide") && <Decision mail={mail} desk={desk.key} onOpenTicket={onOpenTicket} onDeciding={onDeciding} />
          ) : (
            <Decided mail={mail} hrefOfTicket={hrefOfTicket} />
          )}
          <article className={styles.letter}>
            <Head mail={mail} />
            <MailContentView id={id} />
          </article>
          {mail.evidence.length > 0 && (
            <div className={styles.why}>
              <button type="button" className={styles.link} aria-expanded={notes} onClick={() => setNotes(!notes)}>
                {t("desk.waiting.why")}
              </button>
              {notes && (
                <ul>
                  {mail.evidence.map((one) => (
                    <li key={one.key + JSON.stringify(one.params)}>{hasText(`evidence.${one.key}`) ? text(`evidence.${one.key}`, one.params) : one.key}</li>
                  ))}
                </ul>
              )}
            </div>
          )}
        </div>
      )}
    </Page>
  );
}

function Head({ mail }: { mail: LedgerEntry }) {
  const { data: content } = useQuery(contentQuery(mail.id));
  const name = mail.fromName ?? mail.from;
  const copied = content?.cc ?? [];
  return (
    <header className={styles.head}>
      <Face name={name} seed={mail.from} size={32} />
      <div className={styles.who}>
        <p>
          <b>
            <bdi>{name}</bdi>
          </b>{" "}
          {mail.fromName !== null && <span className={styles.address}>{mail.from}</span>}
        </p>
        <p className={styles.quiet}>
          {t("desk.message.to", { to: list(content?.to.length ? content.to : mail.to) })}
          {copied.length > 0 && ` · ${t("desk.message.cc", { cc: list(copied) })}`}
        </p>
        {content?.forwardedFrom && <p className={styles.forwarded}>{t("desk.waiting.forwarded", { name: content.forwardedFrom.name || content.forwardedFrom.email })}</p>}
        {mail.trust !== null && mail.trust.verdict === "failed" && <p className={styles.warn}>{t("desk.trust.failed.title")}</p>}
      </div>
      <Timestamp at={mail.receivedAt} className={styles.age} />
    </header>
  );
}

/** What somebody made of it, perhaps a moment ago. */
function Decided({ mail, hrefOfTicket }: { mail: LedgerEntry; hrefOfTicket: (number: number) => string }) {
  return (
    <div className={styles.decided} role="status">
      <FateBadge fate={mail.fate} />
      <p>
        {mail.decidedBy !== null && mail.decidedAt !== null ? t("desk.waiting.decided", { name: mail.decidedBy, when: dayAndTime(mail.decidedAt) }) : t(`desk.fate.${mail.fate}.about`)}{" "}
        {mail.ticket !== null && <a href={hrefOfTicket(mail.ticket)}>{t("desk.mail.ticket", { number: mail.ticket })}</a>}
      </p>
      {mail.note !== null && <p className={styles.quiet}>{mail.note}</p>}
    </div>
  );
}
