import type { LiveEvent } from "../../contract/live.ts";

export interface LiveReader {
  /** what came, in order, with its cursor; the greeting is not among it */
  events: (LiveEvent & { id: string })[];
  /** what was told for the moment, and stands in no history */
  whispers: { event: string; data: unknown }[];
  /** where a reader that comes back goes on */
  cursor(): string;
  status: number;
  /** the place it asked for was not one of ours: it starts over */
  reset: boolean;
  /** resolves when the server has ended the stream */
  ended: Promise<void>;
  close(): Promise<void>;
}

/** Reads a stream of server-sent events as a browser does (WHATWG HTML 9.2). Resolves once greeted, or refused. */
export async function readLive(base: string, headers: Record<string, string>, after?: string): Promise<LiveReader> {
  const leaving = new AbortController();
  const response = await fetch(`${base}/api/v1/live${after === undefined ? "" : `?after=${after}`}`, { headers, signal: leaving.signal });
  const reader: LiveReader = { events: [], whispers: [], cursor: () => cursor, status: response.status, reset: false, ended: Promise.resolve(), close: async () => leaving.abort() };
  let cursor = after ?? "";
  if (response.status !== 200 || response.body === null) return reader;
  const { promise: greeted, resolve: greet } = Promise.withResolvers<void>();
  const take = (block: string) => {
    const field = (name: string) => block.split("\n").find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    const [id, data] = [field("id"), field("data")];
    const kind = field("event");
    if (data === undefined) return;
    if (id === undefined) {
      if (kind !== undefined) reader.whispers.push({ event: kind, data: JSON.parse(data) });
      return;
    }
    cursor = id;
    if (kind === "reset") reader.reset = true;
    if (kind === "hello" || kind === "reset") greet();
    else reader.events.push({ ...(JSON.parse(data) as LiveEvent), id });
  };
  const run = async (body: ReadableStream<Uint8Array>) => {
    let rest = "";
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split("\n\n");
      rest = blocks.pop() ?? "";
      blocks.forEach(take);
    }
  };
  reader.ended = run(response.body).catch((error: unknown) => {
    if (!leaving.signal.aborted) throw error;
  });
  reader.close = async () => {
    leaving.abort();
    await reader.ended;
  };
  await Promise.race([greeted, reader.ended]);
  return reader;
}

/** Waits until something is so; a test that waits in vain fails by what it expects next. */
export async function until(check: () => boolean | Promise<boolean>, ms = 20_000): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (await check()) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return check();
}
