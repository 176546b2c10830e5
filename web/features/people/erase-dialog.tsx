import { Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { Person } from "../../../contract/organizations.ts";
import type { ErasurePreview } from "../../../contract/privacy.ts";
import { call, problemOf } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { sayProblem } from "../organizations/api.ts";
import styles from "./privacy.module.css";

const erasureOf = (person: number, signal?: AbortSignal) => call<ErasurePreview>(`/people/${person}/erasure`, signal === undefined ? {} : { signal });

/** While it is under way it is asked how far it has come, in ms. */
const lookAgain = 1500;
/** The request that stood behind the dialog is soon no more: what became of it is told at the foot of whatever page is open then. */
async function tellWhenDone(person: Person): Promise<void> {
  toast({ key: "erasure", text: t("desk.privacy.erase.running", { name: person.name }), stay: 600_000 });
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, lookAgain));
    const { erasure } = await erasureOf(person.id);
    if (erasure?.state === "done") return toast({ key: "erasure", text: t("desk.privacy.erase.done", { tickets: erasure.tickets, messages: erasure.messages }), stay: 30_000 });
  }
}

/** Says what goes and what stays, and asks to be told whom once more: nobody brings it back. */
export function EraseDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const { data: preview, error } = useQuery({ queryKey: ["erasure", person.id], queryFn: ({ signal }) => erasureOf(person.id, signal), gcTime: 0 });
  const erase = useMutation({
    mutationFn: () => call<ErasurePreview>(`/people/${person.id}/erasure`, { method: "POST", body: { confirm: typed } }),
    onSuccess: () => {
      onClose();
      void tellWhenDone(person)
        // what is still on the screen of them is gone, too: nothing may stand there from before
        .then(() => Promise.all(["ticket", "tickets", "people", "person"].map((shown) => client.resetQueries({ queryKey: [shown] }))))
        .catch(sayProblem);
    },
  });
  const problem = problemOf(erase.error ?? error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    erase.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t("desk.privacy.erase.title", { name: person.name })} size={520} closeButtonProps={{ "aria-label": t("ui.close") }}>
      {problem && <Problem>{problem.detail ?? problem.title}</Problem>}
      {preview === undefined ? (
        !problem && <Waiting />
      ) : preview.erasure?.state === "running" ? (
        <p role="status">{t("desk.privacy.erase.running", { name: person.name })}</p>
      ) : preview.stop !== null ? (
        <Problem>{t(`desk.privacy.stop.${preview.stop}`)}</Problem>
      ) : (
        <form className={styles.dialog} onSubmit={submit}>
          <WhatGoes preview={preview} />
          <Field label={t("desk.privacy.erase.confirm", { confirm: preview.confirm })} autoComplete="off" autoCapitalize="none" spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} />
          <div className={styles.buttons}>
            <Button onClick={onClose}>{t("ui.cancel")}</Button>
            <Button type="submit" look="danger" busy={erase.isPending} disabled={typed.trim().toLowerCase() !== preview.confirm.toLowerCase()}>
              {t("desk.privacy.erase.do")}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}

const Waiting = () => (
  <div className={styles.dialog}>
    {["100%", "70%", "40%"].map((width) => (
      <Bone key={width} width={width} />
    ))}
  </div>
);

function WhatGoes({ preview: { tickets, open, shared, messages, mails } }: { preview: ErasurePreview }) {
  return (
    <>
      <p>{t("desk.privacy.erase.about")}</p>
      <ul className={styles.goes}>
        <li>
          {t("desk.privacy.erase.tickets", { n: tickets })}
          {open > 0 && <b className={styles.open}> · {t("desk.privacy.erase.open", { n: open })}</b>}
        </li>
        {shared > 0 && <li>{t("desk.privacy.erase.shared", { n: shared, messages })}</li>}
        {mails > 0 && <li>{t("desk.privacy.erase.mails", { n: mails })}</li>}
        <li>{t("desk.privacy.erase.rest")}</li>
      </ul>
      <p className={styles.quiet}>{t("desk.privacy.erase.stays")}</p>
    </>
  );
}
