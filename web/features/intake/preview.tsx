import { IconAlertTriangle, IconArchive, IconArrowRight, IconClock, IconMessagePlus, IconTicket } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import type { IntakeFate, IntakePreview, IntakePreviewInput, Mapped } from "../../../contract/intake.ts";
import { problemOf } from "../../lib/api.ts";
import { dayAndTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/toasts.tsx";
import { previewQuery, retryItem } from "./api.ts";
import styles from "./intake.module.css";

/** After so long without typing the payloads are tried again, in ms. */
const pause = 350;

export function usePreview(desk: string, key: string, input: IntakePreviewInput): IntakePreview | undefined {
  const written = JSON.stringify(input);
  const [settled, setSettled] = useState(written);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(written), pause);
    return () => clearTimeout(timer);
  }, [written]);
  return useQuery(previewQuery(desk, key, JSON.parse(settled) as IntakePreviewInput)).data;
}

const icons: Record<IntakeFate, ReactNode> = {
  received: <IconClock size={16} aria-hidden />,
  ticketed: <IconTicket size={16} aria-hidden />,
  updated: <IconMessagePlus size={16} aria-hidden />,
  kept: <IconArchive size={16} aria-hidden />,
  failed: <IconAlertTriangle size={16} aria-hidden />,
};
const Fate = ({ fate }: { fate: IntakeFate }) => (
  <span className={`${styles.fate} ${styles[fate]}`}>
    {icons[fate]} {t(`desk.intake.fate.${fate}`)}
  </span>
);

/** What the last payloads became, and what they would become by what is on the page. */
export function Preview({ preview, desk, source }: { preview: IntakePreview | undefined; desk: string; source: string | undefined }) {
  const [open, setOpen] = useState<number>();
  if (preview === undefined || preview.items.length === 0) return <p className={styles.hint}>{t("desk.intake.preview.none")}</p>;
  return (
    <section className={styles.preview} aria-label={t("desk.intake.preview")}>
      <h3>{t("desk.intake.preview")}</h3>
      <ul>
        {preview.items.map(({ item, would, mapped, mistakes }) => {
          const id = item?.id ?? 0;
          // the ticket is there already: handled once more it would only be brought up to date
          const now = item?.fate === "ticketed" && would === "updated" ? "ticketed" : would;
          return (
            <li key={id}>
              <button type="button" className={styles.tried} aria-expanded={open === id} onClick={() => setOpen(open === id ? undefined : id)}>
                <span className={styles.when}>{item === null ? t("desk.intake.example.short") : dayAndTime(item.receivedAt)}</span>
                <span className={styles.title} dir="auto">
                  {mapped?.subject || mapped?.text || mapped?.body || item?.detail || "—"}
                </span>
                {item !== null && item.fate !== now && (
                  <>
                    <Fate fate={item.fate} />
                    <IconArrowRight size={14} aria-label={t("desk.intake.preview.would")} />
                  </>
                )}
                <Fate fate={now} />
              </button>
              {mistakes.length > 0 && (
                <ul className={styles.mistakes}>
                  {mistakes.map((mistake) => (
                    <li key={mistake}>{mistake}</li>
                  ))}
                </ul>
              )}
              {open === id && (
                <div className={styles.tryout}>
                  {mapped !== null && <MappedValues mapped={mapped} />}
                  {item?.detail && <p className={styles.hint}>{item.detail}</p>}
                  {item !== null && <pre>{pretty(item.payload)}</pre>}
                  {item !== null && source !== undefined && <ItemActs desk={desk} source={source} item={item} />}
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function MappedValues({ mapped }: { mapped: Mapped }) {
  const { fields, tags, ...rest } = mapped;
  const rows: [string, string][] = [
    ...(Object.keys(rest) as (keyof typeof rest)[]).map((target): [string, string] => [t(`desk.intake.target.${target}`), String(rest[target] ?? "")]),
    [t("desk.intake.target.tags"), tags.join(", ")],
    ...Object.entries(fields).map(([key, value]): [string, string] => [key, String(value)]),
  ];
  return (
    <dl className={styles.values}>
      {rows
        .filter(([, value]) => value !== "")
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function ItemActs({ desk, source, item }: { desk: string; source: string; item: NonNullable<IntakePreview["items"][number]["item"]> }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    try {
      const after = await retryItem(desk, source, item.id);
      toast({ key: "intake", text: after.ticket === null ? (after.detail ?? t(`desk.intake.fate.${after.fate}`)) : t("desk.waiting.opened", { number: after.ticket }), ...(after.fate === "failed" ? { kind: "problem" as const } : {}) });
    } catch (error) {
      toast({ kind: "problem", key: "intake", text: problemOf(error)?.detail ?? t("ui.unknown-problem") });
    }
    setBusy(false);
    await client.invalidateQueries({ queryKey: ["intake", desk] });
  };
  return (
    <div className={styles.acts}>
      {item.ticket !== null && <a href={`/desk/tickets/${item.ticket}`}>{t("desk.mail.ticket", { number: item.ticket })}</a>}
      {(item.fate === "failed" || item.fate === "kept") && (
        <Button busy={busy} onClick={() => void retry()}>
          {t(item.fate === "kept" ? "desk.waiting.ticket" : "desk.mail.retry")}
        </Button>
      )}
      {item.fate === "failed" && <span className={styles.hint}>{t("desk.intake.save-first")}</span>}
    </div>
  );
}

function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
