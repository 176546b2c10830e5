import { query, type Db } from "../platform/db.ts";
import { timersAreHeld } from "../platform/timers.ts";
import type { Work } from "../platform/work.ts";
import { settingsAt, settingsOf } from "../settings/index.ts";

/** How far the demonstration of a preset has come; kept in the transaction of what was done. */
export interface Progress {
  /** "now" of the first start: a resumed load goes on with the same times */
  base: string;
  /** acts done */
  done: number;
  /** acts there are: what a later version adds to the file is not played to an installation in use */
  of: number;
  /** the ticket of each conversation begun */
  numbers: Record<string, number>;
  /** people and organizations are there */
  introduced?: true;
}

/** The progress, which nobody else changes until the transaction ends. */
export const readProgress = async (work: Work, key: string): Promise<Progress | null> => (await readProgresses(work, [key])).get(key) ?? null;

/** That of several demonstrations, by their keys. */
export async function readProgresses(work: Work, keys: readonly string[]): Promise<Map<string, Progress>> {
  await query(work.db, `select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest($1::text[]) as w(key)`, [keys]);
  // written by demonstrations only
  return new Map((await settingsAt(work.db, keys)).map(({ key, value }) => [key, value as Progress]));
}

/** How far what is loaded now has come; null: nothing is. */
export async function demoProgress(db: Db): Promise<{ done: number; of: number } | null> {
  if (!(await timersAreHeld(db))) return null;
  const begun = (await settingsOf(db, "demo.")).flatMap(({ value }) => (isProgress(value) ? [value] : []));
  return { done: begun.reduce((sum, { done }) => sum + done, 0), of: begun.reduce((sum, { of }) => sum + of, 0) };
}

const isProgress = (value: unknown): value is Progress => typeof value === "object" && value !== null && "done" in value && "of" in value;
