export { forgetItems } from "./actions.ts";
export { intakeJobs, intakeTimers, scheduleIntakeTimers } from "./jobs.ts";
export { intakeRoutes, type IntakeDeps } from "./routes.ts";
