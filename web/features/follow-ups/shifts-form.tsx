import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Shifts, ShiftsView } from "../../../contract/follow-ups.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { inputClass } from "../../ui/field.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { shiftsQuery, useKeepShifts } from "./api.ts";
import page from "./agenda.module.css";
import styles from "./follow-ups.module.css";

const days = [1, 2, 3, 4, 5, 6, 7] as const;
/** 2024 began on a Monday. */
const dayName = (day: number) => new Intl.DateTimeFormat(currentLanguage(), { weekday: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2024, 0, day)));

/** An agent's working spans: the week, and when it is otherwise (C4). */
export function ShiftsForm({ agent, onDone }: { agent: string; onDone: () => void }) {
  const { data } = useQuery(shiftsQuery(agent));
  if (!data)
    return (
      <div className={page.group} aria-busy>
        <Bone height={120} />
      </div>
    );
  return <Loaded key={agent} shifts={data} onDone={onDone} />;
}

function Loaded({ shifts, onDone }: { shifts: ShiftsView; onDone: () => void }) {
  const keep = useKeepShifts(shifts.agent.email);
  const [week, setWeek] = useState(shifts.week);
  const [exceptions, setExceptions] = useState(shifts.exceptions);
  const change = (index: number, part: Partial<Shifts["week"][number]>) => setWeek(week.map((span, n) => (n === index ? { ...span, ...part } : span)));
  const changeException = (index: number, part: Partial<Shifts["exceptions"][number]>) => setExceptions(exceptions.map((one, n) => (n === index ? { ...one, ...part } : one)));
  const submit = () =>
    keep.mutate(
      { timeZone: shifts.timeZone, week, exceptions },
      {
        onSuccess: () => {
          toast({ text: t("desk.saved") });
          onDone();
        },
      },
    );
  return (
    <form className={`${page.group} ${page.shifts}`} onSubmit={(event) => (event.preventDefault(), submit())}>
      <h2>{t("desk.shifts.of", { name: shifts.agent.name })}</h2>
      <p>{t("desk.shifts.hint", { timeZone: shifts.timeZone })}</p>
      <ul className={page.rows}>
        {days.map((day) => (
          <li key={day} className={page.weekday}>
            <b>{dayName(day)}</b>
            <div className={page.spans}>
              {!week.some((span) => span.day === day) && <span className={styles.meta}>{t("desk.shifts.free")}</span>}
              {week.map((span, index) =>
                span.day === day ? (
                  <span key={index} className={page.span}>
                    <input type="time" required className={inputClass} aria-label={`${dayName(day)}: ${t("desk.shifts.from")}`} value={span.from} onChange={(event) => change(index, { from: event.target.value })} />
                    <span aria-hidden>–</span>
                    <input type="time" required className={inputClass} aria-label={`${dayName(day)}: ${t("desk.shifts.to")}`} value={span.to} onChange={(event) => change(index, { to: event.target.value })} />
                    <IconButton label={t("desk.shifts.remove")} onClick={() => setWeek(week.filter((_, n) => n !== index))}>
                      <IconX size={16} aria-hidden />
                    </IconButton>
                  </span>
                ) : null,
              )}
              <IconButton label={`${dayName(day)}: ${t("desk.shifts.add")}`} onClick={() => setWeek([...week, week.some((span) => span.day === day) ? { day, from: "16:00", to: "19:00" } : { day, from: "09:00", to: "14:00" }])}>
                <IconPlus size={16} aria-hidden />
              </IconButton>
            </div>
          </li>
        ))}
      </ul>
      <h2>{t("desk.shifts.absences")}</h2>
      <ul className={page.rows}>
        {exceptions.map((one, index) => (
          <li key={index} className={page.absence}>
            <input type="date" required className={inputClass} aria-label={t("desk.shifts.from")} value={one.from} onChange={(event) => changeException(index, { from: event.target.value, ...(one.until < event.target.value ? { until: event.target.value } : {}) })} />
            <input type="date" required min={one.from} className={inputClass} aria-label={t("desk.shifts.to")} value={one.until} onChange={(event) => changeException(index, { until: event.target.value })} />
            <input type="text" maxLength={200} className={inputClass} placeholder={t("desk.shifts.reason")} aria-label={t("desk.shifts.reason")} value={one.reason} onChange={(event) => changeException(index, { reason: event.target.value })} />
            <IconButton label={t("desk.shifts.absence.remove")} side="left" onClick={() => setExceptions(exceptions.filter((_, n) => n !== index))}>
              <IconX size={16} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <div className={styles.acts}>
        <Button
          onClick={() => {
            const today = new Intl.DateTimeFormat("en-CA", { timeZone: shifts.timeZone }).format(new Date());
            setExceptions([...exceptions, { from: today, until: today, spans: [], reason: "" }]);
          }}
        >
          {t("desk.shifts.absence.add")}
        </Button>
      </div>
      <div className={styles.acts}>
        <Button type="submit" look="primary" large busy={keep.isPending}>
          {t("desk.save")}
        </Button>
        <Button look="quiet" large onClick={onDone}>
          {t("ui.cancel")}
        </Button>
      </div>
    </form>
  );
}
