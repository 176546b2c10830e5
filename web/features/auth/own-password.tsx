import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { problemOf } from "../../lib/api.ts";
import { setPassword } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Section } from "../../ui/section.tsx";
import { toast } from "../../ui/toasts.tsx";
import { policyInWords } from "./policy.ts";
import { meQuery, useMe } from "./api.ts";
import { sessionsQuery } from "./own-sessions.tsx";
import styles from "./profile.module.css";
import { inWords } from "./sign-in-page.tsx";

/** One's own password: what it must have is told before it is chosen. */
export function OwnPassword() {
  const me = useMe();
  const client = useQueryClient();
  const [current, setCurrent] = useState("");
  const [password, setNew] = useState("");
  const [problem, setProblem] = useState<{ of: "current" | "new"; text: string }>();
  const [busy, setBusy] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await setPassword({ ...(me.hasPassword ? { current } : {}), password });
      setCurrent("");
      setNew("");
      toast({ key: "profile", text: t("desk.profile.password.done") });
      await Promise.all([client.invalidateQueries(meQuery), client.invalidateQueries(sessionsQuery)]);
    } catch (error) {
      setProblem({ of: problemOf(error)?.path === "/current" ? "current" : "new", text: inWords(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title={t("desk.profile.password")} about={me.hasPassword ? t("desk.profile.password.about") : t("desk.profile.password.none")}>
      <form className={styles.box} onSubmit={(event) => void save(event)}>
        <input type="email" name="email" autoComplete="username" value={me.email ?? ""} readOnly hidden />
        <div className={styles.pair}>
          {me.hasPassword && (
            <Field label={t("desk.profile.password.current")} type="password" autoComplete="current-password" required problem={problem?.of === "current" ? problem.text : undefined} value={current} onChange={(event) => setCurrent(event.target.value)} />
          )}
          <Field
            label={t("desk.profile.password.new")}
            hint={policyInWords(me.passwordPolicy)}
            type="password"
            autoComplete="new-password"
            required
            problem={problem?.of === "new" ? problem.text : undefined}
            value={password}
            onChange={(event) => setNew(event.target.value)}
          />
        </div>
        <div>
          <Button type="submit" busy={busy} disabled={password === ""}>
            {me.hasPassword ? t("desk.profile.password.change") : t("desk.profile.password.set")}
          </Button>
        </div>
      </form>
    </Section>
  );
}
