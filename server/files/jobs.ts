import type { Blobs } from "../platform/blobs.ts";
import type { JobHandlers } from "../platform/jobs.ts";
import { setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Work } from "../platform/work.ts";
import { dropUnusedBlob, expireFiles, type BlobReference } from "./actions.ts";
import { unlinkedHours } from "./rules.ts";
import { unusedHashes } from "./store.ts";
import { expireUploads } from "./uploads.ts";

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    /** sha-256, hexadecimal */
    "files.drop-blobs": { hashes: string[] };
    "files.sweep-blobs": Record<string, never>;
  }
}
declare module "../platform/timers.ts" {
  interface TimerPayloads {
    "files.expire": Record<string, never>;
    "files.sweep": Record<string, never>;
  }
}

const expireEveryMinutes = 30;
const sweepEveryHours = 24;

/** Sets the recurring timers; at every start, so that an installation that is rarely up is tidied too. */
export async function scheduleFileTimers(work: Work): Promise<void> {
  await setTimer(work.db, "files.expire", "", work.now.add({ minutes: 1 }), {});
  await setTimer(work.db, "files.sweep", "", work.now.add({ minutes: 10 }), {});
}

export const fileTimers = {
  async "files.expire"(work, subject, payload) {
    await expireUploads(work);
    const more = (await expireFiles(work)) > 0;
    await setTimer(work.db, "files.expire", subject, work.now.add({ minutes: more ? 1 : expireEveryMinutes }), payload);
  },
  async "files.sweep"(work, subject, payload) {
    await work.enqueue("files.sweep-blobs", {}, { key: "files.sweep-blobs" });
    await setTimer(work.db, "files.sweep", subject, work.now.add({ hours: sweepEveryHours }), payload);
  },
} satisfies Partial<TimerHandlers>;

/** @param references who else refers to blobs */
export function fileJobs(transact: Transact, blobs: Blobs, references: readonly BlobReference[]) {
  const drop = (hash: Buffer) => transact(systemActor("job"), (work) => dropUnusedBlob(work, references, hash));
  return {
    async "files.drop-blobs"({ hashes }) {
      for (const hash of hashes) await drop(Buffer.from(hash, "hex"));
    },
    /** What a rolled-back transaction or a killed process left on the disk. */
    async "files.sweep-blobs"() {
      await blobs.sweepStaged(unlinkedHours * 3_600_000);
      let hashes: Buffer[] = [];
      const flush = async () => {
        const unused = await transact(systemActor("job"), (work) => unusedHashes(work.db, hashes));
        for (const hash of unused) await drop(hash);
        hashes = [];
      };
      for await (const hash of blobs.list()) if (hashes.push(hash) >= 1000) await flush();
      if (hashes.length > 0) await flush();
    },
  } satisfies Partial<JobHandlers>;
}
