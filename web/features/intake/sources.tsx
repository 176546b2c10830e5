import { IconAlertTriangle, IconCircleCheck, IconClock, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { IntakeSource } from "../../../contract/intake.ts";
import { relativeTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Section } from "../../ui/section.tsx";
import rows from "../settings/rows.module.css";
import settings from "../settings/settings.module.css";
import { sourcesQuery } from "./api.ts";
import { Secret } from "./secret.tsx";
import { SourceEditor } from "./source-editor.tsx";

/** What posts payloads to the desk: review sites, surveys, telephone systems. */
export function Sources({ desk }: { desk: string }) {
  const { data: sources } = useQuery(sourcesQuery(desk));
  const [open, setOpen] = useState<string>();
  const [told, setTold] = useState<{ secret: string; url: string }>();
  const edit = (source?: IntakeSource) => (
    <SourceEditor
      key={source?.key ?? ""}
      desk={desk}
      source={source}
      taken={(sources ?? []).map((one) => one.key)}
      onSaved={(saved, secret) => {
        setOpen(saved.key);
        if (secret !== null) setTold({ secret, url: saved.url });
      }}
      onClose={() => setOpen(undefined)}
    />
  );
  return (
    <Section
      title={t("desk.settings.intake")}
      about={t("desk.settings.intake.about")}
      tools={
        <Button onClick={() => setOpen("")}>
          <IconPlus size={16} aria-hidden /> {t("desk.settings.intake.add")}
        </Button>
      }
    >
      {told !== undefined && <Secret {...told} onClose={() => setTold(undefined)} />}
      {open === "" && edit()}
      <ul className={rows.list}>
        {(sources ?? []).map((one) => (
          <li key={one.key} className={rows.item}>
            <button type="button" className={`${rows.row} ${rows.opener}`} aria-expanded={open === one.key} onClick={() => setOpen(open === one.key ? undefined : one.key)}>
              {one.failed > 0 ? <IconAlertTriangle size={16} className={settings.missing} aria-hidden /> : one.lastAt === null ? <IconClock size={16} aria-hidden /> : <IconCircleCheck size={16} className={settings.good} aria-hidden />}
              <span className={rows.person}>
                <span className={rows.name}>{one.name}</span>
                <span className={one.failed > 0 ? settings.problem : settings.hint}>
                  {one.failed > 0 ? t("desk.settings.intake.failed", { count: one.failed }) : one.lastAt === null ? t("desk.settings.intake.never") : t("desk.settings.intake.last", { when: relativeTime(one.lastAt) })}
                </span>
              </span>
              <span className={rows.summary}>{t(`desk.intake.kind.${one.kind}`)}</span>
            </button>
            {open === one.key && edit(one)}
          </li>
        ))}
      </ul>
      {sources?.length === 0 && open === undefined && <p className={rows.empty}>{t("desk.settings.intake.none")}</p>}
    </Section>
  );
}
