import { readFile } from "node:fs/promises";
import type { Language } from "../../contract/common.ts";
import { storeFile, type FileUse } from "../files/index.ts";
import { addressKey, ensurePeople, grantsOf } from "../people/index.ts";
import { Temporal } from "../platform/clock.ts";
import { query } from "../platform/db.ts";
import type { Log } from "../platform/log.ts";
import { textToHtml } from "../platform/rich-text/index.ts";
import type { Transact } from "../platform/transact.ts";
import type { Actor, Work } from "../platform/work.ts";
import { followDesk } from "../sla/index.ts";
import { readSetting, writeSetting } from "../settings/index.ts";
import { addCustomerMessage, addStaffMessage, createTicket, patchTicket, type Writing } from "../tickets/index.ts";
import { beginAllAnew } from "../waiting/index.ts";
import { playCommunity } from "./demo-community.ts";
import { hours } from "./hours.ts";
import { loadArticles } from "./articles.ts";
import { wasRemoved } from "./removal.ts";
import { attachmentPath, checkPreset, type Demo } from "./read.ts";

type Conversation = Demo["conversations"][number];
type Step = NonNullable<Conversation["steps"]>[number];

/** How far the demonstration of a preset has come; kept in the transaction of each step. */
interface Progress {
  /** "now" of the first start: a resumed load goes on with the same times */
  base: string;
  /** acts done */
  done: number;
  /** acts there are: what a later version adds to the file is not played to an installation in use */
  of: number;
  /** the ticket of each conversation begun */
  numbers: Record<string, number>;
}

interface Act {
  at: Temporal.Instant;
  conversation: number;
  step: Step | null;
}

/** Everything that happens in the demonstration, in the order in which it happened: numbers rise with time. */
export function plan(demo: Demo, base: Temporal.Instant): Act[] {
  const acts = demo.conversations.flatMap((conversation, index) => {
    let at = base.subtract(hours(conversation.ago));
    const steps = (conversation.steps ?? []).map((step): Act => {
      at = at.add(hours(step.after));
      return { at, conversation: index, step };
    });
    return [{ at: base.subtract(hours(conversation.ago)), conversation: index, step: null }, ...steps];
  });
  // what would lie in the future has not happened yet
  return acts.filter((act) => Temporal.Instant.compare(act.at, base) <= 0).sort((a, b) => Temporal.Instant.compare(a.at, b.at));
}

/**
 * Loads the demonstrations in the background by the real actions, with `now` in the past and no mail sent. Begun at the
 * first start, resumed after an interruption, never done twice, also when several processes start at once.
 */
export function loadDemo(transact: Transact, names: readonly string[], log: Log): { finished: Promise<void>; stop: () => Promise<void> } {
  let stopped = false;
  const load = async (name: string) => {
    if (await transact(system, (work) => wasRemoved(work.db, name))) return;
    const key = `demo.${name}`;
    const before = await transact(system, (work) => readProgress(work, key));
    if (before !== null && before.done >= before.of) return;
    const { demo, preset, articles } = checkPreset(name);
    const { base, done } = before ?? (await transact(system, (work) => start(work, key, demo)));
    const acts = plan(demo, Temporal.Instant.from(base));
    const stage: Stage = { key, name, desk: preset.desk.key, demo, names: namesIn(demo) };
    await playCommunity(transact, (address) => actorOf(transact, address, stage.names.get(addressKey(address))), stage, demo.community ?? [], Temporal.Instant.from(base));
    await loadArticles(transact, `${key}.articles`, preset.desk.key, articles, Temporal.Instant.from(base), (address) => actorOf(transact, address));
    for (const [index, act] of acts.entries()) {
      if (stopped) return;
      if (index < done) continue;
      const who = act.step === null ? system : await actorOf(transact, act.step.by);
      await transact(who, (work) => perform(work, stage, act, index), act.at);
      if ((index + 1) % 50 === 0) log.info({ preset: name, done: index + 1, of: acts.length }, "loading the demonstration");
    }
  };
  const loadAll = async () => {
    for (const name of names) await load(name);
  };
  const finished = loadAll().catch((error: unknown) => log.error({ err: error }, "the demonstration could not be loaded"));
  return {
    finished,
    async stop() {
      stopped = true;
      await finished;
    },
  };
}

/** What is played, and where. */
interface Stage {
  /** of the progress, among the settings */
  key: string;
  /** the preset's */
  name: string;
  /** the desk's key */
  desk: string;
  demo: Demo;
  /** by address: who is in copy before writing is called the same */
  names: ReadonlyMap<string, string>;
}

const namesIn = (demo: Demo): Map<string, string> => new Map(demo.conversations.map(({ from }) => [addressKey(from.email), from.name]));

const system: Actor = { kind: "system", via: "demo" };

