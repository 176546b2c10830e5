import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { Me } from "../../../contract/auth.ts";
import type { Setup } from "../../../contract/setup.ts";
import { problemOf } from "../../lib/api.ts";
import { useLink as confirmLink } from "../../lib/calls.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field, focusFirst, inputClass } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { enter } from "../auth/api.ts";
import { Gate, gateStyles as styles } from "../auth/gate.tsx";
import { inWords } from "../auth/sign-in-page.tsx";
import { readSetup, setUp } from "./api.ts";
import own from "./setup-page.module.css";

/** An installation that started empty: its first administrator and its first desk. */
export function SetupPage({ token, onDone, onSignIn }: { token: string; onDone: (me: Me) => void; onSignIn: () => void }) {
  const client = useQueryClient();
  const view = useQuery({ queryKey: ["setup", token], queryFn: ({ signal }) => readSetup(token, signal), retry: 1, staleTime: Infinity });
  const [preset, setPreset] = useState("");
  const [problem, setProblem] = useState<{ path: string; words: string }>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string) => String(form.get(name) ?? "").trim();
    const company = value("company");
    const body: Setup = {
      token,
      ...(company === "" ? {} : { company }),
      administrator: { name: value("name"), email: value("email"), password: String(form.get("password") ?? "") },
      desk:
        preset === ""
          ? { kind: "empty", name: value("desk"), address: value("address"), language: currentLanguage(), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
          : { kind: "preset", preset },
    };
    setBusy(true);
    setProblem(undefined);
    try {
      const { link } = await setUp(body);
      const me = await confirmLink(link.split("/").at(-1) ?? "");
      if (enter(client, me)) onDone(me);
    } catch (error) {
      setProblem({ path: problemOf(error)?.path ?? "", words: inWords(error) });
      setBusy(false);
    }
  };
  const about = (path: string) => (problem !== undefined && problem.path.endsWith(path) ? problem.words : undefined);

  if (view.isPending)
    return (
      <Gate title={t("auth.setup.title")}>
        <Bone height={40} />
      </Gate>
    );
  if (view.isError)
    return (
      <Gate title={t("auth.setup.gone.title")} lead={problemOf(view.error)?.status === 404 ? t("auth.setup.gone.lead") : inWords(view.error)}>
        <Button look="primary" large wide onClick={onSignIn}>
          {t("auth.sign-in.title")}
        </Button>
      </Gate>
    );
  const known = ["/email", "/password", "/name", "/address"].some((path) => about(path));
  return (
    <Gate title={t("auth.setup.title")} lead={t("auth.setup.lead")}>
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        {problem && !known && (
          <Problem>
            {problem.words}
          </Problem>
        )}
        <Field label={t("auth.setup.company")} hint={t("auth.setup.company.hint")} name="company" autoComplete="organization" ref={focusFirst} optional maxLength={200} />
        <fieldset className={own.group}>
          <legend>{t("auth.setup.you")}</legend>
          <Field label={t("auth.setup.name")} name="name" autoComplete="name" required maxLength={200} />
          <Field label={t("auth.email")} name="email" type="email" autoComplete="username" required problem={about("/email")} />
          <Field label={t("auth.password")} hint={t("auth.new-password.hint")} name="password" type="password" autoComplete="new-password" required problem={about("/password")} />
        </fieldset>
        <fieldset className={own.group}>
          <legend>{t("auth.setup.desk")}</legend>
          <label className={own.choice}>
            {t("auth.setup.begin-with")}
            <select className={inputClass} value={preset} onChange={(event) => setPreset(event.target.value)}>
              <option value="">{t("auth.setup.empty")}</option>
              {view.data.presets.map(({ key, name }) => (
                <option key={key} value={key}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          {preset !== "" && <p className={own.hint}>{t("auth.setup.preset.hint")}</p>}
          {preset === "" && (
            <>
              <Field label={t("auth.setup.desk-name")} name="desk" required maxLength={100} />
              <Field label={t("auth.setup.address")} hint={t("auth.setup.address.hint")} name="address" type="email" required problem={about("/address")} />
            </>
          )}
        </fieldset>
        <Button type="submit" look="primary" large wide busy={busy}>
          {t("auth.setup.do")}
        </Button>
      </form>
    </Gate>
  );
}
