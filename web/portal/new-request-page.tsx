import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { Articles } from "../features/forms/articles.tsx";
import { Clear } from "../features/forms/clear.tsx";
import { FieldInput } from "../features/forms/field-input.tsx";
import { askedOf, formOf, givenAnswers, levelsOf, tellingValues, typeProblem, wrongAnswers } from "../features/forms/filling.ts";
import { Parts } from "../features/forms/parts.tsx";
import { Receipt } from "../features/forms/receipt.tsx";
import { Similar, useSimilar } from "../features/forms/similar.tsx";
import { Typification } from "../features/forms/typification.tsx";
import { problemOf } from "../lib/api.ts";
import { openTicket } from "../lib/calls.ts";
import { currentLanguage, t } from "../lib/i18n.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { Choice, Field } from "../ui/field.tsx";
import { usePortalDesk } from "./desk.ts";
import { useDraft } from "./drafts.ts";
import styles from "./forms.module.css";
import { Frame } from "./frame.tsx";
import { Link, navigate, readAddress, useAddress } from "./router.tsx";
import { languagesOf, useSession } from "./session.ts";
import { chosenLanguage, languageChoices } from "../features/forms/language.ts";
import { inWords } from "./words.ts";
import { Writing } from "./writing.tsx";

/** A new request, and, once it is sent, its number: which stands in the address, so that a reload shows it again. */
export function NewRequestPage() {
  const sent = readAddress(useAddress()).search.get("sent");
  return sent !== null && /^[1-9]\d{0,14}$/.test(sent) ? <Sent number={Number(sent)} /> : <Asking />;
}

