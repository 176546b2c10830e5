import { randomUUID } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import type { GuestMail, OutgoingMail, OutgoingMailView } from "../../contract/mail.ts";
import type { Blobs } from "../platform/blobs.ts";
import type { Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import { excerpt, sanitize, textToHtml } from "../platform/rich-text/index.ts";
import type { Sender } from "../platform/smtp/sender.ts";
import { findFile } from "../files/index.ts";
import { partOf } from "./jobs.ts";
import { oneLine } from "./rules.ts";
import { findDelivery, type ListedMail } from "./store.ts";

export const toListed = ({ text, ...mail }: ListedMail): OutgoingMail => ({ ...mail, excerpt: excerpt(text) });

const maxInlineBytes = 3_000_000;

/** A mail as its receiver would see it; undefined where there is none. */
export async function viewOutgoing(db: Db, blobs: Blobs, id: number): Promise<OutgoingMailView | undefined> {
  const row = await findDelivery(db, id);
  if (row === undefined) return undefined;
  const { content } = row;
  const files = await Promise.all(content.files.map(async (use) => ({ use, file: await findFile(db, use.id) })));
  const written = (mailbox: { name: string; address: string }) => (mailbox.name ? `${mailbox.name} <${mailbox.address}>` : mailbox.address);
  return {
    id: row.id,
    at: row.queuedAt,
    from: written(content.from),
    to: content.to.map(written).join(", "),
    cc: content.cc.map(written),
    subject: content.subject,
    letter: row.letter,
    state: row.state,
    ticket: row.ticketId,
    excerpt: excerpt(content.text),
    replyTo: content.replyTo ?? content.from.address,
    messageId: row.headerMessageId,
    references: content.references,
    text: content.text,
    html: sanitize(await withPictures(db, blobs, content.html, content.files), false).html,
    attachments: files.flatMap(({ use, file }) => (file === null || use.inline ? [] : [{ name: file.name, type: file.type, size: file.size, id: file.id }])),
  };
}

/** Pictures in the text come with it: a sandboxed frame may not fetch them. */
async function withPictures(db: Db, blobs: Blobs, html: string, uses: Parameters<typeof partOf>[2][]): Promise<string> {
  let shown = html;
  let bytes = 0;
  for (const use of uses) {
    if (use.contentId === null || !shown.includes(`cid:${use.contentId}`)) continue;
    const part = await partOf(db, blobs, use);
    bytes += part.bytes.length;
    if (bytes > maxInlineBytes) break;
    shown = shown.replaceAll(`cid:${use.contentId}`, `data:${part.type};base64,${part.bytes.toString("base64")}`);
  }
  return shown;
}

/**
 * "Write as…": somebody's mail to a desk, sent over TCP into our own SMTP listener, as from any mail program.
 * @param ours which of the addresses are a desk's: only those are served by the listener
 * @throws 422 with the listener's answer where it refuses
 */
export async function writeAsGuest(sender: Sender, mail: GuestMail, ours: (address: string) => boolean, now: Date): Promise<{ messageId: string }> {
  const domain = mail.from.slice(mail.from.lastIndexOf("@") + 1);
  const messageId = `<${randomUUID()}@${domain}>`;
  const composer = new MailComposer({
    from: { name: mail.fromName ?? "", address: mail.from },
    to: mail.to,
    cc: mail.cc ?? [],
    subject: oneLine(mail.subject),
    messageId,
    date: now,
    text: mail.text,
    html: textToHtml(mail.text),
    ...(mail.inReplyTo === undefined ? {} : { inReplyTo: mail.inReplyTo }),
    references: mail.references ?? [],
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const raw = await composer.compile().build();
  for (const to of [mail.to, ...(mail.cc ?? []).filter(ours)]) {
    const result = await sender.send({ envelope: { from: mail.from, to }, raw });
    if (result.outcome !== "sent") throw problem("mailbox.refused", 422, { params: { answer: result.response }, path: "/to" });
  }
  return { messageId };
}
