export { outgoingJobs, outgoingTimers, scheduleOutgoingTimers } from "./jobs.ts";
export { outgoingRoutes } from "./routes.ts";
export { eraseReceivers } from "./erase.ts";
