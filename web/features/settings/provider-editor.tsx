import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { directories, type Directory, type LdapSettings, type OidcSettings, type Provider, type ProviderSettings, type ProviderTest } from "../../../contract/sign-on.ts";
import { problemOf } from "../../lib/api.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, Field, focusFirst, TextArea, Tick } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { toast } from "../../ui/toasts.tsx";
import { inWords } from "../auth/words.ts";
import { keyFor } from "./api.ts";
import { GroupRoles, useRoleNames } from "./group-roles.tsx";
import { providersQuery, removeProvider, saveProvider, tryProvider } from "./providers.ts";
import styles from "./settings.module.css";

interface Parts<S extends ProviderSettings> {
  settings: S;
  set: (some: Partial<S>) => void;
  at: (field: string) => string | undefined;
}
interface Secret {
  value: string;
  kept: boolean;
  problem: string | undefined;
  onChange: (value: string) => void;
}

/** One directory: where it is, what it must know, and who gets which role. */
export function ProviderEditor({ provider, blank, taken, onDone }: { provider?: Provider; blank: ProviderSettings; taken: readonly string[]; onDone: () => void }) {
  const client = useQueryClient();
  const [settings, setSettings] = useState<ProviderSettings>(provider?.settings ?? blank);
  const [secret, setSecret] = useState("");
  const [user, setUser] = useState("");
  const [tried, setTried] = useState<ProviderTest>();
  const [problem, setProblem] = useState<{ path: string; words: string }>();
  const [busy, setBusy] = useState<"try" | "save" | "remove">();
  const [sure, setSure] = useState(false);
  const key = provider?.key ?? keyFor(settings.name, taken);
  const input = { settings, ...(secret === "" ? {} : { secret }) };
  const at = (field: string) => (problem?.path === `/settings/${field}` ? problem.words : undefined);
  const attempt = async (what: NonNullable<typeof busy>, run: () => Promise<void>) => {
    setBusy(what);
    setProblem(undefined);
    setTried(undefined);
    try {
      await run();
    } catch (error) {
      setProblem({ path: problemOf(error)?.path ?? "", words: inWords(error) });
    } finally {
      setBusy(undefined);
    }
  };
  const done = async (said: string) => {
    toast({ key: "settings", text: said });
    await Promise.all([client.invalidateQueries(providersQuery), client.invalidateQueries({ queryKey: ["sign-on"] })]);
    onDone();
  };
  const ofSecret: Secret = { value: secret, kept: provider?.hasSecret ?? false, problem: problem?.path === "/secret" ? problem.words : undefined, onChange: setSecret };
  const shownAtField = problem !== undefined && (problem.path === "/secret" || problem.path.startsWith("/settings/"));
  return (
    <form
      className={`${styles.editor} ${provider ? "" : styles.alone}`}
      onSubmit={(event) => {
        event.preventDefault();
        void attempt("save", async () => {
          await saveProvider(key, input);
          await done(t("desk.settings.saved"));
        });
      }}
    >
      <Field label={t("desk.settings.sign-in.name")} hint={t("desk.settings.sign-in.name.hint")} required maxLength={60} {...(provider ? {} : { ref: focusFirst })} value={settings.name} problem={at("name")} onChange={(event) => setSettings({ ...settings, name: event.target.value })} />
      {settings.kind === "oidc" ? (
        <OidcFields settings={settings} set={(some) => setSettings({ ...settings, ...some })} at={at} secret={ofSecret} callback={provider?.callback ?? `${location.origin}/api/v1/sign-on/${key}/callback`} />
      ) : (
        <LdapFields settings={settings} set={(some) => setSettings({ ...settings, ...some })} at={at} secret={ofSecret} />
      )}
      <Tick label={t("desk.settings.sign-in.only")} hint={t("desk.settings.sign-in.only.hint")} checked={settings.only ?? false} onChange={(only) => setSettings({ ...settings, only })} />
      <GroupRoles groups={settings.groups} problemAt={(n) => at(`groups/${n}`)} onChange={(groups) => setSettings({ ...settings, groups })} />
      {settings.kind === "ldap" && <Field label={t("desk.settings.sign-in.look-up")} hint={t("desk.settings.sign-in.look-up.hint")} optional maxLength={254} autoComplete="off" value={user} onChange={(event) => setUser(event.target.value)} />}
      {tried && <Outcome test={tried} />}
      {problem && !shownAtField && <Problem>{problem.words}</Problem>}
      <div className={styles.acts}>
        <Button type="submit" look="primary" busy={busy === "save"}>
          {t("desk.settings.save")}
        </Button>
        <Button busy={busy === "try"} onClick={() => void attempt("try", async () => setTried(await tryProvider(key, { ...input, ...(settings.kind === "ldap" && user.trim() !== "" ? { user: user.trim() } : {}) })))}>
          {t("desk.settings.mailbox.try")}
        </Button>
        {provider === undefined ? (
          <Button onClick={onDone}>{t("desk.settings.cancel")}</Button>
        ) : sure ? (
          <Button look="danger" busy={busy === "remove"} onClick={() => void attempt("remove", async () => (await removeProvider(provider.key), done(t("desk.settings.removed", { name: settings.name }))))}>
            {t("desk.settings.sign-in.remove.sure", { count: provider.people })}
          </Button>
        ) : (
          <Button look="danger" onClick={() => setSure(true)}>
            {t("desk.settings.sign-in.remove")}
          </Button>
        )}
      </div>
    </form>
  );
}

