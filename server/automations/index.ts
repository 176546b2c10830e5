import type { JobHandlers } from "../platform/jobs.ts";
import { postJobs, postTimers, type PostDeps } from "./post.ts";
import type { FollowDeps } from "./run.ts";
import { ruleJobs, ruleTimers } from "./times.ts";

export { applyVerdict, decideItem, type ItemFacts, type ItemVerdict } from "./items.ts";
export { automationRoutes, type AutomationDeps } from "./routes.ts";
export { eraseTurnsOf, strikeRuns } from "./erase.ts";
export { followEvent, followPlayed } from "./run.ts";
export { forgetTicketRuns } from "./store.ts";
export { keepsTimes, scheduleRuleTimers } from "./times.ts";
export { forgetTicketPosts } from "./webhook-store.ts";

export const automationJobs = (deps: FollowDeps & PostDeps) => ({ ...ruleJobs(deps), ...postJobs(deps) }) satisfies Partial<JobHandlers>;
export const automationTimers = { ...ruleTimers, ...postTimers };
