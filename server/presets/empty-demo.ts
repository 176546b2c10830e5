import type { Work } from "../platform/work.ts";
import { readSetting, writeSetting } from "../settings/index.ts";

/** Takes demonstrations that were not begun for finished: nothing of them is loaded, and their clock can be moved on. */
export async function leaveDemoEmpty(work: Work, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const key = `demo.${name}`;
    if ((await readSetting(work.db, key)) === undefined) await writeSetting(work.db, key, { base: work.now.toString(), done: 0, of: 0, numbers: {} });
  }
}
