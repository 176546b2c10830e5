export { addFollowUp, carryFlag, recountFamily, followAssignee, handOverFollowUps, passOnFollowUps, recordFollowUp, unflagSolved } from "./actions.ts";
export { followUpRoutes } from "./routes.ts";
export { agentMeant, colleaguesOf } from "./view.ts";
export { followUpTimers, keepAbsence, keepShifts, proposalFor } from "./shifts.ts";
export { dayBounds, dayOf, presenceAt, type Presence, type ShiftPlan } from "./shift-rules.ts";
export { forgetFollowUps, plannedCount, plannedOn, plansOf } from "./store.ts";
export { eraseShiftsOf, strikeFollowUps } from "./erase.ts";
