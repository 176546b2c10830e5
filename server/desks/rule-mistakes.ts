import { fieldAsked, none, normalise, type Condition } from "../../contract/conditions.ts";
import { unknownPlaceholders, type Configuration } from "../../contract/configuration.ts";
import { priorities, states } from "../../contract/desks.ts";
import { wrongIn } from "../../contract/fields.ts";
import { builtInLetters } from "../../contract/letters.ts";
import { itemActions, itemFields, minutesOf, ruleCountFields, ruleDates, ruleEvents, ruleMarks, sendableLetters, type RuleAction, type RuleDefinition } from "../../contract/rules.ts";

type Full = Configuration["definition"];
type Wrong = (path: string, key: string, params?: Record<string, string | number>) => void;

/** Rules that could never work: they name what is not there, ask what cannot be, or would do nothing (R3). */
export function ruleMistakes(desk: Full, webhooks: ReadonlySet<string>, wrong: Wrong): void {
  desk.rules.forEach((rule, n) => judgeRule(desk, webhooks, rule, (path, key, params) => wrong(`/rules/${n}${path}`, key, params)));
}

function judgeRule(desk: Full, webhooks: ReadonlySet<string>, rule: RuleDefinition, wrong: Wrong): void {
  const { when } = rule;
  const names = (list: readonly { key: string }[], key: string | null | undefined, path: string) => {
    if (key != null && !list.some((one) => one.key === key)) wrong(path, "unknown-key", { key });
  };
  const values = { status: desk.statuses, queue: desk.queues, type: desk.types, field: ticketFields(desk), priority: priorities.map((key) => ({ key })) };
  if ("event" in when && when.to !== undefined) {
    const event = ruleEvents[when.event];
    if (!("to" in event)) wrong("/when/to", "rule-to");
    else when.to.forEach((key, n) => names(values[event.to], key, `/when/to/${n}`));
  }
  if ("inStatus" in when) {
    when.inStatus.forEach((key, n) => names(desk.statuses, key, `/when/inStatus/${n}`));
    if (minutesOf(when.for) === 0) wrong("/when/for", "rule-span");
  }
  if ("date" in when) {
    const field = /^field:(.*)$/.exec(when.date)?.[1];
    if (field === undefined ? !ruleDates.some((date) => date === when.date) : ticketFields(desk).find((one) => one.key === field)?.kind !== "date") wrong("/when/date", "unknown-key", { key: field ?? when.date });
    // what has not happened yet has no time before it
    if ("before" in when && (when.date === "created" || when.date === "customer-wrote") && minutesOf(when.before) > 0) wrong("/when/before", "rule-before-it-happened");
  }
  const isItem = "item" in when;
  if (rule.if !== undefined) {
    judgeCondition(desk, rule.if, isItem, "/if", wrong);
    const never = contradiction(desk, rule.if, startOf(rule));
    if (never !== null) wrong("/if", "rule-never", { what: never });
  }
  if (rule.then.length === 0) wrong("/then", "rule-does-nothing");
  rule.then.forEach((action, n) => judgeAction(desk, webhooks, action, isItem, (path, key, params) => wrong(`/then/${n}${path}`, key, params)));
  const kept = rule.then.findIndex((action) => action.do === "keep");
  if (kept >= 0 && rule.then.length > 1) wrong(`/then/${kept}/do`, "rule-keep-alone");
  const closedOnly = "inStatus" in when && when.inStatus.every((key) => desk.statuses.some((status) => status.key === key && status.state === "closed"));
  rule.then.forEach((action, n) => closedOnly && ["set", "assign", "tag", "follow-up", "approval"].includes(action.do) && wrong(`/then/${n}/do`, "rule-closed"));
}

const ticketFields = (desk: Full) => desk.fields.filter((field) => (field.on ?? "ticket") === "ticket");

function judgeCondition(desk: Full, condition: Condition, isItem: boolean, path: string, wrong: Wrong): void {
  if ("all" in condition || "any" in condition) {
    const [name, parts] = "all" in condition ? (["all", condition.all] as const) : (["any", condition.any] as const);
    if (name === "any" && parts.length === 0) wrong(path, "rule-empty-group");
    parts.forEach((part, n) => judgeCondition(desk, part, isItem, `${path}/${name}/${n}`, wrong));
  } else if ("not" in condition) judgeCondition(desk, condition.not, isItem, `${path}/not`, wrong);
  else if ("words" in condition) {
    if (condition.words.flatMap(normalise).length === 0) wrong(`${path}/words`, "rule-words");
  } else if ("in" in condition) {
    const { field } = condition;
    if (isItem && !itemFields.some((one) => one === field)) wrong(`${path}/field`, "rule-item-field");
    const known: Partial<Record<typeof field, readonly string[]>> = {
      status: desk.statuses.map(({ key }) => key), state: states, queue: desk.queues.map(({ key }) => key), type: [...desk.types.map(({ key }) => key), none], priority: priorities, is: ruleMarks, has: ["attachment", "note"],
      approval: ["pending", "granted", "refused", none],
    };
    condition.in.forEach((value, n) => {
      const key = field === "field" ? fieldAsked(value).key : value;
      const keys = field === "field" ? ticketFields(desk).map((one) => one.key) : known[field];
      if (keys !== undefined && !keys.includes(key)) wrong(`${path}/in/${n}`, "unknown-key", { key });
    });
  } else if ("atLeast" in condition && isItem && condition.field !== "rating") wrong(`${path}/field`, "rule-item-field");
}

