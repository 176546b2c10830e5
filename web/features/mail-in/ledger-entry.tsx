import { IconArrowLeft, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { rawMailUrl } from "../../lib/calls.ts";
import { dayAndTime, exactTime, fileSize } from "../../lib/format.ts";
import { hasText, t, text } from "../../lib/i18n.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { NothingHere, Page, pageStyles } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { useMe } from "../auth/api.ts";
import { inWords } from "../auth/sign-in-page.tsx";
import { mailQuery, useRetryMail } from "./api.ts";
import { FateBadge, reasonWords } from "./fate.tsx";
import styles from "./ledger.module.css";
import { MailContentView } from "./mail-content.tsx";

/** One mail of the ledger: its fate, why, its raw source, another try. */
export function LedgerEntry({ id, hrefOfTicket, onClose }: { id: number; hrefOfTicket: (number: number) => string; onClose: () => void }) {
  const me = useMe();
  const query = useQuery(mailQuery(id));
  const retry = useRetryMail();
  const [raw, setRaw] = useState(false);
  const mail = query.data;
  const before = (
    <IconButton className={pageStyles.back ?? ""} label={t("desk.mail.back")} onClick={onClose}>
      <IconArrowLeft size={20} aria-hidden />
    </IconButton>
  );
  const tools = (
    <IconButton label={t("ui.close")} onClick={onClose}>
      <IconX size={16} aria-hidden />
    </IconButton>
  );
  return (
    <Page title={t("desk.mail.entry", { id })} before={before} tools={tools}>
      {query.isPending && (
        <div className={styles.entry}>
          <Bone width="60%" height={16} />
          <Bone height={72} />
        </div>
      )}
      {query.isError && <NothingHere title={t("desk.mail.unreadable")} about={inWords(query.error)} />}
      {mail && (
        <div className={styles.entry}>
          <h2>
            <bdi>{mail.subject || t("desk.mail.no-subject")}</bdi>
          </h2>
          <div className={styles.verdict}>
            <FateBadge fate={mail.fate} />
            <p>{t(`desk.fate.${mail.fate}.about`)}</p>
            {mail.reason && <p>{t("desk.mail.why", { reason: reasonWords(mail.reason) })}</p>}
            {mail.decidedBy !== null && mail.decidedAt !== null && (
              <p>
                {t("desk.waiting.decided", { name: mail.decidedBy, when: dayAndTime(mail.decidedAt) })} {mail.note}
              </p>
            )}
            {mail.fate === "held" && (
              <p>
                <a href={`/desk/waiting/${mail.id}`}>{t("desk.waiting.decide")}</a>
              </p>
            )}
            {mail.ticket !== null && (
              <p>
                <a href={hrefOfTicket(mail.ticket)}>{t("desk.mail.ticket", { number: mail.ticket })}</a>
              </p>
            )}
          </div>
          <dl className={styles.data}>
            <dt>{t("desk.mail.from")}</dt>
            <dd>
              <bdi>{mail.fromName}</bdi> &lt;{mail.from}&gt;
            </dd>
            <dt>{t("desk.to")}</dt>
            <dd>{mail.to.join(", ")}</dd>
            <dt>{t("desk.mail.received")}</dt>
            <dd title={exactTime(mail.receivedAt)}>{dayAndTime(mail.receivedAt)}</dd>
            <dt>{t("desk.mail.source")}</dt>
            <dd>{mail.source.toUpperCase()}</dd>
            <dt>{t("desk.mail.size")}</dt>
            <dd>{fileSize(mail.size)}</dd>
            <dt>{t("desk.mail.tries")}</dt>
            <dd>{mail.tries}</dd>
            {mail.trust && (
              <>
                <dt>{t("desk.mail.sender")}</dt>
                <dd>
                  {t(`desk.trust.${mail.trust.verdict}.title`)} (SPF {mail.trust.spf}, DKIM {mail.trust.dkim}, DMARC {mail.trust.dmarc})
                </dd>
              </>
            )}
            {mail.evidence.length > 0 && (
              <>
                <dt>{t("desk.why")}</dt>
                <dd>
                  <ol>
                    {mail.evidence.map((one) => (
                      <li key={one.key}>{hasText(`evidence.${one.key}`) ? text(`evidence.${one.key}`, one.params) : one.key}</li>
                    ))}
                  </ol>
                </dd>
              </>
            )}
          </dl>
          {mail.hasRaw && unopened.has(mail.fate) && <MailContentView id={id} />}
          {mail.hasRaw && mail.fate !== "held" && (
            <div className={styles.acts}>
              <Button look={mail.fate === "failed" ? "primary" : "plain"} busy={retry.isPending} onClick={() => retry.mutate(id)}>
                {t("desk.mail.retry")}
              </Button>
              {me.administrator && (
                <>
                  <Button aria-expanded={raw} onClick={() => setRaw(!raw)}>
                    {t(raw ? "desk.mail.raw.hide" : "desk.mail.raw.show")}
                  </Button>
                  <a className={buttonClass("quiet")} href={rawMailUrl(id)} download={`mail-${id}.eml`}>
                    {t("desk.mail.raw.download")}
                  </a>
                </>
              )}
            </div>
          )}
          {raw && <RawSource id={id} />}
        </div>
      )}
    </Page>
  );
}

/** The fates of mails that no ticket shows. */
const unopened = new Set(["held", "kept", "spam", "loop", "duplicate", "failed", "refused"]);

/** Shown up to this many characters; the whole is a download. */
const rawShown = 200_000;

function RawSource({ id }: { id: number }) {
  const query = useQuery({
    queryKey: ["raw", id],
    queryFn: async ({ signal }) => {
      const answer = await fetch(rawMailUrl(id), { signal });
      if (!answer.ok) throw new Error(String(answer.status));
      return (await answer.text()).slice(0, rawShown);
    },
    staleTime: Infinity,
  });
  if (query.isError) return <p role="alert">{t("desk.mail.raw.gone")}</p>;
  return <textarea className={styles.raw} readOnly rows={24} wrap="off" spellCheck={false} aria-label={t("desk.mail.raw")} value={query.data ?? "…"} />;
}
