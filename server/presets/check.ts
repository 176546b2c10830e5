import { actKeys, changeKeys, type ActKey, type Conversation, type Demo, type DemoFile, type Preset, type Step } from "./format.ts";
import { hours } from "./hours.ts";

/** What a demonstration names that its preset does not have. `at`: a JSON pointer into the file. */
export interface Mistake {
  at: string;
  what: string;
}

const customersActs: readonly ActKey[] = ["rate", "confirm", "mute", "reopen"];
/** By who is asked, whoever that is. */
const anybodysActs: readonly ActKey[] = ["answer", "sideAnswer"];

/** The mistakes of one of a demonstration's files. @param demo all files together */
export function* mistakesOf(file: DemoFile, preset: Preset, demo: Demo, hasFile: (file: string) => boolean): Generator<Mistake> {
  const { desk, agents } = preset;
  for (const [index, conversation] of (file.conversations ?? []).entries()) {
    for (const { at, what } of mistakesIn(conversation, preset, demo, hasFile)) yield { at: `/conversations/${index}${at}`, what: `"${conversation.subject}" ${what}` };
  }
  for (const [index, post] of (file.community ?? []).entries()) {
    const wrong = (key: string, what: string): Mistake => ({ at: `/community/${index}/${key}`, what: `"${post.title}" ${what}` });
    const topic = desk.topics?.find((one) => one.key === post.topic);
    if (topic === undefined) yield wrong("topic", `stands under ${post.topic}, which is no topic`);
    if ((post.kind === "news" || topic?.writers === "staff") && !agents.some((agent) => agent.email === post.by)) yield wrong("by", `is by ${post.by}, who is no agent`);
    if (post.votes?.includes(post.by)) yield wrong("votes", "is voted for by its author");
  }
  for (const [index, person] of (file.people ?? []).entries()) {
    const organization = demo.organizations.filter(({ name }) => name === person.organization).flatMap(({ branches = [] }) => branches);
    if (person.organization !== undefined && !demo.organizations.some(({ name }) => name === person.organization)) yield { at: `/people/${index}/organization`, what: `${person.email} belongs to ${person.organization}, which is no organization` };
    else if (person.branch !== undefined && !organization.some(({ name }) => name === person.branch)) yield { at: `/people/${index}/branch`, what: `${person.email} works in ${person.branch}, which is no branch of ${person.organization ?? "any organization"}` };
  }
}

const keysOf = (items: readonly { key: string }[] = []): Set<string> => new Set(items.map((item) => item.key));

function* mistakesIn(conversation: Conversation, preset: Preset, demo: Demo, hasFile: (file: string) => boolean): Generator<Mistake> {
  const { from, cc = [], source = "email", by, form, status, organization, review, steps = [] } = conversation;
  const colleagues = new Set(preset.agents.map((agent) => agent.email));
  if (from.email === undefined && from.phone === undefined) yield { at: "/from", what: "is by nobody: an address or a phone is missing" };
  if (from.email === undefined && source === "email" && by === undefined) yield { at: "/from", what: "came by mail from somebody without an address" };
  if (by !== undefined && !colleagues.has(by)) yield { at: "/by", what: `was entered by ${by}, who is no agent` };
  if (by === undefined && form !== undefined) yield { at: "/form", what: "has a form that nobody filled in: by is missing" };
  if (by === undefined && status !== undefined) yield { at: "/status", what: "was created as solved by nobody: by is missing" };
  if (form !== undefined && !keysOf(preset.desk.forms).has(form)) yield { at: "/form", what: `was filled in as ${form}, which is no form` };
  if (organization !== undefined && !demo.organizations.some(({ name }) => name === organization)) yield { at: "/organization", what: `belongs to ${organization}, which is no organization` };
  for (const [key, place] of [["location", conversation.location], ["review/location", review?.location]] as const) {
    if (key === "location" && place !== undefined && !isLocation(demo, place)) yield { at: `/${key}`, what: `plays at ${place}, which is no branch of an organization that is our own` };
  }
  yield* changesOf("", conversation, preset, demo);
  for (const [at, { attachments = [] }] of [["", conversation] as const, ...steps.map((step, index) => [`/steps/${index}`, step] as const)]) {
    for (const file of attachments) if (!hasFile(file)) yield { at: `${at}/attachments`, what: `attaches ${file}, which is not in the folder files` };
  }
  const asked = new Set<string>();
  for (const [index, step] of steps.entries()) {
    for (const { to } of [step.side ?? { to: [] }]) for (const address of [to].flat()) asked.add(address);
    for (const { to = [] } of [step.forward ?? {}]) for (const address of [to].flat()) asked.add(address);
    for (const one of mistakesOfStep(step, conversation, preset, demo, colleagues, new Set([...cc, ...(from.email === undefined ? [] : [from.email])]), asked)) yield { ...one, at: `/steps/${index}${one.at}` };
  }
}

