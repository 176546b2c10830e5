import type { FileParts } from "../desks/index.ts";
import { sectionsInFile } from "../help-centre/index.ts";
import { sourcesInFile } from "../intake/index.ts";
import { blockedSendersInFile, mailboxesInFile } from "../mail-in/index.ts";

/** What a desk's file holds besides the desk's own configuration. */
export const fileParts: FileParts = { mailboxes: mailboxesInFile, sources: sourcesInFile, blockedSenders: blockedSendersInFile, helpSections: sectionsInFile };