/** What is it about, what the desk asks of that, what happened, and what shows it (T1, T4). */
function Asking() {
  const { key, at, words } = usePortalDesk();
  const me = useSession();
  const client = useQueryClient();
  const email = me?.email ?? "";
  // each person's own: a device may be shared
  const draft = useDraft(`${key}.new.${email}`);
  const [told, setTold] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const desk = words.configuration;
  const asks = formOf(desk, "customers");
  const { answers } = draft;
  const { first, ofType } = asks === undefined ? { first: [], ofType: [] } : askedOf(desk, asks, answers.type);
  const parts = [...first, ...ofType];
  const similar = useSimilar(tellingValues(desk, parts, answers), `desk:${key} involves:me`);
  const hasTypes = asks !== undefined && levelsOf(desk.types, "").length > 0;
  const mended = (path: string) => setTold(({ [path]: _mended, ...rest }) => rest);

  const showFirst = () =>
    setTimeout(() => {
      const wrong = form.current?.querySelector<HTMLElement>("[aria-invalid=true], [role=alert]");
      wrong?.scrollIntoView({ block: "center" });
      wrong?.focus({ preventScroll: true });
    });
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const untyped = asks === undefined ? undefined : typeProblem(desk, asks, answers.type);
    const wrong: Record<string, string> = {
      ...(untyped === undefined ? {} : { "/type": untyped }),
      ...wrongAnswers(desk, parts, answers),
      ...(draft.subject.trim() === "" ? { "/subject": t("portal.new.no-subject") } : {}),
    };
    setTold(wrong);
    const hindrance = draft.hindrance ?? (draft.text.trim() === "" && draft.attachments.length === 0 ? "empty" : undefined);
    setProblem(hindrance && t(`portal.reply.${hindrance}`));
    if (Object.keys(wrong).length > 0 || hindrance !== undefined) {
      showFirst();
      return;
    }
    setBusy(true);
    try {
      const [chosen] = levelsOf(desk.types, answers.type);
      const ticket = await openTicket(
        {
          desk: key,
          subject: draft.subject.trim(),
          body: draft.text,
          requester: { email, locale: asks?.asksLanguage === true ? chosenLanguage(desk, answers) : currentLanguage() },
          attachments: draft.attachments,
          ...(asks === undefined ? {} : { form: asks.key, fields: givenAnswers(desk, parts, answers) }),
          ...(hasTypes && chosen?.chosen !== "" ? { type: answers.type } : {}),
        },
        { idempotencyKey: draft.sendKey },
      );
      draft.clear();
      void client.invalidateQueries({ queryKey: ["requests"] });
      navigate(at(`new?sent=${ticket.number}`), { replace: true });
    } catch (error) {
      const errors = problemOf(error)?.errors ?? [];
      const known = errors.filter(({ path }) => path === "/type" || path === "/subject" || parts.some(({ fields }) => fields.some(({ field }) => path === `/fields/${field}`)));
      setTold(Object.fromEntries(known.map(({ path, detail }) => [path, detail])));
      if (known.length === 0 || known.length < errors.length) setProblem(inWords(error));
      setBusy(false);
      showFirst();
    }
  };

  return (
    <Frame title={t("portal.new.title")}>
      <h1 tabIndex={-1} className={styles["title"]}>
        {t("portal.new.title")}
      </h1>
      <p className={styles["lead"]}>{t("portal.new.lead", { email })}</p>
      <form ref={form} className={styles["form"]} noValidate onSubmit={(event) => void send(event)}>
        {hasTypes && (
          <Typification
            desk={desk}
            type={answers.type}
            optional={!asks.typed}
            labels={[t("form.about"), t("form.about.more")]}
            problem={told["/type"]}
            onChange={(type) => {
              draft.setAnswers((before) => ({ ...before, type }));
              mended("/type");
            }}
          />
        )}
        {asks?.asksLanguage === true && (
          <Choice label={t("form.language")} hint={t("portal.new.language.hint")} value={chosenLanguage(desk, answers)} options={languageChoices(languagesOf(desk))} onChange={(language) => draft.setAnswers((before) => ({ ...before, language }))} />
        )}
        <Parts
          desk={desk}
          parts={parts}
          values={answers.fields}
          problems={told}
          control={FieldInput}
          found={<Similar rows={similar} hrefOf={(number) => at(`tickets/${number}`)} status={words.status} lead={t("form.similar.yours")} />}
          onChange={(field, value) => {
            draft.setAnswers((before) => ({ ...before, fields: { ...before.fields, [field]: value } }));
            mended(`/fields/${field}`);
          }}
        />
        <Field
          label={t("portal.new.subject")}
          hint={t("portal.new.subject.hint")}
          problem={told["/subject"]}
          maxLength={500}
          required
          dir="auto"
          value={draft.subject}
          onChange={(event) => {
            draft.setSubject(event.target.value);
            mended("/subject");
          }}
        />
        <Articles desk={key} subject={draft.subject} />
        <div className={styles["text"]}>
          <label htmlFor="text">{t("portal.new.text")}</label>
          <Writing draft={draft} id="text">
            {draft.isEmpty ? (
              <Link to={at("")} className={buttonClass("quiet", true)}>
                {t("portal.cancel")}
              </Link>
            ) : (
              <Clear
                onClear={() => {
                  draft.clear();
                  setTold({});
                  setProblem(undefined);
                }}
              />
            )}
            <Button type="submit" look="primary" large busy={busy}>
              {t("portal.new.send")}
            </Button>
          </Writing>
        </div>
        {problem && (
          <p className={styles["problem"]} role="alert">
            {problem}
          </p>
        )}
      </form>
    </Frame>
  );
}

/** It is there, and this is its number (L7). */
function Sent({ number }: { number: number }) {
  const { at } = usePortalDesk();
  const email = useSession()?.email ?? "";
  return (
    <Frame title={t("portal.new.sent")}>
      <Receipt number={number} title={t("portal.new.sent")}>
        <p className={styles["after"]}>{t("portal.new.lead", { email })}</p>
        <div className={styles["pair"]}>
          <Link to={at(`tickets/${number}`)} className={buttonClass("primary", true)}>
            {t("portal.new.see")}
          </Link>
          <Link to={at("new")} className={buttonClass("plain", true)}>
            {t("portal.new.another")}
          </Link>
        </div>
      </Receipt>
    </Frame>
  );
}
