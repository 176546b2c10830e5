import { useQuery, useQueryClient } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { labelIn } from "../../../contract/common.ts";
import type { Colleague, Configuration, Handover, HeldRole } from "../../../contract/configuration.ts";
import { problemOf } from "../../lib/api.ts";
import { relativeTime } from "../../lib/format.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Face } from "../../ui/face.tsx";
import { Choice, Field, focusFirst } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Section } from "../../ui/section.tsx";
import { Bone } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import { theirsWords } from "../approvals/absence.tsx";
import { theirsQuery } from "../approvals/api.ts";
import { useMe } from "../auth/api.ts";
import { inWords } from "../auth/sign-in-page.tsx";
import { useDesk } from "../desks/api.ts";
import { colleaguesQuery, configurationQuery, deactivate, invite, inviteAgain, reactivate, setRoles } from "./api.ts";
import rows from "./rows.module.css";
import styles from "./settings.module.css";

/** Who works at the desk: invite, roles, deactivate. */
export function People({ desk }: { desk: string }) {
  const { data: colleagues } = useQuery(colleaguesQuery(desk));
  const { data: configuration } = useQuery(configurationQuery(desk));
  const places = useDesk(desk)?.configuration.locations ?? [];
  const [open, setOpen] = useState<string>();
  const [inviting, setInviting] = useState(false);
  return (
    <Section
      title={t("desk.settings.people")}
      about={t("desk.settings.people.about")}
      tools={
        <Button onClick={() => setInviting(true)}>
          <IconPlus size={16} aria-hidden /> {t("desk.settings.invite")}
        </Button>
      }
    >
      {inviting && configuration && <Invite desk={desk} configuration={configuration} onDone={() => setInviting(false)} />}
      <ul className={rows.list}>
        {(colleagues === undefined || configuration === undefined) && [52, 44, 60].map((width) => <li key={width} className={`${rows.item} ${rows.row}`}><Bone width={`${width}%`} height={10} /></li>)}
        {configuration &&
          colleagues?.map((one) => (
            <li key={one.email} className={rows.item}>
              <button type="button" className={`${rows.row} ${rows.opener}`} aria-expanded={open === one.email} onClick={() => setOpen(open === one.email ? undefined : one.email)}>
                <Face name={one.name} seed={one.email} size={24} />
                <span className={rows.person}>
                  <span className={rows.name} dir="auto">
                    {one.name}
                  </span>
                  <span className={styles.hint}>{one.email}</span>
                </span>
                <span className={rows.summary}>{standing(one, configuration, places)}</span>
              </button>
              {open === one.email && <Editor desk={desk} colleague={one} all={colleagues} configuration={configuration} />}
            </li>
          ))}
      </ul>
    </Section>
  );
}

const roleName = ({ definition }: Configuration, key: string) => labelIn(definition.roles.find((role) => role.key === key)?.labels ?? { en: key }, currentLanguage(), definition.language);
/** H12: what they are here and where, or why they cannot get in. */
function standing(one: Colleague, configuration: Configuration, places: readonly { id: number; name: string }[]): string {
  if (one.deactivated) return t("desk.settings.deactivated");
  if (one.bouncedAt !== null) return t("desk.settings.bounced");
  const roles = [...new Set(one.roles.map(({ role }) => role))].map((role) => {
    const at = one.roles.flatMap((held) => (held.role === role ? (places.find(({ id }) => id === held.location)?.name ?? []) : []));
    return [roleName(configuration, role), ...(at.length === 0 ? [] : [at.length === 1 ? at[0] : `${at[0]} +${at.length - 1}`])].join(" · ");
  });
  return [...(one.administrator ? [t("desk.settings.administrator")] : []), ...roles].join(", ");
}

/** The act, with what failed told where it was tried. */
function useAct(desk: string) {
  const client = useQueryClient();
  const [problem, setProblem] = useState<{ path: string; words: string }>();
  const [busy, setBusy] = useState(false);
  const act = async (run: () => Promise<unknown>, said: string): Promise<boolean> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await run();
      toast({ key: "settings", text: said });
      await Promise.all([client.invalidateQueries({ queryKey: ["colleagues", desk] }), client.invalidateQueries({ queryKey: ["desk", desk] }), client.invalidateQueries({ queryKey: ["tickets"] })]);
      return true;
    } catch (error) {
      setProblem({ path: problemOf(error)?.path ?? "", words: inWords(error) });
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { act, problem, busy };
}

function Invite({ desk, configuration, onDone }: { desk: string; configuration: Configuration; onDone: () => void }) {
  const { act, problem, busy } = useAct(desk);
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [roles, setOwn] = useState<HeldRole[]>(() => configuration.definition.roles.slice(0, 1).map(({ key }) => ({ role: key, queue: null })));
  const submit = async () => {
    if (await act(() => invite(desk, { email: email.trim(), name: name.trim(), roles }), t("desk.settings.invited", { email }))) onDone();
  };
  return (
    <form
      className={`${styles.editor} ${styles.alone}`}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className={styles.pair}>
        <Field label={t("desk.settings.person-name")} ref={focusFirst} required maxLength={200} dir="auto" value={name} onChange={(event) => setName(event.target.value)} />
        <Field label={t("auth.email")} type="email" required value={email} problem={problem?.path === "/email" ? problem.words : undefined} onChange={(event) => setEmail(event.target.value)} />
      </div>
      <HeldRoles roles={roles} configuration={configuration} onChange={setOwn} />
      {problem && problem.path !== "/email" && (
        <Problem>
          {problem.words}
        </Problem>
      )}
      <div className={styles.acts}>
        <Button type="submit" look="primary" busy={busy} disabled={roles.length === 0}>
          {t("desk.settings.invite.do")}
        </Button>
        <Button onClick={onDone}>{t("desk.settings.cancel")}</Button>
      </div>
    </form>
  );
}

