import type { DeskDefinition } from "../../contract/configuration.ts";
import type { Db } from "../platform/db.ts";
import type { Work } from "../platform/work.ts";

/** What a desk's file holds that other slices keep: a file without one of them leaves what there is as it is. */
export const filePartNames = ["mailboxes", "sources", "blockedSenders", "helpSections"] as const;
export type FilePartName = (typeof filePartNames)[number];
type Entries<P extends FilePartName> = NonNullable<DeskDefinition[P]>;

export interface FilePart<P extends FilePartName> {
  /** as the file writes it, in a lasting order; secrets stay out */
  read(db: Db, deskId: number): Promise<Entries<P>>;
  /** Brings the desk to it; what is no longer there is archived. @throws 409, 422 with the path in the file's desk */
  write(work: Work, deskId: number, entries: Entries<P>): Promise<void>;
}
export type FileParts = { [P in FilePartName]: FilePart<P> };

declare module "../platform/work.ts" {
  interface WorkContext {
    fileParts: FileParts;
  }
}

/** The parts of which there is something. */
export async function readParts(db: Db, parts: FileParts, deskId: number): Promise<Pick<DeskDefinition, FilePartName>> {
  const [mailboxes, sources, blockedSenders, helpSections] = await Promise.all([parts.mailboxes.read(db, deskId), parts.sources.read(db, deskId), parts.blockedSenders.read(db, deskId), parts.helpSections.read(db, deskId)]);
  return {
    ...(mailboxes.length === 0 ? {} : { mailboxes }),
    ...(sources.length === 0 ? {} : { sources }),
    ...(blockedSenders.length === 0 ? {} : { blockedSenders }),
    ...(helpSections.length === 0 ? {} : { helpSections }),
  };
}

export async function writeParts(work: Work, deskId: number, { mailboxes, sources, blockedSenders, helpSections }: Pick<DeskDefinition, FilePartName>): Promise<void> {
  if (mailboxes !== undefined) await work.fileParts.mailboxes.write(work, deskId, mailboxes);
  if (sources !== undefined) await work.fileParts.sources.write(work, deskId, sources);
  if (blockedSenders !== undefined) await work.fileParts.blockedSenders.write(work, deskId, blockedSenders);
  if (helpSections !== undefined) await work.fileParts.helpSections.write(work, deskId, helpSections);
}
