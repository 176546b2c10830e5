import type { Mailbox, MailboxSettings, MailboxTest } from "../../contract/mailboxes.ts";
import { query, type Db } from "../platform/db.ts";
import { openMailbox } from "../platform/imap/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import { allows, type Actor, type Work } from "../platform/work.ts";
import { placeOf, type Connection } from "./mailboxes.ts";

interface Row {
  key: string;
  deskKey: string;
  deskId: number;
  connection: Connection;
  secret: string;
  problem: string | null;
  checkedAt: string | null;
}

const select = `select m.key, m.desk_id as "deskId", m.connection, m.secret, m.problem, m.checked_at as "checkedAt" from mailboxes m where m.archived_at is null`;

/** The mailboxes of the desks that the actor configures. */
export async function listMailboxes(work: Work): Promise<Mailbox[]> {
  const { byId } = await work.desks.get();
  const rows = await query<Omit<Row, "deskKey">>(work.db, `${select} order by m.key`, []);
  return rows.flatMap((row) => {
    const desk = byId.get(row.deskId);
    return desk !== undefined && allows(work.actor, "desk.configure", row.deskId) ? [view({ ...row, deskKey: desk.key })] : [];
  });
}

function view({ key, deskKey, connection, problem: trouble, checkedAt }: Row): Mailbox {
  const { clientSecret: _secret, ...rest } = connection;
  return { key, desk: deskKey, ...rest, problem: trouble, checkedAt };
}

/** Is mail fetched from any mailbox? */
export async function isMailboxWatched(db: Db): Promise<boolean> {
  const [row] = await query<{ any: boolean }>(db, `select exists (select from mailboxes where archived_at is null) as any`, []);
  return row?.any ?? false;
}

/** Creates the mailbox or changes it; the process that reads it notices within seconds. @throws 403, 404, 422 */
export async function saveMailbox(work: Work, key: string, settings: MailboxSettings): Promise<Mailbox> {
  const desk = (await work.desks.get()).byKey.get(settings.desk);
  if (desk === undefined) throw notFound("desk");
  if (!allows(work.actor, "desk.configure", desk.id)) throw problem("permission.denied", 403);
  const known = await find(work.db, key);
  if (known !== undefined && !allows(work.actor, "desk.configure", known.deskId)) throw problem("permission.denied", 403);
  const { desk: _desk, secret = keptFor(known, settings), ...connection } = settings;
  if (secret === undefined) throw problem("mailbox.secret-missing", 422, { path: "/secret" });
  const kept = { ...(known?.connection.clientSecret === undefined || keptFor(known, settings) === undefined ? {} : { clientSecret: known.connection.clientSecret }), ...connection };
  // another account or folder counts its mails anew
  const same = known !== undefined && known.connection.host === kept.host && known.connection.user === kept.user && known.connection.folder === kept.folder;
  await query(
    work.db,
    `insert into mailboxes (desk_id, key, connection, secret) values ($1, $2, $3, $4)
     on conflict (key) do update set desk_id = excluded.desk_id, connection = excluded.connection, secret = excluded.secret, archived_at = null, problem = null,
       uid_validity = case when $5 then mailboxes.uid_validity end, last_uid = case when $5 then mailboxes.last_uid else 0 end`,
    [desk.id, key, JSON.stringify(kept), secret, same],
  );
  return view({ key, deskKey: desk.key, deskId: desk.id, connection: kept, secret, problem: null, checkedAt: null });
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

const testMs = 20_000;

/** Signs in and opens the folder, changing nothing there; says which step failed. */
export async function testMailbox(settings: MailboxSettings, keptSecret: string | undefined): Promise<MailboxTest> {
  const { desk: _desk, secret = keptSecret ?? "", ...connection } = settings;
  try {
    const { client } = await openMailbox(placeOf({ connection, secret }), testMs, AbortSignal.timeout(testMs));
    await client.logout();
    return { ok: true, failed: null, detail: null };
  } catch (error) {
    const text = error instanceof Error ? `${"responseText" in error ? String(error.responseText) : error.message}` : String(error);
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return { ok: false, failed: stepOf(error, code), detail: text.slice(0, 300) };
  }
}

function stepOf(error: unknown, code: string): NonNullable<MailboxTest["failed"]> {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "name";
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)) return "certificate";
  if (["ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH", "ECONNRESET", "CONNECT_TIMEOUT", "ABORT_ERR"].includes(code)) return "connection";
  if (error instanceof Error && "authenticationFailed" in error) return "sign-in";
  if (error instanceof Error && "mailboxMissing" in error) return "folder";
  return "other";
}

/** What is kept goes nowhere but where it was kept for: with it, somebody else's server would learn it. */
const keptFor = (known: Pick<Row, "connection" | "secret"> | undefined, { host, port, user, tokenUrl }: MailboxSettings): string | undefined =>
  known !== undefined && known.connection.host === host && known.connection.port === port && known.connection.user === user && known.connection.tokenUrl === tokenUrl ? known.secret : undefined;

/** The kept secret of a mailbox, for who configures its desk and asks of the same account. @throws 403, 422 */
export async function keptSecretOf(db: Db, actor: Actor, key: string, settings: MailboxSettings): Promise<string | undefined> {
  const known = await find(db, key);
  if (known !== undefined && !allows(actor, "desk.configure", known.deskId)) throw problem("permission.denied", 403);
  const kept = keptFor(known, settings);
  if (kept === undefined && settings.secret === undefined) throw problem("mailbox.secret-missing", 422, { path: "/secret" });
  return kept;
}
