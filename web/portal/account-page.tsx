import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { policyInWords } from "../features/auth/policy.ts";
import { changeMe, setPassword } from "../lib/calls.ts";
import { problemOf } from "../lib/api.ts";
import { t } from "../lib/i18n.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { toast } from "../ui/toasts.tsx";
import { Addresses } from "./addresses.tsx";
import { usePortalDesk } from "./desk.ts";
import account from "./account.module.css";
import styles from "./forms.module.css";
import { Frame } from "./frame.tsx";
import { PasswordField } from "./password-field.tsx";
import { sessionQuery, useSession } from "./session.ts";
import { Sessions } from "./sessions.tsx";
import { inWords } from "./words.ts";

/** What is the person's own: the name others see, the addresses, the password, and where they are signed in. */
export function AccountPage() {
  const me = useSession();
  if (!me) return null;
  return (
    <Frame title={t("portal.account.title")}>
      <div className={styles["narrow"]}>
        <h1 tabIndex={-1}>{t("portal.account.title")}</h1>
        <p className={styles["lead"]}>{me.email}</p>
        <NameForm name={me.name} />
        <Addresses />
        <PasswordForm has={me.hasPassword} email={me.email ?? ""} />
        <Sessions />
        <YourData />
      </div>
    </Frame>
  );
}

function NameForm({ name }: { name: string }) {
  const client = useQueryClient();
  const [text, setText] = useState(name);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      client.setQueryData(sessionQuery.queryKey, await changeMe({ name: text.trim() }));
      toast({ text: t("portal.account.saved"), key: "saved" });
    } catch (error) {
      setProblem(inWords(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={styles["form"]} onSubmit={(event) => void save(event)}>
      <Field label={t("portal.account.name")} autoComplete="name" dir="auto" required maxLength={200} problem={problem} value={text} onChange={(event) => setText(event.target.value)} />
      <p>
        <Button type="submit" large busy={busy} disabled={text.trim() === name || text.trim() === ""}>
          {t("portal.account.save")}
        </Button>
      </p>
    </form>
  );
}

function PasswordForm({ has, email }: { has: boolean; email: string }) {
  const client = useQueryClient();
  const { key, words } = usePortalDesk();
  const [current, setCurrent] = useState("");
  const [password, setNew] = useState("");
  const [problem, setProblem] = useState<{ of: "current" | "new"; text: string }>();
  const [busy, setBusy] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await setPassword({ ...(has ? { current } : {}), password, desk: key });
      setCurrent("");
      setNew("");
      await client.invalidateQueries(sessionQuery);
      toast({ text: t("portal.account.password.done"), key: "saved" });
    } catch (error) {
      setProblem({ of: problemOf(error)?.path === "/current" ? "current" : "new", text: inWords(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className={styles["other"]} aria-labelledby="password">
      <h2 id="password">{t("portal.account.password")}</h2>
      {!has && <p className={account["about"]}>{t("portal.account.password.none")}</p>}
      <form className={styles["form"]} onSubmit={(event) => void save(event)}>
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
        {has && (
          <Field
            label={t("portal.account.password.current")}
            type="password"
            autoComplete="current-password"
            required
            problem={problem?.of === "current" ? problem.text : undefined}
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        )}
        <PasswordField
          label={t("portal.account.password.new")}
          hint={policyInWords(words.configuration.passwordPolicy)}
          autoComplete="new-password"
          required
          problem={problem?.of === "new" ? problem.text : undefined}
          value={password}
          onChange={(event) => setNew(event.target.value)}
        />
        <p>
          <Button type="submit" large busy={busy}>
            {has ? t("portal.account.password.change") : t("portal.account.password.set")}
          </Button>
        </p>
      </form>
    </section>
  );
}

/** What is kept of the person, to take along. */
function YourData() {
  return (
    <section className={styles["other"]} aria-labelledby="your-data">
      <h2 id="your-data">{t("portal.account.export")}</h2>
      <p className={account["about"]}>{t("portal.account.export.about")}</p>
      <p>
        <a className={buttonClass("plain", true)} href="/api/v1/me/export" download>
          {t("portal.account.export.do")}
        </a>
      </p>
    </section>
  );
}
