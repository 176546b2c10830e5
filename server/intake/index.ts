export { forgetItems } from "./actions.ts";
export { sourcesInFile } from "./config.ts";
export { intakeJobs, intakeTimers, scheduleIntakeTimers } from "./jobs.ts";
export { intakeRoutes, type IntakeDeps } from "./routes.ts";
export { eraseItemsNaming } from "./erase.ts";
