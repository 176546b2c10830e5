import { useCallback, useMemo, useRef, useState } from "react";
import { maxFileBytes, maxFilesPerMessage, type StoredFile } from "../../contract/files.ts";
import { isNetworkProblem, newKey, problemOf, type Upload } from "./api.ts";
import { storeFile } from "./calls.ts";
import { fileSize } from "./format.ts";
import { t } from "./i18n.ts";

/** A file on its way to the server, or there. */
export interface UploadingFile {
  key: string;
  name: string;
  type: string;
  size: number;
  /** 0 to 1; undefined once stored */
  progress?: number | undefined;
  stored?: StoredFile | undefined;
  problem?: string | undefined;
}
const retryAfter = 3000; // ms

/** Files beside a text being written: uploads at once, goes on when the network returns, and tells what failed. */
export function useUploads(initial: StoredFile[] = []) {
  const [files, setFiles] = useState<UploadingFile[]>(() => initial.map((stored) => ({ ...stored, key: stored.id, stored })));
  const running = useRef(new Map<string, { file: File; upload: Upload<StoredFile> | undefined }>());

  const patch = useCallback((key: string, change: Partial<UploadingFile>) => setFiles((all) => all.map((one) => (one.key === key ? { ...one, ...change } : one))), []);
  const start = useCallback(
    async (key: string) => {
      for (let job = running.current.get(key); job; job = running.current.get(key)) {
        patch(key, { progress: 0, problem: undefined });
        job.upload = storeFile(job.file, (progress) => patch(key, { progress }));
        try {
          const stored = await job.upload.done;
          return patch(key, { stored, progress: undefined });
        } catch (error) {
          if (!isNetworkProblem(error)) return patch(key, { progress: undefined, problem: problemOf(error)?.detail ?? t("ui.file.failed") });
          patch(key, { problem: t("ui.file.waiting") });
          await new Promise((resolve) => setTimeout(resolve, retryAfter));
        }
      }
      return undefined;
    },
    [patch],
  );
  const add = useCallback(
    (chosen: Iterable<File>) => {
      for (const file of chosen) {
        const key = newKey();
        const tooLarge = file.size > maxFileBytes ? t("ui.file.too-large", { limit: fileSize(maxFileBytes) }) : undefined;
        setFiles((all) => (all.length >= maxFilesPerMessage ? all : [...all, { key, name: file.name || t("ui.file.pasted"), type: file.type, size: file.size, problem: tooLarge, progress: tooLarge ? undefined : 0 }]));
        if (tooLarge) continue;
        running.current.set(key, { file, upload: undefined });
        void start(key);
      }
    },
    [start],
  );
  const remove = useCallback((key: string) => {
    running.current.get(key)?.upload?.abort();
    running.current.delete(key);
    setFiles((all) => all.filter((one) => one.key !== key));
  }, []);
  const clear = useCallback(() => {
    running.current.clear();
    setFiles([]);
  }, []);

  const stored = useMemo(() => files.flatMap((one) => (one.stored ? [one.stored] : [])), [files]);

  return {
    files,
    add,
    remove,
    retry: (key: string) => void start(key),
    clear,
    stored,
    /** something is still on its way */
    busy: files.some((one) => !one.stored && !one.problem) || files.some((one) => one.progress !== undefined),
  };
}
