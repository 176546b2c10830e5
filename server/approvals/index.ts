export { answerApproval, askApproval, handOverApprovals, mailApprovalRequest, passOnApprovals, restandFamily } from "./actions.ts";
export { approvalRoutes } from "./routes.ts";
export { approvalsOf, forgetApprovals, takeOverApprovals } from "./store.ts";
export { standingOf } from "./rules.ts";
export { strikeApprovals, ticketsApprovedBy } from "./erase.ts";
