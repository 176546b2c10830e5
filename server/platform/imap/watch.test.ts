import { setTimeout as sleep } from "node:timers/promises";
import { ImapFlow } from "imapflow";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Dovecot, startDovecot } from "../../testing/peers/dovecot.ts";
import { createLog } from "../log.ts";
import { type ImapMail, type MailboxState, type MailboxWatch, type MailboxWatchOptions, watchMailbox } from "./index.ts";

let dovecot: Dovecot;
const watches: MailboxWatch[] = [];
const clients: ImapFlow[] = [];
beforeAll(async () => {
  dovecot = await startDovecot();
}, 20_000);
afterEach(async () => {
  await Promise.all(watches.splice(0).map((watch) => watch.stop()));
  for (const client of clients.splice(0)) client.close();
});
afterAll(() => dovecot.close());

let people = 0;
const somebody = () => `desk${(people += 1)}@example.com`;

async function clientOf(user: string): Promise<ImapFlow> {
  const client = new ImapFlow({ host: dovecot.host, port: dovecot.port, secure: false, auth: { user, pass: dovecot.password }, logger: false });
  client.on("error", () => {});
  await client.connect();
  await client.mailboxOpen("INBOX");
  clients.push(client);
  return client;
}
const put = (client: ImapFlow, subject: string, flags: string[] = []) => client.append("INBOX", `Subject: ${subject}\r\n\r\n${subject}\r\n`, flags);

/** A watched mailbox and what came out of it. */
function watch(user: string, over: Partial<MailboxWatchOptions> = {}) {
  const mails: ImapMail[] = [];
  const states: MailboxState[] = [];
  const troubles: (string | null)[] = [];
  const watching = watchMailbox({
    mailbox: { host: dovecot.host, port: dovecot.port, secure: false, user, auth: { password: dovecot.password }, folder: "INBOX" },
    state: { uidValidity: null, lastUid: 0 },
    onMail: async (mail) => void mails.push(mail),
    onState: async (state) => void states.push(state),
    onTrouble: async (problem) => void troubles.push(problem),
    log: createLog("silent"),
    retryMs: 50,
    maxRetryMs: 200,
    ...over,
  });
  watches.push(watching);
  return { watching, mails, states, troubles, subjects: () => mails.map((mail) => /Subject: (.*)\r/.exec(mail.raw.toString())?.[1]) };
}

async function until(condition: () => boolean | Promise<boolean>, ms = 8000): Promise<void> {
  for (const deadline = Date.now() + ms; !(await condition()); await sleep(20)) {
    if (Date.now() > deadline) throw new Error("waited in vain");
  }
}

test("new mail is announced by IDLE, stored, and only then marked as read", async () => {
  const user = somebody();
  const client = await clientOf(user);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const stored: string[] = [];
  const { troubles } = watch(user, {
    pollMs: 60_000,
    onMail: async (mail) => {
      await held;
      stored.push(mail.raw.toString());
    },
  });
  await until(() => troubles.includes(null));
  await put(client, "hello");
  await sleep(300);
  expect(await client.search({ seen: true })).toEqual([]);
  release();
  await until(async () => (await client.search({ seen: true }) || []).length === 1);
  expect(stored).toEqual(["Subject: hello\r\n\r\nhello\r\n"]);
});

test("at first sight what is unread is taken, the mailbox's past is not", async () => {
  const user = somebody();
  const client = await clientOf(user);
  await put(client, "old", ["\\Seen"]);
  await put(client, "waiting");
  await put(client, "read by someone", ["\\Seen"]);
  const { subjects, states } = watch(user);
  await until(() => states.length === 1);
  expect(subjects()).toEqual(["waiting"]);
  expect(states[0]?.lastUid).toBe(3);
});

test("what another client has read meanwhile is not hidden", async () => {
  const user = somebody();
  const client = await clientOf(user);
  const first = watch(user);
  await until(() => first.states.length === 1);
  await first.watching.stop();
  await put(client, "read on a phone", ["\\Seen"]);
  await put(client, "unread");
  const second = watch(user, { state: first.states.at(-1) ?? { uidValidity: null, lastUid: 0 } });
  await until(() => second.mails.length === 2);
  expect(second.subjects()).toEqual(["read on a phone", "unread"]);
});

