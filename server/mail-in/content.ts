import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { MailContent } from "../../contract/mail.ts";
import type { DeskSet } from "../desks/index.ts";
import { cleanName, sniffType, type VirusCheck } from "../files/index.ts";
import { agentsOfDesk } from "../people/index.ts";
import type { Blobs } from "../platform/blobs.ts";
import type { Db } from "../platform/db.ts";
import { parseMail, type ParsedMail } from "../platform/mime/index.ts";
import { notFound } from "../platform/problem.ts";
import { maskCards, renderBody } from "../platform/rich-text/index.ts";
import { isForwardSubject, mayBeForward, readForwarded } from "./forwarded.ts";
import { findRaw, type StoredMail } from "./ledger.ts";
import { deskOf } from "./recipients.ts";

/** So many attachments are shown, as of a message. */
const most = 200;

/** Before bytes of a mail are handed out that were never stored as a file. @throws 403 `file.infected`, 503 */
export const withholdBytes = (viruses: Pick<VirusCheck, "withhold">, bytes: Uint8Array): Promise<void> =>
  viruses.withhold(createHash("sha256").update(bytes).digest(), async () => Readable.from([bytes]));

/** The mail, parsed. @throws 404 where its raw form is gone, or where it is a message, which its ticket shows */
export async function readMail(db: Db, blobs: Blobs, row: StoredMail): Promise<ParsedMail> {
  const found = row.messageId === null && row.fate !== "received" ? await findRaw(db, row.id) : undefined;
  const raw = found?.raw ?? (found?.rawHash ? await blobs.read(found.rawHash) : null);
  if (raw === null) throw notFound("mail");
  return parseMail(raw);
}

/** A mail as a message would show it: sanitised, cards masked, whose it would be. */
export async function viewContent(db: Db, desks: DeskSet, row: StoredMail, mail: ParsedMail): Promise<MailContent> {
  const { html, text, quoteAt } = renderBody(mail.text, mail.html, isForwardSubject(mail.subject));
  return {
    from: { email: mail.from?.address ?? row.envelopeFrom, name: mail.from?.name ?? "" },
    to: mail.to.slice(0, most).map(({ address }) => address),
    cc: mail.cc.slice(0, most).map(({ address }) => address),
    subject: maskCards(mail.subject),
    html,
    text,
    quoteAt,
    attachments: mail.attachments.slice(0, most).map(({ name, type, content, contentId, inline }, index) => ({ index, name: cleanName(name), type: sniffType(content, type), size: content.length, contentId, inline })),
    omitted: mail.omitted,
    forwardedFrom: await forwardedFrom(db, desks, row, mail),
  };
}

async function forwardedFrom(db: Db, desks: DeskSet, { deskId, fromAddress }: StoredMail, mail: ParsedMail): Promise<MailContent["forwardedFrom"]> {
  if (deskId === null || fromAddress === null || !mayBeForward(mail)) return null;
  const original = readForwarded(mail)?.from;
  if (original === undefined || original.address === fromAddress || deskOf(desks, original.address) !== undefined) return null;
  const agents = await agentsOfDesk(db, deskId);
  return agents.some(({ address }) => address === fromAddress) ? { email: original.address, name: original.name } : null;
}
