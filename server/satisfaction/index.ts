export { forgetRatings, rateTicket, takeOverRatings } from "./actions.ts";
export { strikeRating, ticketsRatedBy } from "./erase.ts";
export { satisfactionRoutes, type SatisfactionDeps } from "./routes.ts";
export { isRater, mayRate } from "./rules.ts";
