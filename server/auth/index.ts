export { createAdminLink, createToken, ensureAdministrator, revokeToken, scopes, type Scope } from "./actions.ts";
export { authJobs, authTimers, endSessionsOfDeactivated, mailColleagueInvitation, scheduleAuthTimers } from "./jobs.ts";
export { createLink, type LinkLetter, type NewLink, type SendLink } from "./links.ts";
export { authRoutes, type AuthDeps } from "./routes.ts";
export { accessChannel, createSessions, sessionCookie, type Sessions } from "./sessions.ts";
export { newSecret, secretHash } from "./secrets.ts";
export { listTokens } from "./store.ts";
export { checkFirstPassword } from "./passwords.ts";
