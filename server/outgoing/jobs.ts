import { deskIn } from "../desks/index.ts";
import { profileOf } from "../people/index.ts";
import type { Database } from "../platform/db.ts";
import { isDatabaseAway } from "../platform/http.ts";
import type { JobHandlers } from "../platform/jobs.ts";
import type { Log } from "../platform/log.ts";
import { isProblem } from "../platform/problem.ts";
import { setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Person, type Work } from "../platform/work.ts";
import { writeFirst } from "./actions.ts";
import * as store from "./store.ts";

declare module "../platform/timers.ts" {
  interface TimerPayloads {
    "outgoing.forget": Record<string, never>;
  }
}

/** So many a job; then it queues itself behind what others wait for. */
const batch = 50;
/** So long it can be looked at, in hours; the tickets stay. */
const rememberedHours = 90 * 24;

export interface OutgoingJobDeps {
  database: Pick<Database, "db">;
  transact: Transact;
  log: Log;
}

/** Writes to the next ones. Who was written to is committed with their ticket and mail, so that a job run again writes to nobody twice. */
export const outgoingJobs = (deps: OutgoingJobDeps) =>
  ({
    async "outgoing.write"({ outgoingId }) {
      const outgoing = await store.findOutgoing(deps.database.db, outgoingId);
      if (outgoing === undefined || outgoing.state === "done") return;
      const actor = await actorOf(deps, outgoing);
      const items = await store.nextItems(deps.database.db, outgoingId, batch);
      for (const item of items) await writeItem(deps, outgoing, item, actor);
      await deps.transact(systemActor("job"), async (work) => {
        if (items.length === batch) await work.enqueue("outgoing.write", { outgoingId });
        else await store.finish(work.db, outgoingId, work.now.toString());
      });
    },
  }) satisfies Partial<JobHandlers>;

/** Who began it, with the rights of now. */
async function actorOf({ database }: OutgoingJobDeps, outgoing: store.StoredOutgoing): Promise<Person> {
  const profile = await profileOf(database.db, outgoing.personId);
  if (profile === null) throw new Error("an outgoing names nobody");
  return { kind: "person", id: profile.id, name: profile.name, email: profile.address, locale: profile.locale, grants: profile.grants, via: outgoing.via };
}

/** One receiver in a transaction of their own: the others are written to whatever becomes of this one. */
async function writeItem({ transact, log }: OutgoingJobDeps, outgoing: store.StoredOutgoing, { position, receiver }: store.StoredItem, actor: Person): Promise<void> {
  try {
    await transact(actor, async (work) => {
      if (!(await store.claimItem(work.db, outgoing.id, position))) return;
      const ticketId = await writeFirst(work, actor, await deskIn(work, outgoing.deskId), outgoing.input, receiver);
      await store.settleItem(work.db, outgoing.id, position, { ticketId });
    });
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (!isProblem(error)) log.error({ err: error, outgoing: outgoing.id, position }, "a receiver could not be written to");
    const reason = isProblem(error) ? { key: error.key, params: error.params } : { key: "internal", params: {} };
    await transact(actor, async (work) => {
      if (await store.claimItem(work.db, outgoing.id, position)) await store.settleItem(work.db, outgoing.id, position, { reason });
    });
  }
}

export async function scheduleOutgoingTimers(work: Work): Promise<void> {
  await setTimer(work.db, "outgoing.forget", "", work.now.add({ minutes: 20 }), {});
}

export const outgoingTimers = {
  async "outgoing.forget"(work, subject, payload) {
    await store.forgetOutgoings(work.db, work.now.subtract({ hours: rememberedHours }).toString());
    await setTimer(work.db, "outgoing.forget", subject, work.now.add({ hours: 24 }), payload);
  },
} satisfies Partial<TimerHandlers>;
