export { followStatus, hearCustomer } from "./actions.ts";
export { answerInPortal, choiceHolder } from "./choices.ts";
export { waitingRoutes } from "./routes.ts";
export { waitingTimers } from "./steps.ts";
export { forgetWaitings } from "./store.ts";
export { viewWaiting, type WaitingRow } from "./view.ts";
