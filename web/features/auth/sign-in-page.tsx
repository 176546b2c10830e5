import { IconBuilding, IconFingerprint, IconMail } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { Me } from "../../../contract/auth.ts";
import type { SignInOffer } from "../../../contract/sign-on.ts";
import { problemOf } from "../../lib/api.ts";
import { askForLink, signIn } from "../../lib/calls.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Field, focusFirst } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { enter } from "./api.ts";
import { Gate, gateStyles as styles } from "./gate.tsx";
import { SecondStep } from "./second-step.tsx";
import { isCalledOff, offerQuery, passkeysHere, providerUrl, signInByDirectory, signInByPasskey } from "./sign-on.ts";
import { inWords } from "./words.ts";

export { inWords };

/** Why a provider's answer opened nothing: words of our own addresses, nothing else. */
export const refusals = ["over", "cancelled", "refused", "unreachable", "address", "unverified", "taken", "role", "deactivated"] as const;
export type Refusal = (typeof refusals)[number];
type Provider = SignInOffer["providers"][number];
/** This browser remembers by which directory somebody came in: its form is there at once the next time. */
const lastWay = "ventanilla.sign-in";

interface SignInProps {
  /** a path of the app to go on to */
  to?: string | undefined;
  refused?: Refusal | undefined;
  /** why one has to, to who was in the middle of something: it speaks the language of what is behind it */
  lead?: string;
  onSignedIn: (me: Me) => void;
}

/** By the company's directory, by password, by passkey, or by a link that comes by mail; then the second step, where there is one. */
export function SignInPage({ to, refused, lead, onSignedIn }: SignInProps) {
  const client = useQueryClient();
  const { data: offer, isPending } = useQuery(offerQuery);
  const [problem, setProblem] = useState<string | undefined>(refused && t(`desk.auth.refused.${refused}`));
  const [busy, setBusy] = useState<"password" | "link" | "passkey">();
  const [mailed, setMailed] = useState<string>();
  const [left, setLeft] = useState(false);
  const [chosen, choose] = useState(() => localStorage.getItem(lastWay));

  const signed = (me: Me) => {
    if (!enter(client, me)) return;
    client.removeQueries({ queryKey: offerQuery.queryKey });
    onSignedIn(me);
  };
  const attempt = async (how: NonNullable<typeof busy>, act: () => Promise<void>) => {
    setBusy(how);
    setProblem(undefined);
    try {
      await act();
    } catch (error) {
      if (problemOf(error)?.key === "session.second-factor") await client.fetchQuery(offerQuery).then(() => setLeft(false));
      else if (!isCalledOff(error)) setProblem(inWords(error));
    } finally {
      setBusy(undefined);
    }
  };
  const over = () => {
    setLeft(true);
    setProblem(undefined);
  };

  if (isPending)
    return (
      <Gate title={t("auth.sign-in.title")}>
        <Bone height={40} />
      </Gate>
    );
  if (offer?.step && !left) return <SecondStep step={offer.step} onSignedIn={signed} onOver={over} />;
  if (mailed !== undefined)
    return (
      <Gate title={t("auth.mailed.title")} lead={t("auth.mailed.lead", { email: mailed })}>
        <Button large wide onClick={() => setMailed(undefined)}>
          {t("auth.mailed.back")}
        </Button>
      </Gate>
    );
  const directory = offer?.providers.find(({ kind, key }) => kind === "ldap" && key === chosen);
  const told = problem && <Problem>{problem}</Problem>;
  if (directory)
    return (
      <DirectoryForm
        directory={directory}
        told={told}
        busy={busy === "password"}
        onTry={(user, password) =>
          void attempt("password", async () => {
            localStorage.setItem(lastWay, directory.key);
            signed(await signInByDirectory(directory.key, user, password));
          })
        }
        onOther={() => {
          localStorage.removeItem(lastWay);
          setProblem(undefined);
          choose(null);
        }}
      />
    );
  return (
    <Gate title={t("auth.sign-in.title")} lead={lead} languages={lead === undefined}>
      <div className={styles.form} style={{ marginTop: 16 }}>
        {told}
        {offer !== undefined && offer.providers.length > 0 && (
          <>
            {offer.providers.map((one, n) => (
              <ProviderButton key={one.key} provider={one} first={n === 0} to={to} onChoose={() => (setProblem(undefined), choose(one.key))} />
            ))}
            <p className={styles.or}>{t("auth.or")}</p>
          </>
        )}
        <PasswordForm
          first={offer === undefined || offer.providers.length === 0}
          busy={busy}
          onPassword={(email, password) => void attempt("password", async () => signed(await signIn(email, password)))}
          onLink={(email) =>
            void attempt("link", async () => {
              await askForLink({ email, purpose: "sign-in", locale: currentLanguage() });
              setMailed(email);
            })
          }
          onPasskey={() => void attempt("passkey", async () => signed(await signInByPasskey()))}
        />
      </div>
    </Gate>
  );
}

