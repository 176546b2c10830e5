import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { labelIn } from "../../../contract/common.ts";
import type { Condition } from "../../../contract/conditions.ts";
import { itemKinds, minutesOf, ruleDates, ruleEventNames, ruleEvents, spanOf, type RuleDefinition, type RuleRun, type RuleTrial, type RuleWhen } from "../../../contract/rules.ts";
import { priorities } from "../../../contract/desks.ts";
import { isNetworkProblem, problemOf } from "../../lib/api.ts";
import { number } from "../../lib/format.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Tick } from "../../ui/field.tsx";
import { Section } from "../../ui/section.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { configurationQuery } from "../settings/api.ts";
import { LabelsField } from "../settings/labels.tsx";
import { ListEditor, type EditorProps } from "../settings/list-editor.tsx";
import { Actions } from "./action-editor.tsx";
import { runsQuery, tryRule } from "./api.ts";
import styles from "./automations.module.css";
import { ConditionGroup } from "./condition-editor.tsx";
import { Pick, Several, Span, Wrong, type Option } from "./pieces.tsx";
import { changeOf, dateWords, sentenceOf, valueWords, type Lists } from "./words.ts";

/** What a desk does by itself: each rule a sentence, in the order they run. */
export function Rules({ desk }: { desk: string }) {
  return (
    <>
      <ListEditor
        desk={desk}
        part="rules"
        title={t("desk.settings.rules")}
        about={t("desk.settings.rules.about")}
        add={t("desk.settings.rules.add")}
        blank={() => ({ key: "", labels: {}, when: { event: "created" }, then: [] })}
        line={sentenceOf}
        summary={(rule) => (rule.off === true ? t("rule.is-off") : "")}
        editor={(props) => <RuleEditor desk={desk} {...props} />}
      />
      <LastRuns desk={desk} />
    </>
  );
}

function RuleEditor({ desk, entry, lists, languages, onChange, problemAt, fresh }: EditorProps<RuleDefinition> & { desk: string }) {
  const set = (some: Partial<RuleDefinition>) => onChange({ ...entry, ...some });
  const item = "item" in entry.when;
  const { if: condition, ...rest } = entry;
  const changeWhen = (when: RuleWhen) => {
    // what an item is asked and what is done with it is not what a ticket's rule does
    if ("item" in when === item) set({ when });
    else onChange({ ...rest, when, then: [] });
  };
  return (
    <>
      <LabelsField label={t("desk.settings.name")} labels={entry.labels} languages={languages} onChange={(labels) => set({ labels })} problem={problemAt("/labels")} focused={fresh} />
      <div className={styles.sentence}>
        <strong>{t("rule.when")}</strong>
        <div>
          <When when={entry.when} lists={lists} onChange={changeWhen} />
          <Wrong>{problemAt("/when")}</Wrong>
        </div>
        <strong>{t("rule.if")}</strong>
        <ConditionGroup condition={condition ?? { all: [] }} lists={lists} item={item} depth={0} path="/if" onChange={(next: Condition) => ("all" in next && next.all.length === 0 ? onChange(rest) : set({ if: next }))} problemAt={problemAt} />
        <strong>{t("rule.then")}</strong>
        <Actions desk={desk} actions={entry.then} lists={lists} item={item} onChange={(then) => set({ then })} problemAt={problemAt} />
      </div>
      {condition !== undefined && <Wrong>{problemAt("/if") === undefined ? undefined : problemAt("/if")}</Wrong>}
      <div className={styles.switches}>
        <Tick label={t("rule.stop")} checked={entry.stop === true} onChange={(stop) => set({ stop })} />
        <Tick label={t("rule.on")} checked={entry.off !== true} onChange={(on) => set({ off: !on })} />
      </div>
      <Trial desk={desk} rule={entry} />
    </>
  );
}

type Kind = "event" | "status" | "before" | "after" | "item";
const kindOf = (when: RuleWhen): Kind => ("item" in when ? "item" : "inStatus" in when ? "status" : "date" in when ? ("before" in when ? "before" : "after") : "event");

