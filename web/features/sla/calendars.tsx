import { IconPlus, IconX } from "@tabler/icons-react";
import { useId, useState } from "react";
import { weekdays, type CalendarDefinition, type Holiday, type Weekday } from "../../../contract/calendars.ts";
import { now } from "../../lib/clock.ts";
import { list } from "../../lib/format.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { problemOf } from "../../lib/api.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { Choice, Field, inputClass, Tick } from "../../ui/field.tsx";
import { LabelsField } from "../settings/labels.tsx";
import { ListEditor, type EditorProps } from "../settings/list-editor.tsx";
import settings from "../settings/settings.module.css";
import { tryDue } from "./api.ts";
import styles from "./settings.module.css";
import { spanWords } from "./time.ts";

const officeHours = ["09:00-14:00", "16:00-19:00"];
const workdays: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday"];
const whole = ["00:00-24:00"];
/** 5 January 2026 is a Monday. */
const dayName = (day: Weekday, weekday: "long" | "short") => new Intl.DateTimeFormat(currentLanguage(), { weekday, timeZone: "UTC" }).format(Date.UTC(2026, 0, 5 + weekdays.indexOf(day)));
const isAlways = ({ week }: CalendarDefinition) => weekdays.every((day) => week[day]?.join() === whole.join());

/** "Mon–Fri 09:00–14:00, 16:00–19:00": days that follow each other with the same hours are told together. */
function weekWords({ week }: CalendarDefinition): string {
  const groups: { from: Weekday; to: Weekday; hours: string }[] = [];
  for (const day of weekdays) {
    const hours = (week[day] ?? []).join(", ").replaceAll("-", "–");
    const last = groups.at(-1);
    if (hours === "") continue;
    if (last !== undefined && last.hours === hours && weekdays.indexOf(last.to) === weekdays.indexOf(day) - 1) last.to = day;
    else groups.push({ from: day, to: day, hours });
  }
  return groups.map(({ from, to, hours }) => `${dayName(from, "short")}${from === to ? "" : `–${dayName(to, "short")}`} ${hours}`).join(" · ");
}

export function Calendars({ desk }: { desk: string }) {
  return (
    <ListEditor
      desk={desk}
      part="calendars"
      title={t("desk.settings.calendars")}
      about={t("desk.settings.calendars.about")}
      add={t("desk.settings.calendars.add")}
      blank={() => ({ key: "", labels: {}, week: Object.fromEntries(workdays.map((day) => [day, officeHours])) })}
      summary={(calendar) => (isAlways(calendar) ? t("desk.calendar.always") : weekWords(calendar))}
      editor={(props) => <CalendarEditor {...props} desk={desk} />}
    />
  );
}

