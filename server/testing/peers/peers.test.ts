import { ImapFlow } from "imapflow";
import { afterAll, expect, test } from "vitest";
import { createSender } from "../../platform/smtp/sender.ts";
import { startDovecot } from "./dovecot.ts";
import { startPostfix } from "./postfix.ts";

const open: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(open.map((one) => one.close())));

test("Dovecot takes a password and a token, keeps mail through an outage and can renumber it", async () => {
  const dovecot = await startDovecot();
  open.push(dovecot);
  dovecot.tokens.add("ana@example.org/secret");
  const status = async (auth: { user: string; pass: string } | { user: string; accessToken: string }) => {
    const client = new ImapFlow({ host: dovecot.host, port: dovecot.port, secure: false, auth, logger: false });
    await client.connect();
    await client.append("INBOX", "Subject: x\r\n\r\nx\r\n");
    const status = await client.status("INBOX", { messages: true, uidValidity: true });
    await client.logout();
    if (!status) throw new Error("no INBOX");
    return { messages: status.messages, uidValidity: status.uidValidity };
  };
  const before = await status({ user: "ana@example.org", pass: dovecot.password });
  await dovecot.stop();
  await dovecot.start();
  expect(await status({ user: "ana@example.org", accessToken: "ana@example.org/secret" })).toMatchObject({ messages: 2 });
  await expect(status({ user: "ana@example.org", accessToken: "ana@example.org/other" })).rejects.toThrow(/failed/i);
  await dovecot.renumber("ana@example.org");
  expect((await status({ user: "ana@example.org", pass: dovecot.password })).uidValidity).not.toBe(before.uidValidity);
}, 30_000);

test("Postfix takes mail over STARTTLS into its Maildir, answers as told, and reports what it cannot deliver", async () => {
  const postfix = await startPostfix();
  open.push(postfix);
  const sender = createSender(postfix.url);
  const send = (to: string) => sender.send({ envelope: { from: "desk@example.com", to }, raw: Buffer.from("Subject: x\r\n\r\nx\r\n") });
  expect(await send("ana@example.org")).toMatchObject({ outcome: "sent" });
  expect((await postfix.untilDelivered(1))[0]?.toString()).toContain("Delivered-To: ana@example.org");
  postfix.answer("rui@example.org", "450 4.2.0 later");
  expect(await send("rui@example.org")).toMatchObject({ outcome: "deferred", code: 450 });
  postfix.answer("rui@example.org", null);
  expect(await send("rui@example.org")).toMatchObject({ outcome: "sent" });
  expect(await send("bounce@example.org")).toMatchObject({ outcome: "sent" });
  const mails = await postfix.untilDelivered(3);
  expect(mails.some((mail) => mail.includes("Content-Type: multipart/report") && mail.includes("5.1.1"))).toBe(true);
  sender.close();
}, 30_000);
