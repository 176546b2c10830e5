import type { Mailbox, MailboxDefinition, MailboxSettings, MailboxTest } from "../../contract/mailboxes.ts";
import { deskToConfigure } from "../desks/index.ts";
import { query, type Db } from "../platform/db.ts";
import { openMailbox } from "../platform/imap/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import { allows, type Actor, type Work } from "../platform/work.ts";
import type { SendOutgoing } from "../platform/outgoing-requests.ts";
import type { Sealing } from "../platform/sealing.ts";
import { openSecrets, sealSecrets, type MailboxSecrets } from "./mailbox-secrets.ts";
import { placeOf, type Connection } from "./mailboxes.ts";

interface Row {
  key: string;
  deskKey: string;
  deskId: number;
  connection: Connection;
  sealed: Buffer | null;
  problem: string | null;
  checkedAt: string | null;
}

const select = `select m.key, m.desk_id as "deskId", m.connection, m.sealed, m.problem, m.checked_at as "checkedAt" from mailboxes m where m.archived_at is null`;

/** The mailboxes of the desks that the actor configures. */
export async function listMailboxes(work: Work, sealing: Sealing): Promise<Mailbox[]> {
  const { byId } = await work.desks.get();
  const rows = await query<Omit<Row, "deskKey">>(work.db, `${select} order by m.key`, []);
  return rows.flatMap((row) => {
    const desk = byId.get(row.deskId);
    return desk !== undefined && allows(work.actor, "desk.configure", row.deskId) ? [view({ ...row, deskKey: desk.key }, openSecrets(sealing, row) !== null)] : [];
  });
}

/** @param hasSecret one that can be read */
const view = ({ key, deskKey, connection, problem: trouble, checkedAt }: Omit<Row, "sealed">, hasSecret: boolean): Mailbox => ({ key, desk: deskKey, ...connection, hasSecret, problem: trouble, checkedAt });

/** Is mail fetched from any mailbox? */
export async function isMailboxWatched(db: Db): Promise<boolean> {
  const [row] = await query<{ any: boolean }>(db, `select exists (select from mailboxes where archived_at is null) as any`, []);
  return row?.any ?? false;
}

/** Creates the mailbox or changes it; the process that reads it notices within seconds. @throws 403, 404, 422 */
export async function saveMailbox(work: Work, sealing: Sealing, key: string, settings: MailboxSettings): Promise<Mailbox> {
  const desk = await deskToConfigure(work, settings.desk);
  const known = await find(work.db, key);
  if (known !== undefined && !allows(work.actor, "desk.configure", known.deskId)) throw problem("permission.denied", 403);
  const { desk: _desk, secret: _secret, clientSecret: _client, ...connection } = settings;
  const secrets = secretsFor(settings, keptFor(known, settings, sealing));
  if (secrets === null) throw problem("mailbox.secret-missing", 422, { path: "/secret" });
  await write(work.db, desk.id, key, known, connection, sealSecrets(sealing, key, secrets));
  return view({ key, deskKey: desk.key, deskId: desk.id, connection, problem: null, checkedAt: null }, true);
}
/** As typed, and else as kept. */
const secretsFor = ({ secret, clientSecret }: Pick<MailboxSettings, "secret" | "clientSecret">, kept: MailboxSecrets | null): MailboxSecrets | null => {
  const chosen = { secret: secret ?? kept?.secret, clientSecret: clientSecret ?? kept?.clientSecret };
  return chosen.secret === undefined ? null : { secret: chosen.secret, ...(chosen.clientSecret === undefined ? {} : { clientSecret: chosen.clientSecret }) };
};

/** Creates the mailbox or changes it, with the secret that is kept for this very account, or none yet. @throws 409 for another desk's */
export async function putMailbox(db: Db, deskId: number, key: string, connection: Connection, path: string): Promise<void> {
  const known = await find(db, key);
  if (known !== undefined && known.deskId !== deskId) throw problem("mailbox.key-taken", 409, { path });
  await write(db, deskId, key, known, connection, known !== undefined && isSameAccount(known.connection, connection) ? known.sealed : null);
}

async function write(db: Db, deskId: number, key: string, known: Pick<Row, "connection"> | undefined, connection: Connection, sealed: Buffer | null): Promise<void> {
  // another account or folder counts its mails anew
  const same = known !== undefined && known.connection.host === connection.host && known.connection.user === connection.user && known.connection.folder === connection.folder;
  await query(
    db,
    `insert into mailboxes (desk_id, key, connection, sealed) values ($1, $2, $3, $4)
     on conflict (key) do update set desk_id = excluded.desk_id, connection = excluded.connection, sealed = excluded.sealed, archived_at = null, problem = null,
       uid_validity = case when $5 then mailboxes.uid_validity end, last_uid = case when $5 then mailboxes.last_uid else 0 end`,
    [deskId, key, JSON.stringify(connection), sealed, same],
  );
}