function CalendarEditor({ entry, lists, languages, onChange, problemAt, fresh, desk }: EditorProps<CalendarDefinition> & { desk: string }) {
  const set = (some: Partial<CalendarDefinition>) => onChange({ ...entry, ...some });
  const always = isAlways(entry);
  const { holidays = [] } = entry;
  const setHoliday = (n: number, holiday: Holiday) => set({ holidays: holidays.with(n, holiday) });
  return (
    <>
      <LabelsField label={t("desk.settings.name")} labels={entry.labels} languages={languages} onChange={(labels) => set({ labels })} problem={problemAt("/labels")} focused={fresh} />
      <Choice
        label={t("desk.calendar.time-zone")}
        value={entry.timeZone ?? ""}
        problem={problemAt("/timeZone")}
        options={[{ value: "", label: t("desk.calendar.time-zone.desk", { zone: lists.general.timeZone }) }, ...zones(entry.timeZone).map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))]}
        onChange={(zone) => set({ timeZone: zone === "" ? undefined : zone })}
      />
      <fieldset className={settings.ticks}>
        <legend className={settings.label}>{t("desk.calendar.week")}</legend>
        <Tick label={t("desk.calendar.always")} checked={always} onChange={(on) => set({ week: Object.fromEntries((on ? weekdays : workdays).map((day) => [day, on ? whole : officeHours])) })} />
        {!always && (
          <ul className={styles.week}>
            {weekdays.map((day) => (
              <li key={day} className={styles.day}>
                <span className={styles.dayName}>{dayName(day, "long")}</span>
                <Spans label={dayName(day, "long")} hours={entry.week[day] ?? []} onChange={(hours) => set({ week: { ...entry.week, [day]: hours } })} closed={t("desk.calendar.closed")} />
              </li>
            ))}
          </ul>
        )}
        {problemAt("/week") !== undefined && <p className={settings.problem} role="alert">{problemAt("/week")}</p>}
      </fieldset>
      <fieldset className={settings.ticks}>
        <legend className={settings.label}>{t("desk.calendar.holidays")}</legend>
        {holidays.length > 0 && (
          <ul className={styles.holidays}>
            {holidays.map((holiday, n) => (
              // rows are added at the end and removed one by one
              // oxlint-disable-next-line react/no-array-index-key
              <HolidayRow key={n} holiday={holiday} language={languages[0] ?? "en"} problem={problemAt(`/holidays/${n}/date`)} onChange={(changed) => setHoliday(n, changed)} onRemove={() => set({ holidays: holidays.toSpliced(n, 1) })} />
            ))}
          </ul>
        )}
        <Button onClick={() => set({ holidays: [...holidays, { date: new Date(now()).toISOString().slice(5, 10) }] })}>
          <IconPlus size={16} aria-hidden /> {t("desk.calendar.holidays.add")}
        </Button>
      </fieldset>
      <TryIt calendar={entry} zone={entry.timeZone ?? lists.general.timeZone} desk={desk} />
    </>
  );
}

const zones = (own: string | undefined): string[] => [...new Set([...(own === undefined ? [] : [own]), ...Intl.supportedValuesOf("timeZone")])];

/** The hours of a day, from and to; what ends at midnight ends with the day. */
function Spans({ label, hours, onChange, closed }: { label: string; hours: readonly string[]; onChange: (hours: string[]) => void; closed: string }) {
  const at = (span: string, end: boolean) => span.slice(end ? 6 : 0, end ? 11 : 5).replace("24:00", "00:00");
  const change = (n: number, end: boolean, time: string) => {
    // a time that is being typed is none yet
    if (time === "") return;
    const span = hours[n] ?? "";
    onChange(hours.with(n, end ? `${at(span, false)}-${time === "00:00" ? "24:00" : time}` : `${time}-${span.slice(6)}`));
  };
  return (
    <span className={styles.spans}>
      {hours.length === 0 && <span className={styles.closed}>{closed}</span>}
      {hours.map((span, n) => (
        // the place of a span is what it is known by
        // oxlint-disable-next-line react/no-array-index-key
        <span key={n} className={styles.span}>
          <input type="time" className={inputClass} aria-label={t("desk.calendar.from", { day: label })} value={at(span, false)} onChange={(event) => change(n, false, event.target.value)} />
          <span aria-hidden>–</span>
          <input type="time" className={inputClass} aria-label={t("desk.calendar.to", { day: label })} value={at(span, true)} onChange={(event) => change(n, true, event.target.value)} />
          <IconButton label={t("desk.calendar.span.remove")} onClick={() => onChange(hours.toSpliced(n, 1))}>
            <IconX size={16} aria-hidden />
          </IconButton>
        </span>
      ))}
      <IconButton label={t("desk.calendar.span.add", { day: label })} onClick={() => onChange([...hours, hours.length === 0 ? "09:00-14:00" : "16:00-19:00"])}>
        <IconPlus size={16} aria-hidden />
      </IconButton>
    </span>
  );
}

