import { setTimeout } from "node:timers/promises";
import { followPlayed } from "../automations/index.ts";
import { followUpTimers } from "../follow-ups/index.ts";
import { selectNow } from "../inbox/index.ts";
import { Temporal } from "../platform/clock.ts";
import { isConfigError } from "../platform/config.ts";
import { isDatabaseAway } from "../platform/http.ts";
import { translate } from "../platform/i18n.ts";
import type { Log } from "../platform/log.ts";
import { isProblem } from "../platform/problem.ts";
import { dropTimer, takeDueTimer, withTimersHeld, type DueTimer } from "../platform/timers.ts";
import { withoutWaitingForDisk, type Transact } from "../platform/transact.ts";
import type { Work } from "../platform/work.ts";
import { slaTimers } from "../sla/index.ts";
import { writeSetting } from "../settings/index.ts";
import { purgeTimers, tellStatus } from "../tickets/index.ts";
import { waitingTimers } from "../waiting/index.ts";
import { loadArticles } from "./articles.ts";
import { begin } from "./begin.ts";
import { playCommunity } from "./demo-community.ts";
import { introduce } from "./demo-people.ts";
import { readProgress, readProgresses, type Progress } from "./demo-progress.ts";
import type { Preset } from "./format.ts";
import { goOn } from "./go-on.ts";
import { checkPreset, readArticles } from "./read.ts";
import { wasRemoved } from "./removal.ts";
import { personAt, player, stageOf, type Stage } from "./stage.ts";
import { plan, type Act } from "./timeline.ts";

/** A demonstration that is being played. */
interface Play {
  /** of the progress, among the settings */
  key: string;
  preset: Preset;
  stage: Stage;
  acts: readonly Act[];
  base: Temporal.Instant;
  /** `file:line` of an act */
  placeOf: (act: Act) => string;
}

/** What time brings by itself in what is played, by the handlers of the app. Everything else waits for the real time. */
const timers: Record<string, (work: Work, subject: string) => Promise<void>> = { ...waitingTimers, ...slaTimers, ...followUpTimers, ...purgeTimers };

/** So much is done in one transaction, and so long, in ms: less would cost time, more would keep others waiting, and a stop. */
const batch = 50;
const longest = 500;

/**
 * Loads the demonstrations in the background by the real actions, with `now` in the past and no mail sent. What happens in
 * all of them is done in one order of time, and in between falls due what falls due. Begun at the first start, resumed
 * after an interruption, never done twice, also when several processes start at once.
 * @param folder where the presets are; absent: where they are installed
 */
export function loadDemo(transact: Transact, names: readonly string[], log: Log, folder?: string): { finished: Promise<void>; stop: () => Promise<void> } {
  let stopped = false;
  const load = async () => {
    const plays = await openAll(transact, names, folder, log, () => stopped);
    if (plays.length === 0) return;
    for (const play of plays) if (!stopped) await publish(transact, play);
    let again = true;
    while (again && !stopped) {
      const before = Date.now();
      const { done, of, more } = await playSome(transact, plays, log);
      again = more;
      if (Math.floor(done / 500) > Math.floor((done - batch) / 500)) log.info({ done, of, ms: Date.now() - before }, "loading the demonstration");
    }
  };
  const alone = async () => {
    for (let over = false; !over && !stopped; ) {
      try {
        over = (await withTimersHeld(transact, load)) !== null;
      } catch (error) {
        if (!isDatabaseAway(error)) throw error;
        log.warn({ err: error }, "the database is away: the demonstration goes on once it answers");
      }
      // another process loads, which may be stopped in the middle of it; or the database is busy
      if (!over) await setTimeout(200);
    }
  };
  const finished = alone().catch((error: unknown) => log.error({ err: error }, "the demonstration could not be loaded"));
  return {
    finished,
    async stop() {
      stopped = true;
      await finished;
    },
  };
}

