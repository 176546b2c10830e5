import { connect, type Socket } from "node:net";

/** One connection of a sending server: greets once, then sends mail after mail, pipelining its commands (RFC 2920). */
export interface SmtpClient {
  /** Resolves when the mail was answered 250. @throws for any other answer */
  send(from: string, to: string, raw: Buffer): Promise<void>;
  close(): void;
}

export async function openSmtp(port: number): Promise<SmtpClient> {
  const socket: Socket = connect({ host: "127.0.0.1", port, noDelay: true });
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  const early: string[] = [];
  let rest = "";
  socket.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString("latin1")).split("\r\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.charAt(3) === "-") continue; // more of the same answer follows
      const next = waiting.shift();
      if (next === undefined) early.push(line);
      else next.resolve(line);
    }
  });
  socket.on("error", (error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  });
  const answer = () => {
    const line = early.shift();
    return line === undefined ? new Promise<string>((resolve, reject) => waiting.push({ resolve, reject })) : Promise.resolve(line);
  };
  const expect = async (code: string) => {
    const line = await answer();
    if (!line.startsWith(code)) throw new Error(`SMTP answered ${line}`);
  };
  await expect("220");
  socket.write("EHLO bench\r\n");
  await expect("250");
  return {
    async send(from, to, raw) {
      socket.write(`MAIL FROM:<${from}>\r\nRCPT TO:<${to}>\r\nDATA\r\n`);
      await expect("250");
      await expect("250");
      await expect("354");
      socket.write(raw);
      socket.write("\r\n.\r\n");
      await expect("250");
    },
    close: () => void socket.end("QUIT\r\n"),
  };
}
