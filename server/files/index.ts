export { dropUnusedBlob, eraseFiles, eraseUnusedFiles, keepBlob, releaseFiles, returnFile, setFileAside, storeFile, useFiles, type BlobReference, type FileUse, type NewFile } from "./actions.ts";
export { fileJobs, fileTimers, scheduleFileTimers } from "./jobs.ts";
export type { FileReaders } from "./policy.ts";
export type { FileDeps } from "./deps.ts";
export { fileRoutes } from "./routes.ts";
export { cleanName, contentDisposition, mayShowInline, sniffType } from "./rules.ts";
export { createVirusCheck, type VirusCheck } from "./scanning.ts";
export { sendFile } from "./send.ts";
export { aside, filesUsedIn, findFile, type FileRow } from "./store.ts";
