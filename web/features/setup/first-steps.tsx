import { IconArrowRight, IconCircle, IconCircleCheckFilled, IconX } from "@tabler/icons-react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { FirstStep, FirstSteps as Told } from "../../../contract/first-steps.ts";
import { call } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { useChangeMe, useMe } from "../auth/api.ts";
import styles from "./first-steps.module.css";

const firstStepsQuery = queryOptions({ queryKey: ["first-steps"], queryFn: ({ signal }) => call<Told>("/first-steps", { signal }), staleTime: 60_000 });

/**
 * What who opens the desk first may try: each is ticked off by what really happened. The one that is next says how; the
 * others are one line. @param hrefOf where a step is done
 */
export function FirstSteps({ hrefOf }: { hrefOf: (step: FirstStep, told: Told) => string | null }) {
  const me = useMe();
  const change = useChangeMe();
  const asked = me.administrator && me.preferences["firstSteps"] !== "away";
  const { data } = useQuery({ ...firstStepsQuery, enabled: asked });
  if (!asked || data === undefined || data.steps.length === 0) return null;
  const { steps } = data;
  const next = steps.find(({ done }) => !done);
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
        {steps.map(({ step, done }) => (
          <Step key={step} step={step} done={done} href={done ? null : hrefOf(step, data)} next={step === next?.step} />
        ))}
      </ol>
      {next === undefined && (
        <p className={styles.done} role="status">
          {t("desk.first-steps.done")} <Button look="quiet" onClick={putAway}>{t("desk.first-steps.away")}</Button>
        </p>
      )}
    </section>
  );
}

function Step({ step, done, href, next }: { step: FirstStep; done: boolean; href: string | null; next: boolean }) {
  const words = t(`desk.first-steps.${step}`);
  return (
    <li className={styles.step} data-done={done || undefined} data-next={next || undefined}>
      {done ? <IconCircleCheckFilled size={16} aria-label={t("desk.first-steps.ticked")} role="img" /> : <IconCircle size={16} aria-hidden />}
      <div>
        {next && href !== null ? (
          <a className={styles.link} href={href}>
            {words} <IconArrowRight size={14} aria-hidden />
          </a>
        ) : (
          <span>{words}</span>
        )}
        {next && <p className={styles.about}>{t(`desk.first-steps.${step}.about`)}</p>}
      </div>
    </li>
  );
}
