import MailComposer from "nodemailer/lib/mail-composer";
import type { Mailbox } from "./rules.ts";

/** What a mail is made of, as it is kept with the delivery: the bytes come out the same at every try. */
export interface DeliveryContent {
  from: Mailbox;
  to: Mailbox[];
  cc: Mailbox[];
  replyTo: string | null;
  /** where it comes back to when it cannot be delivered; absent or null: where answers go, else the sender */
  returnPath?: string | null;
  inReplyTo: string | null;
  references: string[];
  subject: string;
  text: string;
  html: string;
  /** further headers by name */
  headers: Record<string, string>;
  files: { id: string; contentId: string | null; inline: boolean }[];
  /** links that let their finder in: taken out of what is kept once the mail is gone */
  secrets: string[];
  /** links by which its receiver answers without signing in: what is kept once the mail is gone has the way by the portal instead */
  answers?: { url: string; instead: string }[];
  /** they were taken out: this mail can not be sent as it was */
  stripped?: boolean;
}

export interface Part {
  name: string;
  type: string;
  contentId: string | null;
  inline: boolean;
  bytes: Buffer;
}

/**
 * The mail as bytes (RFC 5322, MIME; 7-bit, lines of CRLF).
 * @param date when the mail was queued, RFC 3339
 */
export function composeMail(content: DeliveryContent, messageId: string, date: string, parts: readonly Part[]): Promise<Buffer> {
  const composer = new MailComposer({
    from: content.from,
    to: content.to,
    cc: content.cc,
    ...(content.replyTo === null ? {} : { replyTo: { name: content.from.name, address: content.replyTo } }),
    ...(content.inReplyTo === null ? {} : { inReplyTo: content.inReplyTo }),
    references: content.references,
    subject: content.subject,
    messageId,
    date: new Date(date),
    text: content.text,
    html: content.html,
    headers: content.headers,
    attachments: parts.map((part) => ({
      filename: part.name,
      contentType: part.type,
      content: part.bytes,
      contentDisposition: part.inline && part.contentId !== null ? "inline" : "attachment",
      ...(part.contentId === null ? {} : { cid: part.contentId }),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
