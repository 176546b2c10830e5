import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { FollowUp, RecordedFollowUp, TicketFollowUps } from "../../../contract/follow-ups.ts";
import type { Correspondent } from "../../../contract/tickets.ts";
import { dayAndTime } from "../../lib/format.ts";
import { hasText, t, text } from "../../lib/i18n.ts";
import { useOffers, type Offer } from "../../lib/offers.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { useMinute } from "../../ui/timestamp.tsx";
import { toast } from "../../ui/toasts.tsx";
import { followUpsQuery, toldByHook, useFollowUpAct } from "./api.ts";
import styles from "./follow-ups.module.css";
import { MeansIcon, MovePicker, NewFollowUpForm, ResultForm } from "./forms.tsx";

interface FollowUpPanelProps {
  number: number;
  /** who works at the ticket's desk */
  agents: Correspondent[];
  me: string | null;
  /** opens the composer for a mail to the requester */
  onMail: () => void;
}

/** What can be done about them, by the keys of the menu of acts. */
export const followUpOffers = (data: TicketFollowUps | undefined, begin: (form: "plan" | "log") => void): Offer[] =>
  data?.can.record
    ? [
        { key: "follow-up-plan", label: t("desk.follow-up.plan"), hotkey: ". N", letter: "n", run: () => begin("plan") },
        { key: "follow-up-log", label: t("desk.follow-up.log-one"), hotkey: ". R", letter: "r", run: () => begin("log") },
      ]
    : [];

/** A ticket's follow-ups: what is planned, what was recorded, and the next one. */
export function FollowUpPanel({ number, agents, me, onMail }: FollowUpPanelProps) {
  const { data } = useQuery(followUpsQuery(number));
  const [form, setForm] = useState<"plan" | "log" | null>(null);
  const [offered, setOffered] = useState(false);
  useOffers(followUpOffers(data, setForm));
  if (data === undefined || (data.items.length === 0 && !data.can.record)) return null;
  const done = (recorded: RecordedFollowUp | null) => {
    setForm(null);
    setOffered(recorded?.instead != null);
  };
  return (
    <section className={styles.panel} aria-labelledby={`follow-ups-${number}`}>
      <header className={styles.head}>
        <h2 id={`follow-ups-${number}`}>{t("desk.follow-up.title")}</h2>
        {data.attempts > 0 && <span>{t("desk.follow-up.counts", { attempts: data.attempts, productive: data.productive })}</span>}
      </header>
      {data.flag !== null && (
        <p className={styles.flag} role="status">
          {hasText(`desk.follow-up.flag.${data.flag}`) ? text(`desk.follow-up.flag.${data.flag}`) : data.flag}
        </p>
      )}
      {offered && (
        <div className={styles.offer} role="status">
          <p>{t("desk.follow-up.nobody-answered")}</p>
          <div className={styles.acts}>
            <Button look="primary" onClick={() => (setOffered(false), onMail())}>
              {t("desk.follow-up.write-mail")}
            </Button>
            <Button look="quiet" onClick={() => setOffered(false)}>
              {t("desk.follow-up.dismiss")}
            </Button>
          </div>
        </div>
      )}
      {data.items.length === 0 && form === null && <p className={styles.meta}>{t("desk.follow-up.none")}</p>}
      {data.items.length > 0 && (
        <ul className={styles.list}>
          {data.items.map((one) => (
            <Item key={one.id} followUp={one} agents={agents} onDone={done} />
          ))}
        </ul>
      )}
      {form !== null && <NewFollowUpForm key={form} number={number} mode={form} facts={data} agents={agents} me={me} onDone={done} />}
      {data.can.record && form === null && (
        <div className={styles.acts}>
          <Button onClick={() => setForm("plan")}>{t("desk.follow-up.plan")}</Button>
          <Button look="quiet" onClick={() => setForm("log")}>
            {t("desk.follow-up.log")}
          </Button>
        </div>
      )}
    </section>
  );
}

function Item({ followUp, agents, onDone }: { followUp: FollowUp; agents: Correspondent[]; onDone: (recorded: RecordedFollowUp | null) => void }) {
  const act = useFollowUpAct(followUp.ticket);
  const [open, setOpen] = useState(false);
  const now = useMinute();
  const planned = followUp.state === "planned";
  const late = planned && Date.parse(followUp.dueAt) < now;
  const cancel = () => void act.mutateAsync({ kind: "cancel", id: followUp.id }).then(() => toast({ text: t("desk.follow-up.cancelled") }), toldByHook);
  return (
    <li className={styles.item}>
      <MeansIcon means={followUp.means} />
      <span className={styles.what}>
        <b dir="auto">{followUp.whom}</b>
        <span className={`${styles.meta} ${late ? styles.late : ""}`}>
          {planned ? dayAndTime(followUp.dueAt) : followUp.doneAt && dayAndTime(followUp.doneAt)} · <span dir="auto">{planned ? followUp.agent.name : followUp.doneBy}</span>
          {followUp.outcome && (
            <>
              {"\u00a0· "}
              <span className={followUp.outcome === "reached" ? styles.reached : ""}>{t(`desk.follow-up.${followUp.outcome}`)}</span>
            </>
          )}
        </span>
        {followUp.note && <span dir="auto">{followUp.note}</span>}
      </span>
      {followUp.can.move && !open ? (
        <IconButton label={t("desk.follow-up.cancel")} side="left" onClick={cancel} disabled={act.isPending}>
          <IconX size={16} aria-hidden />
        </IconButton>
      ) : (
        <span />
      )}
      {planned && !open && (followUp.can.record || followUp.can.move) && (
        <div className={`${styles.acts} ${styles.under}`}>
          {followUp.can.record && <Button onClick={() => setOpen(true)}>{t("desk.follow-up.record")}</Button>}
          {followUp.can.move && agents.length > 1 && <MovePicker followUp={followUp} colleagues={agents} />}
        </div>
      )}
      {open && (
        <div className={styles.under}>
          <ResultForm followUp={followUp} onDone={(recorded) => (setOpen(false), onDone(recorded))} />
        </div>
      )}
    </li>
  );
}
