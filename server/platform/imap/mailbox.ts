import type { ImapFlow } from "imapflow";

/** Where a mailbox is and how to get in. */
export type MailboxPlace = {
  host: string;
  port: number;
  /** TLS from the start; otherwise STARTTLS where the server offers it. */
  secure: boolean;
  user: string;
  auth: { password: string } | { accessToken: () => Promise<string> };
  /** `INBOX`, or another folder's path. */
  folder: string;
};

/** How far a mailbox has been read. UIDs count only together with their UIDVALIDITY (RFC 9051, 2.3.1.1). */
export type MailboxState = { uidValidity: number | null; lastUid: number };

export type ImapMail = {
  raw: Buffer;
  uid: number;
  uidValidity: number;
  /** The mail was larger than `maxSize`; `raw` is its beginning. */
  truncated: boolean;
  /** When the server received it, RFC 3339; null when it does not say. */
  receivedAt: string | null;
};

/** How long a mail stays interesting after the server has numbered all mails anew. */
const RENUMBERED_DAYS = 30;

/** A signed-in connection to the place's folder. Rejects with imapflow's error, its connection closed. */
export async function openMailbox(place: MailboxPlace, idleMs: number, signal?: AbortSignal): Promise<{ client: ImapFlow; uidValidity: number }> {
  const auth =
    "password" in place.auth
      ? { user: place.user, pass: place.auth.password }
      : { user: place.user, accessToken: await place.auth.accessToken() };
  // loaded when there is a mailbox to read: few installations have one, and it costs 30 MB
  const { ImapFlow: Client } = await import("imapflow");
  const client = new Client({
    host: place.host,
    port: place.port,
    secure: place.secure,
    auth,
    logger: false,
    disableAutoIdle: true,
    maxIdleTime: idleMs,
    connectionTimeout: 30_000,
    maxLiteralSize: 256 * 1024 * 1024,
  });
  client.on("error", () => {}); // also reaches us as the rejection of the command under way, or as 'close'
  const giveUp = () => client.close();
  signal?.addEventListener("abort", giveUp);
  try {
    await client.connect();
    const mailbox = await client.mailboxOpen(place.folder);
    return { client, uidValidity: Number(mailbox.uidValidity) };
  } catch (error) {
    client.close();
    throw error;
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}

/** What to fetch, and the state to keep once all of it is stored; null: keep it after each mail. */
export type NewMail = { uids: number[]; afterAll: MailboxState | null };

/**
 * UIDs not read yet, ascending.
 * - Known numbering: every UID above the last, whether or not somebody has read the mail (\Seen).
 * - First sight of a mailbox: what is unread in it. Its past is not turned into tickets.
 * - Numbered anew (restored, moved): what is unread or recent, for UIDs no longer say what we had. Mails we
 *   had already come again; their receiver knows them by Message-ID and content.
 *
 * A new numbering counts as read only when all of it is: what an interruption leaves out is found again.
 */
export async function findNew(client: ImapFlow, uidValidity: number, state: MailboxState, now: Date): Promise<NewMail> {
  if (state.uidValidity === uidValidity) {
    const found = await uidsOf(client, { uid: `${state.lastUid + 1}:*` });
    return { uids: found.filter((uid) => uid > state.lastUid), afterAll: null }; // "n:*" names the last mail even below n
  }
  const next = client.mailbox ? client.mailbox.uidNext : 1;
  const unread = await uidsOf(client, { seen: false });
  const since = new Date(now.getTime() - RENUMBERED_DAYS * 24 * 60 * 60 * 1000);
  const recent = state.uidValidity === null ? [] : await uidsOf(client, { since });
  const uids = [...new Set([...unread, ...recent])].sort((a, b) => a - b);
  return { uids, afterAll: { uidValidity, lastUid: Math.max(next - 1, uids.at(-1) ?? 0) } };
}

async function uidsOf(client: ImapFlow, query: Parameters<ImapFlow["search"]>[0]): Promise<number[]> {
  const found = await client.search(query, { uid: true });
  if (!Array.isArray(found)) throw new Error("the server refused the search for new mail");
  return found.sort((a, b) => a - b);
}

/** The mail of a UID without marking it read; null when it is gone. */
export async function fetchMail(client: ImapFlow, uid: number, uidValidity: number, maxSize: number): Promise<ImapMail | null> {
  const source = { start: 0, maxLength: maxSize };
  const message = await client.fetchOne(String(uid), { uid: true, size: true, internalDate: true, source }, { uid: true });
  if (!message || message.uid !== uid || !message.source) return null;
  const receivedAt = message.internalDate ? new Date(message.internalDate) : null;
  return {
    raw: message.source,
    uid,
    uidValidity,
    truncated: (message.size ?? 0) > message.source.length && message.source.length >= maxSize,
    receivedAt: receivedAt && !Number.isNaN(receivedAt.getTime()) ? receivedAt.toISOString() : null,
  };
}
