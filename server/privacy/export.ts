import type { Language } from "../../contract/common.ts";
import { communityOf } from "../community/index.ts";
import type { VirusCheck } from "../files/index.ts";
import { votesOf } from "../help-centre/index.ts";
import { personDetails, tracesOf } from "../people/index.ts";
import type { Blobs } from "../platform/blobs.ts";
import type { Db } from "../platform/db.ts";
import { translate } from "../platform/i18n.ts";
import { isProblem, notFound } from "../platform/problem.ts";
import { maskCards } from "../platform/rich-text/index.ts";
import type { Work } from "../platform/work.ts";
import type { ZipEntry } from "../platform/zip.ts";
import { sharedWith } from "./erase.ts";
import { ticketsAskedBy } from "../tickets/index.ts";
import { aboutPerson, filesOf, mailsFrom, mailsTo, readTicketFor, type ExportedMessage } from "./export-store.ts";

const json = (name: string, value: unknown): ZipEntry => ({ name, content: `${JSON.stringify(value, null, 2)}\n`, compress: true });

/** Puts on record that somebody's data is handed out, before it is. @throws 404 */
export async function recordExport(work: Work, id: number, notes: boolean): Promise<number> {
  const person = await personDetails(work.db, id);
  if (person === undefined) throw notFound("person");
  await work.record({ desk: null, ticket: null, version: null }, "person.exported", { personId: person.id, notes });
  return person.id;
}

/**
 * All that is kept of a person, as one archive: who they are, each of their requests with its conversation and files, what
 * they wrote in requests of others and in communities, and which mails came and went. Raw mails are not in it, nor what guards their access.
 * @param notes with what colleagues noted about their requests
 */
export async function* exportOf(db: Db, stores: FileStores, id: number, { notes, language }: { notes: boolean; language: Language }): AsyncGenerator<ZipEntry> {
  const traces = await tracesOf(db, id);
  yield { name: "README.txt", content: `${translate(language, notes ? "privacy.export.readme.notes" : "privacy.export.readme")}\n`, compress: true };
  yield json("person.json", await aboutPerson(db, traces.ids));
  yield json("community.json", { written: await communityOf(db, traces.ids), saidOfArticles: await votesOf(db, traces.ids) });
  yield json("mails.json", { received: await mailsFrom(db, traces.addresses), sent: await mailsTo(db, traces.addresses) });
  const own = (await ticketsAskedBy(db, traces.ids)).map((ticket) => ({ number: ticket.id, part: notes ? ("with-notes" as const) : ("own" as const), folder: "requests" }));
  const shared = (await sharedWith(db, traces)).flatMap(({ id: number, messages }) => (messages === 0 ? [] : [{ number, part: "written" as const, folder: "in-requests-of-others" }]));
  for (const { number, part, folder } of [...own, ...shared]) {
    const { ticket, messages } = await readTicketFor(db, traces.ids, number, part);
    const files = await filesIn(db, `${folder}/${number}`, messages);
    yield json(`${folder}/${number}.json`, { ...ticket, messages: messages.map(({ id: message, ...one }) => ({ ...one, files: files.filter((file) => file.message === message).map((file) => file.name) })) });
    for (const { name, hash } of files) yield await fileEntry(stores, language, name, hash);
  }
}

interface FileStores {
  blobs: Blobs;
  viruses: Pick<VirusCheck, "withhold">;
}

/** The file; in its place, why it is not there: the rest of the archive is owed all the same. */
async function fileEntry({ blobs, viruses }: FileStores, language: Language, name: string, hash: Buffer): Promise<ZipEntry> {
  try {
    await viruses.withhold(hash, () => blobs.stream(hash));
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { name: `${name}.txt`, content: `${translate(language, `problem.${error.key}`)}\n`, compress: true };
  }
  return { name, content: await blobs.read(hash), compress: false };
}

/** Each by its own name; what is called the same is numbered. */
async function filesIn(db: Db, folder: string, messages: readonly ExportedMessage[]): Promise<{ message: number; name: string; hash: Buffer }[]> {
  const [found, taken] = [[] as { message: number; name: string; hash: Buffer }[], new Set<string>()];
  for (const { id } of messages) {
    for (const { name, hash } of await filesOf(db, id)) {
      const plain = maskCards(name).replace(/[\\/:*?"<>|]/g, "_").replace(/^\.+/, "_");
      let free = plain;
      for (let n = 2; taken.has(free.toLowerCase()); n += 1) free = `${n}-${plain}`;
      taken.add(free.toLowerCase());
      found.push({ message: id, name: `${folder}/${free}`, hash });
    }
  }
  return found;
}
