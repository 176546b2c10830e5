import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { Me } from "../../../contract/auth.ts";
import { isNetworkProblem, problemOf } from "../../lib/api.ts";
import { askForLink, signIn } from "../../lib/calls.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field, focusFirst } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { meQuery } from "./api.ts";
import { Gate, gateStyles as styles } from "./gate.tsx";
import { SignInHelp } from "./sign-in-help.tsx";

/** An error in words a person can act on. */


/** By password, or by a link that comes by mail. */
export function SignInPage({ onSignedIn }: { onSignedIn: (me: Me) => void }) {
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState<"password" | "link">();
  const [mailed, setMailed] = useState(false);

  const attempt = async (how: "password" | "link", act: () => Promise<void>) => {
    setBusy(how);
    setProblem(undefined);
    try {
      await act();
    } catch (error) {
      setProblem(inWords(error));
    } finally {
      setBusy(undefined);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt("password", async () => {
      const me = await signIn(email.trim(), password);
      client.setQueryData(meQuery.queryKey, me);
      onSignedIn(me);
    });
  };
  const mail = (event: { currentTarget: HTMLButtonElement }) => {
    const field = event.currentTarget.form?.elements.namedItem("email");
    if (field instanceof HTMLInputElement && !field.reportValidity()) return;
    void attempt("link", async () => {
      await askForLink({ email: email.trim(), purpose: "sign-in", locale: currentLanguage() });
      setMailed(true);
    });
  };

  if (mailed)
    return (
      <Gate title={t("auth.mailed.title")} lead={t("auth.mailed.lead", { email })}>
        <Button large wide onClick={() => setMailed(false)}>
          {t("auth.mailed.back")}
        </Button>
      </Gate>
    );
  return (
    <Gate title={t("auth.sign-in.title")}>
      <form className={styles.form} style={{ marginTop: 16 }} onSubmit={submit}>
        {problem && (
          <Problem>
            {problem}
          </Problem>
        )}
        <Field label={t("auth.email")} name="email" type="email" autoComplete="username" ref={focusFirst} required value={email} onChange={(event) => setEmail(event.target.value)} />
        <Field label={t("auth.password")} name="password" type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
        <Button type="submit" look="primary" large wide busy={busy === "password"}>
          {t("auth.sign-in.do")}
        </Button>
        <p className={styles.or}>{t("auth.or")}</p>
        <Button large wide busy={busy === "link"} onClick={mail}>
          {t("auth.sign-in.mail-link")}
        </Button>
      </form>
      <SignInHelp />
    </Gate>
  );
}
