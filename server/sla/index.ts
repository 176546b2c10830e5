export { firstDue, followConfiguration, forgetClocks, slaJobs, slaTimers, syncClocks } from "./actions.ts";
export { clockJson, type ClockJson } from "./store.ts";
export { viewTicketClocks } from "./view.ts";
