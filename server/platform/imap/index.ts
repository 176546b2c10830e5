export { watchMailbox, type MailboxWatch, type MailboxWatchOptions } from "./watch.ts";
export { openMailbox, type ImapMail, type MailboxPlace, type MailboxState } from "./mailbox.ts";