function When({ when, lists, onChange }: { when: RuleWhen; lists: Lists; onChange: (when: RuleWhen) => void }) {
  const kind = kindOf(when);
  const statuses: Option[] = lists.statuses.map(({ key }) => ({ value: key, label: valueWords(lists, "status", key) }));
  const dates: Option[] = [...ruleDates, ...lists.fields.filter((field) => field.kind === "date" && (field.on ?? "ticket") === "ticket").map(({ key }) => `field:${key}`)].map((value) => ({ value, label: dateWords(lists, value) }));
  const begin = (value: string): RuleWhen => {
    if (value === "status") return { inStatus: [statuses[0]?.value ?? ""], for: "P1D" };
    if (value === "before") return { date: "due", before: "PT4H" };
    if (value === "after") return { date: "customer-wrote", after: "P1D" };
    return value === "item" ? { item: ["review"] } : { event: "created" };
  };
  return (
    <span className={styles.leaf}>
      <Pick label={t("rule.when-kind")} value={kind} options={(["event", "status", "before", "after", "item"] as const).map((value) => ({ value, label: t(`rule.kind.${value}`) }))} onChange={(value) => onChange(begin(value))} />
      {"event" in when && (
        <>
          <Pick label={t("rule.event")} value={when.event} options={ruleEventNames.map((value) => ({ value, label: t(`rule.event.${value}`) }))} onChange={(value) => onChange({ event: ruleEventNames.find((one) => one === value) ?? when.event })} />
          {"to" in ruleEvents[when.event] && (
            <>
              <span>{t(when.event === "field-changed" ? "rule.which" : "rule.to")}</span>
              <Several label={t("rule.to-which")} values={when.to ?? []} options={targets(lists, changeOf(when.event) ?? "")} onChange={(to) => onChange(to.length === 0 ? { event: when.event } : { event: when.event, to })} />
            </>
          )}
        </>
      )}
      {"inStatus" in when && (
        <>
          <Several label={t("desk.fact.status")} values={when.inStatus} options={statuses} onChange={(inStatus) => inStatus.length > 0 && onChange({ ...when, inStatus })} />
          <span>{t("rule.for")}</span>
          <Span label={t("rule.for")} minutes={minutesOf(when.for)} onChange={(minutes) => onChange({ ...when, for: spanOf(minutes) })} />
        </>
      )}
      {"date" in when && (
        <>
          <Span label={t("rule.how-long")} minutes={minutesOf("before" in when ? when.before : when.after)} onChange={(minutes) => onChange("before" in when ? { date: when.date, before: spanOf(minutes) } : { date: when.date, after: spanOf(minutes) })} />
          <span>{t("before" in when ? "rule.before" : "rule.after")}</span>
          <Pick label={t("rule.which-date")} value={when.date} options={dates} onChange={(date) => onChange({ ...when, date })} />
        </>
      )}
      {"item" in when && <Several label={t("rule.kind.item")} values={when.item} options={itemKinds.map((value) => ({ value, label: t(`rule.item.${value}`) }))} onChange={(kinds) => kinds.length > 0 && onChange({ item: itemKinds.filter((one) => kinds.includes(one)) })} />}
    </span>
  );
}

function targets(lists: Lists, field: string): Option[] {
  const keys: Record<string, readonly string[]> = { status: lists.statuses.map(({ key }) => key), queue: lists.queues.map(({ key }) => key), type: lists.types.map(({ key }) => key), priority: priorities, field: lists.fields.map(({ key }) => key) };
  return (keys[field] ?? []).map((value) => ({ value, label: valueWords(lists, field, value) }));
}

/** Which of last month's tickets it would have met; asked when it is asked for, since it changes nothing. */
function Trial({ desk, rule }: { desk: string; rule: RuleDefinition }) {
  const { key: _key, labels: _labels, ...draft } = rule;
  const asked = JSON.stringify(draft);
  const [answer, setAnswer] = useState<{ of: string; trial?: RuleTrial; problem?: string }>();
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    try {
      setAnswer({ of: asked, trial: await tryRule(desk, draft) });
    } catch (error) {
      setAnswer({ of: asked, problem: isNetworkProblem(error) ? t("desk.settings.offline") : (problemOf(error)?.detail ?? t("rule.try.failed")) });
    }
    setBusy(false);
  };
  const trial = answer?.of === asked ? answer.trial : undefined;
  return (
    <div className={styles.trial}>
      <Button busy={busy} onClick={() => void ask()}>
        {t("rule.try")}
      </Button>
      <span className={styles.hint}>{t("rule.try.about")}</span>
      <div role="status" className={styles.answer}>
        {answer?.of === asked && answer.problem !== undefined && <Wrong>{answer.problem}</Wrong>}
        {trial !== undefined && <p>{trial.count === 0 ? t("rule.try.none") : t(trial.more ? "rule.try.more" : "rule.try.count", { n: trial.count, many: number(trial.count) })}</p>}
        {trial !== undefined && trial.items.length > 0 && (
          <>
            <p className={styles.hint}>{t("rule.try.would", { deeds: trial.items[0]?.would.join(" · ") ?? "" })}</p>
            <ul className={styles.met}>
              {trial.items.slice(0, 10).map((one) => (
                <li key={one.number}>
                  <Link to="/tickets/$number" params={{ number: String(one.number) }} search={{}}>
                    <span className={styles.number}>#{one.number}</span> <span dir="auto">{one.subject}</span>
                  </Link>
                  <Timestamp at={one.at} className={styles.when} />
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}

/** What rules did last, and what they could not do. */
function LastRuns({ desk }: { desk: string }) {
  const { data: runs } = useQuery(runsQuery(desk));
  const { data: configuration } = useQuery(configurationQuery(desk));
  if (runs === undefined || runs.length === 0) return null;
  // a rule that is gone is still known by its key
  const nameOf = (key: string) => labelIn(configuration?.definition.rules.find((one) => one.key === key)?.labels ?? { "*": key }, currentLanguage(), configuration?.definition.language);
  return (
    <Section title={t("rule.runs")} about={t("rule.runs.about")}>
      <ul className={styles.posts}>
        {runs.map((run) => (
          <li key={run.id} className={styles.run}>
            <span className={`${styles.outcome} ${run.outcome === "ran" ? styles.ran : styles.failed}`}>{t(`rule.outcome.${run.outcome}`)}</span>
            <span className={styles.what}>
              <RunTicket run={run} />
              <span className={styles.hint}>{run.detail ?? (run.did.length === 0 ? t("rule.did-nothing") : run.did.join(" · "))}</span>
            </span>
            <span className={styles.by} dir="auto">
              {nameOf(run.rule)}
            </span>
            <Timestamp at={run.at} className={styles.when} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function RunTicket({ run }: { run: RuleRun }) {
  if (run.ticket === null) return null;
  return (
    <Link to="/tickets/$number" params={{ number: String(run.ticket.number) }} search={{}}>
      <span className={styles.number}>#{run.ticket.number}</span> <span dir="auto">{run.ticket.subject}</span>
    </Link>
  );
}
