import { IconCopy, IconKey, IconPlus } from "@tabler/icons-react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { tokenDays, type ApiToken, type MadeApiToken, type Scope } from "../../../contract/access.ts";
import { permissionGroup, permissions } from "../../../contract/permissions.ts";
import { createOwnToken, listOwnTokens, revokeOwnToken } from "../../lib/calls.ts";
import { exactTime, relativeTime } from "../../lib/format.ts";
import { t, text } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, Field, focusFirst, Tick } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Section } from "../../ui/section.tsx";
import { toast } from "../../ui/toasts.tsx";
import { useMe } from "./api.ts";
import styles from "./profile.module.css";
import { inWords } from "./sign-in-page.tsx";

const tokensQuery = queryOptions({ queryKey: ["me", "tokens"], queryFn: ({ signal }) => listOwnTokens({ signal }) });

/** What programs act with in one's name: made here, shown once, taken back here. */
export function OwnTokens() {
  const { data } = useQuery(tokensQuery);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<MadeApiToken>();
  return (
    <Section
      id="tokens"
      title={t("desk.tokens.title")}
      about={t("desk.tokens.about")}
      tools={
        !making && (
          <Button onClick={() => (setMaking(true), setMade(undefined))}>
            <IconPlus size={16} aria-hidden /> {t("desk.tokens.new")}
          </Button>
        )
      }
    >
      {making && <NewToken onDone={(token) => (setMaking(false), setMade(token))} />}
      {made && <Shown made={made} onDone={() => setMade(undefined)} />}
      {data && data.items.length > 0 && (
        <ul className={styles.sessions}>
          {data.items.map((one) => (
            <Line key={one.id} token={one} />
          ))}
        </ul>
      )}
      {data?.items.length === 0 && !making && !made && <p className={styles.none}>{t("desk.tokens.none")}</p>}
    </Section>
  );
}

const groupName = (group: string | null): string => text(group === null ? "desk.tokens.installation" : `desk.settings.rights.${group}`);

/** In words what a token may. */
export function scopeWords(scopes: readonly string[]): string {
  const named = permissions.filter((permission) => scopes.includes(permission));
  const groups = [...new Set(named.map(permissionGroup))].map((group) => `${groupName(group)}: ${named.filter((one) => permissionGroup(one) === group).map((one) => text(`desk.permission.${one}`)).join(", ")}`);
  const rights = named.length === 0 ? t("desk.tokens.everything") : groups.join("; ");
  return scopes.includes("read") ? (named.length === 0 ? t("desk.tokens.read") : t("desk.tokens.read-of", { rights })) : rights;
}

function NewToken({ onDone }: { onDone: (made: MadeApiToken | undefined) => void }) {
  const me = useMe();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [reads, setReads] = useState(true);
  const [all, setAll] = useState(true);
  const [chosen, choose] = useState<ReadonlySet<Scope>>(new Set());
  const make = useMutation({
    mutationFn: () => createOwnToken({ name: name.trim(), days: days === "" ? null : Number(days), scopes: all ? [reads ? "read" : "all"] : [...(reads ? (["read"] as const) : []), ...chosen] }),
    onSuccess: async (made) => {
      await client.invalidateQueries(tokensQuery);
      onDone(made);
    },
  });
  // what one may not oneself, a token may not either
  const own = new Set(me.desks.flatMap((desk) => desk.permissions));
  const offered = permissions.filter((permission) => me.administrator || own.has(permission));
  return (
    <form className={styles.box} onSubmit={(event) => (event.preventDefault(), make.mutate())}>
      <div className={styles.pair}>
        <Field label={t("desk.tokens.name")} hint={t("desk.tokens.name.hint")} ref={focusFirst} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        <Choice label={t("desk.tokens.days")} value={days} options={[...tokenDays.map((n) => ({ value: String(n), label: t("desk.tokens.days.n", { n }) })), { value: "", label: t("desk.tokens.days.none") }]} onChange={setDays} />
      </div>
      <div>
        <Tick label={t("desk.tokens.only-read")} checked={reads} onChange={setReads} />
        <Tick label={t("desk.tokens.all")} checked={all} onChange={setAll} />
      </div>
      {!all && (
        <div className={styles.rights}>
          {[...new Set(offered.map(permissionGroup))].map((group) => (
            <fieldset key={group} className={styles.group}>
              <legend>{groupName(group)}</legend>
              {offered
                .filter((one) => permissionGroup(one) === group)
                .map((one) => (
                  <Tick key={one} label={text(`desk.permission.${one}`)} checked={chosen.has(one)} onChange={(on) => choose(new Set([...permissions.filter((other) => (other === one ? on : chosen.has(other)))]))} />
                ))}
            </fieldset>
          ))}
        </div>
      )}
      {make.error && <Problem>{inWords(make.error)}</Problem>}
      <div className={styles.acts}>
        <Button type="submit" look="primary" busy={make.isPending} disabled={name.trim() === "" || (!all && chosen.size === 0)}>
          {t("desk.tokens.make")}
        </Button>
        <Button onClick={() => onDone(undefined)}>{t("ui.cancel")}</Button>
      </div>
    </form>
  );
}

/** The only time that it can be read. */
function Shown({ made, onDone }: { made: MadeApiToken; onDone: () => void }) {
  const copy = () => navigator.clipboard.writeText(made.token).then(() => toast({ key: "profile", text: t("desk.tokens.copied") }));
  return (
    <div className={`${styles.box} ${styles.once}`} role="status">
      <p>{t("desk.tokens.once", { name: made.name })}</p>
      <code className={styles.secret}>{made.token}</code>
      <div className={styles.acts}>
        <Button look="primary" onClick={() => void copy()}>
          <IconCopy size={16} aria-hidden /> {t("desk.tokens.copy")}
        </Button>
        <Button onClick={onDone}>{t("desk.tokens.kept")}</Button>
      </div>
    </div>
  );
}

function Line({ token: { id, name, scopes, expiresAt, usedAt, createdAt } }: { token: ApiToken }) {
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const revoke = useMutation({
    mutationFn: () => revokeOwnToken(id),
    onSuccess: () => {
      toast({ key: "profile", text: t("desk.tokens.revoked", { name }) });
      return client.invalidateQueries(tokensQuery);
    },
    onError: (error) => toast({ kind: "problem", key: "profile", text: inWords(error) }),
  });
  const facts = [usedAt === null ? t("desk.tokens.unused") : t("desk.tokens.used", { when: relativeTime(usedAt) }), expiresAt === null ? t("desk.tokens.days.none") : t("desk.tokens.until", { when: exactTime(expiresAt) })];
  return (
    <li className={styles.session}>
      <IconKey size={20} aria-hidden />
      <span className={styles.device}>
        <b title={exactTime(createdAt)}>{name}</b>
        <span>{scopeWords(scopes)}</span>
        <span>{facts.join(" · ")}</span>
      </span>
      {sure ? (
        <Button look="danger" busy={revoke.isPending} onClick={() => revoke.mutate()}>
          {t("desk.tokens.revoke.sure")}
        </Button>
      ) : (
        <Button aria-label={t("desk.tokens.revoke-of", { name })} onClick={() => setSure(true)}>
          {t("desk.tokens.revoke")}
        </Button>
      )}
    </li>
  );
}
