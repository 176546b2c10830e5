export { findSentMails, mailLanguage, ownMark, queueDelivery, recordBounce, wasMailed, resendDelivery, type Outgoing, type Queued } from "./actions.ts";
export { mailOutJobs, mailOutTimers, type MailOutDeps } from "./jobs.ts";
export type { Earlier, Words } from "./layout.ts";
export type { LetterFacts, LetterKey } from "./letters.ts";
export { mailboxRoutes, type MailboxDeps } from "./routes.ts";
export { withToken, type Mailbox } from "./rules.ts";
export { signatureBelow, type SignedBy } from "./signature.ts";
export { forgetDeliveries, messageIdsSent, type SentMail } from "./store.ts";
