import { Temporal, type Clock } from "../platform/clock.ts";
import { query, type Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import type { Limit } from "./rules.ts";

/** Under which tries to sign in with an address are counted. */
export const signInKey = (address: string): string => `sign-in ${address}`;

/**
 * Counts one try and refuses it (429, with the seconds to wait) past the limit. Counted in one statement that commits by
 * itself, before the try is made: a hundred at once are a hundred, on any number of processes.
 */
export async function countTry(db: Db, clock: Clock, key: string, limit: Limit): Promise<void> {
  const now = clock.now();
  const [row] = await query<{ count: number; start: string }>(
    db,
    `insert into throttles as t (key, window_start, count) values ($1, $2, 1)
     on conflict (key) do update set
       count = case when t.window_start <= $3 then 1 else t.count + 1 end,
       window_start = case when t.window_start <= $3 then excluded.window_start else t.window_start end
     returning count, window_start as start`,
    [key, now.toString(), now.subtract({ minutes: limit.minutes }).toString()],
  );
  if (row === undefined || row.count <= limit.tries) return;
  const end = Temporal.Instant.from(row.start).add({ minutes: limit.minutes });
  const seconds = Math.max(1, Math.ceil((end.epochMilliseconds - now.epochMilliseconds) / 1000));
  throw problem("session.too-many", 429, { retryAfter: seconds, params: { minutes: Math.ceil(seconds / 60) } });
}

/** Forgets the tries: the person has shown to be the right one. */
export async function clearTries(db: Db, key: string): Promise<void> {
  await query(db, `delete from throttles where key = $1`, [key]);
}
