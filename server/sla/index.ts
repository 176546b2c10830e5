export { followConfiguration, forgetClocks, slaJobs, slaTimers, syncClocks } from "./actions.ts";
export { readTicketClocks } from "./view.ts";
