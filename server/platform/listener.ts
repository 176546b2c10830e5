import pg from "pg";
import type { DbConnection } from "./db.ts";
import type { Log } from "./log.ts";

/** Hears PostgreSQL's notifications on one connection that is made anew whenever it breaks. */
export interface Listener {
  /** The handler gets the payload; null after every (re)connection: something may have been missed. */
  on(channel: string, handler: (payload: string | null) => void): () => void;
  /** False while nothing can be heard: caches that rely on it must not be used then. */
  isUp(): boolean;
  /** Resolves once everything that was committed before the call has been told to the handlers, or nothing can be heard. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

const echoChannel = "ventanilla_echo";

export async function startListener(connection: DbConnection, channels: readonly string[], log: Log): Promise<Listener> {
  const handlers = new Map<string, Set<(payload: string | null) => void>>(channels.map((channel) => [channel, new Set()]));
  // our own words coming back: notifications arrive in the order of their commits
  const echoes = new Map<string, () => void>();
  let asked = 0;
  let client: pg.Client | null = null;
  let stopped = false;
  let retry: NodeJS.Timeout | undefined;

  const tell = (channel: string, payload: string | null) => {
    for (const handler of handlers.get(channel) ?? []) handler(payload);
  };
  const lost = (which: pg.Client) => {
    if (client === which) {
      client = null;
      for (const done of echoes.values()) done();
      echoes.clear();
    }
    if (stopped || retry) return;
    retry = setTimeout(() => {
      retry = undefined;
      connect().catch((error: unknown) => {
        log.warn({ err: error }, "notifications cannot be heard");
        lost(which);
      });
    }, 500);
  };
  const connect = async () => {
    const next = new pg.Client({ ...connection, application_name: "ventanilla listener", keepAlive: true });
    next.on("error", (error) => {
      log.warn({ err: error }, "the listening connection ended");
      lost(next);
    });
    next.on("end", () => lost(next));
    next.on("notification", ({ channel, payload }) => {
      if (channel !== echoChannel) return tell(channel, payload ?? "");
      echoes.get(payload ?? "")?.();
      echoes.delete(payload ?? "");
    });
    try {
      await next.connect();
      await next.query([...channels, echoChannel].map((channel) => `listen ${channel}`).join("; "));
    } catch (error) {
      await next.end().catch(() => {}); // it is the first error that counts
      throw error;
    }
    if (stopped) return next.end();
    client = next;
    for (const channel of channels) tell(channel, null);
  };
  try {
    await connect();
  } catch (error) {
    stopped = true;
    clearTimeout(retry);
    throw error;
  }
  return {
    on(channel, handler) {
      const set = handlers.get(channel);
      if (set === undefined) throw new Error(`nothing listens on ${channel}`);
      set.add(handler);
      return () => set.delete(handler);
    },
    isUp: () => client !== null,
    async caughtUp() {
      const current = client;
      if (current === null) return;
      asked += 1;
      const word = `${process.pid}-${asked}`;
      const heard = new Promise<void>((resolve) => echoes.set(word, resolve));
      try {
        await current.query("select pg_notify($1, $2)", [echoChannel, word]);
      } catch (error) {
        log.warn({ err: error }, "notifications cannot be heard");
        lost(current);
      }
      await heard;
    },
    async stop() {
      stopped = true;
      clearTimeout(retry);
      await client?.end();
    },
  };
}
