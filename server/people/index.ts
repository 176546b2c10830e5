export { ensurePeople, type Known, type Someone } from "./actions.ts";
export { addressKey, addressOk, nameFrom } from "./rules.ts";
export { agentsOfDesk, agentOfDesk, grantRole, contactsOf, grantsOf, markBounced, personByAddress, primaryAddress, publishContact, type Agent, type Contact, type PersonRow } from "./store.ts";
export { administrators, changeProfile, ensureAdministratorRole, markInvited, markVerified, profileOf, type Profile } from "./profile.ts";
