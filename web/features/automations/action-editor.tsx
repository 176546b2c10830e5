import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { placeholders } from "../../../contract/configuration.ts";
import { priorities, type Priority } from "../../../contract/desks.ts";
import { builtInLetters } from "../../../contract/letters.ts";
import { minutesOf, sendableLetters, spanOf, type RuleAction } from "../../../contract/rules.ts";
import { t, text } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import { inputClass, Tick } from "../../ui/field.tsx";
import { letterName, useDesk } from "../desks/api.ts";
import { FieldEditor } from "../fields/field-editor.tsx";
import { webhooksQuery } from "./api.ts";
import styles from "./automations.module.css";
import { Line, Pick, Span, Wrong, type Option } from "./pieces.tsx";
import { valueWords, type Lists } from "./words.ts";

interface ActionsProps {
  desk: string;
  actions: readonly RuleAction[];
  lists: Lists;
  item: boolean;
  onChange: (actions: RuleAction[]) => void;
  problemAt: (path: string) => string | undefined;
}
type Kind = "status" | "queue" | "type" | "priority" | "location" | "field" | "assign" | "turn" | "load" | "tag" | "untag" | Exclude<RuleAction["do"], "set" | "assign" | "tag">;
const ticketKinds: readonly Kind[] = ["assign", "turn", "load", "status", "queue", "type", "priority", "location", "field", "tag", "untag", "note", "letter", "notify", "approval", "follow-up", "child", "webhook"];
const itemKinds: readonly Kind[] = ["keep", "ticket", "queue", "type", "priority", "location", "field", "assign", "turn", "load", "tag", "note"];

/** What is done, one line each. */
export function Actions({ desk, actions, lists, item, onChange, problemAt }: ActionsProps) {
  const all = actions.flatMap(oneEach);
  return (
    <div className={styles.conditions}>
      {all.map((action, n) => (
        // a deed has no name but its place
        // oxlint-disable-next-line react/no-array-index-key
        <div key={n} className={styles.part}>
          <span className={styles.leaf}>
            <Action {...{ desk, action, lists, item }} onChange={(next) => onChange(all.with(n, next))} />
            <Wrong>{problemAt(`/then/${n}`)}</Wrong>
          </span>
          <IconButton label={t("rule.remove-action")} onClick={() => onChange(all.toSpliced(n, 1))}>
            <IconX size={16} aria-hidden />
          </IconButton>
        </div>
      ))}
      <div className={styles.adds}>
        <Button look="quiet" onClick={() => onChange([...all, fresh(item ? "queue" : "tag", lists)])}>
          <IconPlus size={16} aria-hidden /> {t("rule.add-action")}
        </Button>
      </div>
      {all.length === 0 && <Wrong>{problemAt("/then")}</Wrong>}
    </div>
  );
}

/** What a file sets or tags in one is told in lines of their own. */
function oneEach(action: RuleAction): RuleAction[] {
  if (action.do === "tag") return [...(action.add === undefined ? [] : [{ do: "tag" as const, add: action.add }]), ...(action.remove === undefined ? [] : [{ do: "tag" as const, remove: action.remove }])];
  if (action.do !== "set") return [action];
  const { do: _do, fields = {}, ...sets } = action;
  const lines: RuleAction[] = [...Object.entries(sets).map(([key, value]) => ({ do: "set", [key]: value }) as RuleAction), ...Object.entries(fields).map(([key, value]): RuleAction => ({ do: "set", fields: { [key]: value } }))];
  return lines.length === 0 ? [action] : lines;
}

function kindOf(action: RuleAction): Kind {
  if (action.do === "assign") return "to" in action ? "assign" : action.by;
  if (action.do === "tag") return action.remove === undefined ? "tag" : "untag";
  if (action.do !== "set") return action.do;
  return (["status", "queue", "type", "priority", "location"] as const).find((key) => action[key] !== undefined) ?? "field";
}