const hintOf = (kept: boolean) => (kept ? t("desk.settings.mailbox.kept") : undefined);

function OidcFields({ settings, set, at, secret, callback }: Parts<OidcSettings> & { secret: Secret; callback: string }) {
  return (
    <>
      <div className={styles.pair}>
        <Field label={t("desk.settings.sign-in.issuer")} hint={t("desk.settings.sign-in.issuer.hint")} type="url" placeholder="https://login.example.com" required maxLength={500} value={settings.issuer} problem={at("issuer")} onChange={(event) => set({ issuer: event.target.value.trim() })} />
        <Field label={t("desk.settings.sign-in.callback")} hint={t("desk.settings.sign-in.callback.hint")} readOnly value={callback} onFocus={(event) => event.target.select()} />
        <Field label={t("desk.settings.mailbox.client-id")} required autoComplete="off" maxLength={300} value={settings.clientId} problem={at("clientId")} onChange={(event) => set({ clientId: event.target.value.trim() })} />
        <Field label={t("desk.settings.mailbox.client-secret")} type="password" autoComplete="new-password" optional={!secret.kept} hint={hintOf(secret.kept)} maxLength={4000} value={secret.value} problem={secret.problem} onChange={(event) => secret.onChange(event.target.value)} />
        <Field label={t("desk.settings.sign-in.groups-claim")} required maxLength={100} value={settings.groupsClaim} onChange={(event) => set({ groupsClaim: event.target.value })} />
        <Field label={t("desk.settings.sign-in.scopes")} hint={t("desk.settings.sign-in.scopes.hint")} optional maxLength={300} value={settings.scopes} onChange={(event) => set({ scopes: event.target.value })} />
      </div>
      <Tick label={t("desk.settings.sign-in.asks-second")} hint={t("desk.settings.sign-in.asks-second.hint")} checked={settings.asksSecondFactor} onChange={(asksSecondFactor) => set({ asksSecondFactor })} />
      <Tick label={t("desk.settings.sign-in.trusts")} hint={t("desk.settings.sign-in.trusts.hint")} checked={settings.trustsAddresses} onChange={(trustsAddresses) => set({ trustsAddresses })} />
    </>
  );
}

