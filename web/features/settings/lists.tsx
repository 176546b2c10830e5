import { priorities, states, statusColors, type State } from "../../../contract/desks.ts";
import { placeholders, type CannedReply, type FieldDefinition, type StatusDefinition, type TypeDefinition } from "../../../contract/configuration.ts";
import { fieldKinds } from "../../../contract/fields.ts";
import { labelIn, type Labels } from "../../../contract/common.ts";
import { builtInLetters } from "../../../contract/letters.ts";
import { currentLanguage, t } from "../../lib/i18n.ts";
import { withBlanks } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { letterName } from "../desks/api.ts";
import { Choice, Field, Tick } from "../../ui/field.tsx";
import { StateIcon } from "../../ui/state-icon.tsx";
import type { Parts } from "./api.ts";
import { keyFor } from "./api.ts";
import { LabelsField } from "./labels.tsx";
import { ListEditor, type EditorProps } from "./list-editor.tsx";
import { GatesPart, WaitingPart } from "./status-waiting.tsx";
import styles from "./settings.module.css";

const named = (lists: Parts, labels: Labels) => labelIn(labels, currentLanguage(), lists.general.language);
const choicesOf = (lists: Parts, list: readonly { key: string; labels: Labels }[]) => list.map((one) => ({ value: one.key, label: named(lists, one.labels) }));
const without = <T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> => {
  const { [key]: _taken, ...rest } = value;
  return rest;
};

/** Everybody whose role permits the act, or some roles only. */
function RoleTicks({ label, roles, lists, onChange }: { label: string; roles: string[] | undefined; lists: Parts; onChange: (roles: string[] | undefined) => void }) {
  return (
    <fieldset className={styles.ticks}>
      <legend className={styles.label}>{label}</legend>
      <Tick label={t("desk.settings.every-role")} checked={roles === undefined} onChange={(every) => onChange(every ? undefined : lists.roles.map((role) => role.key))} />
      {roles !== undefined && lists.roles.map((role) => <Tick key={role.key} label={named(lists, role.labels)} checked={roles.includes(role.key)} onChange={(on) => onChange(on ? [...roles, role.key] : roles.filter((key) => key !== role.key))} />)}
    </fieldset>
  );
}

export function Statuses({ desk }: { desk: string }) {
  return (
    <ListEditor
      desk={desk}
      part="statuses"
      title={t("desk.settings.statuses")}
      about={t("desk.settings.statuses.about")}
      add={t("desk.settings.statuses.add")}
      blank={() => ({ key: "", state: "open", labels: {}, explanations: {}, runsClocks: true })}
      icon={(status) => <StateIcon state={status.state} color={status.color} />}
      summary={(status) => t(`desk.state.${status.state}`)}
      editor={(props) => <StatusEditor {...props} />}
    />
  );
}
function StatusEditor({ entry, lists, languages, onChange, problemAt, fresh }: EditorProps<StatusDefinition>) {
  const set = (some: Partial<StatusDefinition>) => onChange({ ...entry, ...some });
  const after = lists.statuses.filter((one) => one.key !== entry.key);
  return (
    <>
      <LabelsField label={t("desk.settings.name")} labels={entry.labels} languages={languages} onChange={(labels) => set({ labels })} problem={problemAt("/labels")} focused={fresh} />
      <LabelsField label={t("desk.settings.explanation")} hint={t("desk.settings.explanation.hint")} labels={entry.explanations} languages={languages} onChange={(explanations) => set({ explanations })} lines={2} />
      <div className={styles.pair}>
        <Choice
          label={t("desk.settings.state")}
          hint={fresh ? t("desk.settings.state.hint") : t("desk.settings.state.fixed")}
          value={entry.state}
          disabled={!fresh}
          problem={problemAt("/state")}
          options={states.map((state) => ({ value: state, label: t(`desk.state.${state}`) }))}
          onChange={(value) => set({ state: states.find((one): one is State => one === value) ?? entry.state })}
        />
        <Choice
          label={t("desk.settings.color")}
          value={entry.color ?? ""}
          options={[{ value: "", label: t("desk.settings.color.state") }, ...statusColors.map((color) => ({ value: color, label: t(`desk.color.${color}`) }))]}
          onChange={(value) => {
            const color = statusColors.find((one) => one === value);
            if (color === undefined) onChange(without(entry, "color"));
            else set({ color });
          }}
        />
      </div>
      <div className={styles.pair}>
        <Choice
          label={t("desk.settings.after-message")}
          value={entry.afterCustomerMessage ?? ""}
          problem={problemAt("/afterCustomerMessage")}
          options={[{ value: "", label: t("desk.settings.stays") }, ...choicesOf(lists, after)]}
          onChange={(key) => (key === "" ? onChange(without(entry, "afterCustomerMessage")) : set({ afterCustomerMessage: key }))}
        />
        <Choice
          label={t("desk.settings.after-side")}
          hint={t("desk.settings.after-side.hint")}
          value={entry.afterSideAnswer ?? ""}
          problem={problemAt("/afterSideAnswer")}
          options={[{ value: "", label: t("desk.settings.stays") }, ...choicesOf(lists, after)]}
          onChange={(key) => (key === "" ? onChange(without(entry, "afterSideAnswer")) : set({ afterSideAnswer: key }))}
        />
      </div>
      <Tick label={t("desk.settings.runs-clocks")} checked={entry.runsClocks} onChange={(runsClocks) => set({ runsClocks })} />
      <WaitingPart entry={entry} lists={lists} problemAt={problemAt} onChange={onChange} />
      <GatesPart entry={entry} lists={lists} onChange={onChange} />
      <RoleTicks label={t("desk.settings.who-sets")} roles={entry.roles} lists={lists} onChange={(roles) => (roles === undefined ? onChange(without(entry, "roles")) : set({ roles }))} />
    </>
  );
}

