import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { channels, kindsOf, notificationScopes, type Channel, type NotificationChoices, type NotificationKind, type NotificationScope, type NotificationSettings } from "../../../contract/notifications.ts";
import { problemOf } from "../../lib/api.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Choice, Field, Tick } from "../../ui/field.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { settingsQuery, useChoose } from "./api.ts";
import styles from "./notifications.module.css";

type Save = (change: Partial<NotificationChoices>) => void;

/** What one is told of, by what, and when not: each choice is kept as it is made. */
export function NotificationSettingsForm() {
  const { data } = useQuery(settingsQuery);
  const choose = useChoose();
  if (data === undefined)
    return (
      <div className={styles.box} aria-busy>
        <Bone width="40%" />
        <Bone width="100%" height={200} />
      </div>
    );
  const save: Save = (change) =>
    choose
      .mutateAsync({ choices: data.choices, queues: data.queues, quiet: data.quiet, digest: data.digest, ...change })
      .then(() => toast({ key: "saved", text: t("desk.saved") }))
      .catch((error: unknown) => toast({ kind: "problem", key: "saved", text: problemOf(error)?.detail ?? t("ui.unknown-problem") }));
  return (
    <div className={styles.box}>
      <Matrix settings={data} save={save} />
      <Times settings={data} save={save} />
    </div>
  );
}

interface PartProps {
  settings: NotificationSettings;
  save: Save;
}

function Matrix({ settings, save }: PartProps) {
  const { choices } = settings;
  const [scope, setScope] = useState<NotificationScope>("mine");
  const set = (kind: NotificationKind, channel: Channel, on: boolean) => {
    const had = choices[scope][kind] ?? [];
    save({ choices: { ...choices, [scope]: { ...choices[scope], [kind]: channels.filter((one) => (one === channel ? on : had.includes(one))) } } });
  };
  return (
    <>
      <Segments legend={t("desk.bell.scope")} quiet options={notificationScopes.map((one) => ({ value: one, label: t(`desk.bell.scope.${one}`) }))} value={scope} onChange={setScope} />
      {scope === "queues" && <Queues settings={settings} save={save} />}
      <table className={styles.matrix}>
        <caption className="visually-hidden">{t(`desk.bell.scope.${scope}`)}</caption>
        <thead>
          <tr>
            <th scope="col">{t("desk.bell.what")}</th>
            {channels.map((channel) => (
              <th key={channel} scope="col">
                {t(`desk.bell.channel.${channel}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kindsOf[scope].map((kind) => (
            <tr key={kind}>
              <th scope="row">{t(`desk.bell.kind.${kind}`)}</th>
              {channels.map((channel) => (
                <td key={channel}>
                  <label className={styles.cell}>
                    <input
                      type="checkbox"
                      aria-label={`${t(`desk.bell.kind.${kind}`)}: ${t(`desk.bell.channel.${channel}`)}`}
                      checked={choices[scope][kind]?.includes(channel) ?? false}
                      onChange={(event) => set(kind, channel, event.target.checked)}
                    />
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Queues({ settings: { offered, queues }, save }: PartProps) {
  if (offered.length === 0) return null;
  const desks = new Set(offered.map((one) => one.desk)).size;
  const mine = queues ?? offered.filter((one) => one.role).map(({ desk, queue }) => ({ desk, queue }));
  const has = ({ desk, queue }: { desk: string; queue: string }) => mine.some((one) => one.desk === desk && one.queue === queue);
  return (
    <fieldset className={styles.queues}>
      <legend>{t("desk.bell.queues.choose")}</legend>
      {offered.map((one) => (
        <Tick
          key={`${one.desk}/${one.queue}`}
          label={desks > 1 ? `${one.name} · ${one.deskName}` : one.name}
          checked={has(one)}
          onChange={(on) => save({ queues: [...mine.filter((other) => other.desk !== one.desk || other.queue !== one.queue), ...(on ? [{ desk: one.desk, queue: one.queue }] : [])] })}
        />
      ))}
    </fieldset>
  );
}

const evening = { from: "20:00", until: "08:00", days: [6, 7] };
const windows = [5, 10, 30, 60, 240];
/** A Monday, for the names of the days. */
const monday = Date.UTC(2026, 2, 2);
const dayName = (day: number) => new Intl.DateTimeFormat(currentLanguage(), { weekday: "short", timeZone: "UTC" }).format(monday + (day - 1) * 86_400_000);
const minutes = (count: number) => new Intl.NumberFormat(currentLanguage(), { style: "unit", unit: count < 60 ? "minute" : "hour", unitDisplay: "long" }).format(count < 60 ? count : count / 60);

function Times({ settings: { quiet, digest, timeZone }, save }: PartProps) {
  const set = (change: Partial<NonNullable<typeof quiet>>) => quiet !== null && save({ quiet: { ...quiet, ...change } });
  return (
    <>
      <Choice
        label={t("desk.bell.digest")}
        hint={t("desk.bell.digest.about")}
        value={String(digest)}
        options={[...new Set([...windows, digest])].toSorted((a, b) => a - b).map((one) => ({ value: String(one), label: minutes(one) }))}
        onChange={(value) => save({ digest: Number(value) })}
      />
      <Tick label={t("desk.bell.quiet")} checked={quiet !== null} onChange={(on) => save({ quiet: on ? evening : null })} />
      {quiet !== null && (
        <>
          <div className={styles.times}>
            <Field label={t("desk.bell.quiet.from")} type="time" required value={quiet.from} onChange={(event) => event.target.value !== "" && event.target.value !== quiet.until && set({ from: event.target.value })} />
            <Field label={t("desk.bell.quiet.until")} type="time" required value={quiet.until} onChange={(event) => event.target.value !== "" && event.target.value !== quiet.from && set({ until: event.target.value })} />
          </div>
          <fieldset className={styles.days}>
            <legend>{t("desk.bell.quiet.days")}</legend>
            {[1, 2, 3, 4, 5, 6, 7].map((day) => (
              <Tick key={day} label={dayName(day)} checked={quiet.days.includes(day)} disabled={!quiet.days.includes(day) && quiet.days.length === 6} onChange={(on) => set({ days: [...quiet.days.filter((one) => one !== day), ...(on ? [day] : [])].toSorted() })} />
            ))}
          </fieldset>
          <p className={styles.about}>{t("desk.bell.quiet.about", { zone: timeZone.replaceAll("_", " ") })}</p>
        </>
      )}
    </>
  );
}