test("polling finds mail where the server announces nothing", async () => {
  const user = somebody();
  const client = await clientOf(user);
  const { mails, troubles } = watch(user, { pollMs: 100 });
  await until(() => troubles.includes(null));
  await put(client, "polled");
  await until(() => mails.length === 1);
});

test("after an outage all that came meanwhile is caught up with, each mail once", async () => {
  const user = somebody();
  const client = await clientOf(user);
  const { subjects, troubles, states } = watch(user);
  await until(() => states.length === 1);
  await put(client, "before");
  await until(() => subjects().length === 1);
  await dovecot.stop();
  await until(() => typeof troubles.at(-1) === "string");
  await dovecot.start();
  await put(await clientOf(user), "after");
  await until(() => subjects().length === 2);
  expect(subjects()).toEqual(["before", "after"]);
  expect(troubles.at(-1)).toBeNull();
}, 30_000);

test("a mail that cannot be stored is tried again, stays unread, and its followers wait their turn", async () => {
  const user = somebody();
  const client = await clientOf(user);
  let away = true;
  const stored: string[] = [];
  const { states, troubles } = watch(user, {
    onMail: async (mail) => {
      if (away) throw new Error("the database is away");
      stored.push(mail.raw.toString("utf8", 9, 12));
    },
  });
  await put(client, "one");
  await put(client, "two");
  await until(() => troubles.includes("the database is away"));
  expect(await client.search({ seen: true })).toEqual([]);
  away = false;
  await until(() => stored.length === 2);
  expect(stored).toEqual(["one", "two"]);
  await until(() => states.at(-1)?.lastUid === 2);
});

test("a new UIDVALIDITY: recent and unread mails come again for their receiver to know them, later ones once", async () => {
  const user = somebody();
  const client = await clientOf(user);
  const first = watch(user);
  await until(() => first.states.length === 1);
  await put(client, "known");
  await until(() => first.states.at(-1)?.lastUid === 1);
  await first.watching.stop();
  client.close();
  await dovecot.renumber(user);
  const second = watch(user, { state: first.states.at(-1) ?? { uidValidity: null, lastUid: 0 } });
  await until(() => second.states.length === 1);
  expect(second.subjects()).toEqual(["known"]);
  expect(second.states[0]?.uidValidity).not.toBe(first.states.at(-1)?.uidValidity);
  await put(await clientOf(user), "later");
  await until(() => second.mails.length === 2);
  expect(second.subjects()).toEqual(["known", "later"]);
});

test("XOAUTH2: a token is asked for at each connection, a refused one is told in words and tried again", async () => {
  const user = somebody();
  await put(await clientOf(user), "by token");
  const tokens = [`${user}/expired`, `${user}/good`];
  dovecot.tokens.add(`${user}/good`);
  const { mails, troubles } = watch(user, {
    mailbox: { host: dovecot.host, port: dovecot.port, secure: false, user, auth: { accessToken: async () => tokens.shift() ?? "" }, folder: "INBOX" },
  });
  await until(() => mails.length === 1);
  expect(troubles[0]).toMatch(/authentication|fail/i);
  await until(() => troubles.at(-1) === null);
});

test("a mail beyond the size limit comes as its beginning, and is said to", async () => {
  const user = somebody();
  await put(await clientOf(user), "x".repeat(5000));
  const { mails } = watch(user, { maxSize: 1000 });
  await until(() => mails.length === 1);
  expect(mails[0]).toMatchObject({ truncated: true });
  expect(mails[0]?.raw.length).toBe(1000);
});

test("stopping waits for the mail under way and is quick otherwise", async () => {
  const user = somebody();
  await put(await clientOf(user), "slow");
  let stored = false;
  let began = false;
  const { watching } = watch(user, {
    onMail: async () => {
      began = true;
      await sleep(200);
      stored = true;
    },
  });
  await until(() => began);
  await watching.stop();
  expect(stored).toBe(true);
  const nowhere = watch(user, { mailbox: { host: "127.0.0.1", port: 1, secure: false, user, auth: { password: "x" }, folder: "INBOX" } });
  await until(() => nowhere.troubles.length > 0);
  const start = Date.now();
  await nowhere.watching.stop();
  expect(Date.now() - start).toBeLessThan(1000);
});
