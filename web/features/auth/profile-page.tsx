import { useState, type ReactNode } from "react";
import { languages } from "../../../contract/common.ts";
import { undoSendPreference } from "../../../contract/conversations.ts";
import { languageName, setLanguage, t, useLanguage } from "../../lib/i18n.ts";
import { Choice, Field } from "../../ui/field.tsx";
import { Page } from "../../ui/page.tsx";
import { Section } from "../../ui/section.tsx";
import { setTheme, storedTheme, themes } from "../../ui/theme.ts";
import { toast } from "../../ui/toasts.tsx";
import { densities, densityOf, useChangeMe, useMe } from "./api.ts";
import { OwnFactors } from "./own-factors.tsx";
import { OwnPassword } from "./own-password.tsx";
import { OwnTokens } from "./own-tokens.tsx";
import { OwnSessions } from "./own-sessions.tsx";
import styles from "./profile.module.css";

const zones = Intl.supportedValuesOf("timeZone");

/** What is one's own: name, language, how the desk looks and sends, password, sessions. `more` is what later slices add. */
export function ProfilePage({ more }: { more?: ReactNode }) {
  return (
    <Page title={t("desk.profile.title")}>
      <About />
      {more}
      <OwnPassword />
      <OwnFactors />
      <OwnSessions />
      <OwnTokens />
    </Page>
  );
}

/** An address that a phone has no room for breaks before its @, not within a word. */
function breakable(address: string): ReactNode {
  const at = address.lastIndexOf("@");
  if (at < 1) return address;
  return (
    <>
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </>
  );
}

function About() {
  const me = useMe();
  const change = useChangeMe();
  const language = useLanguage();
  const [name, setName] = useState(me.name);
  const [theme, choose] = useState(storedTheme);
  const save = (some: Parameters<typeof change.mutate>[0]) => change.mutate(some, { onSuccess: () => toast({ key: "profile", text: t("desk.profile.saved") }) });
  const prefer = (some: Record<string, unknown>) => save({ preferences: { ...me.preferences, ...some } });
  const leaveName = () => {
    const now = name.trim();
    if (now === "") setName(me.name);
    else if (now !== me.name) save({ name: now });
  };
  return (
    <Section title={breakable(me.email ?? me.name)} about={t("desk.profile.about")}>
      <div className={styles.box}>
        <Field label={t("desk.profile.name")} autoComplete="name" dir="auto" maxLength={200} value={name} onChange={(event) => setName(event.target.value)} onBlur={leaveName} />
        <div className={styles.pair}>
          <Choice
            label={t("desk.profile.language")}
            value={language}
            options={languages.map((one) => ({ value: one, label: languageName(one) }))}
            onChange={(value) => {
              const wanted = languages.find((one) => one === value);
              if (wanted === undefined) return;
              save({ locale: wanted });
              void setLanguage(wanted, { remember: true });
            }}
          />
          <Choice label={t("desk.profile.time-zone")} value={me.timeZone} options={[...new Set([me.timeZone, ...zones])].map((one) => ({ value: one, label: one.replaceAll("_", " ") }))} onChange={(timeZone) => save({ timeZone })} />
          <Choice
            label={t("desk.profile.theme")}
            value={theme}
            options={themes.map((one) => ({ value: one, label: t(`desk.theme.${one}`) }))}
            onChange={(value) => {
              const wanted = themes.find((one) => one === value) ?? "system";
              setTheme(wanted);
              choose(wanted);
            }}
          />
          <Choice label={t("desk.density")} value={densityOf(me)} options={densities.map((one) => ({ value: one, label: t(`desk.density.${one}`) }))} onChange={(density) => prefer({ density })} />
          <Choice
            label={t("desk.profile.undo-send")}
            value={me.preferences[undoSendPreference] === false ? "off" : "on"}
            options={[
              { value: "on", label: t("desk.profile.undo-send.on") },
              { value: "off", label: t("desk.profile.undo-send.off") },
            ]}
            onChange={(value) => prefer({ [undoSendPreference]: value === "on" })}
          />
        </div>
      </div>
    </Section>
  );
}
