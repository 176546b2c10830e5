import { clockScenes } from "./clock-scenes.ts";
import { automationScenes } from "./automation-scenes.ts";
import { deskScenes } from "./desk-scenes.ts";
import { letterScenes } from "./letter-scenes.ts";
import { notificationScenes } from "./notification-scenes.ts";
import { reportScenes } from "./report-scenes.ts";
import { empty, endless, failing, type Scene } from "./scene.ts";
import { ticketScenes } from "./ticket-scenes.ts";
import { waitingScenes } from "./waiting-scenes.ts";

const portal = (rest = "") => `/portal/hotel-sales/${rest}`;
const lists = /\/api\/v1\/tickets\?/;

const portalScenes: Scene[] = [
  { name: "portal-sign-in", reader: "nobody", path: () => portal() },
  { name: "portal-desks", reader: "nobody", path: () => "/portal/" },
  { name: "portal-link-unknown", reader: "nobody", path: () => portal(`link/${"A".repeat(43)}`) },
  { name: "portal-home", reader: "customer", path: () => portal() },
  { name: "portal-home-empty", reader: "customer", path: () => portal(), before: empty(lists) },
  { name: "portal-home-loading", reader: "customer", path: () => portal(), unfinished: true, before: endless(lists) },
  { name: "portal-home-error", reader: "customer", path: () => portal(), before: failing(lists) },
  { name: "portal-request", reader: "customer", path: ({ long }) => portal(`tickets/${long}`) },
  { name: "portal-new", reader: "customer", path: () => portal("new") },
  { name: "portal-account", reader: "customer", path: () => portal("account") },
  { name: "portal-not-found", reader: "customer", path: () => portal("nowhere") },
];

/** Every page of both apps, in each of its states. What is missing here is neither drawn nor measured. */
export const scenes: Scene[] = [...deskScenes, ...ticketScenes, ...letterScenes, ...reportScenes, ...notificationScenes, ...automationScenes, ...clockScenes, ...waitingScenes, ...portalScenes];
