import { useQuery, useQueryClient } from "@tanstack/react-query";
import { IconAlertTriangle, IconCircleCheck, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { Mailbox, MailboxSettings, MailboxTest } from "../../../contract/mailboxes.ts";
import { problemOf } from "../../lib/api.ts";
import { relativeTime } from "../../lib/format.ts";
import { t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, Field, Tick } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Section } from "../../ui/section.tsx";
import { toast } from "../../ui/toasts.tsx";
import { inWords } from "../auth/sign-in-page.tsx";
import { keyFor, mailboxesQuery, removeMailbox, saveMailbox, tryMailbox } from "./api.ts";
import rows from "./rows.module.css";
import styles from "./settings.module.css";

/** IMAP mailboxes whose mails become tickets of the desk, and what is wrong with them. */
export function Mailboxes({ desk }: { desk: string }) {
  const { data: all } = useQuery(mailboxesQuery);
  const [open, setOpen] = useState<string>();
  const mailboxes = all?.filter((one) => one.desk === desk) ?? [];
  const keys = (all ?? []).map((one) => one.key);
  return (
    <Section
      title={t("desk.settings.mailboxes")}
      about={t("desk.settings.mailboxes.about")}
      tools={
        <Button onClick={() => setOpen("")}>
          <IconPlus size={16} aria-hidden /> {t("desk.settings.mailboxes.add")}
        </Button>
      }
    >
      {open === "" && <Editor desk={desk} taken={keys} onDone={() => setOpen(undefined)} />}
      <ul className={rows.list}>
        {mailboxes.map((one) => (
          <li key={one.key} className={rows.item}>
            <button type="button" className={`${rows.row} ${rows.opener}`} aria-expanded={open === one.key} onClick={() => setOpen(open === one.key ? undefined : one.key)}>
              {one.problem === null && one.hasSecret ? <IconCircleCheck size={16} className={styles.good} aria-hidden /> : <IconAlertTriangle size={16} className={styles.missing} aria-hidden />}
              <span className={rows.person}>
                <span className={rows.name}>{one.user}</span>
                <span className={one.problem === null && one.hasSecret ? styles.hint : styles.problem}>{!one.hasSecret ? t("desk.settings.mailbox.no-secret") : (one.problem ?? (one.checkedAt === null ? t("desk.settings.mailbox.waiting") : t("desk.settings.mailbox.read", { when: relativeTime(one.checkedAt) })))}</span>
              </span>
              <span className={rows.summary}>{one.host}</span>
            </button>
            {open === one.key && <Editor desk={desk} mailbox={one} taken={keys} onDone={() => setOpen(undefined)} />}
          </li>
        ))}
      </ul>
      {all !== undefined && mailboxes.length === 0 && open === undefined && <p className={rows.empty}>{t("desk.settings.mailboxes.none")}</p>}
    </Section>
  );
}

