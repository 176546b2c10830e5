export { createDesks, configChannel, type Desks, type DeskSet } from "./cache.ts";
export type { DeskConfig, DeskStatus, DeskQueue, DeskType, DeskField } from "./store.ts";
export { deskIn, firstOfState, initialStatus, queueIn, statusIn, typeIn } from "./rules.ts";
export { DeskDefinition, importDesk } from "./config.ts";
export { deskRoutes } from "./routes.ts";
export { viewRoutes } from "./view-routes.ts";
export { viewsOf, worksAt, type StoredView } from "./views.ts";
