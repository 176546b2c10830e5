export { ensurePeople, type Known, type Someone } from "./actions.ts";
export { addressKey, addressOk, nameFrom } from "./rules.ts";
export { agentsOfDesk, agentOfDesk, grantRole, grantsOf, markBounced, personByAddress, primaryAddress, type Agent, type PersonRow } from "./store.ts";
export { administrators, changeProfile, ensureAdministratorRole, markInvited, markVerified, profileOf, type Profile } from "./profile.ts";
