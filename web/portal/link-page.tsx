import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { problemOf } from "../lib/api.ts";
import { policyInWords } from "../features/auth/policy.ts";
import { askForLink, readLink, useLink as confirmLink } from "../lib/calls.ts";
import { currentLanguage, t } from "../lib/i18n.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { usePortalDesk } from "./desk.ts";
import styles from "./forms.module.css";
import { Frame, Notice } from "./frame.tsx";
import { PasswordField } from "./password-field.tsx";
import { Link, navigate } from "./router.tsx";
import { enter, useSession } from "./session.ts";
import { MailedPage } from "./sign-in-page.tsx";
import { isHelpPage, takeWanted } from "./wanted.ts";
import { inWords } from "./words.ts";

/** Where a mailed link leads: what it is for, and the one button that confirms it. Opening it changes nothing. */
export function LinkPage({ token, to }: { token: string; to: string | null }) {
  const { key, at } = usePortalDesk();
  const client = useQueryClient();
  const me = useSession();
  const link = useQuery({
    queryKey: ["link", token],
    queryFn: ({ signal }) =>
      readLink(token, { signal }).catch((error: unknown) => {
        // cut off when it was copied, it is not even the form of a link
        if (problemOf(error)?.status === 400) return null;
        throw error;
      }),
    staleTime: Infinity,
  });
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [mailed, setMailed] = useState(false);
  // never to another site: only a path of this portal
  const onward = at(to !== null && /^\/(?!\/)[\w/-]*$/.test(to) ? to.slice(1) : "");

  if (link.isPending) return <Frame>{null}</Frame>;
  if (link.isError)
    return (
      <Frame>
        <Notice title={t("portal.problem.title")} lead={inWords(link.error)}>
          <Button large onClick={() => void link.refetch()}>
            {t("ui.try-again")}
          </Button>
        </Notice>
      </Frame>
    );
  const state = link.data?.state ?? "unknown";
  const purpose = link.data?.purpose ?? "sign-in";
  const email = link.data?.email ?? null;

  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      const person = await confirmLink(token, purpose === "password" ? password : undefined);
      enter(client, person);
      const wanted = to === null ? takeWanted(key) : null;
      if (isHelpPage(wanted)) location.replace(wanted);
      else navigate(wanted ?? onward, { replace: true });
    } catch (error) {
      setProblem(inWords(error));
      setBusy(false);
      if (problemOf(error)?.status === 410) void link.refetch();
    }
  };
  const another = async () => {
    if (email === null) return navigate(at("sign-in"));
    setBusy(true);
    try {
      await askForLink({ email, purpose, desk: key, locale: currentLanguage() });
      setMailed(true);
    } catch (error) {
      setProblem(inWords(error));
    } finally {
      setBusy(false);
    }
  };

  if (mailed && email !== null) return <MailedPage email={email} purpose={purpose} onBack={() => navigate(at("sign-in"))} />;
  if (state !== "valid")
    return (
      <Frame title={t(`portal.link.${state}.title`)}>
        <Notice title={t(`portal.link.${state}.title`)} lead={t(`portal.link.${state}.lead`)}>
          {problem && (
            <p className={styles["problem"]} role="alert">
              {problem}
            </p>
          )}
          {me && (
            <Link to={onward} className={buttonClass("primary", true)}>
              {t("portal.link.go-in")}
            </Link>
          )}
          {state === "directory" ? (
            <a className={buttonClass("primary", true)} href="/desk/">
              {t("portal.link.directory.do")}
            </a>
          ) : (
            <Button look={me ? "plain" : "primary"} large busy={busy} onClick={() => void another()}>
              {t("portal.link.another")}
            </Button>
          )}
        </Notice>
      </Frame>
    );
  return (
    <Frame title={t(`portal.link.${purpose}.title`)}>
      <div className={styles["narrow"]}>
        <h1 tabIndex={-1}>{t(`portal.link.${purpose}.title`)}</h1>
        <p className={styles["lead"]}>{t(`portal.link.${purpose}.lead`, { email: email ?? "" })}</p>
        {me && email !== null && me.email !== email && <p className={styles["notice"]}>{t("portal.link.other-person", { me: me.email ?? me.name, email })}</p>}
        <form className={styles["form"]} onSubmit={(event) => void confirm(event)}>
          {/* so that a password manager knows whose password it keeps */}
          <input type="email" name="email" autoComplete="username" value={email ?? ""} readOnly hidden />
          {purpose === "password" && (
            <PasswordField
              label={t("auth.new-password")}
              hint={link.data ? policyInWords(link.data.passwordPolicy) : undefined}
              problem={problem}
              autoComplete="new-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
          {problem && purpose === "sign-in" && (
            <p className={styles["problem"]} role="alert">
              {problem}
            </p>
          )}
          <Button type="submit" look="primary" large wide busy={busy}>
            {t(`portal.link.${purpose}.do`)}
          </Button>
        </form>
      </div>
    </Frame>
  );
}
