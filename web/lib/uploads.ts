import { useCallback, useEffect, useMemo, useRef, useState } from "react";
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

interface Job {
  file: UploadingFile;
  send: ReturnType<typeof resumable>;
  upload?: Upload<StoredFile> | undefined;
}
/** What had not arrived when its form was taken away, as by a session that ended: by the draft's name, while the page lives. */
const leftBehind = new Map<string, Job[]>();
/** The files a form begins with: those kept with its draft, and those that were left behind. */
function begun(initial: StoredFile[], draft: string | undefined): UploadingFile[] {
  const left = (draft === undefined ? undefined : leftBehind.get(draft)) ?? [];
  return [...initial.map((stored) => ({ ...stored, key: stored.id, stored })), ...left.map(({ file }) => file)];
}
/** Who signs out leaves nothing behind for who comes to this browser next. */
export const dropUploads = (): void => leftBehind.clear();

/**
 * Files beside a text being written: uploads at once, goes on where it broke off when the network returns, and tells what failed.
 * @param draft what has not arrived goes on when the draft of this name is shown again
 */
export function useUploads(initial: StoredFile[] = [], draft?: string) {
  const [files, setFiles] = useState<UploadingFile[]>(() => begun(initial, draft));
  // how many there are, before the next drawing too
  const held = useRef(files.length);
  const [leftOut, setLeftOut] = useState(0);
  const running = useRef(new Map<string, Job>());

  const patch = useCallback((key: string, change: Partial<UploadingFile>) => setFiles((all) => all.map((one) => (one.key === key ? { ...one, ...change } : one))), []);
  const start = useCallback(
    async (key: string) => {
      for (let job = running.current.get(key); job; job = running.current.get(key)) {
        patch(key, { problem: undefined });
        job.upload = job.send((progress) => patch(key, { progress }));
        try {
          const stored = await job.upload.done;
          job.file = { ...job.file, stored, progress: undefined };
          return patch(key, job.file);
        } catch (error) {
          // whose session has ended comes back to it
          if (!isNetworkProblem(error) && problemOf(error)?.status !== 401) return patch(key, { progress: undefined, problem: problemOf(error)?.detail ?? t("ui.file.failed") });
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
        const one: UploadingFile = { key, name: file.name || t("ui.file.pasted"), type: file.type, size: file.size, problem: tooLarge, progress: tooLarge ? undefined : 0 };
        setFiles((before) => [...before, one]);
        if (tooLarge) continue;
        running.current.set(key, { file: one, send: resumable(file) });
        void start(key);
      }
    },
    [start],
  );
  // what arrived would be left behind too, until it has been shown: only then has whoever keeps the draft heard of it
  useEffect(() => {
    for (const { key, stored } of files) if (stored !== undefined) running.current.delete(key);
  }, [files]);
  useEffect(() => {
    if (draft === undefined) return undefined;
    const jobs = running.current;
    const left = leftBehind.get(draft) ?? [];
    leftBehind.delete(draft);
    for (const { file, send } of left) {
      jobs.set(file.key, { file, send });
      setTimeout(() => (file.stored === undefined ? void start(file.key) : patch(file.key, file)));
    }
    return () => {
      const kept = [...jobs.values()];
      jobs.clear();
      if (kept.length > 0) leftBehind.set(draft, kept);
    };
  }, [draft, start, patch]);
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
    /** something did not arrive, and does not go on by itself */
    failed: files.some((one) => one.problem !== undefined && one.progress === undefined && one.stored === undefined),
    /** something is still on its way */
    busy: files.some((one) => !one.stored && !one.problem) || files.some((one) => one.progress !== undefined),
  };
}
