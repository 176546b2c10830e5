import type { StoredFile, StoredUpload } from "../../contract/files.ts";
import { networkProblem, problemOf, sendPart, type Upload } from "./api.ts";
import { beginUpload, giveUpUpload, readUpload, storeFile } from "./calls.ts";

/** Smaller ones go in one piece: to send them again costs no more than to ask how far they came. */
const inOnePiece = 2 * 1024 * 1024;
/** Proxies often take no more at once, and a part is all that a broken connection can cost. */
const partBytes = 4 * 1024 * 1024;

/**
 * A file on its way. Each call sends what is still missing: after a broken connection, where it broke off. Of what the
 * server has forgotten meanwhile, all of it.
 */
export function resumable(file: File): (onProgress: (part: number) => void) => Upload<StoredFile> {
  if (file.size <= inOnePiece) return (onProgress) => storeFile(file, onProgress);
  let id: string | undefined;
  return (onProgress) => {
    let current: Upload<unknown> | undefined;
    let given = false;
    const send = async (): Promise<StoredFile> => {
      const known: StoredUpload = id === undefined ? await beginUpload(file) : await readUpload(id);
      id = known.id;
      if (known.file !== null) return known.file;
      for (let from = known.received; ;) {
        if (given) throw new DOMException("aborted", "AbortError");
        const begin = from;
        const end = Math.min(begin + partBytes, file.size);
        const part = sendPart<StoredFile | undefined>(`/uploads/${id}`, file.slice(begin, end), begin, (share) => onProgress((begin + share * (end - begin)) / file.size));
        current = part;
        const stored = await part.done;
        if (stored !== undefined) return stored;
        from = end;
      }
    };
    const done = send().catch((error: unknown) => {
      const status = problemOf(error)?.status;
      if (status === 404) id = undefined;
      // it came further, or not so far, as was thought here: it is asked again
      throw status === 404 || status === 409 ? networkProblem() : error;
    });
    return {
      done,
      abort: () => {
        given = true;
        current?.abort();
        if (id !== undefined) giveUpUpload(id).catch(() => undefined); // it expires by itself
      },
    };
  };
}
