export { ensurePeople, type Known, type Someone } from "./actions.ts";
export { addressKey, addressOk, nameFrom } from "./rules.ts";
export { agentsOfDesk, agentOfDesk, grantRole, contactsAt, contactsOf, grantsOf, markBounced, ownsAddress, personByAddress, primaryAddress, publishContact, roleHolders, type Agent, type Contact, type PersonRow } from "./store.ts";
export { administrators, changeProfile, ensureAdministratorRole, markInvited, markVerified, profileOf, type Profile } from "./profile.ts";
export { findPeople, foldedWords, insertPerson, lockPerson, personDetails, prefixQuery, setAddresses, setPhones, signatureOf, updatePerson, type FoundPerson, type PersonDetails, type Signature } from "./details.ts";
export { agentRoutes } from "./agent-routes.ts";
export { mailDomainsOf, setMailDomains } from "./domains.ts";
export { holdersOf, rolesById, rolesHeldBy, rolesOfDesk, type RoleRow } from "./roles.ts";
export { countryOf, phoneKey, phoneWritten } from "./phones.ts";
