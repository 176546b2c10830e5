export { changeOrganization, createBranch, createOrganization } from "./actions.ts";
export { changePerson, completePerson, completeSignature, createPerson, readSignature, workplacesOf } from "./people.ts";
export { isOfSomeDesks, locationCalled, locationIn, locationNamed, offerAtDesk, ourLocations, type Location } from "./locations.ts";
export { branchNamed, organizationNamed } from "./named.ts";
export { kinOf } from "./kin.ts";
export { namesOf as organizationNames } from "./store.ts";
export { organizationRoutes } from "./routes.ts";
export { sharingOrganizations } from "./store.ts";
export { mayHandOut } from "./policy.ts";
