import pg from "pg";
import { Type, type Static } from "typebox";
import type { Clock } from "../platform/clock.ts";
import { query, type Database, type Db } from "../platform/db.ts";
import { watchMailbox, type MailboxPlace, type MailboxWatch } from "../platform/imap/index.ts";
import type { Log } from "../platform/log.ts";
import type { SendOutgoing } from "../platform/outgoing-requests.ts";
import { checkOf } from "../platform/shape.ts";
import type { Sealing } from "../platform/sealing.ts";
import { openSecrets, type MailboxSecrets } from "./mailbox-secrets.ts";
import type { Received } from "./receive.ts";

/** How a mailbox is reached; stands in its row. What opens it stands apart, sealed. */
export const Connection = Type.Object({
  host: Type.String(),
  port: Type.Integer(),
  secure: Type.Boolean(),
  user: Type.String(),
  folder: Type.Optional(Type.String()),
  /** `xoauth2`: the secret is a refresh token, exchanged at `tokenUrl` */
  auth: Type.Union([Type.Literal("password"), Type.Literal("xoauth2")]),
  tokenUrl: Type.Optional(Type.String()),
  clientId: Type.Optional(Type.String()),
  /** the name under which the mailbox's server writes Authentication-Results that we may trust */
  authservId: Type.Optional(Type.String()),
});

export type Connection = Static<typeof Connection>;

interface MailboxRow {
  id: number;
  key: string;
  connection: unknown;
  sealed: Buffer | null;
  uidValidity: number | null;
  lastUid: number;
}

export interface MailboxDeps {
  database: Database;
  clock: Clock;
  log: Log;
  sealing: Sealing;
  /** asks for tokens, under the guard of outgoing requests */
  send: SendOutgoing;
  receive: (mail: Received) => Promise<number | null>;
}

export interface Mailboxes {
  stop(): Promise<void>;
}

const lookEveryMs = 10_000;
const lockClass = 7_236_505;

/**
 * Reads every configured mailbox, each by one process of all that run: who holds the mailbox's lock. New and changed
 * mailboxes are noticed within seconds.
 */
export function startMailboxes({ database, clock, log, sealing, send, receive }: MailboxDeps): Mailboxes {
  const watches = new Map<number, { version: string; watch: MailboxWatch }>();
  let stopped = false;
  let round = Promise.resolve();
  // PostgreSQL gives its locks, and so the mailboxes, to another process when this connection ends
  let locks: pg.Client | null = null;

  const end = async (id: number) => {
    const running = watches.get(id);
    if (!running) return;
    watches.delete(id);
    await running.watch.stop();
    await locks?.query(`select pg_advisory_unlock($1, $2)`, [lockClass, id]).catch((error: unknown) => log.debug({ err: error }, "a mailbox's lock was gone"));
  };
  const connectLocks = async (): Promise<pg.Client> => {
    const client = new pg.Client({ ...database.connection, application_name: "ventanilla mailboxes", keepAlive: true });
    const lost = () => {
      if (locks !== client) return;
      locks = null;
      for (const id of watches.keys()) void end(id);
    };
    client.on("error", lost);
    client.on("end", lost);
    await client.connect();
    locks = client;
    return client;
  };
  const claim = async (id: number): Promise<boolean> => {
    const client = locks ?? (await connectLocks());
    const { rows } = await client.query<{ ours: boolean }>(`select pg_try_advisory_lock($1, $2) as ours`, [lockClass, id]);
    return rows[0]?.ours === true;
  };
  const look = async () => {
    try {
      const rows = await loadMailboxes(database.db);
      const versions = new Map(rows.map((row) => [row.id, JSON.stringify([row.connection, row.sealed?.toString("base64")])]));
      for (const [id, running] of watches) if (versions.get(id) !== running.version) await end(id);
      for (const row of rows) {
        if (stopped || watches.has(row.id)) continue;
        const secrets = openSecrets(sealing, row);
        if (secrets === null) lost(row);
        else if (await claim(row.id)) watches.set(row.id, { version: versions.get(row.id) ?? "", watch: watch(row, secrets) });
      }
    } catch (error) {
      log.warn({ err: error }, "mailboxes cannot be looked at");
    }
  };
  const told = new Set<number>();
  const lost = ({ id, key }: MailboxRow) => {
    if (!told.has(id)) log.warn({ mailbox: key }, "the mailbox's password cannot be read: the key that sealed it is gone. Enter it again in the desk's settings");
    told.add(id);
  };
  const watch = (row: MailboxRow, secrets: MailboxSecrets): MailboxWatch =>
    watchMailbox({
      mailbox: placeOf(row.connection, secrets, send),
      state: { uidValidity: row.uidValidity, lastUid: row.lastUid },
      async onMail(mail) {
        await receive({
          raw: mail.raw, source: "imap", envelopeFrom: "", envelopeTo: [], remote: mail.truncated ? { truncated: true } : {},
          place: { mailboxId: row.id, uidValidity: mail.uidValidity, uid: mail.uid },
        });
      },
      onState: (state) => saveState(database.db, clock.now().toString(), row.id, state),
      onTrouble: (problem) => saveTrouble(database.db, clock.now().toString(), row.id, problem),
      log: log.child({ mailbox: row.id }),
    });
  const timer = setInterval(() => {
    round = round.then(look);
  }, lookEveryMs);
  round = look();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await round;
      await Promise.all([...watches.keys()].map(end));
      const client = locks;
      locks = null;
      await client?.end();
    },
  };
}

const loadMailboxes = (db: Db): Promise<MailboxRow[]> =>
  query(db, `select id, key, connection, sealed, uid_validity as "uidValidity", last_uid as "lastUid" from mailboxes where archived_at is null and sealed is not null order by id`, []);

const saveState = async (db: Db, at: string, id: number, state: { uidValidity: number | null; lastUid: number }): Promise<void> => {
  await query(db, `update mailboxes set uid_validity = $2, last_uid = $3, checked_at = $4 where id = $1`, [id, state.uidValidity, state.lastUid, at]);
};

const saveTrouble = async (db: Db, at: string, id: number, problem: string | null): Promise<void> => {
  await query(db, `update mailboxes set problem = $2, checked_at = $3 where id = $1`, [id, problem, at]);
};

const isConnection = checkOf(Connection);

export function placeOf(connection: unknown, secrets: MailboxSecrets, send: SendOutgoing): MailboxPlace {
  if (!isConnection(connection)) throw new Error("a mailbox's connection is not complete");
  const { host, port, secure, user, folder = "INBOX", auth } = connection;
  return { host, port, secure, user, folder, auth: auth === "password" ? { password: secrets.secret } : { accessToken: () => accessToken(connection, secrets, send) } };
}

const isToken = checkOf(Type.Object({ access_token: Type.String() }));

/** A short-lived access token for the refresh token we keep (RFC 6749, 6). */
async function accessToken({ tokenUrl, clientId }: Connection, { secret: refreshToken, clientSecret }: MailboxSecrets, send: SendOutgoing): Promise<string> {
  if (tokenUrl === undefined || clientId === undefined) throw new Error("the mailbox has no token address or client id");
  const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken, client_id: clientId, ...(clientSecret === undefined ? {} : { client_secret: clientSecret }) });
  const { status, text } = await send({ url: tokenUrl, method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: body.toString(), timeoutMs: 20_000, answerBytes: 64 * 1024 });
  const answer: unknown = status < 300 ? JSON.parse(text) : null;
  if (!isToken(answer)) throw new Error(`the token was refused (${status})`);
  return answer.access_token;
}
