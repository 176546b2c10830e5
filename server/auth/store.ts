import { query, type Db } from "../platform/db.ts";

export async function passwordHash(db: Db, personId: number): Promise<string | null> {
  const [row] = await query<{ hash: string }>(db, `select hash from passwords where person_id = $1`, [personId]);
  return row?.hash ?? null;
}

export async function setPasswordHash(db: Db, personId: number, hash: string, at: string): Promise<void> {
  await query(
    db,
    `insert into passwords (person_id, hash, changed_at) values ($1, $2, $3)
     on conflict (person_id) do update set hash = excluded.hash, changed_at = excluded.changed_at`,
    [personId, hash, at],
  );
}

export interface SessionRow {
  id: string;
  personId: number;
  createdAt: string;
  seenAt: string;
  expiresAt: string;
  /** the latest end, where a directory vouches for the person */
  endsAt: string | null;
  secondFactor: boolean;
}

export async function findSession(db: Db, hash: Buffer): Promise<SessionRow | null> {
  const [row] = await query<SessionRow>(
    db,
    `select id, person_id as "personId", created_at as "createdAt", seen_at as "seenAt", expires_at as "expiresAt", ends_at as "endsAt", second_factor as "secondFactor" from sessions where hash = $1`,
    [hash],
  );
  return row ?? null;
}

export async function insertSession(db: Db, session: SessionRow & { hash: Buffer; userAgent: string; ip: string }): Promise<void> {
  await query(
    db,
    `insert into sessions (hash, id, person_id, created_at, seen_at, expires_at, user_agent, ip, ends_at, second_factor) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [session.hash, session.id, session.personId, session.createdAt, session.seenAt, session.expiresAt, session.userAgent, session.ip, session.endsAt, session.secondFactor],
  );
}

export async function touchSession(db: Db, hash: Buffer, seenAt: string, expiresAt: string): Promise<void> {
  await query(db, `update sessions set seen_at = $2, expires_at = $3 where hash = $1 and seen_at < $2`, [hash, seenAt, expiresAt]);
}

/** @returns the person whose session it was; null: there was none */
export async function deleteSession(db: Db, hash: Buffer): Promise<number | null> {
  const [row] = await query<{ person: number }>(db, `delete from sessions where hash = $1 returning person_id as person`, [hash]);
  return row?.person ?? null;
}

export async function deleteSessionOf(db: Db, personId: number, id: string): Promise<boolean> {
  return (await query(db, `delete from sessions where person_id = $1 and id = $2 returning 1`, [personId, id])).length > 0;
}

/** @param except the id of a session that stays; null: none does */
export async function deleteSessionsOf(db: Db, personId: number, except: string | null, { onlyWithoutSecondFactor = false } = {}): Promise<number> {
  return (await query(db, `delete from sessions where person_id = $1 and id is distinct from $2 and not ($3 and second_factor) returning 1`, [personId, except, onlyWithoutSecondFactor])).length;
}

export async function sessionsOf(db: Db, personId: number, now: string): Promise<{ id: string; userAgent: string; ip: string; createdAt: string; seenAt: string }[]> {
  return query(
    db,
    `select id, user_agent as "userAgent", ip, created_at as "createdAt", seen_at as "seenAt" from sessions
     where person_id = $1 and expires_at > $2 order by seen_at desc, id limit 100`,
    [personId, now],
  );
}

export interface LinkRow {
  personId: number;
  address: string | null;
  purpose: "sign-in" | "password";
  deskId: number | null;
  expiresAt: string;
  usedAt: string | null;
}
const linkColumns = `person_id as "personId", address, purpose, desk_id as "deskId", expires_at as "expiresAt", used_at as "usedAt"`;

export async function insertLink(db: Db, link: Omit<LinkRow, "usedAt"> & { hash: Buffer; createdAt: string }): Promise<void> {
  await query(db, `insert into sign_in_links (hash, person_id, address, purpose, desk_id, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`, [
    link.hash,
    link.personId,
    link.address,
    link.purpose,
    link.deskId,
    link.createdAt,
    link.expiresAt,
  ]);
}

export async function findLink(db: Db, hash: Buffer): Promise<LinkRow | null> {
  const [row] = await query<LinkRow>(db, `select ${linkColumns} from sign_in_links where hash = $1`, [hash]);
  return row ?? null;
}

/** Takes the link, once: of several at a time one gets it. */
export async function takeLink(db: Db, hash: Buffer, now: string): Promise<LinkRow | null> {
  const [row] = await query<LinkRow>(db, `update sign_in_links set used_at = $2 where hash = $1 and used_at is null and expires_at > $2 returning ${linkColumns}`, [hash, now]);
  return row ?? null;
}

/** Links that could set the password again are spent with it. */
export async function spendPasswordLinks(db: Db, personId: number, now: string): Promise<void> {
  await query(db, `update sign_in_links set used_at = $2 where person_id = $1 and purpose = 'password' and used_at is null`, [personId, now]);
}

/** Removes what no longer means anything to anyone. */
export async function tidy(db: Db, now: string, longAgo: string): Promise<void> {
  await query(db, `delete from sessions where expires_at <= $1`, [now]);
  await query(db, `delete from sign_in_links where expires_at <= $1`, [longAgo]);
  await query(db, `delete from address_claims where expires_at <= $1`, [longAgo]);
  await query(db, `delete from throttles where window_start <= $1`, [longAgo]);
}
