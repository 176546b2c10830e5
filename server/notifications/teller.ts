import type { Database } from "../platform/db.ts";
import { currentCursor, isOurCursor } from "../platform/events.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Work } from "../platform/work.ts";
import { isBehind, movePlace, takePlace } from "./store.ts";
import { tellOfEvents } from "./tell.ts";

/** Tells staff of everything settled since the last time. Answers whether it had anything to look at. */
export function createTeller({ db }: Pick<Database, "db">, transact: Transact): () => Promise<boolean> {
  let begun = false;
  return async () => {
    if (!begun) await transact(systemActor("job"), beginHere);
    begun = true;
    if (!(await isBehind(db))) return false;
    while (await transact(systemActor("job"), tellOfEvents));
    return true;
  };
}

/** A database that was restored on another server counts its transactions anew: what happens from now on is told. */
async function beginHere({ db }: Work): Promise<void> {
  const place = await takePlace(db);
  if (place !== null && !(await isOurCursor(db, { xid: place.xid, id: place.eventId }))) await movePlace(db, await currentCursor(db));
}