function fresh(kind: string, lists: Lists): RuleAction {
  const [status, queue, type, role, field] = [lists.statuses[0]?.key, lists.queues[0]?.key ?? "", lists.types[0]?.key, lists.roles[0]?.key ?? "", lists.fields.find((one) => (one.on ?? "ticket") === "ticket")?.key];
  const made: Record<Kind, RuleAction> = {
    status: { do: "set", status }, queue: { do: "set", queue }, type: { do: "set", type }, priority: { do: "set", priority: "high" }, location: { do: "set", location: null }, field: { do: "set", fields: field === undefined ? {} : { [field]: null } },
    assign: { do: "assign", to: null }, turn: { do: "assign", among: { queue }, by: "turn" }, load: { do: "assign", among: { queue }, by: "load" },
    tag: { do: "tag", add: [] }, untag: { do: "tag", remove: [] }, note: { do: "note", text: "" }, letter: { do: "letter", letter: "" }, notify: { do: "notify", assignee: true, text: "" }, webhook: { do: "webhook", webhook: "" },
    approval: { do: "approval", role, question: "" }, "follow-up": { do: "follow-up", means: "call", in: "P1D" }, child: { do: "child", subject: "", text: "" }, keep: { do: "keep" }, ticket: { do: "ticket" },
  };
  return Object.hasOwn(made, kind) ? made[kind as Kind] : { do: "keep" };
}

