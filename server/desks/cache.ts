import type { Database } from "../platform/db.ts";
import type { Listener } from "../platform/listener.ts";
import { loadDesks, type DeskConfig } from "./store.ts";

/** Told by whoever changes configuration; every process then reads it anew. */
export const configChannel = "ventanilla_config";

/** One consistent reading of all desks. */
export interface DeskSet {
  all: readonly DeskConfig[];
  byId: ReadonlyMap<number, DeskConfig>;
  byKey: ReadonlyMap<string, DeskConfig>;
  byAddress: ReadonlyMap<string, DeskConfig>;
}

export interface Desks {
  /** The configuration as it stands. From memory, unless changes cannot be heard at the moment. */
  get(): Promise<DeskSet>;
}

declare module "../platform/work.ts" {
  interface WorkContext {
    desks: Desks;
  }
}

export function createDesks(database: Database, listener: Listener): Desks {
  let cached: Promise<DeskSet> | null = null;
  listener.on(configChannel, () => {
    cached = null;
  });
  const load = async (): Promise<DeskSet> => {
    const all = await loadDesks(database.db);
    return {
      all,
      byId: new Map(all.map((desk) => [desk.id, desk])),
      byKey: new Map(all.map((desk) => [desk.key, desk])),
      byAddress: new Map(all.flatMap((desk) => desk.addresses.map((address) => [address, desk] as const))),
    };
  };
  return {
    get() {
      if (!listener.isUp()) return load();
      if (cached === null) {
        const reading: Promise<DeskSet> = load().catch((error: unknown) => {
          if (cached === reading) cached = null;
          throw error;
        });
        cached = reading;
      }
      return cached;
    },
  };
}
