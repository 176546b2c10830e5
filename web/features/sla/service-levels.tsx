import { useState } from "react";
import { labelIn } from "../../../contract/common.ts";
import { priorities } from "../../../contract/desks.ts";
import { clockKinds, type ClockKind, type ServiceLevelDefinition, type Target } from "../../../contract/service-levels.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Choice, Field, inputClass, Tick } from "../../ui/field.tsx";
import { LabelsField } from "../settings/labels.tsx";
import { ListEditor, type EditorProps } from "../settings/list-editor.tsx";
import settings from "../settings/settings.module.css";
import { chosenFields, joinCondition, levelSentence, splitCondition, unitOf, units, type ChosenField, type Unit } from "./level-words.ts";
import styles from "./settings.module.css";

export function ServiceLevels({ desk }: { desk: string }) {
  return (
    <ListEditor
      desk={desk}
      part="serviceLevels"
      title={t("desk.settings.levels")}
      about={t("desk.settings.levels.about")}
      add={t("desk.settings.levels.add")}
      blank={(lists) => ({ key: "", labels: {}, ...(lists.calendars[0] === undefined ? {} : { calendar: lists.calendars[0].key }), targets: { "first-reply": lists.calendars[0] === undefined ? { minutes: 1440, counts: "calendar" } : { minutes: 240 } } })}
      line={levelSentence}
      editor={(props) => <LevelEditor {...props} />}
    />
  );
}

function LevelEditor({ entry, lists, languages, onChange, problemAt, fresh }: EditorProps<ServiceLevelDefinition>) {
  const set = (some: Partial<ServiceLevelDefinition>) => onChange({ ...entry, ...some });
  const condition = splitCondition(entry.q ?? "");
  // a search is typed with spaces at its end: it is kept as it is typed
  const [rest, setRest] = useState(condition.rest);
  const choose = (field: ChosenField, values: string[]) => set({ q: joinCondition({ chosen: { ...condition.chosen, [field]: values }, rest }) });
  const named = (labels: Record<string, string>) => labelIn(labels, currentLanguage(), lists.general.language);
  const offered: Record<ChosenField, { key: string; name: string }[]> = {
    priority: priorities.map((key) => ({ key, name: t(`desk.priority.${key}`) })),
    type: lists.types.map(({ key, labels }) => ({ key, name: named(labels) })),
    queue: lists.queues.map(({ key, labels }) => ({ key, name: named(labels) })),
  };
  const setTarget = (kind: ClockKind, target: Target | undefined) => {
    const { [kind]: _before, ...others } = entry.targets;
    set({ targets: target === undefined ? others : { ...others, [kind]: target } });
  };
  return (
    <>
      <p className={styles.sentence}>{levelSentence(entry, lists)}</p>
      <LabelsField label={t("desk.settings.name")} labels={entry.labels} languages={languages} onChange={(labels) => set({ labels })} problem={problemAt("/labels")} focused={fresh} />
      <fieldset className={settings.ticks}>
        <legend className={settings.label}>{t("desk.level.which")}</legend>
        <div className={styles.chosen}>
          {chosenFields.map((field) =>
            offered[field].length === 0 ? null : (
              <details key={field} className={styles.choose}>
                <summary>
                  {t(`desk.fact.${field}`)}: {condition.chosen[field].length === 0 ? t("desk.level.any") : condition.chosen[field].map((key) => offered[field].find((one) => one.key === key)?.name ?? key).join(", ")}
                </summary>
                <div className={styles.options}>
                  {offered[field].map(({ key, name }) => (
                    <Tick key={key} label={name} checked={condition.chosen[field].includes(key)} onChange={(on) => choose(field, on ? [...condition.chosen[field], key] : condition.chosen[field].filter((one) => one !== key))} />
                  ))}
                </div>
              </details>
            ),
          )}
        </div>
        <Field label={t("desk.level.more")} hint={t("desk.level.more.hint")} value={rest} problem={problemAt("/q")} maxLength={500} onChange={(event) => (setRest(event.target.value), set({ q: joinCondition({ ...condition, rest: event.target.value.trim() }) }))} />
      </fieldset>
      <Choice
        label={t("desk.level.calendar")}
        hint={lists.calendars.length === 0 ? t("desk.level.calendar.none") : undefined}
        value={entry.calendar ?? ""}
        problem={problemAt("/calendar")}
        options={[{ value: "", label: t("desk.level.calendar.unset") }, ...lists.calendars.map(({ key, labels }) => ({ value: key, label: named(labels) }))]}
        onChange={(key) => set({ calendar: key === "" ? undefined : key })}
      />
      <div className={settings.ticks} role="group" aria-label={t("desk.level.targets")}>
        <span className={settings.label}>{t("desk.level.targets")}</span>
        <ul className={styles.targets}>
          {clockKinds.map((kind) => (
            <TargetRow key={kind} kind={kind} target={entry.targets[kind]} problem={problemAt(`/targets/${kind}`)} onChange={(target) => setTarget(kind, target)} />
          ))}
        </ul>
        {Object.keys(entry.targets).length === 0 && problemAt("/targets") !== undefined && <p className={settings.problem} role="alert">{problemAt("/targets")}</p>}
      </div>
    </>
  );
}

