import { afterEach, expect, test } from "vitest";
import { type ScriptedSmtp, type SmtpScript, startScriptedSmtp } from "../../testing/peers/scripted-smtp.ts";
import { createSender, type Sender, type SenderOptions } from "./sender.ts";

const open: { close(): unknown }[] = [];
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

// only who is met with silence runs out of patience: on a busy machine an answer may take long
async function pair(script: SmtpScript = {}, options: SenderOptions = {}): Promise<{ server: ScriptedSmtp; sender: Sender }> {
  const server = await startScriptedSmtp(script);
  const sender = createSender(server.url, { answerMs: 20_000, connectMs: 20_000, ...options });
  open.push(sender, server);
  return { server, sender };
}

const mail = (body = "hello") => ({
  envelope: { from: "desk@example.com", to: "ana@example.org" },
  raw: Buffer.from(`Subject: x\r\n\r\n${body}\r\n`),
});

test("a mail that is taken is sent, with the server's words", async () => {
  const { server, sender } = await pair({ message: () => "250 2.0.0 queued as 4711" });
  expect(await sender.send(mail(".dot\r\n..two"))).toEqual({ outcome: "sent", response: "250 2.0.0 queued as 4711", code: 250 });
  expect(server.messages).toEqual(["Subject: x\r\n\r\n..dot\r\n...two\r\n"]);
});

test("an empty envelope sender is MAIL FROM:<>", async () => {
  const { server, sender } = await pair();
  await sender.send({ ...mail(), envelope: { from: "", to: "ana@example.org" } });
  expect(server.commands.find((line) => line.startsWith("MAIL"))).toMatch(/^MAIL FROM:<>/);
});

test.each<[string, SmtpScript, string, number | null]>([
  ["an unknown address", { command: (line) => (line.startsWith("RCPT") ? "550 5.1.1 no such user" : undefined) }, "rejected", 550],
  ["a greylisted address", { command: (line) => (line.startsWith("RCPT") ? "450 4.2.0 greylisted" : undefined) }, "deferred", 450],
  ["a refused sender", { command: (line) => (line.startsWith("MAIL") ? "553 5.7.1 not you" : undefined) }, "rejected", 553],
  ["a mail refused after its content", { message: () => "554 5.7.1 spam" }, "rejected", 554],
  ["a mail put off after its content", { message: () => "451 4.3.0 later" }, "deferred", 451],
  ["a server closing down at the final dot", { message: () => "421 4.3.2 closing" }, "deferred", 421],
  ["a server that serves nobody", { greeting: "554 no service" }, "deferred", 554],
  ["a server that never greets", { greeting: "silence" }, "deferred", null],
  ["a cut before MAIL", { command: (line) => (line.startsWith("MAIL") ? "drop" : undefined) }, "deferred", null],
  ["a cut at DATA", { command: (line) => (line.startsWith("DATA") ? "drop" : undefined) }, "deferred", null],
  ["silence at RCPT", { command: (line) => (line.startsWith("RCPT") ? "silence" : undefined) }, "deferred", null],
  ["a cut after the final dot", { message: () => "drop" }, "uncertain", null],
  ["silence after the final dot", { message: () => "silence" }, "uncertain", null],
  ["an answer after the final dot that is none", { message: () => "what?" }, "uncertain", null],
])("%s", async (what, script, outcome, code) => {
  const { sender } = await pair(script, what.startsWith("silence") || what.includes("never greets") ? { answerMs: 300, connectMs: 300 } : {});
  expect(await sender.send(mail())).toMatchObject({ outcome, code });
});

test("a large mail cut in its middle was not taken, so it is deferred and not uncertain", async () => {
  const { server, sender } = await pair({ cutAfterBytes: 10_000 });
  const result = await sender.send(mail("x".repeat(76).concat("\r\n").repeat(100_000)));
  expect(result.outcome).toBe("deferred");
  expect(server.messages).toHaveLength(0);
});

test("a mail larger than the server takes is rejected without being sent", async () => {
  const { server, sender } = await pair({ command: (line) => (line.startsWith("EHLO") ? "250-x\r\n250 SIZE 1000" : undefined) });
  expect(await sender.send(mail("x".repeat(2000)))).toMatchObject({ outcome: "rejected" });
  expect(server.messages).toHaveLength(0);
});

test("nobody listens: deferred", async () => {
  const server = await startScriptedSmtp();
  await server.close();
  const sender = createSender(server.url);
  expect(await sender.send(mail())).toMatchObject({ outcome: "deferred", code: null });
});

test("a wrong password is the installation's fault, not the mail's: deferred", async () => {
  const { server } = await pair({
    command: (line) => {
      if (line.startsWith("EHLO")) return "250-x\r\n250 AUTH PLAIN";
      return line.startsWith("AUTH") ? "535 5.7.8 wrong" : undefined;
    },
  });
  const sender = createSender(`smtp://desk:wrong@127.0.0.1:${server.port}`);
  expect(await sender.send(mail())).toMatchObject({ outcome: "deferred", code: 535 });
});

test("a connection is used again, and no more are opened than allowed", async () => {
  const { server, sender } = await pair({}, { connections: 2 });
  await Promise.all(Array.from({ length: 10 }, () => sender.send(mail())));
  expect(server.messages).toHaveLength(10);
  expect(server.connections()).toBeLessThanOrEqual(2);
});

test("a kept connection that the server gave up meanwhile is replaced, and the mail sent once", async () => {
  const { server, sender } = await pair();
  await sender.send(mail("first"));
  let dropped = false;
  server.play({
    command: (line) => {
      if (!line.startsWith("MAIL") || dropped) return undefined;
      dropped = true;
      return "421 4.4.2 idle too long";
    },
  });
  expect(await sender.send(mail("second"))).toMatchObject({ outcome: "sent" });
  expect(server.messages).toHaveLength(2);
  expect(server.connections()).toBe(2);
});

test("after an uncertain end nothing is sent again by itself", async () => {
  const { server, sender } = await pair();
  await sender.send(mail("first"));
  server.play({ message: () => "drop" });
  expect(await sender.send(mail("second"))).toMatchObject({ outcome: "uncertain" });
  expect(server.messages).toHaveLength(2);
});