/** What a ticket is when the rule is asked, by the rule's own "when". */
const startOf = ({ when }: RuleDefinition): Condition[] =>
  "inStatus" in when
    ? [{ field: "status", in: when.inStatus }]
    : "event" in when && (when.event === "solved" || when.event === "closed")
      ? [{ field: "state", in: [when.event] }]
      : [];

/** Of what a ticket has one: two demands that nothing meets both. Returns what of. */
function contradiction(desk: Full, condition: Condition, besides: readonly Condition[]): string | null {
  const parts = [...besides, ...flat(condition)];
  const single = ["status", "state", "queue", "type", "priority", "assignee", "source", "approval"] as const;
  const stateOf = (key: string) => desk.statuses.find((status) => status.key === key)?.state ?? "";
  for (const field of single) {
    const demands = parts.flatMap((part) => ("in" in part && part.field === field ? [part.in] : []));
    // a status is of one state
    if (field === "state") demands.push(...parts.flatMap((part) => ("in" in part && part.field === "status" ? [part.in.map(stateOf)] : [])));
    const refused = parts.flatMap((part) => ("not" in part && "in" in part.not && part.not.field === field ? part.not.in : []));
    const left = demands.reduce<readonly string[] | null>((met, one) => (met === null ? one : met.filter((value) => one.includes(value))), null);
    if (left !== null && left.every((value) => refused.includes(value))) return field;
  }
  const counts = (field: string) => parts.flatMap((part) => ("atLeast" in part && part.field === field ? [part.atLeast] : []));
  const below = (field: string) => parts.flatMap((part) => ("not" in part && "atLeast" in part.not && part.not.field === field ? [part.not.atLeast] : []));
  return ruleCountFields.find((field) => Math.max(...counts(field)) >= Math.min(...below(field))) ?? null;
}
const flat = (condition: Condition): readonly Condition[] => ("all" in condition ? condition.all.flatMap(flat) : "any" in condition && condition.any.length === 1 ? condition.any.flatMap(flat) : [condition]);

function judgeAction(desk: Full, webhooks: ReadonlySet<string>, action: RuleAction, isItem: boolean, wrong: Wrong): void {
  const names = (list: readonly { key: string }[], key: string | null | undefined, path: string) => {
    if (key != null && !list.some((one) => one.key === key)) wrong(path, "unknown-key", { key });
  };
  const speaks = (text: string, path: string) => unknownPlaceholders(text).forEach((name) => wrong(path, "unknown-placeholder", { name }));
  if (isItem && !itemActions.includes(action.do)) wrong("/do", "rule-item-action");
  if (!isItem && (action.do === "keep" || action.do === "ticket")) wrong("/do", "rule-item-only");
  switch (action.do) {
    case "set": {
      const { do: _do, fields = {}, ...sets } = action;
      names(desk.statuses, sets.status, "/status");
      names(desk.queues, sets.queue, "/queue");
      names(desk.types, sets.type, "/type");
      if (desk.statuses.find((status) => status.key === sets.status)?.roles?.length === 0) wrong("/status", "rule-status-of-nobody");
      for (const [key, value] of Object.entries(fields)) {
        const field = ticketFields(desk).find((one) => one.key === key);
        const mistake = field === undefined || value === null ? null : wrongIn(field, value);
        if (field === undefined) wrong(`/fields/${key}`, "unknown-key", { key });
        else if (mistake !== null) wrong(`/fields/${key}`, "rule-value", { field: key });
      }
      if (Object.values(sets).every((value) => value === undefined) && Object.keys(fields).length === 0) wrong("", "rule-sets-nothing");
      return;
    }
    case "assign":
      if ("among" in action) names("queue" in action.among ? desk.queues : desk.roles, "queue" in action.among ? action.among.queue : action.among.role, "queue" in action.among ? "/among/queue" : "/among/role");
      return;
    case "tag": {
      const { add = [], remove = [] } = action;
      if (add.length + remove.length === 0) wrong("", "rule-sets-nothing");
      if (add.some((tag) => remove.some((other) => other.toLowerCase() === tag.toLowerCase()))) wrong("/remove", "rule-tag-both");
      return;
    }
    case "note":
      return speaks(action.text, "/text");
    case "letter":
      return names([...desk.letters.filter(({ key }) => !Object.hasOwn(builtInLetters, key)), ...sendableLetters.map((key) => ({ key }))], action.letter, "/letter");
    case "notify":
      action.roles?.forEach((role, n) => names(desk.roles, role, `/roles/${n}`));
      if (action.assignee !== true && (action.people ?? []).length + (action.roles ?? []).length === 0) wrong("", "rule-tells-nobody");
      return speaks(action.text, "/text");
    case "webhook":
      if (!webhooks.has(action.webhook)) wrong("/webhook", "unknown-key", { key: action.webhook });
      return;
    case "approval":
      if ("role" in action) names(desk.roles, action.role, "/role");
      return;
    case "follow-up":
      if (minutesOf(action.in) === 0) wrong("/in", "rule-span");
      return;
    case "child":
      names(desk.queues, action.queue, "/queue");
      names(desk.types, action.type, "/type");
      speaks(action.subject, "/subject");
      return speaks(action.text, "/text");
    case "keep":
    case "ticket":
      return;
  }
}