function Editor({ desk, mailbox, taken, onDone }: { desk: string; mailbox?: Mailbox; taken: readonly string[]; onDone: () => void }) {
  const client = useQueryClient();
  const { key: _key, hasSecret: _has, problem: _problem, checkedAt: _at, ...known } = mailbox ?? { desk, host: "", port: 993, secure: true, user: "", auth: "password" as const, key: "", hasSecret: false, problem: null, checkedAt: null };
  const [draft, setDraft] = useState<MailboxSettings>(known);
  const [tried, setTried] = useState<MailboxTest>();
  const [problem, setProblem] = useState<{ path: string; words: string }>();
  const [busy, setBusy] = useState<"try" | "save">();
  const set = (some: Partial<MailboxSettings>) => (setTried(undefined), setDraft({ ...draft, ...some }));
  const key = mailbox?.key ?? keyFor(draft.user.split("@")[0] ?? "", taken);
  const attempt = async (what: "try" | "save", run: () => Promise<void>) => {
    setBusy(what);
    setProblem(undefined);
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
    await client.invalidateQueries({ queryKey: ["mailboxes"] });
    onDone();
  };
  const at = (path: string) => (problem?.path === path ? problem.words : undefined);
  const optional = (name: "folder" | "tokenUrl" | "clientId" | "clientSecret" | "authservId" | "secret", value: string) => {
    const { [name]: _taken, ...rest } = draft;
    setTried(undefined);
    setDraft(value === "" ? rest : { ...rest, [name]: value });
  };
  const oauth = draft.auth === "xoauth2";
  return (
    <form
      className={`${styles.editor} ${mailbox ? "" : styles.alone}`}
      onSubmit={(event) => {
        event.preventDefault();
        void attempt("save", async () => {
          await saveMailbox(key, draft);
          await done(t("desk.settings.saved"));
        });
      }}
    >
      <div className={styles.pair}>
        <Field label={t("desk.settings.mailbox.host")} placeholder="imap.example.com" required value={draft.host} problem={at("/host")} onChange={(event) => set({ host: event.target.value.trim() })} />
        <Field label={t("desk.settings.mailbox.port")} type="number" min={1} max={65535} required value={String(draft.port)} problem={at("/port")} onChange={(event) => set({ port: Number(event.target.value) })} />
        <Field label={t("desk.settings.mailbox.user")} autoComplete="off" required value={draft.user} problem={at("/user")} onChange={(event) => set({ user: event.target.value })} />
        <Field label={t("desk.settings.mailbox.folder")} optional placeholder="INBOX" value={draft.folder ?? ""} onChange={(event) => optional("folder", event.target.value)} />
      </div>
      <Tick label={t("desk.settings.mailbox.secure")} checked={draft.secure} onChange={(secure) => set({ secure, ...(draft.port === 993 || draft.port === 143 ? { port: secure ? 993 : 143 } : {}) })} />
      <div className={styles.pair}>
        <Choice label={t("desk.settings.mailbox.auth")} value={draft.auth} options={[{ value: "password", label: t("auth.password") }, { value: "xoauth2", label: "OAuth 2" }]} onChange={(value) => set({ auth: value === "xoauth2" ? "xoauth2" : "password" })} />
        <Field label={t(oauth ? "desk.settings.mailbox.token" : "auth.password")} type="password" autoComplete="new-password" required={mailbox === undefined} hint={mailbox ? t("desk.settings.mailbox.kept") : undefined} value={draft.secret ?? ""} problem={at("/secret")} onChange={(event) => optional("secret", event.target.value)} />
        {oauth && <Field label={t("desk.settings.mailbox.token-url")} type="url" required value={draft.tokenUrl ?? ""} problem={at("/tokenUrl")} onChange={(event) => optional("tokenUrl", event.target.value)} />}
        {oauth && <Field label={t("desk.settings.mailbox.client-id")} value={draft.clientId ?? ""} onChange={(event) => optional("clientId", event.target.value)} />}
        {oauth && <Field label={t("desk.settings.mailbox.client-secret")} type="password" autoComplete="new-password" optional value={draft.clientSecret ?? ""} onChange={(event) => optional("clientSecret", event.target.value)} />}
      </div>
      {tried && (
        <p className={tried.ok ? styles.worked : styles.failed} role="status">
          {tried.ok ? t("desk.settings.mailbox.works") : t(`desk.settings.mailbox.failed.${tried.failed ?? "other"}`)}
          {tried.detail && <code>{tried.detail}</code>}
        </p>
      )}
      {problem && !["/host", "/port", "/user", "/secret", "/tokenUrl"].includes(problem.path) && (
        <Problem>
          {problem.words}
        </Problem>
      )}
      <div className={styles.acts}>
        <Button type="submit" look="primary" busy={busy === "save"}>
          {t("desk.settings.save")}
        </Button>
        <Button busy={busy === "try"} disabled={draft.host === "" || draft.user === ""} onClick={() => void attempt("try", async () => setTried(await tryMailbox(key, draft)))}>
          {t("desk.settings.mailbox.try")}
        </Button>
        {mailbox ? (
          <Button
            look="danger"
            onClick={() =>
              void attempt("save", async () => {
                await removeMailbox(mailbox.key);
                await done(t("desk.settings.removed", { name: mailbox.user }));
              })
            }
          >
            {t("desk.settings.mailbox.stop")}
          </Button>
        ) : (
          <Button onClick={onDone}>{t("desk.settings.cancel")}</Button>
        )}
      </div>
    </form>
  );
}