/** The person of an address, acting in the demonstration. */
const actorOf = (transact: Transact, address: string, name?: string): Promise<Actor> =>
  transact(system, async (work) => {
    const [person] = await ensurePeople(work, [{ address, ...(name === undefined ? {} : { name }) }]);
    if (person === undefined) throw new Error("nobody writes");
    return { kind: "person", id: person.id, name: person.name, email: person.address, locale: person.locale, grants: await grantsOf(work.db, person.id), via: "demo" };
  });

/** The progress, which nobody else changes until the transaction ends. */
async function readProgress(work: Work, key: string): Promise<Progress | null> {
  await query(work.db, `select pg_advisory_xact_lock(hashtextextended($1, 0))`, [key]);
  const value = await readSetting(work.db, key);
  // written by this file only
  return value === undefined ? null : (value as Progress);
}

async function start(work: Work, key: string, demo: Demo): Promise<Progress> {
  const begun = await readProgress(work, key);
  if (begun !== null) return begun;
  const progress: Progress = { base: work.now.toString(), done: 0, of: plan(demo, work.now).length, numbers: {} };
  await writeSetting(work.db, key, progress);
  return progress;
}

async function perform(work: Work, stage: Stage, act: Act, index: number): Promise<void> {
  const progress = await readProgress(work, stage.key);
  if (progress === null || progress.done > index) return;
  const conversation = stage.demo.conversations[act.conversation];
  const id = String(act.conversation);
  const number = progress.numbers[id];
  if (conversation === undefined) throw new Error("an act belongs to no conversation");
  if (act.step === null) progress.numbers[id] = await begin(work, stage, conversation);
  else if (number === undefined) throw new Error("the demonstration has changed while it was loaded");
  else progress.numbers[id] = await goOn(work, stage, number, conversation, act.step);
  await writeSetting(work.db, stage.key, { ...progress, done: index + 1 } satisfies Progress);
  const desk = (await work.desks.get()).byKey.get(stage.desk);
  // from now on time goes by for these tickets too
  if (index + 1 < progress.of || desk === undefined) return;
  await followDesk(work, desk.id);
  await beginAllAnew(work, desk);
}

async function begin(work: Work, stage: Stage, conversation: Conversation): Promise<number> {
  const desk = (await work.desks.get()).byKey.get(stage.desk);
  if (desk === undefined) throw new Error(`there is no desk ${stage.desk}`);
  const locale: Language = conversation.from.locale ?? (desk.language as Language);
  const [requester, ...copied] = await ensurePeople(work, [
    { address: conversation.from.email, name: conversation.from.name, locale },
    ...(conversation.cc ?? []).map((address) => ({ address, name: stage.names.get(addressKey(address)) ?? null })),
  ]);
  if (requester === undefined) throw new Error("the requester was not written");
  const source = conversation.source ?? "email";
  const { number } = await createTicket(work, {
    desk,
    subject: conversation.subject,
    requesterId: requester.id,
    requesterAddress: requester.address,
    watcherIds: copied.map((person) => person.id),
    message: await write(work, stage, conversation, { authorId: requester.id, side: "customer", kind: "reply", channel: source }),
    source,
    locale,
    type: conversation.type,
    fields: conversation.fields,
  });
  return number;
}

async function goOn(work: Work, stage: Stage, number: number, conversation: Conversation, step: Step): Promise<number> {
  const { actor } = work;
  if (actor.kind !== "person" || actor.email === null) throw new Error("nobody writes");
  const by = addressKey(step.by);
  if ([conversation.from.email, ...(conversation.cc ?? [])].some((address) => addressKey(address) === by)) {
    const message = await write(work, stage, step, { authorId: actor.id, side: "customer", kind: "reply", channel: "email" });
    return (await addCustomerMessage(work, number, message, { requesterAddress: actor.email, source: "email" })).number;
  }
  const { assign, tags, priority, queue } = step;
  if ([assign, tags, priority, queue].some((value) => value !== undefined)) {
    await patchTicket(work, number, {
      ...(assign === undefined ? {} : { assignee: assign }),
      ...(tags === undefined ? {} : { tags }),
      ...(priority === undefined ? {} : { priority }),
      ...(queue === undefined ? {} : { queue }),
    });
  }
  const message = await write(work, stage, step, { authorId: actor.id, side: "agent", kind: step.kind ?? "reply", channel: "desk" });
  await addStaffMessage(work, number, message, step.status);
  return number;
}

async function write(
  work: Work,
  { name }: Stage,
  { text, attachments = [] }: Pick<Conversation, "text" | "attachments">,
  author: Pick<Writing, "kind" | "authorId" | "side" | "channel">,
): Promise<Writing> {
  const createdBy = work.actor.kind === "person" ? work.actor.id : null;
  const uses: FileUse[] = [];
  for (const file of attachments) {
    const content = await readFile(attachmentPath(name, file));
    const stored = await storeFile(work, { name: file, type: file.endsWith(".csv") ? "text/csv" : "application/octet-stream", content, createdBy });
    uses.push({ fileId: stored.id, contentId: null, inline: false });
  }
  return { ...author, html: textToHtml(text), text, quoteAt: null, attachments: uses, automatic: false };
}
