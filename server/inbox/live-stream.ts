import type { ServerResponse } from "node:http";
import type { LiveEvent } from "../../contract/live.ts";
import type { Desks } from "../desks/index.ts";
import type { Database } from "../platform/db.ts";
import { currentCursor, cursorText, isOurCursor, readCursorText, type LiveCursor } from "../platform/events.ts";
import { liveChannel } from "../platform/transact.ts";
import type { Listener } from "../platform/listener.ts";
import type { Log } from "../platform/log.ts";
import { isProblem } from "../platform/problem.ts";
import type { Actor } from "../platform/work.ts";
import { readSettled, toLive } from "./live.ts";

const batch = 500;
/** An event that waits for an older transaction becomes readable without a further notification: look again, ever more rarely. */
const retriesMs = [250, 1000, 4000];
const heartbeatMs = 25_000;
/** A browser that reads so slowly is cut off: it comes back by itself and goes on from its last event. */
const mostUnreadBytes = 1024 * 1024;

export interface LiveStart {
  cursor: LiveCursor;
  /** the place that was asked for is none of ours: what is shown must be read again (the event `reset`) */
  lost: boolean;
}

export interface LiveStreams {
  /** Where a stream starts: at the cursor it names, else now. */
  start(after: string | undefined): Promise<LiveStart>;
  /** Streams to one browser from the cursor on, until it goes away or nobody is signed in there any more. */
  open(response: ServerResponse, who: () => Promise<Actor | null>, from: LiveStart): void;
  /** Tells everybody there now who may know; it is in no history, and nobody who comes later hears it. */
  tell(event: string, data: object, may: (actor: Actor) => boolean): void;
  stop(): void;
}

interface Stream {
  response: ServerResponse;
  who: () => Promise<Actor | null>;
  cursor: LiveCursor;
}

/**
 * Server-sent events (WHATWG HTML 9.2) by hand. Streams that stand at the same cursor share one reading; one that
 * resumes from earlier catches up by itself first.
 */
export function createLiveStreams(database: Database, desks: Desks, listener: Listener, log: Log): LiveStreams {
  const streams = new Set<Stream>();
  let running = false;
  let again = false;
  let retries: NodeJS.Timeout[] = [];

  const end = (stream: Stream) => {
    streams.delete(stream);
    stream.response.end();
  };

  const send = async (stream: Stream, rows: Awaited<ReturnType<typeof readSettled>>) => {
    if (rows.length === 0) return;
    // asked anew each time: who was signed out or lost a role learns nothing more
    const actor = await stream.who().catch((error: unknown) => {
      // a token that was revoked meanwhile
      if (isProblem(error)) return null;
      throw error;
    });
    if (actor === null || stream.response.writableLength > mostUnreadBytes) return end(stream);
    const set = await desks.get();
    for (const row of rows) {
      stream.cursor = { xid: row.xid, id: row.id };
      const told = toLive(row, set, actor);
      if (told !== null) stream.response.write(frame(stream.cursor, told));
    }
  };

  const pump = async () => {
    const groups = Map.groupBy(streams, (stream) => cursorText(stream.cursor));
    for (const group of groups.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const rows = await readSettled(database.db, first.cursor, batch);
      for (const stream of group) if (streams.has(stream)) await send(stream, rows);
      if (rows.length === batch) again = true;
    }
  };

  const wake = () => {
    if (streams.size === 0) return;
    if (running) {
      again = true;
      return;
    }
    running = true;
    again = false;
    pump()
      .catch((error: unknown) => log.warn({ err: error }, "live events could not be read"))
      .finally(() => {
        running = false;
        if (again) wake();
      });
  };
  listener.on(liveChannel, () => {
    wake();
    retries.forEach(clearTimeout);
    // a process that has ended its work does not stay for them
    retries = retriesMs.map((ms) => setTimeout(wake, ms).unref());
  });
  const heartbeat = setInterval(() => {
    for (const stream of streams) stream.response.write(": still here\n\n");
    wake();
  }, heartbeatMs);

  return {
    async start(after) {
      const resumed = after === undefined ? null : readCursorText(after);
      const lost = after !== undefined && (resumed === null || !(await isOurCursor(database.db, resumed)));
      return { cursor: resumed === null || lost ? await currentCursor(database.db) : resumed, lost };
    },
    open(response, who, from) {
      const stream: Stream = { response, who, cursor: from.cursor };
      // it ends only when the process stops or the reader is cut off: an idle connection kept after it would hold up the stop
      response.writeHead(200, { connection: "close", "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no", "x-content-type-options": "nosniff" });
      response.write("retry: 1000\n");
      response.write(`event: ${from.lost ? "reset" : "hello"}\n${frame(stream.cursor, {})}`);
      response.on("close", () => streams.delete(stream));
      response.on("error", () => streams.delete(stream));
      streams.add(stream);
      wake();
    },
    tell(event, data, may) {
      const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
      for (const stream of streams) {
        stream
          .who()
          .then((actor) => {
            if (actor !== null && may(actor) && streams.has(stream) && stream.response.writableLength <= mostUnreadBytes) stream.response.write(text);
          })
          .catch((error: unknown) => log.debug({ err: error }, "a stream was not told"));
      }
    },
    stop() {
      clearInterval(heartbeat);
      retries.forEach(clearTimeout);
      for (const stream of streams) end(stream);
    },
  };
}

const frame = (cursor: LiveCursor, data: LiveEvent | Record<string, never>): string => `id: ${cursorText(cursor)}\ndata: ${JSON.stringify(data)}\n\n`;
