export { erasureJobs } from "./erase.ts";
export { privacyRoutes, type PrivacyDeps } from "./routes.ts";
