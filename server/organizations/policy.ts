import type { Permission } from "../../contract/permissions.ts";
import type { PersonDetails } from "../people/index.ts";
import { isAdministrator, type Actor } from "../platform/work.ts";

/** People and organizations belong to the whole installation: whoever may at one desk, may. */
const somewhere = (actor: Actor, permission: Permission): boolean => actor.kind === "system" || actor.grants.some((grant) => grant.permissions.has(permission));

/** What is kept of a person lies at every desk: whoever hands it out, or erases it, administers them all. */
export const mayHandOut = (actor: Actor): boolean => isAdministrator(actor);
export const maySee = (actor: Actor): boolean => somewhere(actor, "people.see");
export const mayCreate = (actor: Actor): boolean => somewhere(actor, "people.edit") || somewhere(actor, "ticket.create");
export const mayEditOrganizations = (actor: Actor): boolean => somewhere(actor, "organization.edit");

/** What somebody may change of themselves without a right. */
export const ownFields: ReadonlySet<string> = new Set(["phones", "branch", "employeeId", "locale"]);

/**
 * What may be changed of a person. A colleague's address is the way to their password, so only administrators, who
 * give roles anyway, change it.
 */
export function canChange(actor: Actor, person: Pick<PersonDetails, "id" | "colleague">): { edit: boolean; editAddresses: boolean; editOwn: boolean } {
  const edit = somewhere(actor, "people.edit");
  return {
    edit,
    editAddresses: edit && (!person.colleague || isAdministrator(actor)),
    editOwn: actor.kind === "person" && actor.id === person.id,
  };
}
