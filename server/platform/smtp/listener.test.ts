import { connect, type Socket } from "node:net";
import { createTransport } from "nodemailer";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createLog } from "../log.ts";
import { makeCertificate } from "./certificate.ts";
import { type IncomingSmtpMail, type SmtpListener, type SmtpListenerOptions, startSmtpListener } from "./listener.ts";

const KEYS = makeCertificate("desk.example", new Date());
const quiet = createLog("silent");
const MAX = 200_000;

let listener: SmtpListener;
let received: IncomingSmtpMail[] = [];
let receive: SmtpListenerOptions["receive"];
let accepts: SmtpListenerOptions["acceptsRecipient"];
const open: SmtpListener[] = [];

async function listen(over: Partial<SmtpListenerOptions> = {}): Promise<SmtpListener> {
  const started = await startSmtpListener({
    host: "127.0.0.1",
    port: 0,
    name: "desk.example",
    tls: KEYS,
    maxSize: MAX,
    acceptsRecipient: (address) => accepts(address),
    receive: (mail) => receive(mail),
    log: quiet,
    ...over,
  });
  open.push(started);
  return started;
}

function reset(): void {
  received = [];
  receive = async (mail) => ({ id: received.push(mail) });
  accepts = async (address) => address.endsWith("@desk.example");
}

beforeAll(async () => {
  reset();
  listener = await listen();
});
afterEach(reset);
afterAll(() => Promise.all(open.map((one) => one.close(0))));

/** A client that says exactly the bytes it is told. */
async function dial(port = listener.port) {
  const socket: Socket = connect(port, "127.0.0.1");
  let heard = "";
  let ended = false;
  let wake = () => {};
  socket.on("data", (chunk) => {
    heard += chunk.toString("latin1");
    wake();
  });
  socket.on("close", () => {
    ended = true;
    wake();
  });
  socket.on("error", () => {});
  /** Waits for `count` whole replies and takes them. */
  const replies = async (count: number): Promise<string[]> => {
    const found: string[] = [];
    for (;;) {
      for (let match = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(heard); match && found.length < count; match = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(heard)) {
        found.push(match[0].trimEnd());
        heard = heard.slice(match[0].length);
      }
      if (found.length === count || ended) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const say = async (bytes: string, count = 1) => {
    socket.write(bytes, "latin1");
    return replies(count);
  };
  await replies(1);
  return { say, replies, socket, ended: () => ended };
}

async function dialToData(port = listener.port) {
  const client = await dial(port);
  await client.say("EHLO client.example\r\n");
  const answers = await client.say("MAIL FROM:<ana@example.org>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\n", 3);
  expect(answers[2]).toMatch(/^354/);
  return client;
}

test("a mail arrives byte for byte with its envelope, and 250 is said only after it is stored", async () => {
  let release = () => {};
  receive = async (mail) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    return { id: received.push(mail) };
  };
  const client = await dialToData();
  const answered = client.say("Subject: ol\xe1\r\n\r\n..one dot\r\n...\r\n\x00caf\xc3\xa9\r\n.\r\n");
  const early = await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, 80, "waiting"))]);
  expect(early).toBe("waiting");
  release();
  expect((await answered)[0]).toBe("250 2.6.0 Stored as 1");
  expect(received[0]?.raw.toString("latin1")).toBe("Subject: ol\xe1\r\n\r\n.one dot\r\n..\r\n\x00caf\xc3\xa9\r\n");
  expect(received[0]?.envelope).toEqual({ from: "ana@example.org", to: ["help@desk.example"] });
  expect(received[0]).toMatchObject({ helo: "client.example", tls: false, remoteAddress: "127.0.0.1" });
});

test("EHLO announces SIZE, PIPELINING, 8BITMIME, SMTPUTF8, STARTTLS and no AUTH", async () => {
  const [ehlo = ""] = await (await dial()).say("EHLO client.example\r\n");
  for (const word of ["PIPELINING", "8BITMIME", "SMTPUTF8", "STARTTLS", "ENHANCEDSTATUSCODES", `SIZE ${MAX}`]) expect(ehlo).toContain(word);
  expect(ehlo).not.toContain("AUTH");
});