function TargetRow({ kind, target, problem, onChange }: { kind: ClockKind; target: Target | undefined; problem: string | undefined; onChange: (target: Target | undefined) => void }) {
  const name = t(`desk.clock.${kind}`);
  const [unit, setUnit] = useState<Unit>(target === undefined ? "hours" : unitOf(target.minutes, target.counts));
  const shown = target === undefined ? "" : String(target.minutes / units[unit]);
  const change = (some: Partial<Target>) => target !== undefined && onChange({ ...target, ...some });
  const amount = (value: string) => {
    const minutes = Math.round(Number(value) * units[unit]);
    if (value === "" || minutes < 1) onChange(undefined);
    else onChange({ ...target, minutes });
  };
  return (
    <li className={styles.target}>
      <span className={styles.targetName}>{name}</span>
      <span className={styles.amount}>
        <input type="number" inputMode="decimal" min={0} step="any" className={inputClass} aria-label={t("desk.level.amount", { clock: name })} aria-invalid={problem ? true : undefined} placeholder="—" value={shown} onChange={(event) => amount(event.target.value)} />
        <select
          className={inputClass}
          aria-label={t("desk.level.unit", { clock: name })}
          value={unit}
          onChange={(event) => {
            const wanted = (Object.keys(units) as Unit[]).find((one) => one === event.target.value) ?? unit;
            setUnit(wanted);
            if (target !== undefined) change({ minutes: Math.max(1, Math.round((target.minutes / units[unit]) * units[wanted])) });
          }}
        >
          {(["minutes", "hours", "days"] as const).map((one) => (
            <option key={one} value={one}>
              {t(`desk.level.unit.${one}`)}
            </option>
          ))}
        </select>
      </span>
      {target !== undefined && (
        <>
          <select className={inputClass} aria-label={t("desk.level.counts", { clock: name })} value={target.counts ?? "business"} onChange={(event) => change({ counts: event.target.value === "calendar" ? "calendar" : undefined })}>
            <option value="business">{t("desk.level.counts.business")}</option>
            <option value="calendar">{t("desk.level.counts.calendar")}</option>
          </select>
          <span className={styles.further}>
          <label className={styles.warn}>
            <span>{t("desk.level.warn")}</span>
            <input type="number" inputMode="numeric" min={1} className={inputClass} placeholder={String(Math.round(target.minutes / 4))} value={target.warnBefore ?? ""} onChange={(event) => change({ warnBefore: event.target.value === "" ? undefined : Math.max(1, Math.round(Number(event.target.value))) })} />
            <span>{t("desk.level.warn.minutes")}</span>
          </label>
          <Tick label={t("desk.level.escalates")} checked={target.escalates ?? false} onChange={(on) => change({ escalates: on || undefined })} />
          </span>
        </>
      )}
      {problem && <p className={settings.problem} role="alert">{problem}</p>}
    </li>
  );
}
