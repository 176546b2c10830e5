import { empty, endless, failing, type Scene } from "./scene.ts";

const portal = (rest = "") => `/portal/hotel-sales/${rest}`;
const lists = /\/api\/v1\/tickets\?/;

/** What customers see. */
export const portalScenes: Scene[] = [
  { name: "portal-sign-in", reader: "nobody", path: () => portal() },
  { name: "portal-desks", reader: "nobody", path: () => "/portal/" },
  { name: "portal-link-unknown", reader: "nobody", path: () => portal(`link/${"A".repeat(43)}`) },
  { name: "portal-home", reader: "customer", path: () => portal() },
  { name: "portal-home-empty", reader: "customer", path: () => portal(), before: empty(lists) },
  { name: "portal-home-loading", reader: "customer", path: () => portal(), unfinished: true, before: endless(lists) },
  { name: "portal-home-error", reader: "customer", path: () => portal(), before: failing(lists) },
  { name: "portal-home-none-in-status", reader: "customer", path: () => portal("?status=en-espera") },
  { name: "portal-home-colleagues", reader: "customer", path: () => portal("?of=colleagues") },
  { name: "portal-request", reader: "customer", path: ({ long }) => portal(`tickets/${long}`) },
  { name: "portal-request-solved", reader: "customer", path: ({ solved }) => portal(`tickets/${solved}`) },
  { name: "portal-request-of-colleague", reader: "customer", path: ({ shared }) => portal(`tickets/${shared}`) },
  { name: "portal-new", reader: "customer", path: () => portal("new") },
  { name: "portal-account", reader: "customer", path: () => portal("account") },
  { name: "portal-not-found", reader: "customer", path: () => portal("nowhere") },
];