/** Those that are not over yet. */
async function openAll(transact: Transact, names: readonly string[], folder: string | undefined, log: Log, isStopped: () => boolean): Promise<Play[]> {
  const plays: Play[] = [];
  for (const name of names) {
    // each is read in one go: in between others have their turn
    await setTimeout(0);
    if (isStopped()) return [];
    const key = `demo.${name}`;
    const over = await transact(player, async (work) => {
      if (await wasRemoved(work.db, name)) return true;
      const before = await readProgress(work, key);
      return before !== null && before.done >= before.of;
    });
    if (over) continue;
    const read = readOrTell(name, folder, log);
    if (read === null) continue;
    const { preset, demo, placeOf } = read;
    const { base } = await transact(player, async (work) => {
      const begun = await readProgress(work, key);
      if (begun !== null) return begun;
      const progress: Progress = { base: work.now.toString(), done: 0, of: plan(demo, work.now).length, numbers: {} };
      await writeSetting(work.db, key, progress);
      return progress;
    });
    const at = Temporal.Instant.from(base);
    plays.push({
      key, preset, base: at, acts: plan(demo, at), stage: stageOf(name, preset.desk.key, demo, folder),
      placeOf: ({ conversation, step }) => `${placeOf(conversation, step === null ? "" : `/steps/${step.index}`)} "${demo.conversations[conversation]?.subject}"`,
    });
  }
  return plays;
}

/** What is wrong with one demonstration keeps no other from being played. */
function readOrTell(name: string, folder: string | undefined, log: Log): ReturnType<typeof checkPreset> | null {
  try {
    return checkPreset(name, folder);
  } catch (error) {
    if (!isConfigError(error)) throw error;
    log.error({ why: error.message }, `the demonstration of ${name} could not be read`);
    return null;
  }
}

/** Community and help centre, which nothing falls due in. */
async function publish(transact: Transact, { stage, key, base }: Play): Promise<void> {
  const articles = readArticles(stage.name, stage.folder);
  const actorOf = (address: string) => transact(player, (work) => personAt(work, stage, address));
  await playCommunity(transact, actorOf, stage, stage.demo.community, base);
  await loadArticles(transact, `${key}.articles`, stage.desk, articles, base, actorOf);
}

/** What is under way, for who reads of its failure. */
type Doing = { timer: DueTimer } | { play: Play; act: Act } | { play: Play } | null;

interface Played {
  done: number;
  of: number;
  more: boolean;
}

/** Plays a batch; where something in it is refused, each for itself, so that only what is refused is left out. */
async function playSome(transact: Transact, plays: readonly Play[], log: Log): Promise<Played> {
  try {
    return await playBatch(transact, plays, batch, log, () => {});
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
  }
  // who was made in what is undone is not there
  forgetColleagues(plays);
  let played: Played | null = null;
  for (let n = 0; n < batch && played?.more !== false; n += 1) {
    let doing: Doing = null;
    try {
      played = await playBatch(transact, plays, 1, log, (what) => {
        doing = what;
      });
    } catch (error) {
      forgetColleagues(plays);
      if (isDatabaseAway(error) || doing === null) throw error;
      await leaveOut(transact, doing, error, log);
    }
  }
  return played ?? { done: 0, of: 0, more: true };
}

const forgetColleagues = (plays: readonly Play[]): void => plays.forEach(({ stage }) => stage.colleagues.clear());

async function playBatch(transact: Transact, plays: readonly Play[], size: number, log: Log, tell: (doing: Doing) => void): Promise<Played> {
  return transact(player, async (work) => {
    withoutWaitingForDisk(work);
    const states = await statesOf(work, plays);
    const changed = new Set<(typeof states)[number]>();
    let more = true;
    let followed = 0;
    const begun = performance.now();
    for (let n = 0; n < size && more && performance.now() - begun < longest; n += 1) {
      const next = first(states);
      const timer = await takeDueTimer(work.db, Object.keys(timers), next?.at ?? latest(plays));
      if (timer !== undefined) {
        tell({ timer });
        const due = work.as(player, Temporal.Instant.from(timer.dueAt));
        await timers[timer.kind]?.(due, timer.subject);
        followed = await followUp(due, followed, log);
      } else if (next === null) {
        more = false;
      } else {
        changed.add(next.state);
        // who begins to work at this desk may work at another, too
        if (next.state.progress.introduced !== true) forgetColleagues(plays);
        await perform(work, next.state, next.act, tell);
        followed = await followUp(work.as(player, next.at), followed, log);
      }
    }
    for (const { play, progress } of changed) await writeSetting(work.db, play.key, progress);
    return { more, done: states.reduce((sum, { progress }) => sum + progress.done, 0), of: states.reduce((sum, { progress }) => sum + progress.of, 0) };
  });
}