/** The branch of our own that is called so, by name or code. */
export function branchOf({ organizations }: Demo, place: string): { organization: string; branch: string } | undefined {
  for (const { own, name: organization, branches = [] } of organizations) {
    const branch = own === true ? branches.find(({ name, code }) => name === place || code === place) : undefined;
    if (branch !== undefined) return { organization, branch: branch.name };
  }
  return undefined;
}
const isLocation = (demo: Demo, place: string): boolean => branchOf(demo, place) !== undefined;

/** What is set, at the beginning or in a step. */
function* changesOf(at: string, set: Pick<Step, (typeof changeKeys)[number]>, { desk, agents }: Preset, demo: Demo): Generator<Mistake> {
  const { status, assign, queue, type, fields = {}, location } = set;
  if (type !== undefined && !keysOf(desk.types).has(type)) yield { at: `${at}/type`, what: `is of type ${type}, which is none` };
  for (const field of Object.keys(fields)) if (!keysOf(desk.fields).has(field)) yield { at: `${at}/fields/${field}`, what: `fills ${field}, which is no field` };
  if (status !== undefined && !keysOf(desk.statuses).has(status)) yield { at: `${at}/status`, what: `is sent as ${status}, which is no status` };
  if (assign !== undefined && assign !== "nobody" && !agents.some(({ email }) => email === assign)) yield { at: `${at}/assign`, what: `is assigned to ${assign}, who is no agent` };
  if (queue !== undefined && !keysOf(desk.queues).has(queue)) yield { at: `${at}/queue`, what: `goes to ${queue}, which is no queue` };
  if (location !== undefined && at !== "" && !isLocation(demo, location)) yield { at: `${at}/location`, what: `goes to ${location}, which is no branch of an organization that is our own` };
}

function* mistakesOfStep(step: Step, conversation: Conversation, preset: Preset, demo: Demo, colleagues: ReadonlySet<string>, customers: ReadonlySet<string>, asked: ReadonlySet<string>): Generator<Mistake> {
  const { by } = step;
  const acts = actKeys.filter((key) => step[key] !== undefined);
  const sets = changeKeys.filter((key) => step[key] !== undefined);
  const [act, second] = acts;
  if (second !== undefined) yield { at: `/${second}`, what: `has ${act} and ${second} in one step` };
  if (act === undefined && sets.length === 0 && step.text === undefined && step.attachments === undefined) yield { at: "", what: "has a step in which nothing happens" };
  if (act !== undefined && anybodysActs.includes(act)) {
    if (act === "sideAnswer" && !asked.has(by)) yield { at: "/by", what: `has an answer by ${by}, who was not asked` };
  } else if (colleagues.has(by)) {
    if (act !== undefined && customersActs.includes(act) && act !== "reopen") yield { at: `/${act}`, what: `has ${act} by ${by}, which only customers do` };
    if (step.source !== undefined) yield { at: "/source", what: `has a source in a message by ${by}, who writes in the desk` };
  } else {
    if (by !== "customer" && !customers.has(by)) yield { at: "/by", what: `has a message by ${by}, who is neither an agent nor takes part` };
    if (by === "customer" && conversation.from.email === undefined && step.text !== undefined) yield { at: "/by", what: "has a message by a customer without an address: an agent notes what they say" };
    const [foreign] = [...(act !== undefined && !customersActs.includes(act) ? [act] : []), ...sets, ...(step.kind === "note" ? ["kind"] : [])];
    if (foreign !== undefined) yield { at: `/${foreign}`, what: `has ${foreign} in a message by ${by}, which only agents do` };
  }
  for (const one of changesOf("/", step, preset, demo)) yield { ...one, at: one.at.replace("//", "/") };
  const { desk } = preset;
  if (step.requestType !== undefined && !keysOf(desk.types).has(step.requestType.type)) yield { at: "/requestType", what: `is to be of type ${step.requestType.type}, which is none` };
  const ask = step.approval?.ask;
  if (ask !== undefined && !ask.includes("@") && !keysOf(desk.roles).has(ask)) yield { at: "/approval", what: `asks ${ask}, which is neither an address nor a role` };
  for (const role of step.forward?.roles ?? []) if (!keysOf(desk.roles).has(role)) yield { at: "/forward/roles", what: `is forwarded to ${role}, which is no role` };
  const other = step.merge?.into ?? step.link?.to;
  const found = demo.conversations.find(({ id }) => id !== undefined && id === other);
  if (other !== undefined && found === undefined) yield { at: `/${act}`, what: `names ${other}, which is no conversation's id` };
  else if (found !== undefined && hours(found.ago).total("minutes") < hours(conversation.ago).total("minutes") - minutesUntil(conversation, step)) yield { at: `/${act}`, what: `names ${other}, which has not begun by then` };
}

/** From the beginning. */
function minutesUntil({ steps = [] }: Conversation, step: Step): number {
  return steps.slice(0, steps.indexOf(step) + 1).reduce((sum, { after }) => sum + hours(after).total("minutes"), 0);
}