function LdapFields({ settings, set, at, secret }: Parts<LdapSettings> & { secret: Secret }) {
  const names = Object.keys(directories) as Directory[];
  const kind = names.find((name) => directories[name].idAttribute === settings.idAttribute) ?? "openldap";
  return (
    <>
      <div className={styles.pair}>
        <Choice label={t("desk.settings.sign-in.directory")} value={kind} options={[{ value: "active-directory", label: "Active Directory" }, { value: "openldap", label: "OpenLDAP" }]} onChange={(value) => set(directories[names.find((name) => name === value) ?? "openldap"])} />
        <Field label={t("desk.settings.sign-in.url")} placeholder="ldaps://directory.example.com" required maxLength={500} value={settings.url} problem={at("url")} onChange={(event) => set({ url: event.target.value.trim() })} />
        <Field label={t("desk.settings.sign-in.bind-dn")} hint={t("desk.settings.sign-in.bind-dn.hint")} autoComplete="off" maxLength={500} value={settings.bindDn} onChange={(event) => set({ bindDn: event.target.value })} />
        <Field label={t("auth.password")} type="password" autoComplete="new-password" hint={hintOf(secret.kept)} maxLength={4000} value={secret.value} problem={secret.problem} onChange={(event) => secret.onChange(event.target.value)} />
        <Field label={t("desk.settings.sign-in.base-dn")} placeholder="dc=example,dc=com" required maxLength={500} value={settings.baseDn} problem={at("baseDn")} onChange={(event) => set({ baseDn: event.target.value })} />
        <Field label={t("desk.settings.sign-in.user-filter")} required maxLength={500} value={settings.userFilter} problem={at("userFilter")} onChange={(event) => set({ userFilter: event.target.value })} />
        <Field label={t("desk.settings.sign-in.group-filter")} hint={t("desk.settings.sign-in.group-filter.hint")} optional maxLength={500} value={settings.groupFilter} problem={at("groupFilter")} onChange={(event) => set({ groupFilter: event.target.value })} />
        <Field label={t("desk.settings.sign-in.id-attribute")} hint={t("desk.settings.sign-in.id-attribute.hint")} required maxLength={100} value={settings.idAttribute} onChange={(event) => set({ idAttribute: event.target.value.trim() })} />
        <Field label={t("desk.settings.sign-in.mail-attribute")} required maxLength={100} value={settings.mailAttribute} onChange={(event) => set({ mailAttribute: event.target.value.trim() })} />
        <Field label={t("desk.settings.sign-in.name-attribute")} required maxLength={100} value={settings.nameAttribute} onChange={(event) => set({ nameAttribute: event.target.value.trim() })} />
      </div>
      {settings.url.startsWith("ldap://") && <Tick label={t("desk.settings.sign-in.start-tls")} hint={t("desk.settings.sign-in.start-tls.hint")} checked={settings.startTls} onChange={(startTls) => set({ startTls })} />}
      <TextArea label={t("desk.settings.sign-in.certificates")} hint={t("desk.settings.sign-in.certificates.hint")} optional rows={3} spellCheck={false} placeholder="-----BEGIN CERTIFICATE-----" maxLength={50_000} value={settings.certificates} onChange={(event) => set({ certificates: event.target.value })} />
    </>
  );
}

function Outcome({ test: { failed, detail, account } }: { test: ProviderTest }) {
  const roles = useRoleNames();
  const named = account?.roles.map(({ desk, role }) => roles.find(({ value }) => value === `${desk ?? ""}/${role}`)?.label ?? role) ?? [];
  return (
    <div className={failed === null ? styles.worked : styles.failed} role="status">
      <p>{failed === null ? t("desk.settings.sign-in.works") : t(`desk.settings.sign-in.failed.${failed}`)}</p>
      {detail && <code>{detail}</code>}
      {account && (
        <>
          <p dir="auto">{[account.name, account.email ?? t("desk.settings.sign-in.no-address")].join(" · ")}</p>
          <p>{named.length === 0 ? t("desk.settings.sign-in.no-role") : t("desk.settings.sign-in.gets", { roles: named.join(", ") })}</p>
          {account.groups.length > 0 && <p dir="auto">{t("desk.settings.sign-in.in-groups", { groups: account.groups.filter((one) => !one.includes("=")).join(", ") })}</p>}
        </>
      )}
    </div>
  );
}
