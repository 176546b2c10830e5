export { erasureJobs } from "./erase.ts";
export { retentionTimers, scheduleRetentionTimers } from "./retention.ts";
export { privacyRoutes, type PrivacyDeps } from "./routes.ts";
