import { useEffect, useRef, useState, type ReactNode } from "react";
import { languages, type Language } from "../../../contract/common.ts";
import { mailIntakes, placeholders, type DeskBasics } from "../../../contract/configuration.ts";
import { conversationOrders } from "../../../contract/desks.ts";
import { languageName, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, Field, TextArea, Tick } from "../../ui/field.tsx";
import { useFileChooser } from "../../ui/file-chooser.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Section } from "../../ui/section.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { setHue } from "../../ui/theme.ts";
import { toast } from "../../ui/toasts.tsx";
import { inWords } from "../auth/sign-in-page.tsx";
import { basicsOf, usePart } from "./api.ts";
import { BoardGroups } from "./board-groups.tsx";
import { LabelsField } from "./labels.tsx";
import { LogoField } from "./logo-field.tsx";
import { PasswordRule } from "./password-policy.tsx";
import { RetentionRule } from "./retention.tsx";
import styles from "./settings.module.css";

const zones = Intl.supportedValuesOf("timeZone");
const days = /^P(\d+)D$/;

/** What the desk is: its name, languages, addresses, hours and colour. Each is saved as it is left. */
export function General({ desk }: { desk: string }) {
  const { configuration, save, mistakes } = usePart(desk, "general");
  const [draft, setDraft] = useState<DeskBasics>();
  const [addresses, setAddresses] = useState<string>();
  if (configuration === undefined) return <Section title={t("desk.settings.general")} about={t("desk.settings.general.about")}>{[60, 44, 52, 38].map((width) => <Bone key={width} width={`${width}%`} height={40} />)}</Section>;
  const saved = basicsOf(configuration.definition);
  const now = draft ?? saved;
  const order = [now.language, ...now.languages.filter((one) => one !== now.language)];
  const commit = async (next: DeskBasics) => {
    setDraft(next);
    if ((await save(() => next)) === "saved") setDraft((current) => (current === next ? undefined : current));
  };
  const leave = () => draft !== undefined && void commit(draft);
  const set = (some: Partial<DeskBasics>) => setDraft({ ...now, ...some });
  const at = (path: string) => Object.entries(mistakes).find(([key]) => key.startsWith(path))?.[1];
  const optional = <K extends "reopenFor" | "country" | "portalAddress">(key: K, value: string) => {
    const { [key]: _taken, ...rest } = now;
    return value === "" ? rest : { ...rest, [key]: value };
  };
  const setFlag = (key: "statusMails" | "portalOnly" | "callsWait" | "ratings", on: boolean) => {
    const { [key]: _before, ...rest } = now;
    void commit(on ? { ...rest, [key]: true } : rest);
  };
  const typedAddresses = addresses ?? now.addresses.join("\n");
  const download = async () => {
    const answer = await fetch(`/api/v1/desks/${encodeURIComponent(desk)}/export`, { credentials: "same-origin" });
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(await answer.blob()), download: `${desk}.yaml` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <Section title={t("desk.settings.general")} about={t("desk.settings.general.about")}>
      <div className={`${styles.editor} ${styles.alone}`} onBlur={leave}>
        <LabelsField label={t("desk.settings.desk-name")} labels={now.labels} languages={order} onChange={(labels) => set({ labels })} problem={at("/labels")} />
        <TextArea
          label={t("desk.settings.addresses")}
          hint={t("desk.settings.addresses.hint")}
          rows={3}
          style={{ minHeight: 0 }}
          spellCheck={false}
          value={typedAddresses}
          problem={at("/addresses")}
          onChange={(event) => setAddresses(event.target.value)}
          onBlur={() => {
            if (addresses === undefined) return;
            const list = addresses.split(/[\s,;]+/).filter((one) => one !== "");
            setAddresses(undefined);
            if (list.join() !== now.addresses.join()) void commit({ ...now, addresses: list });
          }}
        />
        <div className={styles.pair}>
          <Choice label={t("desk.settings.language")} value={now.language} problem={at("/language")} options={now.languages.map((one) => ({ value: one, label: languageName(one) }))} onChange={(value) => void commit({ ...now, language: languages.find((one): one is Language => one === value) ?? now.language })} />
          <Choice label={t("desk.settings.time-zone")} value={now.timeZone} problem={at("/timeZone")} options={[...new Set([now.timeZone, ...zones])].map((one) => ({ value: one, label: one.replaceAll("_", " ") }))} onChange={(timeZone) => void commit({ ...now, timeZone })} />
        </div>
        <fieldset className={styles.ticks}>
          <legend className={styles.label}>{t("desk.settings.languages")}</legend>
          {languages.map((one) => (
            <Tick key={one} label={languageName(one)} checked={now.languages.includes(one)} disabled={one === now.language} onChange={(on) => void commit({ ...now, languages: languages.filter((other) => (other === one ? on : now.languages.includes(other))) })} />
          ))}
        </fieldset>
        <div className={styles.field}>
          <label className={styles.label} htmlFor="hue">
            {t("desk.settings.hue")}
          </label>
          <div className={styles.hue}>
            <input
              id="hue"
              type="range"
              min={0}
              max={359}
              value={now.hue}
              onChange={(event) => {
                set({ hue: Number(event.target.value) });
                setHue(Number(event.target.value));
              }}
            />
            <span className={styles.swatch} style={{ background: `oklch(55% 0.13 ${now.hue})` }} aria-hidden />
          </div>
          <span className={styles.hint}>{t("desk.settings.hue.hint")}</span>
        </div>
        <LogoField
          logo={now.logo}
          problem={at("/logo")}
          onChange={(logo) => {
            const { logo: _before, ...rest } = now;
            void commit(logo === undefined ? rest : { ...rest, logo });
          }}
        />
        <Field
          label={t("desk.settings.portal-address")}
          hint={t("desk.settings.portal-address.hint", { path: `/portal/${desk}/` })}
          optional
          type="url"
          inputMode="url"
          spellCheck={false}
          maxLength={260}
          placeholder="https://"
          value={now.portalAddress ?? ""}
          problem={at("/portalAddress")}
          onChange={(event) => setDraft(optional("portalAddress", event.target.value.trim()))}
        />
        <div className={styles.pair}>
          <Choice
            label={t("desk.settings.reopen")}
            hint={t("desk.settings.reopen.hint")}
            value={days.exec(now.reopenFor ?? "")?.[1] ?? ""}
            options={[{ value: "", label: t("desk.settings.reopen.always") }, ...[...new Set([3, 7, 14, 30, 60, 90, Number(days.exec(now.reopenFor ?? "")?.[1] ?? 3)])].sort((a, b) => a - b).map((n) => ({ value: String(n), label: t("desk.settings.days", { n }) }))]}
            onChange={(value) => void commit(optional("reopenFor", value === "" ? "" : `P${value}D`))}
          />
          <Field label={t("desk.settings.country")} hint={t("desk.settings.country.hint")} optional maxLength={2} placeholder="ES" value={now.country ?? ""} problem={at("/country")} onChange={(event) => setDraft(optional("country", event.target.value.toUpperCase()))} />
        </div>
        <Choice
          label={t("desk.settings.order")}
          hint={t("desk.settings.order.hint")}
          value={now.conversationOrder ?? "oldest-first"}
          options={conversationOrders.map((one) => ({ value: one, label: t(`desk.order.${one}`) }))}
          onChange={(value) => void commit({ ...now, conversationOrder: conversationOrders.find((one) => one === value) ?? "oldest-first" })}
        />
        <Tick label={t("desk.settings.portal-only")} hint={t("desk.settings.portal-only.hint")} checked={now.portalOnly === true} onChange={(on) => setFlag("portalOnly", on)} />
        {now.portalOnly !== true && (
          <Choice
            label={t("desk.settings.mail-intake")}
            hint={t(`desk.settings.mail-intake.${now.mailIntake ?? "tickets"}.hint`)}
            value={now.mailIntake ?? "tickets"}
            options={mailIntakes.map((one) => ({ value: one, label: t(`desk.settings.mail-intake.${one}`) }))}
            onChange={(value) => void commit({ ...now, mailIntake: value === "held" ? "held" : "tickets" })}
          />
        )}
        <Tick label={t("desk.settings.calls-wait")} hint={t("desk.settings.calls-wait.hint")} checked={now.callsWait === true} onChange={(on) => setFlag("callsWait", on)} />
        <Tick label={t("desk.settings.status-mails")} checked={now.statusMails === true} onChange={(on) => setFlag("statusMails", on)} />
        <Tick label={t("desk.settings.ratings")} hint={t("desk.settings.ratings.hint")} checked={now.ratings === true} onChange={(on) => setFlag("ratings", on)} />
        <PasswordRule
          policy={now.passwordPolicy}
          onChange={(passwordPolicy) => {
            const { passwordPolicy: _before, ...rest } = now;
            void commit(passwordPolicy === undefined ? rest : { ...rest, passwordPolicy });
          }}
        />
        <RetentionRule
          desk={desk}
          retention={now.retention}
          problem={at("/retention")}
          onChange={(retention) => {
            const { retention: _before, ...rest } = now;
            void commit(retention === undefined ? rest : { ...rest, retention });
          }}
        />
        <BoardGroups
          groups={now.board}
          languages={order}
          problemAt={(path) => at(`/board${path}`)}
          onChange={(board, done) => {
            const { board: _before, ...rest } = now;
            const next = board === undefined ? rest : { ...rest, board };
            if (done) void commit(next);
            else setDraft(next);
          }}
        />
        <LabelsField
          label={t("desk.settings.signature")}
          hint={t("desk.settings.placeholders", { list: placeholders.map((one) => `⟨${one}⟩`).join(" ") }).replaceAll("⟨", "{{").replaceAll("⟩", "}}")}
          lines={3}
          labels={now.signature ?? {}}
          languages={order}
          onChange={(signature) => set({ signature })}
          problem={at("/signature")}
        />
      </div>
      <div className={styles.files}>
        <div>
          <b>{t("desk.settings.file")}</b>
          <p className={styles.hint}>{t("desk.settings.file.about")}</p>
        </div>
        <Import>
          <Button onClick={() => void download()}>{t("desk.settings.export")}</Button>
        </Import>
      </div>
    </Section>
  );
}