/** What follows after a commit in the app: mails about a status (T13), and the rules of the desk. Returns up to which of what the transaction recorded. */
async function followUp(work: Work, after: number, log: Log): Promise<number> {
  const upTo = work.recorded().length;
  // a statement may write several, and tell of them one after the other
  const events = work.recorded().slice(after, upTo).toSorted((a, b) => a.id - b.id);
  let ran = false;
  for (const { id, type, data, ticket, desk: deskId, via } of events) {
    if (ticket === null || deskId === null || via !== player.via) continue;
    const desk = (await work.desks.get()).byId.get(deskId);
    if (type === "ticket.status-changed" && desk?.settings.statusMails === true) await tellStatus(work, ticket, id);
    ran = (await followPlayed(work, { log, select: selectNow }, { id, ticket, desk: deskId, type, data: { ...data } })) || ran;
  }
  // what rules did is followed by no rule
  return ran ? work.recorded().length : upTo;
}

interface State {
  play: Play;
  progress: Progress;
}

async function statesOf(work: Work, plays: readonly Play[]): Promise<State[]> {
  const progresses = await readProgresses(work, plays.map(({ key }) => key));
  // it was removed meanwhile: nothing is left to do
  return plays.map((play) => ({ play, progress: progresses.get(play.key) ?? { base: "", done: play.acts.length, of: play.acts.length, numbers: {} } }));
}

/** What comes next of all that is played. */
function first(states: readonly State[]): { state: State; act: Act; at: Temporal.Instant } | null {
  const heads = states.flatMap((state) => {
    const act = state.progress.done < state.progress.of ? state.play.acts[state.progress.done] : undefined;
    return act === undefined ? [] : [{ state, act, at: act.at }];
  });
  return heads.reduce<(typeof heads)[number] | null>((best, one) => (best === null || Temporal.Instant.compare(one.at, best.at) < 0 ? one : best), null);
}

const latest = (plays: readonly Play[]): Temporal.Instant => plays.map(({ base }) => base).reduce((a, b) => (Temporal.Instant.compare(a, b) > 0 ? a : b));

async function perform(base: Work, { play, progress }: State, act: Act, tell: (doing: Doing) => void): Promise<void> {
  const { stage, preset } = play;
  const work = base.as(base.actor, act.at);
  if (progress.introduced !== true) {
    tell({ play });
    await introduce(work, stage, preset);
    progress.introduced = true;
  }
  tell({ play, act });
  const conversation = stage.demo.conversations[act.conversation];
  if (conversation === undefined) throw new Error("an act belongs to no conversation");
  const id = String(act.conversation);
  const number = progress.numbers[id];
  const numberOf = (name: string): number => {
    const found = progress.numbers[String(stage.demo.conversations.findIndex((one) => one.id === name))];
    if (found === undefined) throw new Error(`${name} has not begun`);
    return found;
  };
  if (act.step === null) progress.numbers[id] = await begin(work, stage, conversation);
  // its beginning was refused, and is told as such
  else if (number !== undefined) progress.numbers[id] = await goOn(work, stage, number, conversation, act.step.of, numberOf);
  progress.done += 1;
}

/** What was refused is told with its place, and the rest goes on. */
async function leaveOut(transact: Transact, doing: NonNullable<Doing>, error: unknown, log: Log): Promise<void> {
  await transact(player, async (work) => {
    if ("timer" in doing) return dropTimer(work.db, doing.timer.id);
    const progress = await readProgress(work, doing.play.key);
    if (progress === null) return;
    await writeSetting(work.db, doing.play.key, "act" in doing ? { ...progress, done: progress.done + 1 } : { ...progress, introduced: true });
  });
  const what = "timer" in doing ? `${doing.timer.kind} ${doing.timer.subject}` : "act" in doing ? doing.play.placeOf(doing.act) : `${doing.play.stage.name}: people and organizations`;
  const why = isProblem(error) ? `${translate("en", `problem.${error.key}`, error.params)} (${error.key}${error.path === undefined ? "" : ` ${error.path}`})` : null;
  log.error({ ...(why === null ? { err: error } : { why }) }, `left out of the demonstration: ${what}`);
}
