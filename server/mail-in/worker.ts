import { isDatabaseAway } from "../platform/http.ts";
import type { Log } from "../platform/log.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Work } from "../platform/work.ts";
import { admitMails, type AdmitDeps } from "./admit.ts";
import type { LeftOver } from "./left-over.ts";
import { claimMail, claimMails, markFailed, type LedgerMail } from "./store.ts";

export interface AdmissionDeps extends AdmitDeps {
  transact: Transact;
  log: Log;
  /** told what became of each mail, once that has committed */
  settled: (fate: string) => void;
  /** what earlier processes left behind */
  leftOver: LeftOver;
}

const batchSize = 32;
const actor = systemActor("mail");

/**
 * Admits a batch of waiting mails. If anything in it fails, nothing of it is kept and each is tried alone, so that a
 * mail we cannot handle fails alone. Answers how many were settled; a database that is away is thrown.
 */
export async function admitBatch(deps: AdmissionDeps): Promise<number> {
  const left = await deps.leftOver.take();
  if (left === "failed") {
    deps.settled("failed");
    return 1;
  }
  if (left !== null) return admitLeftOver(deps, left.id);
  let claimed: readonly LedgerMail[] = [];
  try {
    const fates = await deps.transact(actor, async (work) => {
      claimed = await claimMails(work.db, batchSize);
      return admitMails(work, deps, claimed);
    });
    fates.forEach(deps.settled);
    return fates.length;
  } catch (error) {
    if (claimed.length === 0 || isDatabaseAway(error) || isOutOfSpace(error)) throw error;
    if (claimed.length > 1) deps.log.warn({ err: error, mails: claimed.length }, "mail: a batch failed; each is tried alone");
    let settled = 0;
    for (const { id } of claimed) settled += await admitAlone(deps, id);
    return settled;
  }
}

/** Answers 1 whatever became of it: there may be more. */
async function admitLeftOver(deps: AdmissionDeps, id: number): Promise<number> {
  if ((await admitAlone(deps, id)) === 0) await deps.leftOver.survived(id);
  return 1;
}

async function admitAlone(deps: AdmissionDeps, id: number): Promise<number> {
  const { transact, log } = deps;
  try {
    const fates = await transact(actor, async (work) => admitMails(work, deps, await claimMail(work.db, id)));
    fates.forEach(deps.settled);
    return fates.length;
  } catch (error) {
    // not the mail's fault: it stays as it is and is claimed again
    if (isDatabaseAway(error) || isOutOfSpace(error)) throw error;
    if (isConflict(error)) return 0;
    log.error({ err: error, mail: id }, "mail: could not be admitted");
    const message = error instanceof Error ? error.message : String(error);
    await transact(actor, (work: Work) => markFailed(work.db, id, work.now.toString(), message.replaceAll("\0", "").toWellFormed().slice(0, 1_000)));
    deps.settled("failed");
    return 1;
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");
/** A deadlock or a serialization failure: another transaction was in the way. */
const isConflict = (error: unknown): boolean => ["40001", "40P01", "55P03"].includes(codeOf(error));
const isOutOfSpace = (error: unknown): boolean => ["53100", "53200", "ENOSPC", "EDQUOT"].includes(codeOf(error));

export interface Admission {
  /** Something was received: called right after, so that nobody waits for a poll. */
  wake(): void;
  /** Finishes the batches under way. */
  stop(): Promise<void>;
}

/**
 * Admits mails for ever: when woken, and every `pollMs` for what another process received or a crash left behind. Any
 * number of processes may do so at once.
 */
export function startAdmission(deps: AdmissionDeps, { workers = 2, pollMs = 2_000, retryMs = 1_000 }: { workers?: number; pollMs?: number; retryMs?: number } = {}): Admission {
  let stopped = false;
  const idle = new Set<() => void>();
  let signals = 0;
  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        idle.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      idle.add(end);
    });
  const loop = async () => {
    while (!stopped) {
      const before = signals;
      try {
        while (!stopped && (await admitBatch(deps)) > 0);
        if (!stopped && signals === before) await rest(pollMs);
      } catch (error) {
        deps.log.warn({ err: error }, "mail: cannot be admitted at the moment");
        if (!stopped) await pause(retryMs, () => stopped);
      }
    }
  };
  const running = Array.from({ length: workers }, loop);
  return {
    wake() {
      signals++;
      const [first] = idle;
      first?.();
    },
    async stop() {
      stopped = true;
      for (const end of idle) end();
      await Promise.all(running);
    },
  };
}

async function pause(ms: number, isOver: () => boolean): Promise<void> {
  for (let waited = 0; waited < ms && !isOver(); waited += 100) await new Promise((resolve) => setTimeout(resolve, 100));
}
