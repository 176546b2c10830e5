import { query, type Db } from "../platform/db.ts";

export interface FileRow {
  id: string;
  hash: Buffer;
  name: string;
  type: string;
  size: number;
  createdBy: number | null;
  expiresAt: string | null;
}

const columns = `id, hash, name, type, size, created_by as "createdBy", expires_at as "expiresAt"`;
/** An arbitrary constant: the class of the advisory locks on blobs. */
const blobLock = 7_236_504;
const lockKey = (hash: Buffer): number => hash.readInt32BE(0);

/** Until the transaction ends the blob cannot be dropped. Taken before it is put in its place and a row refers to it. */
export async function lockBlobForUse(db: Db, hash: Buffer): Promise<void> {
  await query(db, `select pg_advisory_xact_lock_shared($1, $2)`, [blobLock, lockKey(hash)]);
}

/** Waits for all who are about to refer to the blob, and keeps others off until the transaction ends. */
export async function lockBlobForDrop(db: Db, hash: Buffer): Promise<void> {
  await query(db, `select pg_advisory_xact_lock($1, $2)`, [blobLock, lockKey(hash)]);
}

export async function isBlobUsed(db: Db, hash: Buffer): Promise<boolean> {
  const [row] = await query<{ used: boolean }>(db, `select exists (select from files where hash = $1) as used`, [hash]);
  return row?.used ?? false;
}

/** Those of the hashes that no file has. */
export async function unusedHashes(db: Db, hashes: Buffer[]): Promise<Buffer[]> {
  const rows = await query<{ hash: Buffer }>(
    db,
    `select h.hash from unnest($1::bytea[]) as h(hash) where not exists (select from files where files.hash = h.hash)`,
    [hashes],
  );
  return rows.map((row) => row.hash);
}