function HolidayRow({ holiday, language, problem, onChange, onRemove }: { holiday: Holiday; language: string; problem: string | undefined; onChange: (holiday: Holiday) => void; onRemove: () => void }) {
  const yearly = holiday.date.length === 5;
  // a day of every year is shown in one that has all days
  const year = yearly ? (holiday.date === "02-29" ? "2028" : String(new Date(now()).getFullYear())) : holiday.date.slice(0, 4);
  const monthDay = holiday.date.slice(-5);
  return (
    <li className={styles.holiday}>
      <input type="date" className={inputClass} aria-label={t("desk.calendar.date")} aria-invalid={problem ? true : undefined} value={`${year}-${monthDay}`} onChange={(event) => event.target.value !== "" && onChange({ ...holiday, date: yearly ? event.target.value.slice(5) : event.target.value })} />
      <input className={inputClass} aria-label={t("desk.calendar.holiday.name")} placeholder={t("desk.calendar.holiday.name")} maxLength={100} value={holiday.labels?.[language] ?? ""} onChange={(event) => onChange({ ...holiday, labels: { ...holiday.labels, [language]: event.target.value } })} />
      <Tick label={t("desk.calendar.every-year")} checked={yearly} onChange={(on) => onChange({ ...holiday, date: on ? monthDay : `${year}-${monthDay}` })} />
      <Spans label={holiday.labels?.[language] ?? holiday.date} hours={holiday.hours ?? []} onChange={(hours) => onChange({ ...holiday, hours })} closed={t("desk.calendar.closed.day")} />
      <IconButton label={t("desk.calendar.holiday.remove")} onClick={onRemove}>
        <IconX size={16} aria-hidden />
      </IconButton>
      {problem && <p className={settings.problem} role="alert">{problem}</p>}
    </li>
  );
}

const localNow = () => {
  const at = new Date(now());
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** When so much working time is over, counted as the calendar stands here, saved or not. */
function TryIt({ calendar, zone, desk }: { calendar: CalendarDefinition; zone: string; desk: string }) {
  const [from, setFrom] = useState(localNow);
  const [hours, setHours] = useState("8");
  const [told, setTold] = useState<{ words: string; bad: boolean }>();
  const result = useId();
  const inZone = (at: string) => new Intl.DateTimeFormat(currentLanguage(), { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: zone }).format(new Date(at));
  const run = async () => {
    const minutes = Math.round(Number(hours) * 60);
    const start = new Date(from);
    if (Number.isNaN(start.getTime()) || !(minutes > 0)) return setTold({ words: t("desk.calendar.try.what"), bad: true });
    try {
      const { dueAt } = await tryDue(desk, { ...calendar, key: calendar.key || "x" }, start.toISOString(), minutes);
      setTold({ words: t("desk.calendar.try.due", { from: inZone(start.toISOString()), span: spanWords(minutes * 60_000, false), due: inZone(dueAt), zone: zone.replaceAll("_", " ") }), bad: false });
    } catch (error) {
      const problem = problemOf(error);
      setTold({ words: list([...new Set((problem?.errors ?? []).map(({ detail }) => detail))]) || (problem?.detail ?? problem?.title ?? t("ui.network")), bad: true });
    }
  };
  return (
    <div className={styles.try} role="group" aria-label={t("desk.calendar.try")}>
      <span className={settings.label}>{t("desk.calendar.try")}</span>
      <div className={styles.tryFields}>
        <Field label={t("desk.calendar.try.from")} type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} aria-describedby={result} />
        <Field label={t("desk.calendar.try.hours")} type="number" inputMode="decimal" min={0.25} step={0.25} value={hours} onChange={(event) => setHours(event.target.value)} aria-describedby={result} />
        <Button onClick={() => void run()}>{t("desk.calendar.try.run")}</Button>
      </div>
      <p id={result} className={told?.bad ? settings.problem : styles.told} role="status">
        {told?.words}
      </p>
    </div>
  );
}

