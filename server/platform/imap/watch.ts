import type { ImapFlow } from "imapflow";
import type { Log } from "../log.ts";
import { fetchMail, findNew, openMailbox, type ImapMail, type MailboxPlace, type MailboxState } from "./mailbox.ts";

export type MailboxWatchOptions = {
  mailbox: MailboxPlace;
  /** How far it was read before; `{ uidValidity: null, lastUid: 0 }` at first. */
  state: MailboxState;
  /**
   * Stores the mail durably. Only then it is marked \Seen and the state moves on; what it throws is tried again
   * later, with the mails behind it. May be called again with a mail it has stored, after a crash or a renumbering.
   */
  onMail(mail: ImapMail): Promise<void>;
  /** Keeps the state, after each mail, or after all of a numbering seen for the first time. */
  onState(state: MailboxState): Promise<void>;
  /** Says what is wrong in the server's words, and null when all is well again. */
  onTrouble?(problem: string | null): Promise<void>;
  log: Log;
  /** Bytes of one mail that are fetched at most. */
  maxSize?: number;
  /** Milliseconds between looks when the server does not tell of new mail by itself (IDLE). */
  pollMs?: number;
  /** Milliseconds of the first and the longest wait after a failure. */
  retryMs?: number;
  maxRetryMs?: number;
};

export type MailboxWatch = {
  /** Ends after the mail under way is stored. */
  stop(): Promise<void>;
};

/** A mail that could not be fetched so often is left in the mailbox, unread, for the ones behind it to go on. */
const UNREADABLE_AFTER = 4;

/**
 * Reads a mailbox for ever: at once what is new, then whatever the server announces (IDLE) or a look finds,
 * and, after an outage of any length, all that came meanwhile. It goes by UID and not by \Seen, so another
 * client's having read a mail hides nothing.
 */
export function watchMailbox(options: MailboxWatchOptions): MailboxWatch {
  const { log } = options;
  const pollMs = options.pollMs ?? 60_000;
  const stopping = new AbortController();
  const { signal } = stopping;
  const failedFetches = new Map<number, number>();
  let state = options.state;
  let current: ImapFlow | null = null;

  async function advance(next: MailboxState): Promise<void> {
    await options.onState(next);
    state = next;
  }

  async function takeOne(client: ImapFlow, uidValidity: number, uid: number): Promise<void> {
    let mail: ImapMail | null;
    try {
      mail = await fetchMail(client, uid, uidValidity, options.maxSize ?? 100 * 1024 * 1024);
    } catch (error) {
      const failures = (failedFetches.get(uid) ?? 0) + 1;
      failedFetches.set(uid, failures);
      if (failures < UNREADABLE_AFTER) throw error;
      log.error({ err: error, uid }, "imap: a mail cannot be fetched and stays in the mailbox");
      mail = null;
    }
    if (mail) await options.onMail(mail);
    failedFetches.delete(uid);
    // A folder we may only read keeps its mails unread; ours is the UID.
    if (mail) await client.messageFlagsAdd(String(uid), ["\\Seen"], { uid: true }).catch((error: unknown) => {
      if (!client.usable) throw error;
      log.warn({ err: error, uid }, "imap: could not mark a mail as read");
    });
  }

  async function takeNew(client: ImapFlow, uidValidity: number): Promise<void> {
    const { uids, afterAll } = await findNew(client, uidValidity, state, new Date());
    for (const uid of uids) {
      if (signal.aborted) return;
      await takeOne(client, uidValidity, uid);
      if (!afterAll) await advance({ uidValidity, lastUid: uid });
    }
    if (afterAll) await advance(afterAll);
  }

  /** One connection's life. Returns when stopped, rejects when it breaks. */
  async function attend(onceWell: () => Promise<void>): Promise<void> {
    const { client, uidValidity } = await openMailbox(options.mailbox, pollMs, signal);
    current = client;
    const bell = newsBell(client, signal);
    try {
      while (!signal.aborted) {
        bell.reset();
        await takeNew(client, uidValidity);
        await onceWell();
        if (!client.usable) throw new Error("the connection ended");
        await bell.wait(pollMs);
        if (!client.usable && !signal.aborted) throw new Error("the connection ended");
      }
      await client.logout().catch(() => {}); // we leave anyway
    } finally {
      client.close();
      current = null;
    }
  }

  async function watch(): Promise<void> {
    let failures = 0;
    let troubled: string | null | undefined;
    const tell = async (problem: string | null) => {
      if (problem === troubled) return;
      troubled = problem;
      await options.onTrouble?.(problem);
    };
    while (!signal.aborted) {
      try {
        await attend(async () => {
          failures = 0;
          await tell(null);
        });
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        log.warn({ err: error, host: options.mailbox.host, failures }, "imap: a mailbox is out of reach, trying again");
        // the database may be what is away: then the trouble is told at the next change
        await tell(wordsOf(error)).catch((cause: unknown) => {
          troubled = undefined;
          log.warn({ err: cause }, "imap: could not note a mailbox's trouble");
        });
        await pause(backoff(failures, options.retryMs ?? 1000, options.maxRetryMs ?? 60_000), signal);
      }
    }
  }

  const watching = watch();
  return {
    stop: async () => {
      stopping.abort();
      const idling = current;
      const timer = setTimeout(() => idling?.close(), 5000);
      await watching;
      clearTimeout(timer);
    },
  };
}

/** Wakes its waiter when the server announces mail, the connection ends, we stop, or time is up. */
function newsBell(client: ImapFlow, signal: AbortSignal): { reset(): void; wait(ms: number): Promise<void> } {
  let rung = false;
  let wake = () => {};
  const ring = () => {
    rung = true;
    wake();
  };
  client.on("exists", ring);
  client.on("close", ring);
  return {
    reset: () => {
      rung = false;
    },
    wait: async (ms) => {
      if (rung || signal.aborted || !client.usable) return;
      // Any later command ends the IDLE; without the capability imapflow sends NOOPs, and our own look finds the mail.
      client.idle().catch(() => {});
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", done);
          resolve();
        };
        wake = done;
        signal.addEventListener("abort", done);
      });
    },
  };
}

/** Doubles from `first` to `longest`, with a fifth of chance so that many mailboxes do not knock together. */
function backoff(failures: number, first: number, longest: number): number {
  return Math.min(longest, first * 2 ** (failures - 1)) * (0.9 + Math.random() * 0.2);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** The server's own words where it had any ("Authentication failed"), else what broke. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("responseText" in error && typeof error.responseText === "string") return error.responseText;
  return error.message;
}