const importedKey = "settings.imported";
interface Read {
  desk: string;
  created: boolean;
  differences: { what: string }[];
}

/** Shows what a file would change before it does; the way out of it, `children`, stands beside it. */
function Import({ children }: { children: ReactNode }) {
  const turns = useRef(0);
  const [found, setFound] = useState<{ text: string } & Read>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const desk = sessionStorage.getItem(importedKey);
    sessionStorage.removeItem(importedKey);
    if (desk !== null) toast({ key: "settings", text: t("desk.settings.imported", { desk }) });
  }, []);
  const send = (text: string, dryRun: boolean) =>
    fetch(`/api/v1/desks/import?dryRun=${dryRun}`, { method: "POST", body: text, headers: { "content-type": "application/yaml", accept: "application/json" }, credentials: "same-origin" }).then(async (answer) => {
      const body = (await answer.json()) as Read & { title?: string };
      if (!answer.ok) throw new Error(body.title ?? t("ui.unknown-problem"));
      return body;
    });
  const read = async (file: File | undefined) => {
    setProblem(undefined);
    setFound(undefined);
    if (file === undefined) return;
    // what is told is of the file chosen last, whichever is read first
    const turn = (turns.current += 1);
    const text = await file.text();
    try {
      const told = await send(text, true);
      if (turn === turns.current) setFound({ text, ...told });
    } catch (error) {
      if (turn === turns.current) setProblem(error instanceof Error ? error.message : inWords(error));
    }
  };
  const [choose, input] = useFileChooser(([file]) => void read(file), { accept: ".yaml,.yml" });
  const apply = async () => {
    if (found === undefined) return;
    await send(found.text, false).then(
      () => {
        // all of it may have changed: the page begins anew, at the desk that the file is of, and says then what was done
        sessionStorage.setItem(importedKey, found.desk);
        location.assign(`/desk/settings/${encodeURIComponent(found.desk)}/general`);
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : inWords(error)),
    );
  };
  return (
    <>
      <div className={styles.acts}>
        {children}
        <Button onClick={choose}>{t("desk.settings.import")}…</Button>
        {input}
      </div>
      {problem && (
        <Problem>
          {problem}
        </Problem>
      )}
      {found && (
        <div className={styles.differences}>
          <p>{found.created ? t("desk.settings.would-create", { desk: found.desk }) : t("desk.settings.would-change", { count: found.differences.length, desk: found.desk })}</p>
          {!found.created && (
            <ul>
              {found.differences.slice(0, 50).map(({ what }) => (
                <li key={what}>
                  <code>{what}</code>
                </li>
              ))}
            </ul>
          )}
          {found.differences.length > 0 && (
            <Button look="primary" onClick={() => void apply()}>
              {t(found.created ? "desk.settings.import.create" : "desk.settings.import.do")}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
