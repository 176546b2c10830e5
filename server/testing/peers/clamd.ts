import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** What stands for a virus here. */
export const virus = "SCHADLING-4711";

export interface Clamd {
  url: string;
  /** how often it was asked */
  asked(): number;
  /** hangs up on whoever asks, until it is `false` again */
  silent(on: boolean): void;
  close(): Promise<void>;
}

/** Speaks clamd's INSTREAM on a free port of 127.0.0.1, and takes 200 kB at most. */
export async function startClamd(): Promise<Clamd> {
  let asked = 0;
  let silent = false;
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket)).on("error", () => undefined);
    if (silent) return void socket.destroy();
    asked += 1;
    let held = Buffer.alloc(0);
    let content = Buffer.alloc(0);
    let greeted = false;
    const end = (word: string) => socket.end(`${word}\0`);
    socket.on("data", (bytes) => {
      held = Buffer.concat([held, bytes]);
      if (!greeted) {
        const at = held.indexOf(0);
        if (at < 0) return;
        if (held.subarray(0, at).toString() !== "zINSTREAM") return void end("UNKNOWN COMMAND");
        greeted = true;
        held = held.subarray(at + 1);
      }
      while (held.length >= 4) {
        const length = held.readUInt32BE(0);
        if (length === 0) return void end(content.includes(virus) ? "stream: Test.Virus FOUND" : "stream: OK");
        if (held.length < 4 + length) return;
        content = Buffer.concat([content, held.subarray(4, 4 + length)]);
        held = held.subarray(4 + length);
        if (content.length > 200_000) return void end("INSTREAM size limit exceeded. ERROR");
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    silent: (on) => (silent = on),
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
