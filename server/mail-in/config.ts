import type { FilePart } from "../desks/index.ts";
import { blockSender, listBlocked, unblockSender } from "./blocked.ts";
import { archiveMailboxesBut, mailboxesOf, putMailbox } from "./mailbox-settings.ts";

/** The desk's mailboxes in its file. A secret stays with the account it was kept for; without one a mailbox is not read. */
export const mailboxesInFile: FilePart<"mailboxes"> = {
  read: mailboxesOf,
  async write(work, deskId, entries) {
    for (const [n, { key, ...settings }] of entries.entries()) await putMailbox(work.db, deskId, key, settings, `/desk/mailboxes/${n}/key`);
    await archiveMailboxesBut(work, deskId, entries.map(({ key }) => key));
  },
};

export const blockedSendersInFile: FilePart<"blockedSenders"> = {
  read: async (db, deskId) => (await listBlocked(db, deskId)).map(({ pattern }) => pattern),
  async write(work, deskId, entries) {
    const wanted = new Set<string>();
    for (const [n, entry] of entries.entries()) wanted.add(await blockSender(work, deskId, entry, `/desk/blockedSenders/${n}`));
    for (const { pattern } of await listBlocked(work.db, deskId)) if (!wanted.has(pattern)) await unblockSender(work, deskId, pattern);
  },
};