export function Queues({ desk }: { desk: string }) {
  return (
    <ListEditor
      desk={desk}
      part="queues"
      title={t("desk.settings.queues")}
      about={t("desk.settings.queues.about")}
      add={t("desk.settings.queues.add")}
      blank={() => ({ key: "", labels: {} })}
      editor={({ entry, languages, onChange, problemAt, fresh }) => <LabelsField label={t("desk.settings.name")} labels={entry.labels} languages={languages} onChange={(labels) => onChange({ ...entry, labels })} problem={problemAt("/labels")} focused={fresh} />}
    />
  );
}

export function Types({ desk }: { desk: string }) {
  const depth = (type: TypeDefinition, all: readonly TypeDefinition[], seen: readonly string[] = []): number => {
    const parent = seen.includes(type.key) ? undefined : all.find((one) => one.key === type.parent);
    return parent === undefined ? 0 : 1 + depth(parent, all, [...seen, type.key]);
  };
  return (
    <ListEditor
      desk={desk}
      part="types"
      title={t("desk.settings.types")}
      about={t("desk.settings.types.about")}
      add={t("desk.settings.types.add")}
      blank={() => ({ key: "", labels: {} })}
      depth={depth}
      summary={(type, lists) => lists.queues.flatMap((queue) => (queue.key === type.sets?.queue ? [named(lists, queue.labels)] : []))[0] ?? ""}
      editor={(props) => <TypeEditor {...props} />}
    />
  );
}
function TypeEditor({ entry, lists, languages, onChange, problemAt, fresh }: EditorProps<TypeDefinition>) {
  const set = (some: Partial<TypeDefinition>) => onChange({ ...entry, ...some });
  const { sets = {} } = entry;
  const setting = <K extends keyof typeof sets>(key: K, value: (typeof sets)[K] | undefined) => set({ sets: value === undefined ? without(sets, key) : { ...sets, [key]: value } });
  const unchanged = { value: "", label: t("desk.settings.unchanged") };
  const ownLetters = lists.letters.filter((one) => !Object.hasOwn(builtInLetters, one.key));
  const needsApproval = sets.gates?.some((one) => one.kind === "approved") ?? false;
  const atLeast = sets.gates?.flatMap((one) => (one.kind === "follow-ups" ? [one.atLeast] : []))[0];
  const gate = (approved: boolean, followUps: number) => {
    const others = (sets.gates ?? []).filter((one) => one.kind !== "approved" && one.kind !== "follow-ups");
    const gates: NonNullable<typeof sets.gates> = [...others, ...(followUps > 0 ? [{ kind: "follow-ups" as const, atLeast: Math.min(100, Math.trunc(followUps)) }] : []), ...(approved ? [{ kind: "approved" as const }] : [])];
    setting("gates", gates.length > 0 ? gates : undefined);
  };
  return (
    <>
      <LabelsField label={t("desk.settings.name")} labels={entry.labels} languages={languages} onChange={(labels) => set({ labels })} problem={problemAt("/labels")} focused={fresh} />
      <Choice
        label={t("desk.settings.below")}
        value={entry.parent ?? ""}
        problem={problemAt("/parent")}
        options={[{ value: "", label: t("desk.settings.top") }, ...choicesOf(lists, lists.types.filter((one) => one.key !== entry.key))]}
        onChange={(parent) => (parent === "" ? onChange(without(entry, "parent")) : set({ parent }))}
      />
      <p className={styles.label}>{t("desk.settings.sets")}</p>
      <div className={styles.pair}>
        <Choice label={t("desk.fact.queue")} value={sets.queue ?? ""} options={[unchanged, ...choicesOf(lists, lists.queues)]} onChange={(queue) => setting("queue", queue || undefined)} problem={problemAt("/sets/queue")} />
        <Choice label={t("desk.fact.status")} value={sets.status ?? ""} options={[unchanged, ...choicesOf(lists, lists.statuses)]} onChange={(status) => setting("status", status || undefined)} problem={problemAt("/sets/status")} />
        <Choice label={t("desk.fact.priority")} value={sets.priority ?? ""} options={[unchanged, ...priorities.map((one) => ({ value: one, label: t(`desk.priority.${one}`) }))]} onChange={(value) => setting("priority", priorities.find((one) => one === value))} />
        <Field label={t("desk.fact.tags")} hint={t("desk.settings.commas")} value={(sets.tags ?? []).join(", ")} onChange={(event) => setting("tags", tagsIn(event.target.value))} />
        {ownLetters.length > 0 && (
          <Choice label={t("desk.settings.type-letter")} hint={t("desk.settings.type-letter.hint")} value={sets.letter ?? ""} options={[{ value: "", label: letterName("confirmation", undefined) }, ...choicesOf(lists, ownLetters)]} onChange={(letter) => setting("letter", letter || undefined)} problem={problemAt("/sets/letter")} />
        )}
        <Field label={t("desk.settings.gate-follow-ups")} type="number" min={0} max={100} value={atLeast ?? ""} onChange={(event) => gate(needsApproval, Number(event.target.value))} />
      </div>
      <Tick label={t("desk.settings.gate-approved")} checked={needsApproval} onChange={(checked) => gate(checked, atLeast ?? 0)} />
      <Tick label={t("desk.settings.calls-wait")} checked={sets.callsWait === true} onChange={(checked) => setting("callsWait", checked || undefined)} />
      <RoleTicks label={t("desk.settings.who-uses")} roles={entry.roles} lists={lists} onChange={(roles) => (roles === undefined ? onChange(without(entry, "roles")) : set({ roles }))} />
    </>
  );
}
/** A text of tags while it is typed: the last one may still be empty. */
const tagsIn = (text: string): string[] | undefined => {
  const tags = text.split(",").map((tag) => tag.trimStart());
  return text.trim() === "" ? undefined : tags.filter((tag, n) => tag !== "" || n === tags.length - 1);
};

