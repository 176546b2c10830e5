export { boardRoutes } from "./board-routes.ts";
export { inboxRoutes } from "./routes.ts";
export { createLiveStreams, type LiveStreams } from "./live-stream.ts";
export { readMessage } from "./conversation.ts";
export { findTickets, listTickets } from "./list.ts";
export { loadSearchTexts, peopleOf } from "./search-texts.ts";
export { readTicket } from "./view.ts";
