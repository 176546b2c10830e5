import { randomBytes } from "node:crypto";
import type { FilePart } from "../desks/index.ts";
import { problem } from "../platform/problem.ts";
import * as store from "./store.ts";

/** The desk's sources in its file. A new one gets a secret that nobody knows yet: it is told when it is made anew in the settings. */
export const sourcesInFile: FilePart<"sources"> = {
  async read(db, deskId) {
    const sources = await store.listSources(db, deskId);
    return sources.map(({ key, name, kind, settings }) => ({ key, name, kind, settings })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  },
  async write(work, deskId, entries) {
    for (const [n, entry] of entries.entries()) {
      const known = await store.lockSource(work.db, entry.key);
      if (known !== undefined && known.deskId !== deskId) throw problem("intake.key-taken", 409, { path: `/desk/sources/${n}/key` });
      const id = await store.putSource(work.db, { deskId, ...entry, salt: known?.salt ?? randomBytes(16) });
      // what was removed does not come back with a secret that somebody else may still have
      if (known?.archived === true) await store.nextSecret(work.db, id, null);
    }
    const kept = new Set(entries.map(({ key }) => key));
    for (const source of await store.listSources(work.db, deskId)) if (!kept.has(source.key)) await store.archiveSource(work.db, source.id, work.now.toString());
  },
};