export function Fields({ desk }: { desk: string }) {
  return (
    <ListEditor
      desk={desk}
      part="fields"
      title={t("desk.settings.fields")}
      about={t("desk.settings.fields.about")}
      add={t("desk.settings.fields.add")}
      blank={() => ({ key: "", kind: "text", labels: {} })}
      summary={(field) => t(`desk.settings.kind.${field.kind}`)}
      editor={(props) => <FieldEditor {...props} />}
    />
  );
}
function FieldEditor({ entry, languages, onChange, problemAt, fresh }: EditorProps<FieldDefinition>) {
  const set = (some: Partial<FieldDefinition>) => onChange({ ...entry, ...some });
  const text = (key: "pattern" | "example" | "currency", value: string) => (value === "" ? onChange(without(entry, key)) : set({ [key]: value }));
  const choices = entry.choices ?? [];
  const main = languages[0] ?? "en";
  return (
    <>
      <LabelsField label={t("desk.settings.name")} labels={entry.labels} languages={languages} onChange={(labels) => set({ labels })} problem={problemAt("/labels")} focused={fresh} />
      <div className={styles.pair}>
        <Choice
          label={t("desk.settings.kind")}
          hint={fresh ? undefined : t("desk.settings.kind.fixed")}
          disabled={!fresh}
          value={entry.kind}
          problem={problemAt("/kind")}
          options={fieldKinds.map((kind) => ({ value: kind, label: t(`desk.settings.kind.${kind}`) }))}
          onChange={(value) => set({ kind: fieldKinds.find((one) => one === value) ?? entry.kind })}
        />
        <Choice
          label={t("desk.settings.required")}
          value={entry.required ?? ""}
          options={[{ value: "", label: t("desk.settings.required.never") }, { value: "create", label: t("desk.settings.required.create") }, { value: "solve", label: t("desk.settings.required.solve") }]}
          onChange={(value) => (value === "create" || value === "solve" ? set({ required: value }) : onChange(without(entry, "required")))}
        />
      </div>
      {entry.kind === "text" && (
        <div className={styles.pair}>
          <Field label={t("desk.settings.pattern")} hint={t("desk.settings.pattern.hint")} spellCheck={false} value={entry.pattern ?? ""} problem={problemAt("/pattern")} onChange={(event) => text("pattern", event.target.value)} />
          <Field label={t("desk.settings.example")} hint={t("desk.settings.example.hint")} spellCheck={false} value={entry.example ?? ""} problem={problemAt("/example")} onChange={(event) => text("example", event.target.value)} />
        </div>
      )}
      {entry.kind === "money" && <Field label={t("desk.settings.currency")} placeholder="EUR" maxLength={3} value={entry.currency ?? ""} problem={problemAt("/currency")} onChange={(event) => text("currency", event.target.value.toUpperCase())} />}
      {(entry.kind === "choice" || entry.kind === "multi-choice") && (
        <fieldset className={styles.ticks}>
          <legend className={styles.label}>{t("desk.settings.choices")}</legend>
          {choices.map((choice, n) => (
            <div key={choice.key} className={styles.choice}>
              <LabelsField label={t("desk.settings.choice", { n: n + 1 })} labels={choice.labels} languages={languages} problem={problemAt(`/choices/${n}`)} onChange={(labels) => set({ choices: choices.with(n, { ...choice, labels }) })} />
              <Button look="quiet" onClick={() => set({ choices: choices.toSpliced(n, 1) })}>
                {t("desk.settings.remove")}
              </Button>
            </div>
          ))}
          {problemAt("/choices") && choices.length === 0 && <p className={styles.problem}>{problemAt("/choices")}</p>}
          <Button onClick={() => set({ choices: [...choices, { key: keyFor(`c${choices.length + 1}`, choices.map((one) => one.key)), labels: { [main]: "" } }] })}>{t("desk.settings.choices.add")}</Button>
        </fieldset>
      )}
    </>
  );
}

