import { useQuery, useQueryClient } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { ProviderSettings, StaffAccess } from "../../../contract/sign-on.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Face } from "../../ui/face.tsx";
import { Tick } from "../../ui/field.tsx";
import { Section } from "../../ui/section.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { waysQuery } from "../auth/sign-on.ts";
import { inWords } from "../auth/words.ts";
import { ProviderEditor } from "./provider-editor.tsx";
import { blankLdap, blankOidc, providersQuery, requireOfAdministrators, resetFactors, staffAccessQuery } from "./providers.ts";
import rows from "./rows.module.css";
import styles from "./settings.module.css";

/** For administrators: the directories that staff sign in by, and everybody's second step. */
export function SignIn() {
  return (
    <div className={styles.sections}>
      <Providers />
      <Staff />
    </div>
  );
}

function Providers() {
  const { data: providers } = useQuery(providersQuery);
  const [open, setOpen] = useState<string>();
  const [adding, setAdding] = useState<ProviderSettings>();
  const taken = (providers ?? []).map(({ key }) => key);
  const add = (blank: ProviderSettings) => (setOpen(undefined), setAdding(blank));
  return (
    <Section
      title={t("desk.settings.sign-in")}
      about={t("desk.settings.sign-in.about")}
      tools={
        <div className={styles.tools}>
          <Button onClick={() => add(blankOidc)}>
            <IconPlus size={16} aria-hidden /> OpenID Connect
          </Button>
          <Button onClick={() => add(blankLdap)}>
            <IconPlus size={16} aria-hidden /> LDAP
          </Button>
        </div>
      }
    >
      {adding && <ProviderEditor key={adding.kind} blank={adding} taken={taken} onDone={() => setAdding(undefined)} />}
      <ul className={rows.list}>
        {providers?.map((one) => (
          <li key={one.key} className={rows.item}>
            <button type="button" className={`${rows.row} ${rows.opener}`} aria-expanded={open === one.key} onClick={() => setOpen(open === one.key ? undefined : one.key)}>
              <span className={rows.person}>
                <span className={rows.name} dir="auto">
                  {one.settings.name}
                </span>
                <span className={styles.hint}>{one.settings.kind === "oidc" ? one.settings.issuer : one.settings.url}</span>
              </span>
              <span className={rows.summary}>{t("desk.settings.sign-in.people", { count: one.people })}</span>
            </button>
            {open === one.key && <ProviderEditor provider={one} blank={one.settings} taken={taken} onDone={() => setOpen(undefined)} />}
          </li>
        ))}
      </ul>
      {providers?.length === 0 && adding === undefined && <p className={rows.empty}>{t("desk.settings.sign-in.none")}</p>}
    </Section>
  );
}

function Staff() {
  const client = useQueryClient();
  const { data: staff } = useQuery(staffAccessQuery);
  const { data: own } = useQuery(waysQuery);
  const act = async (run: () => Promise<void>, said: string) => {
    try {
      await run();
      toast({ key: "settings", text: said });
    } catch (error) {
      toast({ kind: "problem", key: "settings", text: inWords(error) });
    } finally {
      await Promise.all([client.invalidateQueries(staffAccessQuery), client.invalidateQueries({ queryKey: ["me"] })]);
    }
  };
  const has = own !== undefined && (own.totpSince !== null || own.passkeys.length > 0);
  return (
    <Section title={t("desk.settings.second-step")} about={t("desk.settings.second-step.about")}>
      <Tick
        label={t("desk.settings.second-step.administrators")}
        hint={has || staff?.administratorsRequired ? t("desk.settings.second-step.administrators.hint") : t("desk.settings.second-step.own-first")}
        disabled={staff === undefined || (!has && !staff.administratorsRequired)}
        checked={staff?.administratorsRequired ?? false}
        onChange={(on) => void act(() => requireOfAdministrators(on), t("desk.settings.saved"))}
      />
      <ul className={rows.list}>
        {staff === undefined && [52, 44, 60].map((width) => <li key={width} className={`${rows.item} ${rows.row}`}><Bone width={`${width}%`} height={10} /></li>)}
        {staff?.items.map((one) => (
          <Line key={one.email} staff={one} onReset={() => act(() => resetFactors(one.email), t("desk.settings.second-step.reset.done", { name: one.name }))} />
        ))}
      </ul>
    </Section>
  );
}

function Line({ staff, onReset }: { staff: StaffAccess; onReset: () => Promise<void> }) {
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const held = [...(staff.totp ? [t("desk.factors.totp")] : []), ...(staff.passkeys > 0 ? [t("desk.settings.second-step.passkeys", { count: staff.passkeys })] : [])];
  const missing = staff.required && held.length === 0;
  const ways = [...staff.providers, ...held];
  return (
    <li className={`${rows.item} ${rows.row} ${rows.still}`}>
      <Face name={staff.name} seed={staff.email} size={24} />
      <span className={rows.person}>
        <span className={rows.name} dir="auto">
          {staff.name}
        </span>
        <span className={styles.hint}>{[staff.email, ...ways].join(" · ")}</span>
      </span>
      {held.length === 0 && !missing && <span className={rows.summary}>{t("desk.settings.second-step.no")}</span>}
      {missing && <span className={rows.lacks}>{t("desk.settings.second-step.missing")}</span>}
      {held.length > 0 &&
        (sure ? (
          <Button
            look="danger"
            busy={busy}
            aria-label={t("desk.settings.second-step.reset-of", { name: staff.name })}
            onClick={() => {
              setBusy(true);
              void onReset().finally(() => (setBusy(false), setSure(false)));
            }}
          >
            {t("desk.factors.sure")}
          </Button>
        ) : (
          <Button aria-label={t("desk.settings.second-step.reset-of", { name: staff.name })} onClick={() => setSure(true)}>
            {t("desk.settings.second-step.reset")}
          </Button>
        ))}
    </li>
  );
}
