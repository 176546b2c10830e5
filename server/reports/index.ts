export { forgetWords } from "./facts.ts";
export { beginAnew, followEvents } from "./follow.ts";
export { reportRoutes } from "./routes.ts";
export { eraseSubscriptionsOf, reportReaders, reportTimers } from "./subscriptions.ts";
