import { Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconBeach } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import type { Absence, HandedOver } from "../../../contract/approvals.ts";
import type { Agenda } from "../../../contract/follow-ups.ts";
import { call } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { Face } from "../../ui/face.tsx";
import { Field } from "../../ui/field.tsx";
import { pageStyles } from "../../ui/page.tsx";
import { toast } from "../../ui/toasts.tsx";
import { inWords, theirsQuery } from "./api.ts";
import styles from "./approvals.module.css";

/** "12 open tickets, 3 follow-ups, 1 approval" */
export const theirsWords = ({ tickets, followUps, approvals }: HandedOver): string => t("desk.theirs", { tickets, followUps, approvals });

/** Away from one day to another; with a deputy, who gets everything at once (C4). */
export function AbsenceButton({ agenda, own }: { agenda: Agenda; own: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <IconBeach size={16} aria-hidden /> {t("desk.absence")}
      </Button>
      {open && <AbsenceForm agenda={agenda} own={own} onClose={() => setOpen(false)} />}
    </>
  );
}

function AbsenceForm({ agenda: { agent, day, colleagues }, own, onClose }: { agenda: Agenda; own: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const [from, setFrom] = useState(day);
  const [until, setUntil] = useState(day);
  const [reason, setReason] = useState("");
  const [deputy, setDeputy] = useState("");
  const { data: theirs } = useQuery(theirsQuery(agent.email));
  const absence = useMutation({
    mutationFn: (body: Absence) => call<HandedOver>("/absences", { method: "POST", body }),
    onSuccess: (moved) => {
      const name = colleagues.find((one) => one.email === deputy)?.name;
      toast({ text: name === undefined ? t("desk.absence.done") : `${t("desk.absence.done")}. ${t("desk.absence.moved", { name, what: theirsWords(moved) })}` });
      onClose();
      return client.invalidateQueries();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    absence.mutate({ agent: agent.email, from, until, reason: reason.trim(), deputy: deputy || null });
  };
  return (
    <Modal opened onClose={onClose} title={t("desk.absence")} size={440} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <form className={styles.dialog} onSubmit={submit}>
        <p>{own ? t("desk.absence.about") : t("desk.absence.about-other", { name: agent.name })}</p>
        <div className={pageStyles.pair}>
          <Field label={t("desk.absence.from")} type="date" required data-autofocus value={from} onChange={(event) => setFrom(event.target.value)} />
          <Field label={t("desk.absence.until")} type="date" required min={from} value={until} onChange={(event) => setUntil(event.target.value)} />
        </div>
        <Field label={t("desk.act.reason")} optional maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
        <div className={pageStyles.labelled}>
          <span>{t("desk.absence.deputy")}</span>
          <Picker
            wide
            label={t("desk.absence.deputy")}
            value={deputy}
            unset={t("desk.absence.nobody")}
            onChange={setDeputy}
            options={[{ value: "", label: t("desk.absence.nobody") }, ...colleagues.filter((one) => one.email !== agent.email).map((one) => ({ value: one.email, label: one.name, icon: <Face name={one.name} seed={one.email} size={18} /> }))]}
          />
          {theirs && <small>{theirsWords(theirs)}</small>}
        </div>
        {absence.error && (
          <p className={pageStyles.problem} role="alert">
            {inWords(absence.error)}
          </p>
        )}
        <div className={styles.dialogActs}>
          <Button onClick={onClose}>{t("ui.cancel")}</Button>
          <Button type="submit" look="primary" busy={absence.isPending}>
            {t(deputy === "" ? "desk.absence.do" : "desk.absence.do-move")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
