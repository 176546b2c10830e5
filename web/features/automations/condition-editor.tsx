import { IconPlus, IconX } from "@tabler/icons-react";
import { countFields, none, type Condition, type CountField, type KeyField } from "../../../contract/conditions.ts";
import { priorities, states } from "../../../contract/desks.ts";
import { itemFields, ruleCountFields, ruleKeyFields, ruleMarks } from "../../../contract/rules.ts";
import { t, text } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/controls/icon-button.tsx";
import styles from "./automations.module.css";
import { Line, Pick, Several, Wrong, type Option } from "./pieces.tsx";
import { conditionWords, valueWords, type Lists } from "./words.ts";

interface GroupProps {
  condition: Condition;
  lists: Lists;
  /** of what is no ticket yet, less is known */
  item: boolean;
  depth: number;
  path: string;
  onChange: (condition: Condition) => void;
  problemAt: (path: string) => string | undefined;
}
type Kind = KeyField | CountField | "words";
const counts: readonly string[] = countFields;
const isCount = (kind: Kind): kind is CountField => counts.includes(kind);
const sources = ["email", "portal", "phone", "desk", "api", "review", "survey", "letter", "outgoing"];

/** All or any of some conditions, each a line; groups stand in groups. */
export function ConditionGroup({ condition, lists, item, depth, path, onChange, problemAt }: GroupProps) {
  const any = "any" in condition;
  const parts = "any" in condition ? condition.any : "all" in condition ? condition.all : [condition];
  const write = (next: readonly Condition[], how = any) => onChange(how ? { any: next } : { all: next });
  const at = (n: number) => ("any" in condition || "all" in condition ? `${path}/${any ? "any" : "all"}/${n}` : path);
  return (
    <div className={depth > 0 ? styles.group : styles.conditions}>
      {parts.length > 1 && (
        <Pick label={t("rule.group")} value={any ? "any" : "all"} options={[{ value: "all", label: t("rule.group.all") }, { value: "any", label: t("rule.group.any") }]} onChange={(value) => write(parts, value === "any")} />
      )}
      {parts.map((part, n) => (
        // a condition has no name but its place
        // oxlint-disable-next-line react/no-array-index-key
        <div key={n} className={styles.part}>
          {"all" in part || "any" in part ? (
            <ConditionGroup {...{ condition: part, lists, item, problemAt }} depth={depth + 1} path={at(n)} onChange={(next) => write(parts.with(n, next))} />
          ) : (
            <Leaf {...{ condition: part, lists, item }} problem={problemAt(at(n))} onChange={(next) => write(parts.with(n, next))} />
          )}
          <IconButton label={t("rule.remove-condition")} onClick={() => write(parts.toSpliced(n, 1))}>
            <IconX size={16} aria-hidden />
          </IconButton>
        </div>
      ))}
      <div className={styles.adds}>
        <Button look="quiet" onClick={() => write([...parts, { field: "type", in: [lists.types[0]?.key ?? none] }])}>
          <IconPlus size={16} aria-hidden /> {t("rule.add-condition")}
        </Button>
        {depth === 0 && parts.length > 0 && (
          <Button look="quiet" onClick={() => write([...parts, { any: [{ field: "priority", in: ["high"] }, { field: "priority", in: ["urgent"] }] }])}>
            <IconPlus size={16} aria-hidden /> {t("rule.add-group")}
          </Button>
        )}
      </div>
    </div>
  );
}

const fresh = (kind: Kind, lists: Lists): Condition => {
  if (kind === "words") return { words: [""], phrase: true };
  if (isCount(kind)) return { field: kind, atLeast: kind === "followups" ? 3 : 4 };
  const first: Partial<Record<KeyField, string>> = { status: lists.statuses[0]?.key, state: "open", queue: lists.queues[0]?.key, type: lists.types[0]?.key ?? none, priority: "high", source: "email", approval: "granted", is: "escalated", has: "attachment", field: `${lists.fields[0]?.key ?? ""}=` };
  return { field: kind, in: [first[kind] ?? ""] };
};

