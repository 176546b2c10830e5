import type { Language } from "../../contract/common.ts";
import { addressKey, ensurePeople, grantsOf } from "../people/index.ts";
import { Temporal } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import { textToHtml } from "../platform/rich-text/index.ts";
import type { Transact } from "../platform/transact.ts";
import type { Actor, Work } from "../platform/work.ts";
import { readSetting, writeSetting } from "../settings/index.ts";
import { addCustomerMessage, addStaffMessage, createTicket, patchTicket, type Writing } from "../tickets/index.ts";
import { checkPreset, type Demo } from "./read.ts";

type Conversation = Demo["conversations"][number];
type Step = NonNullable<Conversation["steps"]>[number];

/** How far the demonstration of a preset has come; kept in the transaction of each step. */
interface Progress {
  /** "now" of the first start: a resumed load goes on with the same times */
  base: string;
  done: number;
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

function hours(text: string): Temporal.Duration {
  const duration = Temporal.Duration.from(text);
  return Temporal.Duration.from({ hours: duration.days * 24 + duration.hours, minutes: duration.minutes });
}

/**
 * Loads the demonstrations in the background by the real actions, with `now` in the past and no mail sent. Begun at the
 * first start, resumed after an interruption, never done twice.
 */
export function loadDemo(transact: Transact, names: readonly string[], log: Log): { finished: Promise<void>; stop: () => Promise<void> } {
  let stopped = false;
  const load = async () => {
    for (const name of names) {
      const { demo, preset } = checkPreset(name);
      const key = `demo.${name}`;
      let progress: Progress | null = null;
      await transact(system, async (work) => {
        progress = await readProgress(work, key);
        if (progress === null) await writeSetting(work.db, key, { base: work.now.toString(), done: 0, numbers: {} } satisfies Progress);
        progress ??= { base: work.now.toString(), done: 0, numbers: {} };
      });
      const { base } = progress ?? { base: "" };
      const acts = plan(demo, Temporal.Instant.from(base));
      for (const [index, act] of acts.entries()) {
        if (stopped) return;
        const who = act.step === null ? system : await actorOf(transact, act.step.by);
        await transact(who, (work) => perform(work, key, preset.desk.key, demo, act, index), act.at);
        if ((index + 1) % 50 === 0) log.info({ preset: name, done: index + 1, of: acts.length }, "loading the demonstration");
      }
    }
  };
  const finished = load().catch((error: unknown) => log.error({ err: error }, "the demonstration could not be loaded"));
  return {
    finished,
    async stop() {
      stopped = true;
      await finished;
    },
  };
}

const system: Actor = { kind: "system", via: "demo" };

/** The person of an address, acting in the demonstration. */
const actorOf = (transact: Transact, address: string): Promise<Actor> =>
  transact(system, async (work) => {
    const [person] = await ensurePeople(work, [{ address }]);
    if (person === undefined) throw new Error("nobody writes");
    return { kind: "person", id: person.id, name: person.name, email: person.address, locale: person.locale, grants: await grantsOf(work.db, person.id), via: "demo" };
  });

async function readProgress(work: Work, key: string): Promise<Progress | null> {
  const value = await readSetting(work.db, key);
  // written by this file only
  return value === undefined ? null : (value as Progress);
}

async function perform(work: Work, key: string, deskKey: string, demo: Demo, act: Act, index: number): Promise<void> {
  const progress = await readProgress(work, key);
  if (progress === null || progress.done > index) return;
  const conversation = demo.conversations[act.conversation];
  if (conversation === undefined) throw new Error("the demonstration has changed while it was loaded");
  const id = String(act.conversation);
  if (act.step === null) progress.numbers[id] = await begin(work, deskKey, conversation);
  else progress.numbers[id] = await goOn(work, progress.numbers[id] ?? 0, conversation, act.step);
  await writeSetting(work.db, key, { ...progress, done: index + 1 });
}

async function begin(work: Work, deskKey: string, conversation: Conversation): Promise<number> {
  const desk = (await work.desks.get()).byKey.get(deskKey);
  if (desk === undefined) throw new Error(`there is no desk ${deskKey}`);
  const locale: Language = conversation.from.locale ?? (desk.language as Language);
  const [requester, ...copied] = await ensurePeople(work, [
    { address: conversation.from.email, name: conversation.from.name, locale },
    ...(conversation.cc ?? []).map((address) => ({ address })),
  ]);
  if (requester === undefined) throw new Error("the requester was not written");
  const source = conversation.source ?? "email";
  const { number } = await createTicket(work, {
    desk,
    subject: conversation.subject,
    requesterId: requester.id,
    requesterAddress: requester.address,
    watcherIds: copied.map((person) => person.id),
    message: writing(conversation.text, requester.id, "customer", "reply", source),
    source,
    locale,
    type: conversation.type,
  });
  return number;
}

async function goOn(work: Work, number: number, conversation: Conversation, step: Step): Promise<number> {
  const { actor } = work;
  if (actor.kind !== "person" || actor.email === null) throw new Error("nobody writes");
  const by = addressKey(step.by);
  if (by === addressKey(conversation.from.email) || (conversation.cc ?? []).some((address) => addressKey(address) === by)) {
    const placed = await addCustomerMessage(work, number, writing(step.text, actor.id, "customer", "reply", "email"), { requesterAddress: actor.email, source: "email" });
    return placed.number;
  }
  const { assign, tags, priority } = step;
  const patch = { ...(assign === undefined ? {} : { assignee: assign }), ...(tags === undefined ? {} : { tags }), ...(priority === undefined ? {} : { priority }) };
  if (Object.keys(patch).length > 0) await patchTicket(work, number, patch);
  await addStaffMessage(work, number, writing(step.text, actor.id, "agent", step.kind ?? "reply", "desk"), step.status);
  return number;
}

const writing = (text: string, authorId: number, side: "customer" | "agent", kind: "reply" | "note", channel: string): Writing => ({
  kind, authorId, side, channel, html: textToHtml(text), text, quoteAt: null, attachments: [], automatic: false,
});

