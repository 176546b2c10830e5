export { createMailIn, type MailIn, type MailInDeps } from "./create.ts";
export { mailInTimers, scheduleMailInTimers } from "./jobs.ts";
export { mailRoutes, type MailDeps } from "./routes.ts";
export { mailboxSettingsRoutes } from "./mailbox-routes.ts";