export async function insertFile(db: Db, file: FileRow & { createdAt: string }): Promise<void> {
  await query(
    db,
    `insert into files (id, hash, name, type, size, created_by, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [file.id, file.hash, file.name, file.type, file.size, file.createdBy, file.createdAt, file.expiresAt],
  );
}

export async function findFile(db: Db, id: string): Promise<FileRow | null> {
  const [row] = await query<FileRow>(db, `select ${columns} from files where id = $1`, [id]);
  return row ?? null;
}

export async function usesOf(db: Db, id: string): Promise<{ kind: string; subject: number }[]> {
  return query(db, `select distinct kind, subject from file_uses where file_id = $1 order by kind, subject`, [id]);
}

/**
 * Makes the files lasting and returns the ids of those found: one that expires at this moment is either kept or gone.
 * @param owner whose files alone may be taken; null: anyone's
 */
export async function keepFiles(db: Db, ids: readonly string[], owner: number | null): Promise<Set<string>> {
  const rows = await query<{ id: string }>(
    db,
    `update files set expires_at = null where id = any($1::uuid[]) and ($2::bigint is null or created_by = $2) returning id`,
    [ids, owner],
  );
  return new Set(rows.map((row) => row.id));
}

export async function insertUses(db: Db, kind: string, subject: number, uses: readonly { fileId: string; contentId: string | null; inline: boolean }[]): Promise<void> {
  await query(
    db,
    `insert into file_uses (file_id, kind, subject, position, content_id, inline)
     select u.file_id, $1, $2, u.position - 1 + coalesce((select max(position) + 1 from file_uses where kind = $1 and subject = $2), 0), u.content_id, u.inline
     from unnest($3::uuid[], $4::text[], $5::boolean[]) with ordinality as u(file_id, content_id, inline, position)`,
    [kind, subject, uses.map((use) => use.fileId), uses.map((use) => use.contentId), uses.map((use) => use.inline)],
  );
}

export async function deleteUses(db: Db, kind: string, subject: number, expiresAt: string): Promise<void> {
  await query(
    db,
    `with gone as (delete from file_uses where kind = $1 and subject = $2 returning file_id)
     update files set expires_at = $3 where id in (select file_id from gone)
       and not exists (select from file_uses u where u.file_id = files.id and not (u.kind = $1 and u.subject = $2))`,
    [kind, subject, expiresAt],
  );
}

/** The kind of a use that was taken away and can return until its file expires. */
export const aside = (kind: string): string => `${kind}${removed}`;
export const isAside = (kind: string): boolean => kind.endsWith(removed);
const removed = ":removed";

/** Takes one use away; a file that nothing else uses expires. Returns the file's name; null: it is not used there. */
export async function setUseAside(db: Db, kind: string, subject: number, fileId: string, expiresAt: string): Promise<string | null> {
  const [row] = await query<{ name: string }>(
    db,
    `with gone as (update file_uses set kind = $2 where kind = $1 and subject = $3 and file_id = $4 returning file_id),
       expiring as (update files set expires_at = $5 where id in (select file_id from gone) and not exists (select from file_uses u where u.file_id = files.id and not (u.kind = $1 and u.subject = $3)))
     select name from files where id in (select file_id from gone)`,
    [kind, aside(kind), subject, fileId, expiresAt],
  );
  return row?.name ?? null;
}

/** The use is there again. False: its file is gone, or it never was taken away. */
export async function returnUse(db: Db, kind: string, subject: number, fileId: string): Promise<boolean> {
  const rows = await query(
    db,
    `with back as (update file_uses set kind = $1 where kind = $2 and subject = $3 and file_id = $4 returning file_id)
     update files set expires_at = null where id in (select file_id from back) returning id`,
    [kind, aside(kind), subject, fileId],
  );
  return rows.length > 0;
}

/** Bytes and number of a person's files that belong to nothing yet. */
export async function unlinkedOf(db: Db, person: number): Promise<{ bytes: number; count: number }> {
  const [row] = await query<{ bytes: string; count: number }>(
    db,
    `select coalesce(sum(size), 0) as bytes, count(*) as count from files where expires_at is not null and created_by = $1`,
    [person],
  );
  return { bytes: Number(row?.bytes ?? 0), count: row?.count ?? 0 };
}

/** Removes files that nothing took in time; returns their hashes. */
export async function deleteExpired(db: Db, now: string, limit: number): Promise<Buffer[]> {
  const rows = await query<{ hash: Buffer }>(
    db,
    `with old as (delete from files where id in (select id from files where expires_at <= $1 order by expires_at limit $2 for update skip locked) and expires_at <= $1 returning id, hash),
       uses as (delete from file_uses where file_id in (select id from old))
     select hash from old`,
    [now, limit],
  );
  return rows.map((row) => row.hash);
}

/** The files used in something, in their order. */
export const filesUsedIn = (db: Db, kind: string, subject: number): Promise<{ fileId: string; contentId: string | null; inline: boolean }[]> =>
  query(db, `select file_id as "fileId", content_id as "contentId", inline from file_uses where kind = $1 and subject = $2 order by position`, [kind, subject]);

/** Takes the uses away, also those set aside, and with them the files that nothing else uses; returns their hashes. */
export async function deleteUsed(db: Db, kind: string, subjects: readonly number[]): Promise<Buffer[]> {
  const rows = await query<{ hash: Buffer }>(
    db,
    `with gone as (delete from file_uses where kind = any($1) and subject = any($2::bigint[]) returning file_id)
     delete from files where id in (select file_id from gone)
       and not exists (select from file_uses u where u.file_id = files.id and not (u.kind = any($1) and u.subject = any($2::bigint[]))) returning hash`,
    [[kind, aside(kind)], subjects],
  );
  return rows.map((row) => row.hash);
}

/** Removes what these people stored and nothing has used; returns the hashes. */
export async function deleteUnusedOf(db: Db, people: readonly number[]): Promise<Buffer[]> {
  const rows = await query<{ hash: Buffer }>(db, `delete from files where expires_at is not null and created_by = any($1) and not exists (select from file_uses u where u.file_id = files.id) returning hash`, [people]);
  return rows.map((row) => row.hash);
}

/** What they had on its way; the parts that arrived are swept with all that was staged. */
export const deleteUploadsOf = (db: Db, people: readonly number[]): Promise<unknown> => query(db, `delete from uploads where person_id = any($1)`, [people]);