test("a bounce's empty sender and an address in another script are taken", async () => {
  const client = await dial();
  await client.say("EHLO client.example\r\n");
  const address = Buffer.from("ñandú@desk.example").toString("latin1");
  const answers = await client.say(`MAIL FROM:<> SMTPUTF8\r\nRCPT TO:<${address}>\r\nDATA\r\n`, 3);
  expect(answers.map((answer) => answer.slice(0, 3))).toEqual(["250", "250", "354"]);
  await client.say("Subject: x\r\n\r\nx\r\n.\r\n");
  expect(received[0]?.envelope).toEqual({ from: "", to: ["ñandú@desk.example"] });
});

test("who is not ours is refused 550 5.1.1, a known address in the same mail is served", async () => {
  const client = await dial();
  await client.say("EHLO client.example\r\n");
  const answers = await client.say("MAIL FROM:<a@example.org>\r\nRCPT TO:<x@elsewhere.example>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\n", 4);
  expect(answers[1]).toMatch(/^550 5\.1\.1 /);
  await client.say("Subject: x\r\n\r\nx\r\n.\r\n");
  expect(received[0]?.envelope.to).toEqual(["help@desk.example"]);
});

test("a mail that says it is too large, or turns out to be, is refused 552 and the next is served", async () => {
  const client = await dial();
  await client.say("EHLO client.example\r\n");
  expect((await client.say(`MAIL FROM:<a@example.org> SIZE=${MAX + 1}\r\n`))[0]).toMatch(/^552 5\.3\.4/);
  await client.say("MAIL FROM:<a@example.org>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\n", 3);
  expect((await client.say(`Subject: big\r\n\r\n${"x".repeat(998).concat("\r\n").repeat(300)}.\r\n`))[0]).toMatch(/^552 5\.3\.4/);
  await client.say("MAIL FROM:<a@example.org>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\n", 3);
  expect((await client.say("Subject: small\r\n\r\nx\r\n.\r\n"))[0]).toMatch(/^250/);
  expect(received).toHaveLength(1);
});

test.each([
  ["the database is away", Object.assign(new Error("gone"), { code: "ECONNREFUSED" }), /^451 4\.3\.0/],
  ["the disk is full", Object.assign(new Error("full"), { code: "ENOSPC" }), /^452 /],
  ["the database's disk is full", new Error("query failed", { cause: Object.assign(new Error("full"), { code: "53100" }) }), /^452 /],
])("%s: the sender is asked to try again, and can at once", async (_, error, expected) => {
  receive = async () => {
    throw error;
  };
  const client = await dialToData();
  expect((await client.say("Subject: x\r\n\r\nx\r\n.\r\n"))[0]).toMatch(expected);
  reset();
  await client.say("MAIL FROM:<ana@example.org>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\n", 3);
  expect((await client.say("Subject: x\r\n\r\nx\r\n.\r\n"))[0]).toMatch(/^250/);
});

test("a recipient check that fails is temporary", async () => {
  accepts = async () => {
    throw new Error("database away");
  };
  const client = await dial();
  await client.say("EHLO client.example\r\n");
  expect((await client.say("MAIL FROM:<a@example.org>\r\nRCPT TO:<help@desk.example>\r\n", 2))[1]).toMatch(/^451/);
});

const SECOND = "MAIL FROM:<boss@desk.example>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n.\r\n";
test.each(["\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\r.\r\n", "\r.\n", "\n.\r"])(
  "smuggling with %j as the end of a mail is refused and no second mail appears",
  async (end) => {
    const client = await dialToData();
    const [answer] = await client.say(`Subject: first\r\n\r\nhello${end}${SECOND}`);
    expect(answer).toMatch(/^554 /);
    expect(received).toHaveLength(0);
    expect((await client.say("NOOP\r\n"))[0]).toMatch(/^250/);
  },
);

test("smuggling cut into single bytes is refused too", async () => {
  const client = await dialToData();
  for (const byte of "Subject: first\r\n\r\nhello\n.\r\nMAIL FROM:<b@desk.example>\r\n") {
    client.socket.write(byte);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await client.say("\r\n.\r\n"))[0]).toMatch(/^554 /);
  expect(received).toHaveLength(0);
});

