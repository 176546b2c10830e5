import { query, type Db } from "../platform/db.ts";
import type { Listener } from "../platform/listener.ts";
import type { Actor } from "../platform/work.ts";

/** On which processes hear whose bell rings. */
export const bellChannel = "ventanilla_bell";

/** PostgreSQL takes 8000 bytes. */
const mostAtOnce = 400;

/** When this transaction has committed, these people's open pages look at their bell again. */
export async function ring(db: Db, people: readonly number[]): Promise<void> {
  const ids = [...new Set(people)];
  for (let n = 0; n < ids.length; n += mostAtOnce) await query(db, `select pg_notify($1, $2)`, [bellChannel, ids.slice(n, n + mostAtOnce).join(" ")]);
}

/**
 * Passes it on to the open pages of those people: that it rang, not what for; they ask through policy.
 * @param tell of the live streams
 */
export function passBellsOn(listener: Listener, tell: (event: string, data: object, may: (actor: Actor) => boolean) => void): void {
  listener.on(bellChannel, (payload) => {
    // the connection was lost: whoever rang meanwhile was not heard
    const rung = payload === null || payload === "" ? null : new Set(payload.split(" ").map(Number));
    tell("bell", {}, (actor) => actor.kind === "person" && (rung === null || rung.has(actor.id)));
  });
}
