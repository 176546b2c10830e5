export { addFollowUp, followAssignee, handOverFollowUps, recordFollowUp, unflagSolved } from "./actions.ts";
export { followUpRoutes } from "./routes.ts";
export { agentMeant, colleaguesOf } from "./view.ts";
export { followUpTimers, keepShifts } from "./shifts.ts";
export { dayBounds, dayOf, presenceAt, type Presence, type ShiftPlan } from "./shift-rules.ts";
export { forgetFollowUps, plansOf } from "./store.ts";