export function CannedReplies({ desk }: { desk: string }) {
  return (
    <ListEditor
      desk={desk}
      part="cannedReplies"
      title={t("desk.settings.canned")}
      about={t("desk.settings.canned.about")}
      add={t("desk.settings.canned.add")}
      blank={() => ({ key: "", labels: {}, bodies: {} })}
      line={(reply, lists) => gist(named(lists, reply.bodies))}
      editor={(props) => <CannedEditor {...props} />}
    />
  );
}
/** How a reply begins once it has greeted, without the signs of what is filled in. */
function gist(body: string): string {
  const [greeting = "", ...rest] = body.split(/\n{2,}/);
  const said = withBlanks(rest.length > 0 && greeting.length < 50 ? rest.join(" ") : body);
  return `${said.slice(0, 1).toLocaleUpperCase()}${said.length > 110 ? `${said.slice(1, said.lastIndexOf(" ", 110))}…` : said.slice(1)}`;
}
function CannedEditor({ entry, lists, languages, onChange, problemAt, fresh }: EditorProps<CannedReply>) {
  const set = (some: Partial<CannedReply>) => onChange({ ...entry, ...some });
  const { sets = {} } = entry;
  const setting = <K extends keyof typeof sets>(key: K, value: (typeof sets)[K] | undefined) => set({ sets: value === undefined ? without(sets, key) : { ...sets, [key]: value } });
  return (
    <>
      <LabelsField label={t("desk.settings.name")} labels={entry.labels} languages={languages} onChange={(labels) => set({ labels })} problem={problemAt("/labels")} focused={fresh} />
      <LabelsField label={t("desk.settings.text")} hint={t("desk.settings.placeholders", { list: placeholders.map((one) => `⟨${one}⟩`).join(" ") }).replaceAll("⟨", "{{").replaceAll("⟩", "}}")} labels={entry.bodies} languages={languages} onChange={(bodies) => set({ bodies })} problem={problemAt("/bodies")} lines={4} />
      <p className={styles.label}>{t("desk.settings.macro")}</p>
      <div className={styles.pair}>
        <Choice label={t("desk.fact.status")} value={sets.status ?? ""} options={[{ value: "", label: t("desk.settings.unchanged") }, ...choicesOf(lists, lists.statuses)]} onChange={(status) => setting("status", status || undefined)} problem={problemAt("/sets/status")} />
        <Field label={t("desk.fact.tags")} hint={t("desk.settings.commas")} value={(sets.tags ?? []).join(", ")} onChange={(event) => setting("tags", tagsIn(event.target.value))} />
      </div>
      <Tick label={t("desk.settings.assign-me")} checked={sets.assignee === "me"} onChange={(on) => setting("assignee", on ? "me" : undefined)} />
    </>
  );
}
