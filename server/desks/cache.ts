import { withOwnConnection, type Database } from "../platform/db.ts";
import type { ConfigurationEvent } from "../../contract/live.ts";
import type { Listener } from "../platform/listener.ts";
import type { Actor } from "../platform/work.ts";
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
  /** Resolves once this process knows every change of configuration and rights that was committed before the call. */
  caughtUp(): Promise<void>;
}

declare module "../platform/work.ts" {
  interface WorkContext {
    desks: Desks;
  }
}

export function createDesks(database: Database, listener: Listener): Desks {
  let cached: DeskSet | null = null;
  let reading: Promise<DeskSet> | null = null;
  listener.on(configChannel, () => {
    cached = null;
    reading = null;
  });
  const read = () => {
    const own: Promise<DeskSet> = load(database)
      .then((set) => {
        // what was read while something changed may be what it was before
        if (reading === own && listener.isUp()) cached = set;
        return set;
      })
      .finally(() => {
        if (reading === own) reading = null;
      });
    reading = own;
    return own;
  };
  return {
    get: async () => (listener.isUp() && cached !== null ? cached : (reading ?? read())),
    caughtUp: () => listener.caughtUp(),
  };
}

/** Colleagues who have a desk open read its configuration anew. Called after `createDesks`: by then it is no longer in memory. */
export function passConfigurationOn(listener: Listener, tell: (event: string, data: object, may: (actor: Actor) => boolean) => void): void {
  listener.on(configChannel, (payload) => {
    // the connection was lost: what changed meanwhile was not heard
    const changed: ConfigurationEvent = { desk: payload === null || payload === "" ? null : payload };
    tell("configuration", changed, (actor) => actor.kind === "person" && actor.grants.length > 0);
  });
}

/** On a connection of its own: who asks may hold the pool's last one in a transaction, and would wait for itself. */
async function load(database: Database): Promise<DeskSet> {
  const all = await withOwnConnection(database, loadDesks);
  return {
    all,
    byId: new Map(all.map((desk) => [desk.id, desk])),
    byKey: new Map(all.map((desk) => [desk.key, desk])),
    byAddress: new Map(all.flatMap((desk) => desk.addresses.map((address) => [address, desk] as const))),
  };
}
