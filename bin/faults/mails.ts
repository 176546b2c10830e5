import net from "node:net";

export const deskAddress = "desk@faults.example";

/** A numbered mail. Every fifth answers the one before it, every ninth is too large for its row in the ledger. */
export interface NumberedMail {
  n: number;
  sender: string;
  id: string;
  raw: string;
}

export function numberedMail(n: number): NumberedMail {
  const answers = n % 5 === 4 ? n - 1 : null;
  const sender = `guest${answers ?? n}@guest.example`;
  const id = `fault-${n}@guest.example`;
  const padding = n % 9 === 8 ? `${"lorem ipsum dolor sit amet ".repeat(12)}\r\n`.repeat(1000) : "";
  const head = [
    `From: Guest <${sender}>`, `To: <${deskAddress}>`, `Subject: ${answers === null ? "Fault" : "Re: Fault"} mail ${answers ?? n}`, `Message-ID: <${id}>`,
    `Date: Mon, 02 Mar 2026 09:00:00 +0000`, ...(answers === null ? [] : [`In-Reply-To: <fault-${answers}@guest.example>`]),
  ];
  return { n, sender, id, raw: `${head.join("\r\n")}\r\n\r\nThis is mail number ${n}.\r\n${padding}` };
}

/** What a server answered at the end of a mail, or why there was no answer. */
export type Outcome = { code: number; text: string } | "lost";

/** A connection of a sending mail server (RFC 5321), one mail after the other. */
export async function connectSmtp(port: number) {
  const socket = net.connect({ port, host: "127.0.0.1" });
  socket.setNoDelay(true);
  let buffered = "";
  let ended = false;
  let wake = () => {};
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    buffered += text;
    wake();
  });
  for (const event of ["error", "close", "end"]) {
    socket.on(event, () => {
      ended = true;
      wake();
    });
  }
  const reply = async (): Promise<Outcome> => {
    for (;;) {
      const whole = /^(?:\d{3}-[^\n]*\n)*(\d{3}) ([^\n]*)\n/.exec(buffered);
      if (whole !== null) {
        buffered = buffered.slice(whole[0].length);
        return { code: Number(whole[1]), text: whole[2]?.trim() ?? "" };
      }
      if (ended) return "lost";
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const say = async (line: string): Promise<Outcome> => {
    if (!ended) socket.write(line);
    return reply();
  };
  const greeting = await reply();
  if (greeting !== "lost") await say("EHLO faults.example\r\n");
  return {
    alive: () => !ended,
    async send(mail: NumberedMail, to = deskAddress): Promise<Outcome> {
      for (const [line, wanted] of [[`MAIL FROM:<${mail.sender}>\r\n`, 250], [`RCPT TO:<${to}>\r\n`, 250], ["DATA\r\n", 354]] as const) {
        const answer = await say(line);
        if (answer === "lost" || answer.code !== wanted) {
          if (answer !== "lost") await say("RSET\r\n");
          return answer;
        }
      }
      return say(`${mail.raw}.\r\n`);
    },
    end: () => socket.destroy(),
  };
}
