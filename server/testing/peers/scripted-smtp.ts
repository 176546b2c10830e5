import { once } from "node:events";
import { createServer, type Socket } from "node:net";

/** A reply line with its CRLF added, or `drop` (cut the connection) or `silence` (say nothing, ever). */
export type ScriptedReply = string | "drop" | "silence";

/** What the server does; what is left out is answered as a plain accepting server would. `nth` counts from 1. */
export type SmtpScript = {
  greeting?: ScriptedReply;
  /** Answers one command line; undefined for the usual answer. */
  command?(line: string, nth: number): ScriptedReply | undefined;
  /** Answers the final dot of a mail. The mail counts as delivered whatever is answered. */
  message?(raw: string, nth: number): ScriptedReply | undefined;
  /** Cuts the connection once so many bytes of a mail have come. */
  cutAfterBytes?: number;
};

export type ScriptedSmtp = {
  url: string;
  port: number;
  /** Mails whose final dot arrived, as sent (dot-stuffed). */
  messages: string[];
  commands: string[];
  /** Connections taken so far. */
  connections: () => number;
  play(script: SmtpScript): void;
  close(): Promise<void>;
};

/** An SMTP server that does exactly what its script says, for the ends no real server can be made to show. */
export async function startScriptedSmtp(first: SmtpScript = {}): Promise<ScriptedSmtp> {
  let script = first;
  let connections = 0;
  const messages: string[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();

  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    const reply = (what: ScriptedReply) => {
      if (what === "drop") socket.destroy();
      else if (what !== "silence") socket.write(`${what}\r\n`);
    };
    let buffered = "";
    let inData = false;
    let recipients = 0;
    const answerCommand = (line: string) => {
      commands.push(line);
      const scripted = script.command?.(line, commands.length);
      const answer = scripted ?? (/^DATA/i.test(line) && recipients === 0 ? "503 5.5.1 no valid recipients" : usualAnswer(line));
      if (/^RCPT/i.test(line) && answer.startsWith("2")) recipients += 1;
      if (/^DATA/i.test(line) && answer.startsWith("354")) inData = true;
      reply(answer);
      if (/^QUIT/i.test(line)) socket.end();
    };
    socket.on("data", (chunk) => {
      buffered += chunk.toString("latin1");
      for (;;) {
        if (inData) {
          if (script.cutAfterBytes !== undefined && buffered.length >= script.cutAfterBytes) return void socket.destroy();
          const end = buffered.indexOf("\r\n.\r\n");
          if (end === -1) return;
          messages.push(buffered.slice(0, end + 2));
          buffered = buffered.slice(end + 5);
          inData = false;
          recipients = 0;
          reply(script.message?.(messages.at(-1) ?? "", messages.length) ?? "250 2.0.0 OK");
        } else {
          const end = buffered.indexOf("\r\n");
          if (end === -1) return;
          const line = buffered.slice(0, end);
          buffered = buffered.slice(end + 2);
          answerCommand(line);
        }
      }
    });
    reply(script.greeting ?? "220 scripted.example ESMTP");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    messages,
    commands,
    connections: () => connections,
    play: (next) => {
      script = next;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function usualAnswer(line: string): string {
  if (/^EHLO/i.test(line)) return "250-scripted.example\r\n250-PIPELINING\r\n250 SIZE 10000000";
  if (/^DATA/i.test(line)) return "354 go on";
  if (/^QUIT/i.test(line)) return "221 bye";
  return "250 OK";
}
