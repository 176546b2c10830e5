import { IconArrowRight, IconCircleCheckFilled, IconX } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import type { FirstStep, FirstSteps as Told } from "../../../contract/first-steps.ts";
import { call } from "../../lib/api.ts";
import { number } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { useChangeMe, useMe } from "../auth/api.ts";
import styles from "./first-steps.module.css";

const firstStepsQuery = queryOptions({ queryKey: ["first-steps"], queryFn: ({ signal }) => call<Told>("/first-steps", { signal }), staleTime: 60_000 });

/**
 * What who opens the desk first may try, in order: each is ticked off by what really happened, and the next one says how.
 * @param hrefOf where a step is done; null: not yet
 */
export function FirstSteps({ hrefOf }: { hrefOf: (step: FirstStep, told: Told) => string | null }) {
  const me = useMe();
  const change = useChangeMe();
  const asked = me.administrator && me.preferences["firstSteps"] !== "away";
  const { data } = useQuery({ ...firstStepsQuery, enabled: asked });
  if (!asked || data === undefined || data.steps.length === 0) return null;
  const { steps } = data;
  // what follows the last thing done; a step that was passed over waits until the end
  const last = steps.findLastIndex(({ done }) => done);
  const next = steps.find(({ done }, index) => !done && index > last) ?? steps.find(({ done }) => !done);
  const putAway = () => change.mutate({ preferences: { firstSteps: "away" } });
  return (
    <section className={styles.card} aria-label={t("desk.first-steps")}>
      <header className={styles.head}>
        <h2>{t("desk.first-steps")}</h2>
        <span className={styles.count}>{t("desk.first-steps.count", { done: steps.filter(({ done }) => done).length, all: steps.length })}</span>
        <IconButton label={t("desk.first-steps.away")} onClick={putAway}>
          <IconX size={16} aria-hidden />
        </IconButton>
      </header>
      <ol className={styles.steps}>
        {steps.map(({ step, done }, index) => (
          <Fragment key={step}>
            <Step place={index + 1} words={t(`desk.first-steps.${step}`)} done={done} next={step === next?.step} href={done ? null : hrefOf(step, data)} />
            {step === next?.step && <li className={styles.about}>{step === "answer" && data.held ? t("desk.first-steps.answer.held") : t(`desk.first-steps.${step}.about`)}</li>}
          </Fragment>
        ))}
      </ol>
      {next === undefined && (
        <p className={styles.done} role="status">
          {t("desk.first-steps.done")} <Button onClick={putAway}>{t("desk.first-steps.away")}</Button>
        </p>
      )}
    </section>
  );
}

function Step({ place, words, done, next, href }: { place: number; words: string; done: boolean; next: boolean; href: string | null }) {
  return (
    <li className={styles.step} data-done={done || undefined} aria-current={next ? "step" : undefined}>
      {done ? (
        <IconCircleCheckFilled size={20} aria-label={t("desk.first-steps.ticked")} role="img" />
      ) : (
        <span className={styles.place} aria-hidden>
          {number(place)}
        </span>
      )}
      {href === null ? (
        <span>{words}</span>
      ) : (
        <a className={styles.link} href={href}>
          {words} {next && <IconArrowRight size={16} aria-hidden />}
        </a>
      )}
    </li>
  );
}
