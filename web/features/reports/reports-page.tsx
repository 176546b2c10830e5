import { IconDownload, IconMailForward } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import type { ReportDimension } from "../../../contract/reports.ts";
import { problemOf } from "../../lib/api.ts";
import { now } from "../../lib/clock.ts";
import { t } from "../../lib/i18n.ts";
import { Button, iconButtonClass } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Picker } from "../../ui/controls/picker.tsx";
import { NothingHere, Page } from "../../ui/page.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { useDesk } from "../desks/api.ts";
import { useTags } from "../inbox/tags.ts";
import { csvHref, useOverview, type Asked } from "./api.ts";
import { Backlog } from "./backlog.tsx";
import { Breakdown } from "./breakdown.tsx";
import { Clocks } from "./clocks.tsx";
import { Figures } from "./figures.tsx";
import { Filters } from "./filters.tsx";
import { FollowUps } from "./follow-ups.tsx";
import { daysOf, isDay, presets, todayIn, type Preset } from "./periods.ts";
import styles from "./reports.module.css";
import { Satisfaction } from "./satisfaction.tsx";
import { Subscriptions } from "./subscriptions.tsx";
import { Volume } from "./volume.tsx";

/** What the address says: a desk (`all`: every one), a preset or days of one's own, a search, and what the table is by. */
export interface ReportSearch {
  desk?: string;
  period?: string;
  from?: string;
  to?: string;
  q?: string;
  by?: string;
}

interface ReportsPageProps {
  search: ReportSearch;
  /** the reader sees the figures of these */
  desks: readonly { key: string; name: string }[];
  by: ReportDimension;
  onGo: (search: ReportSearch) => void;
  hrefOfList: (desk: string, q: string) => string;
}
const all = "all";
const usual: Preset = "30";

/** Where a desk stands: few large numbers, how they came about, and the tickets behind each. */
export function ReportsPage({ search, desks, by, onGo, hrefOfList }: ReportsPageProps) {
  const [mailing, setMailing] = useState(false);
  const key = search.desk === all && desks.length > 1 ? "" : (desks.find((one) => one.key === search.desk)?.key ?? desks[0]?.key ?? "");
  const words = useDesk(key === "" ? (desks[0]?.key ?? "") : key);
  const today = todayIn(words?.configuration.timeZone, now());
  const own = isDay(search.from) && isDay(search.to) ? { from: search.from, to: search.to } : undefined;
  const preset = own === undefined ? (presets.find((one) => one === search.period) ?? usual) : undefined;
  const days = own ?? daysOf(preset ?? usual, today);
  const asked: Asked = { desk: key, q: search.q ?? "", ...days };
  const overview = useOverview(asked);
  const { data } = overview;
  const hrefOf = (q: string) => hrefOfList(key, q);
  // a choice that is the usual one is not written down
  const go = (change: ReportSearch) => onGo(Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== "")));

  const tools: ReactNode = (
    <>
      <IconButton label={t("desk.report.mail")} onClick={() => setMailing(true)}>
        <IconMailForward size={16} aria-hidden />
      </IconButton>
      <a className={iconButtonClass} href={csvHref("overview", asked)} download aria-label={t("desk.report.csv")} title={t("desk.report.csv")}>
        <IconDownload size={16} aria-hidden />
      </a>
    </>
  );
  const bar = (
    <div className={styles.bar}>
      {desks.length > 1 && (
        <Picker label={t("desk.desks")} value={key === "" ? all : key} options={[...desks.map((one) => ({ value: one.key, label: one.name })), { value: all, label: t("desk.report.all-desks") }]} onChange={(desk) => go({ desk, q: undefined })} />
      )}
      <Picker
        label={t("desk.report.period")}
        value={preset ?? "own"}
        options={[...presets.map((one) => ({ value: one, label: t(`desk.report.period.${one}`) })), { value: "own", label: t("desk.report.period.own") }]}
        onChange={(value) => go(value === "own" ? { period: undefined, ...days } : { period: value === usual ? undefined : value, from: undefined, to: undefined })}
      />
      {own !== undefined && (
        <span className={styles.days}>
          {(["from", "to"] as const).map((end) => (
            <input key={end} type="date" aria-label={t(`desk.report.${end}`)} value={own[end]} max={end === "from" ? own.to : undefined} min={end === "to" ? own.from : undefined} onChange={(event) => isDay(event.target.value) && go({ [end]: event.target.value })} />
          ))}
        </span>
      )}
      <Narrowing desk={key} q={asked.q} words={key === "" ? undefined : words} onChange={(q) => go({ q: q || undefined })} />
    </div>
  );
  const problem = problemOf(overview.error);
  return (
    <Page title={t("desk.report.title")} tools={tools}>
      {bar}
      {data === undefined && overview.isError && (
        <NothingHere title={problem?.detail ?? problem?.title ?? t("ui.unknown-problem")}>
          {asked.q !== "" && <Button onClick={() => go({ q: undefined })}>{t("desk.report.clear")}</Button>}
          <Button onClick={() => void overview.refetch()}>{t("ui.try-again")}</Button>
        </NothingHere>
      )}
      {data === undefined && !overview.isError && <Loading />}
      {data !== undefined && (
        <div className={`${styles.report} ${overview.isPlaceholderData ? styles.old : ""}`} aria-busy={overview.isPlaceholderData || undefined}>
          {!data.period.complete && (
            <p className={styles.counting} role="status">
              {t("desk.report.counting")}
            </p>
          )}
          <Figures overview={data} hrefOf={hrefOf} />
          {data.created.value + data.solved.value + data.backlog.open.value === 0 ? (
            <NothingHere title={t("desk.report.empty")} about={t("desk.report.empty.about")} />
          ) : (
            <>
              <div className={styles.beside}>
                <Volume series={data.series} hrefOf={hrefOf} csv={csvHref("series", asked)} />
                <Backlog backlog={data.backlog} leftOut={data.leftOut} hrefOf={hrefOf} />
              </div>
              <Clocks clocks={data.clocks} hrefOf={hrefOf} />
              {data.satisfaction !== null && <Satisfaction satisfaction={data.satisfaction} hrefOf={hrefOf} />}
              <Breakdown key={by} asked={asked} by={by} onBy={(next) => go({ by: next })} hrefOf={hrefOf} />
              <FollowUps asked={asked} hrefOf={hrefOf} />
            </>
          )}
        </div>
      )}
      {mailing && <Subscriptions desk={key} q={asked.q} deskName={(of) => desks.find((one) => one.key === of)?.name ?? t("desk.report.all-desks")} onClose={() => setMailing(false)} />}
    </Page>
  );
}

function Narrowing({ desk, q, words, onChange }: { desk: string; q: string; words: ReturnType<typeof useDesk>; onChange: (q: string) => void }) {
  const tags = useTags(desk, desk !== "");
  return <Filters q={q} desk={words} tags={tags} onChange={onChange} />;
}

const Loading = () => (
  <div className={styles.report} aria-busy>
    <div className={styles.figures}>
      {[1, 2, 3, 4, 5, 6].map((n) => (
        <span key={n} className={styles.figure}>
          <Bone width={72} />
          <Bone width={56} height={28} />
          <Bone width={96} />
        </span>
      ))}
    </div>
    <Bone height={220} />
  </div>
);
