import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { askForLink, signIn } from "../lib/calls.ts";
import { currentLanguage, t } from "../lib/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { usePortalDesk } from "./desk.ts";
import styles from "./forms.module.css";
import { Frame, useArrival, WithLink } from "./frame.tsx";
import { enter } from "./session.ts";
import { rememberWanted } from "./wanted.ts";
import { inWords } from "./words.ts";

type Purpose = "sign-in" | "password";

/** By password, or by a mail that brings a link: to set a password (H3, "obtener contraseña") or to enter at once. */
export function SignInPage({ ended, ticket, lead }: { ended: boolean; ticket: string | undefined; /** why one has to */ lead?: string }) {
  const client = useQueryClient();
  const { key, words } = usePortalDesk();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState<Purpose | "enter">();
  const [mailed, setMailed] = useState<Purpose>();
  const field = useRef<HTMLInputElement>(null);
  const address = words.configuration.addresses[0];

  const attempt = async (what: Purpose | "enter", act: () => Promise<void>) => {
    setBusy(what);
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
    void attempt("enter", async () => enter(client, await signIn(email.trim(), password)));
  };
  const mail = (purpose: Purpose) => {
    if (email.trim() === "" || !field.current?.checkValidity()) {
      setProblem(t("portal.sign-in.address-first"));
      field.current?.focus();
      return;
    }
    void attempt(purpose, async () => {
      await askForLink({ email: email.trim(), purpose, desk: key, locale: currentLanguage() });
      rememberWanted(key);
      setMailed(purpose);
    });
  };

  if (mailed) return <MailedPage email={email.trim()} purpose={mailed} onBack={() => setMailed(undefined)} />;
  const title = ticket && /^\d+$/.test(ticket) ? t("portal.sign-in.ticket", { number: ticket }) : t("portal.sign-in.title");
  return (
    <Frame title={title} byMail={false}>
      <div className={styles["narrow"]}>
        <h1 tabIndex={-1}>{title}</h1>
        <p className={styles["lead"]}>{lead ?? (ended ? t("portal.sign-in.again") : t("portal.sign-in.lead"))}</p>
        <form className={styles["form"]} onSubmit={submit}>
          {problem && (
            <p className={styles["problem"]} role="alert">
              {problem}
            </p>
          )}
          <Field ref={field} label={t("auth.email")} name="email" type="email" inputMode="email" autoComplete="username" autoCapitalize="none" required value={email} onChange={(event) => setEmail(event.target.value)} />
          <Field label={t("auth.password")} name="password" type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
          <Button type="submit" look="primary" large wide busy={busy === "enter"}>
            {t("auth.sign-in.do")}
          </Button>
        </form>
        <section className={styles["other"]} aria-labelledby="other-ways">
          <h2 id="other-ways">{t("portal.sign-in.first")}</h2>
          <div className={styles["pair"]}>
            <Button large busy={busy === "password"} onClick={() => mail("password")}>
              {t("portal.sign-in.get-password")}
            </Button>
            <Button large busy={busy === "sign-in"} onClick={() => mail("sign-in")}>
              {t("portal.sign-in.mail-link")}
            </Button>
          </div>
        </section>
        <Help address={address} />
      </div>
    </Frame>
  );
}

/** H12: what to try for who cannot get in, and whom to ask. */
function Help({ address }: { address: string | undefined }) {
  return (
    <details className={styles["cannot"]}>
      <summary>{t("portal.sign-in.cannot")}</summary>
      <ul>
        <li>{t("portal.sign-in.cannot.password")}</li>
        <li>{t("portal.sign-in.cannot.address")}</li>
        <li>{t("portal.sign-in.cannot.mail")}</li>
        <li>{t("portal.sign-in.cannot.locked")}</li>
      </ul>
      {address && (
        <p>
          <WithLink text={t("portal.sign-in.help", { address })} link={address} href={`mailto:${address}`} />
        </p>
      )}
    </details>
  );
}

/** Says the same whether the address is known or not. */
export function MailedPage({ email, purpose, onBack }: { email: string; purpose: Purpose; onBack: () => void }) {
  const heading = useArrival();
  return (
    <Frame title={t("portal.mailed.title")}>
      <div className={styles["narrow"]} role="status">
        <h1 ref={heading} tabIndex={-1}>
          {t("portal.mailed.title")}
        </h1>
        <p className={styles["lead"]}>{t(`portal.mailed.${purpose}`, { email })}</p>
        <p className={styles["help"]}>{t("portal.mailed.nothing")}</p>
        <p className={styles["below"]}>
          <Button large onClick={onBack}>
            {t("portal.mailed.back")}
          </Button>
        </p>
      </div>
    </Frame>
  );
}
