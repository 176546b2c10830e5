import { useState } from "react";
import type { Retention, RetentionPreview } from "../../../contract/privacy.ts";
import { call, query } from "../../lib/api.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { sayProblem } from "../organizations/api.ts";
import retentionStyles from "./retention.module.css";
import styles from "./settings.module.css";

const forRequests = ["P6M", "P1Y", "P2Y", "P3Y", "P5Y", "P7Y", "P10Y"];
const forRaw = ["P30D", "P90D", "P6M", "P2Y"];
const units = { Y: "year", M: "month", W: "week", D: "day" } as const;

/** `P2Y` as "2 years". */
function inWords(period: string): string {
  const [, amount, letter] = /^P(\d+)([YMWD])$/.exec(period) ?? [];
  const unit = Object.entries(units).find(([one]) => one === letter)?.[1];
  return unit === undefined ? period : new Intl.NumberFormat(currentLanguage(), { style: "unit", unit, unitDisplay: "long" }).format(Number(amount));
}
/** A period that a file brought is offered, too. */
const offered = (usual: readonly string[], now: string | undefined) => (now === undefined || usual.includes(now) ? usual : [...usual, now]).map((period) => ({ value: period, label: inWords(period) }));

/** What is erased by itself, and when. Where a period would erase at once it says how much, and asks. */
export function RetentionRule({ desk, retention = {}, problem, onChange }: { desk: string; retention: Retention | undefined; problem: string | undefined; onChange: (retention: Retention | undefined) => void }) {
  const [asked, setAsked] = useState<RetentionPreview & { requests: string }>();
  const set = (part: keyof Retention, period: string) => {
    setAsked(undefined);
    const { [part]: _before, ...rest } = retention;
    const next = period === "" ? rest : { ...rest, [part]: period };
    onChange(Object.keys(next).length === 0 ? undefined : next);
  };
  const choose = async (requests: string) => {
    if (requests === "") return set("requests", "");
    try {
      const preview = await call<RetentionPreview>(`/desks/${encodeURIComponent(desk)}/retention${query({ requests })}`);
      if (preview.due === 0) set("requests", requests);
      else setAsked({ ...preview, requests });
    } catch (error) {
      sayProblem(error);
    }
  };
  return (
    <fieldset className={styles.ticks}>
      <legend className={styles.label}>{t("desk.settings.retention")}</legend>
      <span className={styles.hint}>{t("desk.settings.retention.hint")}</span>
      <div className={styles.pair}>
        <Choice
          label={t("desk.settings.retention.requests")}
          hint={t("desk.settings.retention.requests.hint")}
          problem={problem}
          value={asked?.requests ?? retention.requests ?? ""}
          options={[{ value: "", label: t("desk.settings.retention.always") }, ...offered(forRequests, retention.requests)]}
          onChange={(period) => void choose(period)}
        />
        <Choice
          label={t("desk.settings.retention.raw")}
          hint={t("desk.settings.retention.raw.hint")}
          value={retention.rawMail ?? ""}
          options={[{ value: "", label: t("desk.settings.retention.raw.usual") }, ...offered(forRaw, retention.rawMail)]}
          onChange={(period) => set("rawMail", period)}
        />
      </div>
      {asked !== undefined && (
        <div className={retentionStyles.asked}>
          <Problem>{t(asked.more ? "desk.settings.retention.due.more" : "desk.settings.retention.due", { n: asked.due })}</Problem>
          <div className={styles.acts}>
            <Button look="danger" onClick={() => set("requests", asked.requests)}>
              {t("desk.settings.retention.do")}
            </Button>
            <Button onClick={() => setAsked(undefined)}>{t("ui.cancel")}</Button>
          </div>
        </div>
      )}
    </fieldset>
  );
}
