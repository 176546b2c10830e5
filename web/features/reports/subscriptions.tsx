import { Modal } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { reportRhythms, type ReportRhythm, type ReportSubscription } from "../../../contract/reports.ts";
import { problemOf } from "../../lib/api.ts";
import { dayAndTime } from "../../lib/format.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { pageStyles } from "../../ui/page.tsx";
import { Segments } from "../../ui/segments.tsx";
import { useSubscribe, useSubscriptions } from "./api.ts";
import styles from "./reports.module.css";

const hourWords = (hour: number) => new Intl.DateTimeFormat(currentLanguage(), { hour: "2-digit", minute: "2-digit", timeZone: "UTC" }).format(new Date(Date.UTC(2026, 0, 1, hour)));
const morning = 8;

/** The figures looked at, by mail: how often and at which hour; and what is mailed already. */
export function Subscriptions({ desk, q, deskName, onClose }: { desk: string; q: string; deskName: (key: string | null) => string; onClose: () => void }) {
  const [every, setEvery] = useState<ReportRhythm>("week");
  const [hour, setHour] = useState(morning);
  const { data } = useSubscriptions();
  const { subscribe, unsubscribe } = useSubscribe();
  const problem = problemOf(subscribe.error ?? unsubscribe.error);
  const wordsOf = ({ desk: of, q: narrowed, every: rhythm, hour: at }: ReportSubscription) => [deskName(of), narrowed, t(`desk.report.every.${rhythm}.at`, { hour: hourWords(at) })].filter(Boolean).join(" · ");
  return (
    <Modal opened onClose={onClose} title={t("desk.report.mail")} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <div className={styles.mailing}>
        <p>{t("desk.report.mail.about")}</p>
        <Segments legend={t("desk.report.every")} value={every} onChange={setEvery} options={reportRhythms.map((one) => ({ value: one, label: t(`desk.report.every.${one}`) }))} />
        <div className={pageStyles.labelled}>
          {t("desk.report.hour")}
          <Picker wide label={t("desk.report.hour")} value={String(hour)} options={Array.from({ length: 24 }, (_, at) => ({ value: String(at), label: hourWords(at) }))} onChange={(value) => setHour(Number(value))} />
        </div>
        <Button look="primary" busy={subscribe.isPending} onClick={() => subscribe.mutate({ desk: desk === "" ? null : desk, q, every, hour })}>
          {t("desk.report.subscribe")}
        </Button>
        {problem && (
          <p className={pageStyles.problem} role="alert">
            {problem.detail ?? problem.title}
          </p>
        )}
        {data !== undefined && data.items.length > 0 && (
          <section>
            <h3>{t("desk.report.mailed")}</h3>
            <ul>
              {data.items.map((one) => (
                <li key={one.id}>
                  <span>
                    <bdi>{wordsOf(one)}</bdi>
                    {one.nextAt !== null && <small>{t("desk.report.next", { at: dayAndTime(one.nextAt) })}</small>}
                  </span>
                  <IconButton label={t("desk.report.unsubscribe", { what: wordsOf(one) })} disabled={unsubscribe.isPending} onClick={() => unsubscribe.mutate(one.id)}>
                    <IconTrash size={16} aria-hidden />
                  </IconButton>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Modal>
  );
}