/** As the desk's file writes them, by key. */
export async function mailboxesOf(db: Db, deskId: number): Promise<MailboxDefinition[]> {
  const rows = await query<Pick<Row, "key" | "connection">>(db, `${select} and m.desk_id = $1 order by m.key`, [deskId]);
  return rows.map(({ key, connection }) => ({ key, ...connection }));
}

/** Those that a desk's file no longer has are not read any more. */
export async function archiveMailboxesBut(work: Work, deskId: number, keys: readonly string[]): Promise<void> {
  await query(work.db, `update mailboxes set archived_at = $3 where desk_id = $1 and key <> all($2::text[]) and archived_at is null`, [deskId, keys, work.now.toString()]);
}

async function find(db: Db, key: string): Promise<Omit<Row, "deskKey"> | undefined> {
  const [row] = await query<Omit<Row, "deskKey">>(db, `${select} and m.key = $1`, [key]);
  return row;
}

/** Stops reading the mailbox; what came from it stays. @throws 403, 404 */
export async function archiveMailbox(work: Work, key: string): Promise<void> {
  const known = await find(work.db, key);
  if (known === undefined) throw notFound("mail");
  if (!allows(work.actor, "desk.configure", known.deskId)) throw problem("permission.denied", 403);
  await query(work.db, `update mailboxes set archived_at = $2 where key = $1`, [key, work.now.toString()]);
}

/** Who waits for the outcome of a trial waits so long at most, in ms. */
const testMs = 15_000;

/** Signs in and opens the folder, changing nothing there; says which step failed. @param ms after which a silent server is given up */
export async function testMailbox(settings: MailboxSettings, kept: MailboxSecrets | null, send: SendOutgoing, ms = testMs): Promise<MailboxTest> {
  const { desk: _desk, secret: _secret, clientSecret: _client, ...connection } = settings;
  try {
    const { client } = await openMailbox(placeOf(connection, secretsFor(settings, kept) ?? { secret: "" }, send), ms, AbortSignal.timeout(ms));
    await client.logout();
    return { ok: true, failed: null, detail: null };
  } catch (error) {
    const text = error instanceof Error ? `${"responseText" in error ? String(error.responseText) : error.message}` : String(error);
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const failed = stepOf(error, code);
    // the library's words about a handshake help nobody; what a server answered does
    return { ok: false, failed, detail: failed === "encryption" || failed === "silent" ? null : text.slice(0, 300) };
  }
}

function stepOf(error: unknown, code: string): NonNullable<MailboxTest["failed"]> {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "name";
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)) return "certificate";
  if (/^(ERR_SSL_|EPROTO)/.test(code)) return "encryption";
  if (code === "ECONNREFUSED") return "port";
  // it took the connection, and never greeted
  if (/^(ClosedAfterConnect|GREETING|UPGRADE_TIMEOUT)/i.test(code)) return "silent";
  if (["ETIMEDOUT", "EHOSTUNREACH", "ECONNRESET", "CONNECT_TIMEOUT", "ABORT_ERR"].includes(code)) return "connection";
  if (error instanceof Error && "authenticationFailed" in error) return "sign-in";
  if (error instanceof Error && "mailboxMissing" in error) return "folder";
  return "other";
}

type Account = Pick<MailboxSettings, "host" | "port" | "user" | "tokenUrl">;
/** What is kept goes nowhere but where it was kept for: with it, somebody else's server would learn it. */
const isSameAccount = (one: Account, other: Account): boolean => one.host === other.host && one.port === other.port && one.user === other.user && one.tokenUrl === other.tokenUrl;
const keptFor = (known: Pick<Row, "key" | "connection" | "sealed"> | undefined, settings: Account, sealing: Sealing): MailboxSecrets | null =>
  known !== undefined && isSameAccount(known.connection, settings) ? openSecrets(sealing, known) : null;

/** The kept secrets of a mailbox, for who configures its desk and asks of the same account. @throws 403, 422 */
export async function keptSecretsOf(db: Db, sealing: Sealing, actor: Actor, key: string, settings: MailboxSettings): Promise<MailboxSecrets | null> {
  const known = await find(db, key);
  if (known !== undefined && !allows(actor, "desk.configure", known.deskId)) throw problem("permission.denied", 403);
  const kept = keptFor(known, settings, sealing);
  if (kept === null && settings.secret === undefined) throw problem("mailbox.secret-missing", 422, { path: "/secret" });
  return kept;
}
