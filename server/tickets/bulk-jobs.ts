import type { BulkOutcome } from "../../contract/bulks.ts";
import { profileOf } from "../people/index.ts";
import type { Database } from "../platform/db.ts";
import { isDatabaseAway } from "../platform/http.ts";
import type { JobHandlers } from "../platform/jobs.ts";
import type { Log } from "../platform/log.ts";
import { isProblem } from "../platform/problem.ts";
import { setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Person, type Work } from "../platform/work.ts";
import * as store from "./bulk-store.ts";
import { applyChange, reasonOf } from "./bulk.ts";
import { takeBack } from "./bulk-undo.ts";

declare module "../platform/timers.ts" {
  interface TimerPayloads {
    "tickets.forget-bulks": Record<string, never>;
  }
}

/** So many tickets a job; then it queues itself behind what others wait for. */
const batch = 200;
/** So many tickets at a time. */
const together = 3;
/** So long a bulk can be looked at and taken back, in hours. */
const rememberedHours = 30 * 24;

export interface BulkJobDeps {
  database: Pick<Database, "db">;
  transact: Transact;
  log: Log;
}

/** Works bulks off. What a ticket became is committed with its change, so a job that is run again goes on where the last one ended. */
export function bulkJobs(deps: BulkJobDeps) {
  return {
    async "tickets.bulk"({ bulkId }) {
      await workBatch(deps, bulkId);
    },
  } satisfies Partial<JobHandlers>;
}

async function workBatch(deps: BulkJobDeps, bulkId: number): Promise<void> {
  const { db } = deps.database;
  const bulk = await store.findBulk(db, bulkId);
  if (bulk === undefined || bulk.state === "done" || bulk.state === "undone") return;
  const undoing = bulk.state === "undoing";
  const actor = await actorOf(deps, bulk);
  const items = await store.nextItems(db, bulkId, undoing, batch);
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: together }, async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await workItem(deps, bulk, item, actor, undoing);
    }),
  );
  await deps.transact(systemActor("job"), async (work) => {
    const now = await store.lockBulk(work.db, bulkId);
    // taken back meanwhile: its undo has its own job
    if (now?.state !== bulk.state) return;
    if (items.length === batch) await work.enqueue("tickets.bulk", { bulkId });
    else await store.setBulkState(work.db, bulkId, undoing ? "undone" : "done", work.now.toString());
  });
}

/** Who asked for it, with the rights of now. */
async function actorOf(deps: BulkJobDeps, bulk: store.StoredBulk): Promise<Person> {
  const profile = await profileOf(deps.database.db, bulk.personId);
  if (profile === null) throw new Error("a bulk names nobody");
  return { kind: "person", id: profile.id, name: profile.name, email: profile.address, locale: profile.locale, grants: profile.grants, via: bulk.via };
}

/** One ticket in its own transaction: others go on whatever becomes of it. */
async function workItem({ transact, log }: BulkJobDeps, bulk: store.StoredBulk, item: store.StoredItem, actor: Person, undoing: boolean): Promise<void> {
  const settle = (work: Work, outcome: BulkOutcome, reason: store.Reason | null, events: readonly number[] | null) => store.settleItem(work.db, bulk.id, item.position, outcome, reason, events);
  try {
    await transact(actor, async (work) => {
      if (!(await store.claimItem(work.db, bulk.id, item.position, undoing))) return;
      if (undoing) {
        await takeBack(work, item.eventIds);
        return settle(work, "undone", null, null);
      }
      const events = await applyChange(work, item.ticketId, bulk.change);
      return settle(work, events.length === 0 ? "unchanged" : "changed", null, events);
    });
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (!isProblem(error)) log.error({ err: error, bulk: bulk.id, ticket: item.ticketId }, "a ticket of a bulk failed");
    await transact(actor, async (work) => {
      if (await store.claimItem(work.db, bulk.id, item.position, undoing)) await settle(work, undoing ? "undo-refused" : "refused", reasonOf(error) ?? { key: "internal", params: {} }, null);
    });
  }
}

export async function scheduleBulkTimers(work: Work): Promise<void> {
  await setTimer(work.db, "tickets.forget-bulks", "", work.now.add({ minutes: 15 }), {});
}

export const bulkTimers = {
  async "tickets.forget-bulks"(work, subject, payload) {
    await store.forgetBulks(work.db, work.now.subtract({ hours: rememberedHours }).toString());
    await setTimer(work.db, "tickets.forget-bulks", subject, work.now.add({ hours: 24 }), payload);
  },
} satisfies Partial<TimerHandlers>;
