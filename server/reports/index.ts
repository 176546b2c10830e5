export { beginAnew, followEvents } from "./follow.ts";
export { reportRoutes } from "./routes.ts";
