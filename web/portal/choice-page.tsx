import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { choices, type Choice, type ChoiceLink } from "../../contract/waiting.ts";
import { problemOf } from "../lib/api.ts";
import { answerByLink, readChoiceLink } from "../lib/calls.ts";
import { dayAndTime } from "../lib/format.ts";
import { t } from "../lib/i18n.ts";
import { Button } from "../ui/button.tsx";
import { TextArea } from "../ui/field.tsx";
import styles from "./choice-page.module.css";
import forms from "./forms.module.css";
import { Frame, Notice, Then } from "./frame.tsx";
import { Said, useMailedLink } from "./mailed-link.tsx";
import { inWords } from "./words.ts";

/** Where “It is solved” and “I still need help” of a mail lead (H8, T12): the choice, made already, and the one button that confirms it. Opening it changes nothing. */
export function ChoicePage({ token, asked }: { token: string; asked: string | null }) {
  const client = useQueryClient();
  const queryKey = ["choice-link", token];
  const link = useMailedLink(queryKey, (how) => readChoiceLink(token, how), unknown);
  const [done, setDone] = useState(false);
  if (link.isPending) return <Frame>{null}</Frame>;
  if (link.isError)
    return (
      <Frame>
        <Notice title={t("portal.problem.title")} lead={inWords(link.error)}>
          <Button large onClick={() => void link.refetch()}>
            {t("ui.try-again")}
          </Button>
        </Notice>
      </Frame>
    );
  const { state, ticket, answer, answeredAt } = link.data;
  if (ticket === null || state === "unknown") return <Said title={t("portal.choice.unknown")} lead={t("portal.choice.unknown.lead")} />;
  const about = (
    <>
      {t("portal.ticket.number", { number: ticket.number })} · <bdi>{ticket.subject}</bdi>
    </>
  );
  const said = (title: string, lead: ReactNode) => (
    <Said title={title} lead={<>{about}<Then>{lead}</Then></>} number={ticket.number} />
  );
  if (state === "expired") return said(t("portal.choice.expired"), t("portal.choice.expired.lead"));
  if (state === "over") return said(t("portal.choice.over"), t("portal.choice.over.lead", { status: ticket.status }));
  if (answer !== null) return done ? said(t(`portal.choice.done.${answer}`), t(`portal.choice.done.${answer}.lead`, { status: ticket.status })) : said(t("portal.choice.used"), t("portal.choice.used.lead", { when: dayAndTime(answeredAt ?? ""), answer: t(`portal.choice.${answer}`) }));
  return (
    <Frame title={t("portal.choice.title")}>
      <div className={forms["narrow"]}>
        <h1 tabIndex={-1}>{t("portal.choice.title")}</h1>
        <p className={forms["lead"]}>
          {about}
          {ticket.closing && <Then>{t(ticket.closing.kind === "may" ? "portal.choice.closing.may" : "portal.choice.closing", { when: dayAndTime(ticket.closing.at) })}</Then>}
        </p>
        <Choose
          link={token}
          first={choices.find((one) => one === asked) ?? "solved"}
          closes={ticket.closing?.kind === "closed"}
          onGone={() => void link.refetch()}
          onDone={(answered) => {
            setDone(true);
            client.setQueryData(queryKey, answered);
          }}
        />
      </div>
    </Frame>
  );
}
const unknown: ChoiceLink = { state: "unknown", ticket: null, answer: null, answeredAt: null };

function Choose({ link, first, closes, onDone, onGone }: { link: string; first: Choice; closes: boolean; onDone: (answered: ChoiceLink) => void; onGone: () => void }) {
  const [answer, setAnswer] = useState(first);
  const [words, setWords] = useState("");
  const choose = useMutation({
    mutationFn: () => answerByLink(link, { answer, ...(answer === "help" && words.trim() !== "" ? { words } : {}) }),
    onSuccess: onDone,
    onError: (error) => [404, 409, 410].includes(problemOf(error)?.status ?? 0) && onGone(),
  });
  const about = { solved: t(closes ? "portal.choice.solved.closes" : "portal.choice.solved.about"), help: t("portal.choice.help.about") };
  return (
    <form
      className={forms["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        choose.mutate();
      }}
    >
      <fieldset className={styles["choices"]}>
        <legend className="visually-hidden">{t("portal.choice.title")}</legend>
        {choices.toReversed().map((one) => (
          <label key={one} className={styles["choice"]}>
            <input type="radio" name="answer" value={one} checked={answer === one} onChange={() => setAnswer(one)} />
            <span className={styles["answer"]}>{t(`portal.choice.${one}`)}</span>
            <span className={styles["about"]}>{about[one]}</span>
          </label>
        ))}
      </fieldset>
      {answer === "help" && <TextArea label={t("portal.choice.missing")} optional rows={4} maxLength={20_000} dir="auto" value={words} onChange={(event) => setWords(event.target.value)} />}
      {choose.isError && (
        <p className={forms["problem"]} role="alert">
          {inWords(choose.error)}
        </p>
      )}
      <Button type="submit" look="primary" large wide busy={choose.isPending}>
        {t("portal.choice.confirm")}
      </Button>
    </form>
  );
}
