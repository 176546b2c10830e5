import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { maxFileBytes, type StoredFile } from "../../contract/files.ts";
import type { Blobs, StagedBlob } from "../platform/blobs.ts";
import { problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { asideDays, cleanName, sniffType, unlinkedHours } from "./rules.ts";
import * as store from "./store.ts";

declare module "../platform/work.ts" {
  interface WorkContext {
    blobs: Blobs;
  }
}

export interface NewFile {
  /** as it was called; folders and invisible signs are taken off */
  name: string;
  /** as it was claimed; the content decides */
  type: string;
  /** what was staged is kept or thrown away: it is of no use afterwards */
  content: Readable | Uint8Array | StagedBlob;
  /** the person whose file it is until it is used; null: nobody's */
  createdBy: number | null;
  /** bytes; beyond, `file.too-large` (413) */
  maxBytes?: number;
}

/**
 * Stores a file. Its bytes are on the disk before its row commits. Unless it is used within a day it expires.
 * Large content is better staged (`blobs.stage`) before the transaction begins.
 */
export async function storeFile(work: Work, input: NewFile): Promise<StoredFile> {
  const { blobs } = work;
  const staged =
    input.content instanceof Readable || input.content instanceof Uint8Array ? await blobs.stage(input.content, input.maxBytes ?? maxFileBytes) : input.content;
  if (staged === "too-large") throw problem("file.too-large", 413, { params: { limit: Math.floor((input.maxBytes ?? maxFileBytes) / 1_000_000) } });
  try {
    await keepBlob(work, staged);
  } catch (error) {
    await blobs.discard(staged);
    throw error;
  }
  const file = { id: randomUUID(), name: cleanName(input.name), type: sniffType(staged.head, input.type), size: staged.size };
  await store.insertFile(work.db, {
    ...file,
    hash: staged.hash,
    createdBy: input.createdBy,
    createdAt: work.now.toString(),
    expiresAt: work.now.add({ hours: unlinkedHours }).toString(),
  });
  return file;
}

/**
 * Puts a staged blob in its place, so that it stays at least until the transaction ends: a row that refers to it must
 * be written in the same one.
 */
export async function keepBlob(work: Pick<Work, "db" | "blobs">, staged: StagedBlob): Promise<void> {
  await store.lockBlobForUse(work.db, staged.hash);
  await work.blobs.keep(staged);
}

export interface FileUse {
  fileId: string;
  /** the Content-ID by which the text shows it, without brackets */
  contentId: string | null;
  /** shown in the text rather than listed below it */
  inline: boolean;
}

/**
 * Records what the files are used in; from now on its readers may read them, and they stay. A person may use only what
 * that person stored. Raises `file.not-found` (404) with the path of the first that is foreign, expired or missing.
 */
export async function useFiles(work: Work, kind: string, subject: number, uses: readonly FileUse[]): Promise<void> {
  if (uses.length === 0) return;
  const found = await store.keepFiles(work.db, uses.map((use) => use.fileId), work.actor.kind === "person" ? work.actor.id : null);
  const missing = uses.findIndex((use) => !found.has(use.fileId.toLowerCase()));
  if (missing >= 0) throw problem("file.not-found", 404, { path: `/attachments/${missing}` });
  await store.insertUses(work.db, kind, subject, uses);
}

/** What used the files uses them no more: those that nothing else uses expire like any that were never used. */
export const releaseFiles = (work: Work, kind: string, subject: number): Promise<void> =>
  store.deleteUses(work.db, kind, subject, work.now.add({ hours: unlinkedHours }).toString());

/**
 * Takes one file out of what used it: nobody reads it there any more. For 30 days it can return; then it is gone unless
 * something else uses it. @returns its name @throws 404
 */
export async function setFileAside(work: Work, kind: string, subject: number, fileId: string): Promise<string> {
  const name = await store.setUseAside(work.db, kind, subject, fileId, work.now.add({ hours: asideDays * 24 }).toString());
  if (name === null) throw problem("file.not-found", 404);
  return name;
}

/** It is used there again. @returns false: too late, or it was never taken out */
export const returnFile = (work: Work, kind: string, subject: number, fileId: string): Promise<boolean> => store.returnUse(work.db, kind, subject, fileId);

/** The same for all of several subjects, at once and for good: their names are gone with this transaction, their bytes right after it. */
export const eraseFiles = async (work: Work, kind: string, subjects: readonly number[]): Promise<void> => dropLater(work, await store.deleteUsed(work.db, kind, subjects));

/** What these people stored and never used. */
export async function eraseUnusedFiles(work: Work, people: readonly number[]): Promise<void> {
  await store.deleteUploadsOf(work.db, people);
  await dropLater(work, await store.deleteUnusedOf(work.db, people));
}

async function dropLater(work: Work, hashes: readonly Buffer[]): Promise<void> {
  if (hashes.length > 0) await work.enqueue("files.drop-blobs", { hashes: hashes.map((hash) => hash.toString("hex")) });
}

const batch = 500;
/** Removes files that nobody used in time; their blobs are dropped once that has committed. */
export async function expireFiles(work: Work): Promise<number> {
  const hashes = await store.deleteExpired(work.db, work.now.toString(), batch);
  await dropLater(work, hashes);
  return hashes.length;
}

/** Says whether something other than a file refers to a blob, e.g. a raw mail. */
export type BlobReference = (db: Work["db"], hash: Buffer) => Promise<boolean>;

/** Drops the blob unless something refers to it. Whoever stores the same bytes meanwhile waits and puts them back. */
export async function dropUnusedBlob(work: Pick<Work, "db" | "blobs">, references: readonly BlobReference[], hash: Buffer): Promise<boolean> {
  await store.lockBlobForDrop(work.db, hash);
  if (await store.isBlobUsed(work.db, hash)) return false;
  for (const refers of references) if (await refers(work.db, hash)) return false;
  await work.blobs.drop(hash);
  return true;
}
