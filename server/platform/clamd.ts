import { connect, type Socket } from "node:net";
import type { Readable } from "node:stream";

/** Looks for viruses. */
export interface Scanner {
  /** @returns what was found; null: nothing. @throws where the scanner does not answer, or cannot take so much */
  scan(content: Readable): Promise<string | null>;
}

const silenceMs = 60_000;

/**
 * A scanner that speaks clamd's protocol (clamd(8), INSTREAM).
 * @param url `tcp://host:port` or `unix:/path/of/its.socket`
 */
export function createScanner(url: string): Scanner {
  const { protocol, hostname, port, pathname } = new URL(url);
  const open = (): Socket => (protocol === "unix:" ? connect(decodeURIComponent(pathname)) : connect(Number(port || 3310), hostname.replace(/^\[|\]$/g, "")));
  return {
    async scan(content) {
      const socket = open();
      let answer = "";
      const answered = new Promise<string>((resolve, reject) => {
        socket.setTimeout(silenceMs, () => socket.destroy(new Error("the virus scanner says nothing")));
        socket.setEncoding("utf8").on("data", (text: string) => (answer += text));
        socket.on("error", reject);
        socket.on("close", () => resolve(answer));
      });
      // said before all was sent: it takes no more
      answered.catch(() => undefined);
      try {
        await send(socket, content);
      } catch (error) {
        socket.destroy();
        if (answer === "") throw error;
      }
      return verdictOf(await answered);
    },
  };
}

async function send(socket: Socket, content: Readable): Promise<void> {
  const write = (bytes: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      if (socket.destroyed) reject(new Error("the virus scanner hung up"));
      else socket.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  await write(Buffer.from("zINSTREAM\0"));
  for await (const chunk of content) {
    const bytes = Buffer.from(chunk as Uint8Array);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    if (bytes.length > 0) await write(Buffer.concat([length, bytes]));
  }
  await write(Buffer.alloc(4));
}

/** `stream: OK`, `stream: Eicar-Signature FOUND`, or `… ERROR`. */
function verdictOf(answer: string): string | null {
  const said = answer.replaceAll("\0", "").trim();
  if (/^stream: OK$/.test(said)) return null;
  const [, found] = /^stream: (.+) FOUND$/.exec(said) ?? [];
  if (found === undefined) throw new Error(`the virus scanner answered: ${said.slice(0, 200) || "nothing"}`);
  return found;
}
