export { createMailIn, type MailIn, type MailInDeps } from "./create.ts";
export { blockedSendersInFile, mailboxesInFile } from "./config.ts";
export { mailInTimers, scheduleMailInTimers } from "./jobs.ts";
export { mailDecisionRoutes } from "./decision-routes.ts";
export { forgetMails } from "./forget.ts";
export { markSpamMails, unmarkSpamMails } from "./spam.ts";
export { mailRoutes, type MailDeps } from "./routes.ts";
export { isMailboxWatched } from "./mailbox-settings.ts";
export { mailboxSettingsRoutes } from "./mailbox-routes.ts";
