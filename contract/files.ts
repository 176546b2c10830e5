import { Type, type Static } from "typebox";
import { FileId } from "./common.ts";

/** A stored file. `size` in bytes. Until it is attached it is its uploader's alone and expires after 24 hours. */
export const StoredFile = Type.Object({ id: FileId, name: Type.String(), type: Type.String(), size: Type.Integer() });
export type StoredFile = Static<typeof StoredFile>;

/** A file on its way: how much of it has arrived, and what it has become once it is all there. `size` and `received` in bytes. */
export const StoredUpload = Type.Object({ id: FileId, size: Type.Integer(), received: Type.Integer(), file: Type.Union([StoredFile, Type.Null()]) });
export type StoredUpload = Static<typeof StoredUpload>;

/** One file may have at most this many bytes, one message at most this many files. */
export const maxFileBytes = 50_000_000;
export const maxFilesPerMessage = 20;
