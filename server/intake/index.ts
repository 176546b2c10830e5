export { intakeJobs } from "./jobs.ts";
export { intakeRoutes, type IntakeDeps } from "./routes.ts";
