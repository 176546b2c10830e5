import { useCallback, useMemo, useRef, useState } from "react";
import { maxFileBytes, maxFilesPerMessage, type StoredFile } from "../../contract/files.ts";
import { isNetworkProblem, newKey, problemOf, type Upload } from "./api.ts";
import { fileSize } from "./format.ts";
import { t } from "./i18n.ts";
import { resumable } from "./resumable.ts";

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

/** Files beside a text being written: uploads at once, goes on where it broke off when the network returns, and tells what failed. */
export function useUploads(initial: StoredFile[] = []) {
  const [files, setFiles] = useState<UploadingFile[]>(() => initial.map((stored) => ({ ...stored, key: stored.id, stored })));
  // how many there are, before the next drawing too
  const held = useRef(initial.length);
  const [leftOut, setLeftOut] = useState(0);
  const running = useRef(new Map<string, { send: ReturnType<typeof resumable>; upload: Upload<StoredFile> | undefined }>());

  const patch = useCallback((key: string, change: Partial<UploadingFile>) => setFiles((all) => all.map((one) => (one.key === key ? { ...one, ...change } : one))), []);
  const start = useCallback(
    async (key: string) => {
      for (let job = running.current.get(key); job; job = running.current.get(key)) {
        patch(key, { problem: undefined });
        job.upload = job.send((progress) => patch(key, { progress }));
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
      const all = [...chosen];
      const room = maxFilesPerMessage - held.current;
      setLeftOut(Math.max(0, all.length - room));
      for (const file of all.slice(0, Math.max(0, room))) {
        const key = newKey();
        const tooLarge = file.size > maxFileBytes ? t("ui.file.too-large", { limit: fileSize(maxFileBytes) }) : undefined;
        held.current += 1;
        setFiles((before) => [...before, { key, name: file.name || t("ui.file.pasted"), type: file.type, size: file.size, problem: tooLarge, progress: tooLarge ? undefined : 0 }]);
        if (tooLarge) continue;
        running.current.set(key, { send: resumable(file), upload: undefined });
        void start(key);
      }
    },
    [start],
  );
  const remove = useCallback((key: string) => {
    running.current.get(key)?.upload?.abort();
    running.current.delete(key);
    held.current -= 1;
    setLeftOut(0);
    setFiles((all) => all.filter((one) => one.key !== key));
  }, []);
  const clear = useCallback(() => {
    running.current.clear();
    held.current = 0;
    setLeftOut(0);
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
    /** so many of those chosen last did not fit */
    leftOut,
    /** something is still on its way */
    busy: files.some((one) => !one.stored && !one.problem) || files.some((one) => one.progress !== undefined),
  };
}