function Action({ desk, action, lists, item, onChange }: { desk: string; action: RuleAction; lists: Lists; item: boolean; onChange: (action: RuleAction) => void }) {
  const words = useDesk(desk)?.configuration;
  const { data: webhooks = [] } = useQuery(webhooksQuery(desk));
  const kind = kindOf(action);
  const places = words?.locations ?? [];
  const kinds = (item ? itemKinds : ticketKinds).filter((one) => (one !== "field" || lists.fields.length > 0) && (one !== "location" || kind === "location" || places.length > 0));
  const named = (field: string, entries: readonly { key: string }[]): Option[] => entries.map(({ key }) => ({ value: key, label: valueWords(lists, field, key) }));
  const people: Option[] = [{ value: "", label: t("desk.nobody") }, ...(words?.agents ?? []).map(({ email, name }) => ({ value: email, label: name }))];
  return (
    <>
      <Pick label={t("rule.action")} value={kind} options={kinds.map((one) => ({ value: one, label: t(`rule.do.${one}`) }))} onChange={(value) => onChange(fresh(value, lists))} />
      {value()}
    </>
  );
  function value() {
    switch (action.do) {
      case "set": {
        if (kind === "status") return <Pick label={t("desk.fact.status")} value={action.status ?? ""} options={named("status", lists.statuses)} onChange={(status) => onChange({ do: "set", status })} />;
        if (kind === "queue") return <Pick label={t("desk.fact.queue")} value={action.queue ?? ""} options={named("queue", lists.queues)} onChange={(queue) => onChange({ do: "set", queue })} />;
        if (kind === "type") return <Pick label={t("desk.fact.type")} value={action.type ?? ""} options={named("type", lists.types)} onChange={(type) => onChange({ do: "set", type })} />;
        if (kind === "priority")
          return <Pick label={t("desk.fact.priority")} value={action.priority ?? ""} options={priorities.map((key) => ({ value: key, label: t(`desk.priority.${key}`) }))} onChange={(key) => onChange({ do: "set", priority: priorities.find((one): one is Priority => one === key) ?? "normal" })} />;
        if (kind === "location") {
          // by name, as a file would write it: another installation has other numbers
          const named = (one: (typeof places)[number]) => one.code ?? one.name;
          const held = places.find((one) => one.id === action.location);
          return <Pick label={t("desk.fact.location")} value={held === undefined ? String(action.location ?? "") : named(held)} options={[{ value: "", label: t("desk.none") }, ...places.map((one) => ({ value: named(one), label: one.name }))]} onChange={(value) => onChange({ do: "set", location: value === "" ? null : value })} />;
        }
        const [key = "", held = null] = Object.entries(action.fields ?? {})[0] ?? [];
        const field = words?.fields.find((one) => one.key === key);
        return (
          <>
            <Pick label={t("rule.which-field")} value={key} options={named("field", lists.fields.filter((one) => (one.on ?? "ticket") === "ticket"))} onChange={(next) => onChange({ do: "set", fields: { [next]: null } })} />
            {field !== undefined && words !== undefined && <FieldEditor compact field={field} desk={desk} language={words.language} value={held} onChange={(next) => onChange({ do: "set", fields: { [key]: next } })} />}
          </>
        );
      }
      case "assign": {
        if ("to" in action) return <Pick label={t("desk.fact.assignee")} value={action.to ?? ""} options={people} onChange={(email) => onChange({ do: "assign", to: email === "" ? null : email })} />;
        const { among } = action;
        const groups: Option[] = [...lists.queues.map(({ key }) => ({ value: `queue ${key}`, label: t("rule.people-of-queue", { queue: valueWords(lists, "queue", key) }) })), ...lists.roles.map(({ key }) => ({ value: `role ${key}`, label: t("rule.people-of-role", { role: valueWords(lists, "role", key) }) }))];
        return <Pick label={t("rule.among")} value={"queue" in among ? `queue ${among.queue}` : `role ${among.role}`} options={groups} onChange={(group) => onChange({ ...action, among: group.startsWith("queue ") ? { queue: group.slice(6) } : { role: group.slice(5) } })} />;
      }
      case "tag": {
        const key = action.remove === undefined ? ("add" as const) : ("remove" as const);
        return <Line label={t("desk.fact.tags")} placeholder={t("desk.settings.commas")} value={(action[key] ?? []).join(", ")} onChange={(typed) => onChange({ do: "tag", [key]: typed.split(/,\s?/) })} />;
      }
      case "note":
        return <Words label={t("rule.do.note")} value={action.text} onChange={(typed) => onChange({ ...action, text: typed })} />;
      case "letter":
        return <Pick label={t("rule.do.letter")} value={action.letter} options={[...lists.letters.filter(({ key }) => !Object.hasOwn(builtInLetters, key)).map(({ key }) => ({ value: key, label: valueWords(lists, "letter", key) })), ...sendableLetters.map((key) => ({ value: key, label: letterName(key, undefined) }))]} onChange={(letter) => onChange({ do: "letter", letter })} />;
      case "notify":
        return (
          <>
            <div className={styles.whom}>
              <Tick label={t("rule.assignee")} checked={action.assignee === true} onChange={(on) => onChange({ ...action, assignee: on })} />
              {lists.roles.map(({ key }) => (
                <Tick key={key} label={valueWords(lists, "role", key)} checked={(action.roles ?? []).includes(key)} onChange={(on) => onChange({ ...action, roles: on ? [...(action.roles ?? []), key] : (action.roles ?? []).filter((one) => one !== key) })} />
              ))}
            </div>
            <Words label={t("rule.told")} value={action.text} onChange={(typed) => onChange({ ...action, text: typed })} />
          </>
        );
      case "webhook":
        return <Pick label={t("rule.do.webhook")} value={action.webhook} options={webhooks.map(({ key, name }) => ({ value: key, label: name }))} onChange={(webhook) => onChange({ do: "webhook", webhook })} />;
      case "approval":
        return (
          <>
            <Pick label={t("rule.asked")} value={"role" in action ? `role ${action.role}` : action.person} options={[...lists.roles.map(({ key }) => ({ value: `role ${key}`, label: t("rule.people-of-role", { role: valueWords(lists, "role", key) }) })), ...people.slice(1)]} onChange={(who) => onChange(who.startsWith("role ") ? { do: "approval", role: who.slice(5), question: action.question } : { do: "approval", person: who, question: action.question })} />
            <Words label={t("rule.question")} value={action.question} onChange={(question) => onChange({ ...action, question })} />
          </>
        );
      case "follow-up":
        return (
          <>
            <Pick label={t("rule.means")} value={action.means} options={(["call", "mail"] as const).map((means) => ({ value: means, label: t(`rule.means.${means}`) }))} onChange={(means) => onChange({ ...action, means: means === "mail" ? "mail" : "call" })} />
            <span>{t("rule.in")}</span>
            <Span label={t("rule.in")} minutes={minutesOf(action.in)} onChange={(minutes) => onChange({ ...action, in: spanOf(minutes) })} />
          </>
        );
      case "child":
        return (
          <>
            <Line wide label={t("desk.fact.subject")} value={action.subject} onChange={(subject) => onChange({ ...action, subject })} />
            <Words label={t("rule.child-text")} value={action.text} onChange={(typed) => onChange({ ...action, text: typed })} />
          </>
        );
      case "keep":
      case "ticket":
        return null;
    }
  }
}

function Words({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <span className={styles.words}>
      <textarea className={inputClass} rows={2} aria-label={label} placeholder={label} dir="auto" value={value} onChange={(event) => onChange(event.target.value)} />
      <span className={styles.hint}>{text("desk.settings.placeholders", { list: placeholders.map((one) => `⟨${one}⟩`).join(" ") }).replaceAll("⟨", "{{").replaceAll("⟩", "}}")}</span>
    </span>
  );
}
