export { conversationJobs, conversationTimers } from "./held.ts";
export { forgetConversations } from "./forget.ts";
export { relayAnswer } from "./department.ts";
export { mailMention, mailSide } from "./mails.ts";
export { createPresence, presenceChannel, type PresenceBoard } from "./presence.ts";
export { conversationReaders } from "./readers.ts";
export { conversationRoutes, type ConversationDeps } from "./routes.ts";
export { addToSide } from "./arrived.ts";
export { findSide, sideJson, sidesOfMessages, type StoredSide } from "./store.ts";
