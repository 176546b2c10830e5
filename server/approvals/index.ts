export { answerApproval, askApproval, handOverApprovals, mailApprovalRequest } from "./actions.ts";
export { approvalRoutes } from "./routes.ts";
export { forgetApprovals } from "./store.ts";
export { standingOf } from "./rules.ts";
