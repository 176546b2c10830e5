import { IconDeviceMobile, IconFingerprint } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { Me } from "../../../contract/auth.ts";
import type { FactorAdded, SecondFactor, SignInOffer } from "../../../contract/sign-on.ts";
import { problemOf } from "../../lib/api.ts";
import { readMe } from "../../lib/calls.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field, focusFirst } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { AddTotp } from "./add-totp.tsx";
import { enter as enterAs } from "./api.ts";
import { deviceOf } from "./device.ts";
import { Gate, gateStyles as styles } from "./gate.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { addPasskey, isCalledOff, passkeysHere, showPasskey, showSecondStep } from "./sign-on.ts";
import { inWords } from "./words.ts";

type Step = NonNullable<SignInOffer["step"]>;
interface Props {
  step: Step;
  onSignedIn: (me: Me) => void;
  /** begins anew */
  onOver: () => void;
}

/** The second half of signing in: what one has besides what one knows. */
export function SecondStep(props: Props) {
  return props.step.enrol ? <Enrol {...props} /> : <Show {...props} />;
}

/** What was tried, and what is wrong with it; a step that is over begins anew. */
function useTry(onOver: () => void) {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const attempt = async (act: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await act();
    } catch (error) {
      if (problemOf(error)?.key === "session.step-over") onOver();
      else if (!isCalledOff(error)) setProblem(inWords(error));
      setBusy(false);
    }
  };
  return { problem, busy, attempt };
}

function Show({ step, onSignedIn, onOver }: Props) {
  const client = useQueryClient();
  const possible = step.factors.filter((one) => one !== "passkey" || passkeysHere());
  const [factor, setFactor] = useState<SecondFactor | undefined>(possible[0]);
  const [typed, setTyped] = useState("");
  const { problem, busy, attempt } = useTry(onOver);
  const signed = (me: Me) => {
    if (enterAs(client, me)) onSignedIn(me);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt(async () => signed(factor === "passkey" ? await showPasskey() : await showSecondStep(factor === "totp" ? { code: typed } : { recoveryCode: typed })));
  };
  return (
    <Gate title={t("desk.auth.second.title")} lead={factor === undefined ? t("desk.auth.second.none-here") : t(`desk.auth.second.${factor}.lead`)}>
      <form className={styles.form} onSubmit={submit}>
        {problem && <Problem>{problem}</Problem>}
        {factor === "totp" && <Field key="totp" label={t("desk.auth.totp.code")} inputMode="numeric" autoComplete="one-time-code" maxLength={10} required ref={focusFirst} value={typed} onChange={(event) => setTyped(event.target.value)} />}
        {factor === "recovery-code" && <Field key="recovery" label={t("desk.auth.recovery.one")} placeholder="xxxx-xxxx-xxxx-xxxx" autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={100} required ref={focusFirst} value={typed} onChange={(event) => setTyped(event.target.value)} />}
        {factor !== undefined && (
          <Button type="submit" look="primary" large wide busy={busy} {...(factor === "passkey" ? { ref: focusFirst } : {})}>
            {factor === "passkey" && <IconFingerprint size={20} aria-hidden />}
            {factor === "passkey" ? t("desk.auth.passkey.use") : t("desk.auth.second.do")}
          </Button>
        )}
        <div className={styles.others}>
          {possible
            .filter((one) => one !== factor)
            .map((one) => (
              <Button key={one} look="quiet" onClick={() => (setTyped(""), setFactor(one))}>
                {t(`desk.auth.second.${one}.instead`)}
              </Button>
            ))}
          <Button look="quiet" onClick={onOver}>
            {t("desk.auth.second.back")}
          </Button>
        </div>
      </form>
    </Gate>
  );
}

/** A role asks for a second step, and there is none yet: it is set up on the way in. */
function Enrol({ onSignedIn, onOver }: Props) {
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [codes, setCodes] = useState<readonly string[]>();
  const { problem, busy, attempt } = useTry(onOver);
  const enter = async () => {
    const me = await readMe();
    if (enterAs(client, me)) onSignedIn(me);
  };
  const added = ({ recoveryCodes }: FactorAdded) => (recoveryCodes === null ? void attempt(enter) : setCodes(recoveryCodes));
  if (codes)
    return (
      <Gate title={t("desk.auth.recovery.title")}>
        <RecoveryCodes codes={codes} done={t("desk.auth.recovery.go-on")} onDone={() => void attempt(enter)} />
      </Gate>
    );
  return (
    <Gate title={t("desk.auth.enrol.title")} lead={t("desk.auth.enrol.lead")}>
      {adding ? (
        <AddTotp onAdded={added} onCancel={() => setAdding(false)} />
      ) : (
        <div className={styles.form}>
          {problem && <Problem>{problem}</Problem>}
          {passkeysHere() && (
            <Button look="primary" large wide busy={busy} ref={focusFirst} onClick={() => void attempt(async () => added(await addPasskey(thisDevice())))}>
              <IconFingerprint size={20} aria-hidden /> {t("desk.auth.passkey.add")}
            </Button>
          )}
          <Button look={passkeysHere() ? "plain" : "primary"} large wide onClick={() => setAdding(true)}>
            <IconDeviceMobile size={20} aria-hidden /> {t("desk.auth.totp.add")}
          </Button>
          <div className={styles.others}>
            <Button look="quiet" onClick={onOver}>
              {t("desk.auth.second.back")}
            </Button>
          </div>
        </div>
      )}
    </Gate>
  );
}

/** What a new passkey is called, until its owner says otherwise: where it was made. */
export function thisDevice(): string {
  const device = deviceOf(navigator.userAgent);
  return device === undefined ? t("desk.auth.passkey.name") : device.system === undefined ? device.browser : t("desk.profile.sessions.on", { browser: device.browser, system: device.system });
}
