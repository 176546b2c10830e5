import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Language } from "../../../contract/common.ts";
import type { LetterDefinition, LetterPreview as Preview } from "../../../contract/letters.ts";
import { problemOf } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { inWords } from "../auth/sign-in-page.tsx";
import { letterPreviewQuery, mailTrial, previewAfter } from "./api.ts";
import styles from "./letters.module.css";

/** What was true when nothing has changed for a while. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), previewAfter);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** The letter as its receiver would see it, on a request of the desk or a made-up one; and as a mail to oneself. */
export function LetterPreview({ desk, letter, language, onNotices }: { desk: string; letter: LetterDefinition; language: Language; onNotices: (notices: Preview["notices"]) => void }) {
  const [number, setNumber] = useState("");
  const [shown, setShown] = useState<"mail" | "text">("mail");
  const ticket = /^#?([1-9]\d{0,14})$/.exec(number.trim())?.[1];
  const trial = useSettled(JSON.stringify({ letter, language, ...(ticket === undefined ? {} : { ticket: Number(ticket) }) }));
  const asked = JSON.parse(trial) as { letter: LetterDefinition; language: Language; ticket?: number };
  const preview = useQuery({ ...letterPreviewQuery(desk, asked), placeholderData: keepPreviousData });
  const send = useMutation({
    mutationFn: () => mailTrial(desk, asked),
    onSuccess: ({ to }) => toast({ key: "letter", text: t("desk.letters.sent", { to }) }),
    onError: (error) => toast({ kind: "problem", key: "letter", text: problemOf(error)?.detail ?? inWords(error) }),
  });
  const { data } = preview;
  useEffect(() => onNotices(data?.notices ?? []), [data, onNotices]);
  const unknown = preview.isError && problemOf(preview.error)?.key === "ticket.not-found";
  return (
    <section className={styles.preview} aria-label={t("desk.letters.preview")}>
      <div className={styles.tools}>
        <Segments legend={t("desk.letters.preview")} quiet value={shown} options={[{ value: "mail", label: t("desk.letters.as-mail") }, { value: "text", label: t("desk.letters.as-text") }]} onChange={setShown} />
        <Button busy={send.isPending} disabled={preview.isError} onClick={() => send.mutate()}>
          {t("desk.letters.send")}
        </Button>
      </div>
      <Field label={t("desk.letters.ticket")} hint={t("desk.letters.ticket.hint")} inputMode="numeric" placeholder="1042" value={number} problem={unknown ? t("desk.letters.ticket.unknown") : undefined} onChange={(event) => setNumber(event.target.value)} />
      {preview.isError && !unknown && <p className={styles.problem}>{problemOf(preview.error)?.detail ?? problemOf(preview.error)?.title ?? inWords(preview.error)}</p>}
      {data === undefined ? (
        preview.isPending && <Bone height={320} />
      ) : (
        <div className={styles.paper}>
          <p className={styles.subject}>
            <span>{t("desk.letters.subject")}</span> <bdi>{data.subject}</bdi>
          </p>
          {/* no scripts, no same origin: what it shows can do nothing */}
          {shown === "mail" ? <iframe className={styles.frame} title={t("desk.letters.preview")} sandbox="" srcDoc={data.html} /> : <textarea className={styles.text} readOnly aria-label={t("desk.letters.as-text")} value={data.text} />}
        </div>
      )}
    </section>
  );
}
