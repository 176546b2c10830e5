import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { intakeKinds, type IntakeSource, type IntakeSourceInput } from "../../../contract/intake.ts";
import { problemOf } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, Field, TextArea, Tick } from "../../ui/field.tsx";
import { toast } from "../../ui/toasts.tsx";
import { inWords } from "../auth/sign-in-page.tsx";
import { useDesk } from "../desks/api.ts";
import { keyFor } from "../settings/api.ts";
import settings from "../settings/settings.module.css";
import { pointersIn, removeSource, renewSecret, saveSource } from "./api.ts";
import styles from "./intake.module.css";
import { MappingTable } from "./mapping-table.tsx";
import { Preview, usePreview } from "./preview.tsx";

interface SourceEditorProps {
  desk: string;
  source: IntakeSource | undefined;
  taken: readonly string[];
  /** with the secret, where there is a new one */
  onSaved: (source: IntakeSource, secret: string | null) => void;
  onClose: () => void;
}

const fresh: IntakeSourceInput = { name: "", kind: "review", settings: { mapping: {} } };

/** One source: what it is, what becomes of its payloads, and what became of the last. */
export function SourceEditor({ desk, source, taken, onSaved, onClose }: SourceEditorProps) {
  const client = useQueryClient();
  const words = useDesk(desk);
  const [draft, setDraft] = useState<IntakeSourceInput>(source === undefined ? fresh : { name: source.name, kind: source.kind, settings: source.settings });
  const [example, setExample] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const key = source?.key ?? keyFor(draft.name, taken);
  const preview = usePreview(desk, key, { kind: draft.kind, settings: draft.settings, ...(example.trim() === "" ? {} : { example }) });
  const newest = example.trim() === "" ? preview?.items[0]?.item?.payload : example;
  const { keepFrom, best = 5, confirm = false } = draft.settings;
  const set = (some: Partial<IntakeSourceInput["settings"]>) => setDraft({ ...draft, settings: { ...draft.settings, ...some } });
  const attempt = async (run: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await run();
      await client.invalidateQueries({ queryKey: ["intake", desk] });
    } catch (error) {
      setProblem(problemOf(error)?.detail ?? inWords(error));
    } finally {
      setBusy(false);
    }
  };
  const save = () =>
    attempt(async () => {
      const saved = await saveSource(desk, key, draft);
      toast({ key: "settings", text: t("desk.settings.saved") });
      onSaved(saved.source, saved.secret);
    });
  return (
    <form
      className={`${settings.editor} ${source === undefined ? settings.alone : styles.inside}`}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className={settings.pair}>
        <Field label={t("desk.settings.name")} required maxLength={100} value={draft.name} onChange={(event) => setDraft({ ...draft, name: event.target.value })} />
        <Choice label={t("desk.intake.kind")} value={draft.kind} options={intakeKinds.map((one) => ({ value: one, label: t(`desk.intake.kind.${one}`) }))} onChange={(value) => setDraft({ ...draft, kind: intakeKinds.find((one) => one === value) ?? "other" })} />
      </div>
      {source !== undefined && (
        <p className={styles.url}>
          <span>{t("desk.intake.url")}</span> <code>POST {source.url}</code>
        </p>
      )}
      <TextArea label={t("desk.intake.example")} hint={t("desk.intake.example.hint")} optional rows={4} spellCheck={false} style={{ minHeight: 0, fontFamily: "var(--font-mono)", fontSize: 12 }} value={example} onChange={(event) => setExample(event.target.value)} />
      <MappingTable kind={draft.kind} settings={draft.settings} pointers={pointersIn(newest)} desk={words} onChange={(next) => setDraft({ ...draft, settings: next })} />
      {(draft.kind === "review" || draft.kind === "survey") && (
        <div className={settings.pair}>
          <Field
            label={t("desk.intake.keep-from")}
            hint={t("desk.intake.keep-from.hint")}
            optional
            type="number"
            step="any"
            value={keepFrom === undefined ? "" : String(keepFrom)}
            onChange={(event) => {
              const { keepFrom: _taken, ...rest } = draft.settings;
              setDraft({ ...draft, settings: event.target.value === "" ? rest : { ...rest, keepFrom: Number(event.target.value) } });
            }}
          />
          <Field label={t("desk.intake.best")} type="number" min={1} max={1000} value={String(best)} onChange={(event) => set({ best: Math.max(1, Number(event.target.value) || 5) })} />
        </div>
      )}
      <Tick label={t("desk.intake.confirm")} checked={confirm} onChange={(on) => set({ confirm: on })} />
      {problem !== undefined && (
        <p className={settings.problem} role="alert">
          {problem}
        </p>
      )}
      <div className={settings.acts}>
        <Button type="submit" look="primary" busy={busy} disabled={draft.name.trim() === ""}>
          {t("desk.settings.save")}
        </Button>
        {source === undefined ? (
          <Button onClick={onClose}>{t("desk.settings.cancel")}</Button>
        ) : (
          <>
            <Button
              disabled={busy}
              onClick={() =>
                void attempt(async () => {
                  const renewed = await renewSecret(desk, source.key);
                  onSaved(renewed.source, renewed.secret);
                })
              }
            >
              {t("desk.intake.renew")}
            </Button>
            <Button
              look="danger"
              disabled={busy}
              onClick={() =>
                void attempt(async () => {
                  await removeSource(desk, source.key);
                  toast({ key: "settings", text: t("desk.settings.removed", { name: source.name }) });
                  onClose();
                })
              }
            >
              {t("desk.intake.remove")}
            </Button>
          </>
        )}
      </div>
      <Preview preview={preview} desk={desk} source={source?.key} />
    </form>
  );
}
