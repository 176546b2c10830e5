import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { maxFileBytes, type StoredFile } from "../../contract/files.ts";
import type { Blobs } from "../platform/blobs.ts";
import { query, type Db } from "../platform/db.ts";
import { isProblem, notFound, problem } from "../platform/problem.ts";
import type { Person, Work } from "../platform/work.ts";
import { storeFile } from "./actions.ts";
import type { FileDeps } from "./deps.ts";
import { cleanName, unlinkedHours } from "./rules.ts";
import { findFile } from "./store.ts";

/** A file on its way. */
export interface StoredUpload {
  id: string;
  name: string;
  type: string;
  size: number;
  received: number;
  fileId: string | null;
}

/** Begins one. @throws 413 for more than a file may have */
export async function beginUpload(work: Work, person: Person, input: { name: string; type: string; size: number }): Promise<StoredUpload> {
  if (input.size > maxFileBytes) throw problem("file.too-large", 413, { params: { limit: maxFileBytes / 1_000_000 } });
  const upload: StoredUpload = { id: randomUUID(), name: cleanName(input.name), type: input.type, size: input.size, received: 0, fileId: null };
  await query(work.db, `insert into uploads (id, person_id, name, type, size, expires_at) values ($1, $2, $3, $4, $5, $6)`, [
    upload.id, person.id, upload.name, upload.type, upload.size, work.now.add({ hours: unlinkedHours }).toString(),
  ]);
  return upload;
}

/** @throws 404 for a foreign one, or one that was given up long ago */
export async function findUpload(db: Db, person: Person, id: string): Promise<StoredUpload> {
  const [row] = await query<StoredUpload>(db, `select id, name, type, size, received, file_id as "fileId" from uploads where id = $1 and person_id = $2`, [id, person.id]);
  if (row === undefined) throw notFound("file");
  return { ...row, size: Number(row.size), received: Number(row.received) };
}

/** What it has become; null: it has not all arrived. */
export async function fileOf(db: Db, { fileId }: Pick<StoredUpload, "fileId">): Promise<StoredFile | null> {
  const file = fileId === null ? null : await findFile(db, fileId);
  return file === null ? null : { id: file.id, name: file.name, type: file.type, size: file.size };
}

/**
 * Takes a part. What arrived before the connection broke is kept, and the next part begins there.
 * @throws 404, 409 where the part does not begin at what has arrived, 413 for more than was announced
 */
export async function takePart(db: Db, blobs: Blobs, upload: StoredUpload, offset: number, content: Readable): Promise<StoredUpload> {
  // where all had arrived but could not be looked at, an empty part asks for the end again
  if (upload.fileId !== null || offset !== upload.received) throw problem("file.upload-offset", 409, { params: { received: upload.received } });
  const { written, broke } = await blobs.writePart(upload.id, offset, content, upload.size - offset);
  const received = offset + written;
  await query(db, `update uploads set received = $2 where id = $1 and received < $2`, [upload.id, received]);
  if (broke === "too-large") throw problem("file.upload-size", 413);
  if (broke !== null) throw broke;
  return { ...upload, received };
}

/** All has arrived: it becomes a file. Done twice, it is one. @throws 422 where it is infected */
export async function endUpload(deps: FileDeps, person: Person, upload: StoredUpload): Promise<StoredFile> {
  const { database, blobs } = deps;
  const staged = await blobs.stagePart(upload.id);
  try {
    await deps.viruses.refuse(staged);
    const file = await deps.transact(person, async (work) => {
      const [locked] = await query<{ fileId: string | null }>(work.db, `select file_id as "fileId" from uploads where id = $1 for update`, [upload.id]);
      if (locked === undefined) throw notFound("file");
      const before = await fileOf(work.db, locked);
      if (before !== null) return before;
      const made = await storeFile(work, { name: upload.name, type: upload.type, content: staged, createdBy: person.id });
      await query(work.db, `update uploads set file_id = $2 where id = $1`, [upload.id, made.id]);
      return made;
    });
    await blobs.dropPart(upload.id);
    return file;
  } catch (error) {
    // begun anew it would be the same
    if (isProblem(error) && error.key === "file.infected") await giveUp(database.db, blobs, upload.id);
    throw error;
  } finally {
    await blobs.discard(staged);
  }
}

export async function giveUp(db: Db, blobs: Blobs, id: string): Promise<void> {
  await query(db, `delete from uploads where id = $1`, [id]);
  await blobs.dropPart(id);
}

/** Bytes and number of what somebody has on its way. */
export async function onItsWay(db: Db, personId: number): Promise<{ bytes: number; count: number }> {
  const [row] = await query<{ bytes: string; count: number }>(db, `select coalesce(sum(size), 0) as bytes, count(*)::int as count from uploads where person_id = $1 and file_id is null`, [personId]);
  return { bytes: Number(row?.bytes ?? 0), count: row?.count ?? 0 };
}

/** Forgets those that nobody went on with; what had arrived of them is swept with all that was staged. */
export async function expireUploads(work: Pick<Work, "db" | "now">): Promise<void> {
  await query(work.db, `delete from uploads where expires_at <= $1`, [work.now.toString()]);
}
