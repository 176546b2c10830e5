export { intakeJobs, intakeTimers, scheduleIntakeTimers } from "./jobs.ts";
export { intakeRoutes, type IntakeDeps } from "./routes.ts";
