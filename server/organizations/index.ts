export { changeOrganization, createBranch, createOrganization } from "./actions.ts";
export { completePerson, completeSignature, createPerson, readSignature, workplacesOf } from "./people.ts";
export { organizationRoutes } from "./routes.ts";
