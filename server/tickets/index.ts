export { addCustomerMessage, addStaffMessage, addWatchers, createTicket, patchTicket, statusOf, type NewTicketInput, type Placed, type Writing } from "./actions.ts";
export { openTicket, postMessage } from "./open.ts";
export { canDo, scopeOf, sideOf, type Scope, type Side, type TicketFacts } from "./policy.ts";
export { readTicket, ticketRoutes } from "./routes.ts";
export { cleanSubject, onCustomerMessage, priorityName, priorityNumber } from "./rules.ts";
export { findByMessageIds, findTicket, type StoredTicket } from "./store.ts";
export { isUndoable } from "./undo.ts";
export { factsOf, loadNamed, namedColumns, namesJoin, sideOfNamed, viewTicket, type TicketWithNames } from "./view.ts";