/** Roles, each in one queue or in all, and at one location or at all where there are some. */
function HeldRoles({ roles, configuration, onChange }: { roles: HeldRole[]; configuration: Configuration; onChange: (roles: HeldRole[]) => void }) {
  const { definition } = configuration;
  const options = definition.roles.map((role) => ({ value: role.key, label: roleName(configuration, role.key) }));
  const queues = [{ value: "", label: t("desk.settings.all-queues") }, ...definition.queues.map((queue) => ({ value: queue.key, label: labelIn(queue.labels, currentLanguage(), definition.language) }))];
  const desk = useDesk(definition.key);
  const locations = [{ value: "", label: t("desk.settings.all-locations") }, ...(desk?.configuration.locations ?? []).map((one) => ({ value: String(one.id), label: one.name }))];
  return (
    <div className={styles.held}>
      {roles.map((held, n) => (
        // two grants may look the same while they are chosen
        // oxlint-disable-next-line react/no-array-index-key
        <div key={n} className={styles.pair}>
          <Choice label={t("desk.settings.role")} value={held.role} options={options} onChange={(role) => onChange(roles.with(n, { ...held, role }))} />
          <Choice label={t("desk.settings.in-queue")} value={held.queue ?? ""} options={queues} onChange={(queue) => onChange(roles.with(n, { ...held, queue: queue || null }))} />
          {locations.length > 1 && (
            <Choice label={t("desk.settings.at-location")} value={String(held.location ?? "")} options={locations} onChange={(id) => onChange(roles.with(n, { ...held, location: id === "" ? null : Number(id) }))} />
          )}
          <Button look="quiet" onClick={() => onChange(roles.toSpliced(n, 1))}>
            {t("desk.settings.remove")}
          </Button>
        </div>
      ))}
      <Button onClick={() => onChange([...roles, { role: options[0]?.value ?? "", queue: null }])}>{t("desk.settings.add-role")}</Button>
    </div>
  );
}

function Editor({ desk, colleague, all, configuration }: { desk: string; colleague: Colleague; all: Colleague[]; configuration: Configuration }) {
  const me = useMe();
  const { act, problem, busy } = useAct(desk);
  const [roles, setOwn] = useState(colleague.roles);
  const [leaving, setLeaving] = useState(false);
  const [to, setTo] = useState("");
  const { definition } = configuration;
  const others = all.filter((one) => one.email !== colleague.email && !one.deactivated);
  const handover: Handover = to.startsWith("@") ? { email: to.slice(1) } : to === "" ? {} : { queue: to };
  const changed = JSON.stringify(roles) !== JSON.stringify(colleague.roles);
  const { email, name } = colleague;
  const { data: theirs } = useQuery({ ...theirsQuery(email), enabled: leaving });
  return (
    <div className={styles.editor}>
      <p className={styles.hint}>
        {colleague.seenAt === null ? (colleague.invitedAt === null ? t("desk.settings.never-invited") : t("desk.settings.invited-at", { when: relativeTime(colleague.invitedAt) })) : t("desk.settings.seen-at", { when: relativeTime(colleague.seenAt) })}
      </p>
      {!colleague.deactivated && <HeldRoles roles={roles} configuration={configuration} onChange={setOwn} />}
      {leaving && (
        <Choice
          label={t("desk.settings.handover")}
          hint={t("desk.settings.handover.hint")}
          value={to}
          options={[{ value: "", label: t("desk.nobody") }, ...definition.queues.map((queue) => ({ value: queue.key, label: t("desk.settings.to-queue", { name: labelIn(queue.labels, currentLanguage(), definition.language) }) })), ...others.map((one) => ({ value: `@${one.email}`, label: one.name }))]}
          onChange={setTo}
        />
      )}
      {leaving && theirs && <p className={styles.hint}>{t("desk.settings.theirs", { name, what: theirsWords(theirs) })}</p>}
      {problem && (
        <Problem>
          {problem.words}
        </Problem>
      )}
      <div className={styles.acts}>
        {changed && (
          <Button look="primary" busy={busy} onClick={() => void act(() => setRoles(desk, email, roles), t("desk.settings.saved"))}>
            {t("desk.settings.roles.save")}
          </Button>
        )}
        {colleague.deactivated ? (
          <Button busy={busy} onClick={() => void act(() => reactivate(desk, email), t("desk.settings.reactivated", { name }))}>
            {t("desk.settings.reactivate")}
          </Button>
        ) : leaving ? (
          <>
            <Button look="danger" busy={busy} onClick={() => void act(() => deactivate(desk, email, handover), theirs ? t("desk.settings.moved", { name, what: theirsWords(theirs) }) : t("desk.settings.deactivated.done", { name }))}>
              {t("desk.settings.deactivate.do", { name })}
            </Button>
            <Button onClick={() => setLeaving(false)}>{t("desk.settings.cancel")}</Button>
          </>
        ) : (
          <>
            <Button busy={busy} onClick={() => void act(() => inviteAgain(desk, email), t("desk.settings.invited", { email }))}>
              {t("desk.settings.invite-again")}
            </Button>
            {email !== me.email && (
              <Button look="danger" onClick={() => setLeaving(true)}>
                {t("desk.settings.deactivate")}
              </Button>
            )}
          </>
        )}
      </div>
    </div>
  );
}