test("a mail sent together with DATA, before 354, is refused and the connection closed", async () => {
  const client = await dial();
  await client.say("EHLO client.example\r\n");
  const answers = await client.say(`${SECOND}${SECOND}`, 4);
  expect(answers.at(-1)).toMatch(/^554 /);
  await client.replies(1);
  expect(client.ended()).toBe(true);
  expect(received).toHaveLength(0);
});

test("a sender may pipeline its next MAIL behind the final dot (RFC 2920)", async () => {
  const client = await dialToData();
  const answers = await client.say("Subject: one\r\n\r\nx\r\n.\r\nMAIL FROM:<c@example.org>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\n", 4);
  expect(answers.map((answer) => answer.slice(0, 3))).toEqual(["250", "250", "250", "354"]);
  await client.say("Subject: two\r\n\r\nx\r\n.\r\n");
  expect(received.map((mail) => mail.envelope.from)).toEqual(["ana@example.org", "c@example.org"]);
});

test("STARTTLS encrypts with our certificate, and what was pipelined before it is dropped", async () => {
  const transport = createTransport({ host: "127.0.0.1", port: listener.port, requireTLS: true, tls: { rejectUnauthorized: false } });
  await transport.sendMail({ from: "a@example.org", to: "help@desk.example", subject: "secret", text: "x" });
  transport.close();
  expect(received[0]).toMatchObject({ tls: true });

  const client = await dial();
  await client.say("EHLO client.example\r\n");
  await client.say(`STARTTLS\r\n${SECOND}`);
  client.socket.destroy();
  expect(received).toHaveLength(1);
});

test("a client that goes away in the middle of a mail leaves nothing behind", async () => {
  const client = await dialToData();
  client.socket.write("Subject: half\r\n\r\nhal");
  client.socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(received).toHaveLength(0);
});

test("too many connections from one address are answered 421, a closed one makes room", async () => {
  const small = await listen({ maxClientsPerAddress: 2 });
  const first = await dial(small.port);
  await dial(small.port);
  const third = connect(small.port, "127.0.0.1");
  const answer = await new Promise<string>((resolve) => third.once("data", (chunk) => resolve(chunk.toString())));
  expect(answer).toMatch(/^421 /);
  first.socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await (await dial(small.port)).say("NOOP\r\n"))[0]).toMatch(/^250/);
});

test("more mail at once than memory allows is answered 452", async () => {
  const small = await listen({ maxBytesUnderWay: 10_000 });
  const client = await dialToData(small.port);
  expect((await client.say(`Subject: x\r\n\r\n${"x".repeat(70).concat("\r\n").repeat(300)}.\r\n`))[0]).toMatch(/^452 /);
  await client.say("MAIL FROM:<a@example.org>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\n", 3);
  expect((await client.say("Subject: x\r\n\r\nx\r\n.\r\n"))[0]).toMatch(/^250/);
});

test("a silent client is told 421", async () => {
  const impatient = await listen({ idleTimeout: 60 });
  const client = await dial(impatient.port);
  expect((await client.replies(1))[0]).toMatch(/^421 /);
});

test("a mail that drips in too slowly is cut off, however steadily it comes", async () => {
  const strict = await listen({ mailTimeout: 150 });
  const client = await dialToData(strict.port);
  const drip = setInterval(() => client.socket.write("x"), 20);
  expect((await client.replies(1))[0]).toMatch(/^421 /);
  await client.replies(1);
  clearInterval(drip);
  expect(received).toHaveLength(0);
  expect((await (await dial(strict.port)).say("NOOP\r\n"))[0]).toMatch(/^250/);
});

test("a clean stop lets the mail under way end, tells idle clients 421 and takes no new ones", async () => {
  const stopping = await listen();
  const busy = await dialToData(stopping.port);
  const idle = await dial(stopping.port);
  const closed = stopping.close(5000);
  expect((await idle.replies(1))[0]).toMatch(/^421 /);
  expect((await busy.say("Subject: last\r\n\r\nx\r\n.\r\n"))[0]).toMatch(/^250/);
  expect((await busy.replies(1))[0]).toMatch(/^421 /);
  await closed;
  expect(received).toHaveLength(1);
  await expect(
    new Promise((_, reject) => connect(stopping.port, "127.0.0.1").once("error", reject)),
  ).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("a taken port ends the start with the system's error", async () => {
  await expect(listen({ port: listener.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});
