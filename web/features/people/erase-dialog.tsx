import { Modal } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { Person } from "../../../contract/organizations.ts";
import type { ErasurePreview } from "../../../contract/privacy.ts";
import { call, problemOf } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import styles from "./privacy.module.css";

/** While it is under way it is asked how far it has come, in ms. */
const lookAgain = 1500;
const erasureQuery = (person: number) =>
  queryOptions({
    queryKey: ["erasure", person],
    queryFn: ({ signal }) => call<ErasurePreview>(`/people/${person}/erasure`, { signal }),
    refetchInterval: ({ state }) => (state.data?.erasure?.state === "running" ? lookAgain : false),
    gcTime: 0,
  });

/** Says what goes and what stays, and asks to be told whom once more: nobody brings it back. */
export function EraseDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const { data: preview, error } = useQuery(erasureQuery(person.id));
  const erase = useMutation({
    mutationFn: () => call<ErasurePreview>(`/people/${person.id}/erasure`, { method: "POST", body: { confirm: typed } }),
    onSuccess: (begun) => client.setQueryData(erasureQuery(person.id).queryKey, begun),
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
      ) : preview.erasure !== null && preview.erasure.state !== "done" ? (
        <p role="status">{t("desk.privacy.erase.running")}</p>
      ) : preview.erasure !== null ? (
        <div className={styles.dialog}>
          <p role="status">{t("desk.privacy.erase.done", { tickets: preview.erasure.tickets, messages: preview.erasure.messages })}</p>
          <div className={styles.buttons}>
            <a className={buttonClass("primary")} href="/desk/">
              {t("desk.privacy.erase.back")}
            </a>
          </div>
        </div>
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
