import { IconBuilding, IconDeviceMobile, IconFingerprint, IconLifebuoy } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import type { FactorAdded, SignInWays } from "../../../contract/sign-on.ts";
import { problemOf } from "../../lib/api.ts";
import { exactTime, relativeTime, shortDate } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Section } from "../../ui/section.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { AddTotp } from "./add-totp.tsx";
import factors from "./factors.module.css";
import styles from "./profile.module.css";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { thisDevice } from "./second-step.tsx";
import { addPasskey, isCalledOff, passkeysHere, removePasskey, removeTotp, renewRecoveryCodes, waysQuery } from "./sign-on.ts";
import { inWords } from "./words.ts";

/** One's second steps: an app's codes, passkeys, and the codes for when both are gone. */
export function OwnFactors() {
  const client = useQueryClient();
  const { data: ways } = useQuery(waysQuery);
  const [adding, setAdding] = useState(false);
  const [codes, setCodes] = useState<readonly string[]>();
  const [busy, setBusy] = useState<string>();
  const act = async (what: string, run: () => Promise<unknown>, said?: string) => {
    setBusy(what);
    try {
      await run();
      if (said !== undefined) toast({ key: "profile", text: said });
    } catch (error) {
      if (!isCalledOff(error)) toast({ kind: "problem", key: "profile", text: inWords(error) });
      if (problemOf(error)?.key !== "session.too-old") return;
    } finally {
      setBusy(undefined);
      await client.invalidateQueries({ queryKey: ["me"] });
    }
  };
  const added = ({ recoveryCodes }: FactorAdded, said: string) => {
    setAdding(false);
    if (recoveryCodes !== null) setCodes(recoveryCodes);
    toast({ key: "profile", text: said });
    void client.invalidateQueries({ queryKey: ["me"] });
  };
  return (
    <Section id="second-step" title={t("desk.factors.title")} about={ways?.required ? t("desk.factors.about.required") : t("desk.factors.about")}>
      {ways?.recent === false && (
        <p className={factors.again}>
          <span>{t("desk.factors.again")}</span>
          <a className={buttonClass()} href={`/desk/sign-in?to=${encodeURIComponent("/profile")}`}>
            {t("desk.factors.again.do")}
          </a>
        </p>
      )}
      {codes && (
        <div className={factors.box}>
          <RecoveryCodes codes={codes} done={t("desk.factors.codes.kept")} onDone={() => setCodes(undefined)} />
        </div>
      )}
      {adding && (
        <div className={factors.box}>
          <AddTotp onAdded={(made) => added(made, t("desk.factors.totp.added"))} onCancel={() => setAdding(false)} />
        </div>
      )}
      {ways === undefined ? (
        <ul className={styles.sessions}>
          <li className={styles.session}>
            <Bone width="60%" />
          </li>
        </ul>
      ) : (
        <Ways ways={ways} adding={adding} busy={busy} act={act} onTotp={() => setAdding(true)} onPasskey={async () => added(await addPasskey(thisDevice()), t("desk.factors.passkey.added"))} onCodes={async () => setCodes((await renewRecoveryCodes()).recoveryCodes)} />
      )}
    </Section>
  );
}

interface WaysProps {
  ways: SignInWays;
  adding: boolean;
  busy: string | undefined;
  act: (what: string, run: () => Promise<unknown>, said?: string) => Promise<void>;
  onTotp: () => void;
  onPasskey: () => Promise<void>;
  onCodes: () => Promise<void>;
}

function Ways({ ways, adding, busy, act, onTotp, onPasskey, onCodes }: WaysProps) {
  const has = ways.totpSince !== null || ways.passkeys.length > 0;
  const locked = !ways.recent;
  return (
    <ul className={styles.sessions}>
      <Row icon={<IconDeviceMobile size={20} aria-hidden />} name={t("desk.factors.totp")} about={ways.totpSince === null ? t("desk.factors.totp.about") : t("desk.factors.since", { when: shortDate(ways.totpSince) })}>
        {ways.totpSince === null ? (
          <Button disabled={locked || adding} onClick={onTotp}>
            {t("desk.factors.set-up")}
          </Button>
        ) : (
          <Sure label={t("desk.factors.remove")} of={t("desk.factors.totp")} disabled={locked} busy={busy === "totp"} onSure={() => void act("totp", removeTotp, t("desk.factors.removed", { name: t("desk.factors.totp") }))} />
        )}
      </Row>
      {ways.passkeys.map(({ id, name, createdAt, usedAt }) => (
        <Row key={id} icon={<IconFingerprint size={20} aria-hidden />} name={name} title={exactTime(createdAt)} about={usedAt === null ? t("desk.factors.passkey.unused") : t("desk.factors.passkey.used", { when: relativeTime(usedAt) })}>
          <Sure label={t("desk.factors.remove")} of={name} disabled={locked} busy={busy === id} onSure={() => void act(id, () => removePasskey(id), t("desk.factors.removed", { name }))} />
        </Row>
      ))}
      <Row icon={<IconFingerprint size={20} aria-hidden />} name={ways.passkeys.length === 0 ? t("desk.factors.passkey") : t("desk.factors.passkey.another")} about={passkeysHere() ? t("desk.factors.passkey.about") : t("desk.factors.passkey.not-here")}>
        <Button disabled={locked || !passkeysHere()} busy={busy === "passkey"} onClick={() => void act("passkey", onPasskey)}>
          {t("desk.factors.add")}
        </Button>
      </Row>
      {has && (
        <Row icon={<IconLifebuoy size={20} aria-hidden />} name={t("desk.factors.codes")} about={t("desk.factors.codes.left", { count: ways.recoveryCodesLeft })}>
          <Sure label={t("desk.factors.codes.new")} of={t("desk.factors.codes")} disabled={locked} busy={busy === "codes"} onSure={() => void act("codes", onCodes)} />
        </Row>
      )}
      {ways.providers.map(({ name, usedAt }) => (
        <Row key={name} icon={<IconBuilding size={20} aria-hidden />} name={name} about={t("desk.factors.provider", { when: relativeTime(usedAt) })} />
      ))}
    </ul>
  );
}

function Row({ icon, name, title, about, children }: { icon: ReactNode; name: string; title?: string; about: string; children?: ReactNode }) {
  return (
    <li className={styles.session}>
      {icon}
      <span className={styles.device}>
        <b title={title} dir="auto">
          {name}
        </b>
        <span>{about}</span>
      </span>
      {children}
    </li>
  );
}

/** What cannot be taken back is pressed twice. */
function Sure({ label, of, disabled, busy, onSure }: { label: string; of: string; disabled: boolean; busy: boolean; onSure: () => void }) {
  const [sure, setSure] = useState(false);
  if (!sure)
    return (
      <Button disabled={disabled} aria-label={`${label}: ${of}`} onClick={() => setSure(true)}>
        {label}
      </Button>
    );
  return (
    <Button look="danger" busy={busy} aria-label={`${t("desk.factors.sure")}: ${label}, ${of}`} onClick={() => (setSure(false), onSure())}>
      {t("desk.factors.sure")}
    </Button>
  );
}
