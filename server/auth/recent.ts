import type { Clock } from "../platform/clock.ts";
import type { Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import type { Person } from "../platform/work.ts";
import { sessionStart } from "./sign-on-store.ts";

/**
 * What opens a lasting way in asks for a sign-in not older than this (OWASP ASVS 3.7.1): whoever finds a browser open, or has its
 * cookie, makes none.
 */
const recentMinutes = 30;

export async function isRecent(db: Db, clock: Clock, actor: Person): Promise<boolean> {
  const start = actor.sessionId === undefined ? null : await sessionStart(db, actor.sessionId);
  return start !== null && Date.parse(start) > clock.now().subtract({ minutes: recentMinutes }).epochMilliseconds;
}

/** @throws `session.too-old` (403) */
export async function mustBeRecent(db: Db, clock: Clock, actor: Person): Promise<void> {
  if (!(await isRecent(db, clock, actor))) throw problem("session.too-old", 403, { params: { minutes: recentMinutes } });
}