function Leaf({ condition, lists, item, problem, onChange }: { condition: Condition; lists: Lists; item: boolean; problem: string | undefined; onChange: (condition: Condition) => void }) {
  const not = "not" in condition;
  const inner = not ? condition.not : condition;
  const kind: Kind | null = "words" in inner ? "words" : "in" in inner ? inner.field : "atLeast" in inner ? inner.field : null;
  // what only a file can say is told, not edited
  if (kind === null) return <span className={styles.told}>{conditionWords(lists, condition)}</span>;
  const kinds: Kind[] = item ? [...itemFields, "rating", "words"] : [...ruleKeyFields, ...ruleCountFields, "words"];
  const offered = kinds.filter((one) => one !== "field" || lists.fields.length > 0);
  const put = (next: Condition, negated = not) => onChange(negated ? { not: next } : next);
  return (
    <span className={styles.leaf}>
      <Pick label={t("rule.field")} value={kind} options={offered.map((one) => ({ value: one, label: text(`rule.field.${one}`) }))} onChange={(value) => put(fresh(offered.find((one) => one === value) ?? kind, lists), false)} />
      <Pick label={t("rule.how")} value={`${not ? "not" : "is"}${"words" in inner && inner.phrase !== true ? "-begins" : ""}`} options={howOf(kind)} onChange={(value) => put("words" in inner ? { ...inner, phrase: !value.endsWith("-begins") } : inner, value.startsWith("not"))} />
      <Value condition={inner} lists={lists} onChange={(next) => put(next)} />
      <Wrong>{problem}</Wrong>
    </span>
  );
}

function howOf(kind: Kind): Option[] {
  if (kind === "words")
    return [
      { value: "is", label: t("rule.how.says") }, { value: "not", label: t("rule.how.says-not") },
      { value: "is-begins", label: t("rule.how.begins") }, { value: "not-begins", label: t("rule.how.begins-not") },
    ];
  if (isCount(kind)) return [{ value: "is", label: t("rule.how.at-least") }, { value: "not", label: t("rule.how.below") }];
  return [{ value: "is", label: t("rule.how.is") }, { value: "not", label: t("rule.how.is-not") }];
}

function Value({ condition, lists, onChange }: { condition: Condition; lists: Lists; onChange: (condition: Condition) => void }) {
  if ("words" in condition) return <Line label={t("rule.words")} value={condition.words.join(" ")} onChange={(value) => onChange({ words: [value], phrase: condition.phrase })} />;
  if ("atLeast" in condition) return <Line type="number" label={t("rule.number")} value={String(condition.atLeast)} onChange={(value) => onChange({ ...condition, atLeast: Number(value) || 0 })} />;
  if (!("in" in condition)) return null;
  const { field } = condition;
  if (field === "field") {
    const [key = "", ...rest] = (condition.in[0] ?? "").split("=");
    return (
      <>
        <Pick label={t("rule.which-field")} value={key} options={lists.fields.filter((one) => (one.on ?? "ticket") === "ticket").map((one) => ({ value: one.key, label: valueWords(lists, "field", one.key) }))} onChange={(value) => onChange({ field, in: [`${value}=${rest.join("=")}`] })} />
        <Line label={t("rule.value")} value={rest.join("=")} onChange={(value) => onChange({ field, in: [`${key}=${value}`] })} />
      </>
    );
  }
  const keys: Partial<Record<KeyField, readonly string[]>> = {
    status: lists.statuses.map(({ key }) => key), state: states, queue: lists.queues.map(({ key }) => key), type: [...lists.types.map(({ key }) => key), none], priority: priorities, source: sources,
    approval: ["pending", "granted", "refused", none], is: ruleMarks, has: ["attachment", "note"],
  };
  const known = keys[field];
  if (known === undefined) return <Line label={t("rule.values")} value={condition.in.join(", ")} onChange={(value) => onChange({ field, in: value.split(/,\s*/) })} />;
  const name = (value: string) => (field === "source" ? text(`desk.channel.${value}`) : valueWords(lists, field, value));
  return <Several label={text(`rule.field.${field}`)} values={condition.in} options={known.map((value) => ({ value, label: name(value) }))} onChange={(values) => values.length > 0 && onChange({ field, in: values })} />;
}