function ProviderButton({ provider: { key, kind, name }, first, to, onChoose }: { provider: Provider; first: boolean; to: string | undefined; onChoose: () => void }) {
  const label = (
    <>
      <IconBuilding size={20} aria-hidden /> {t("desk.auth.provider.do", { name })}
    </>
  );
  if (kind === "ldap")
    return (
      <Button look={first ? "primary" : "plain"} large wide onClick={onChoose}>
        {label}
      </Button>
    );
  // another site answers: the browser goes there
  return (
    <a className={`${buttonClass(first ? "primary" : "plain", true)} ${styles.wide}`} href={providerUrl(key, to)}>
      {label}
    </a>
  );
}

function PasswordForm({ first, busy, onPassword, onLink, onPasskey }: { first: boolean; busy: "password" | "link" | "passkey" | undefined; onPassword: (email: string, password: string) => void; onLink: (email: string) => void; onPasskey: () => void }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onPassword(email.trim(), password);
  };
  const mail = (event: { currentTarget: HTMLButtonElement }) => {
    const field = event.currentTarget.form?.elements.namedItem("email");
    if (!(field instanceof HTMLInputElement) || field.reportValidity()) onLink(email.trim());
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label={t("auth.email")} name="email" type="email" autoComplete="username" {...(first ? { ref: focusFirst } : {})} required value={email} onChange={(event) => setEmail(event.target.value)} />
      <Field label={t("auth.password")} name="password" type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
      <Button type="submit" look={first ? "primary" : "plain"} large wide busy={busy === "password"}>
        {t("auth.sign-in.do")}
      </Button>
      <p className={styles.or}>{t("auth.or")}</p>
      {passkeysHere() && (
        <Button large wide busy={busy === "passkey"} onClick={onPasskey}>
          <IconFingerprint size={20} aria-hidden /> {t("desk.auth.passkey.do")}
        </Button>
      )}
      <Button large wide busy={busy === "link"} onClick={mail}>
        <IconMail size={20} aria-hidden /> {t("auth.sign-in.mail-link")}
      </Button>
    </form>
  );
}

function DirectoryForm({ directory, told, busy, onTry, onOther }: { directory: Provider; told: React.ReactNode; busy: boolean; onTry: (user: string, password: string) => void; onOther: () => void }) {
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onTry(user.trim(), password);
  };
  return (
    <Gate title={t("auth.sign-in.title")} lead={t("desk.auth.directory.lead", { name: directory.name })}>
      <form className={styles.form} onSubmit={submit}>
        {told}
        <Field label={t("desk.auth.directory.user")} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} ref={focusFirst} required maxLength={254} value={user} onChange={(event) => setUser(event.target.value)} />
        <Field label={t("auth.password")} name="password" type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
        <Button type="submit" look="primary" large wide busy={busy}>
          {t("auth.sign-in.do")}
        </Button>
        <div className={styles.others}>
          <Button look="quiet" onClick={onOther}>
            {t("desk.auth.directory.other")}
          </Button>
        </div>
      </form>
    </Gate>
  );
}
