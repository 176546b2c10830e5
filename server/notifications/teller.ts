import type { Database } from "../platform/db.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor } from "../platform/work.ts";
import { isBehind } from "./store.ts";
import { tellOfEvents } from "./tell.ts";

/** Tells staff of everything settled since the last time. Answers whether it had anything to look at. */
export const createTeller =
  ({ db }: Pick<Database, "db">, transact: Transact) =>
  async (): Promise<boolean> => {
    if (!(await isBehind(db))) return false;
    while (await transact(systemActor("job"), tellOfEvents));
    return true;
  };
