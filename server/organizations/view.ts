import type { Branch, BranchRef, Organization, OrganizationRow, Person, PersonRow } from "../../contract/organizations.ts";
import { mailDomainsOf, personDetails, phoneWritten, type FoundPerson } from "../people/index.ts";
import type { Db } from "../platform/db.ts";
import { byName } from "../platform/names.ts";
import { notFound } from "../platform/problem.ts";
import type { Actor } from "../platform/work.ts";
import { canChange, mayEditOrganizations, mayHandOut, maySee } from "./policy.ts";
import * as store from "./store.ts";

const viewBranch = ({ organizationId: _of, ...branch }: store.BranchRecord): Branch => branch;
const viewPhone = ({ number, typed }: { number: string; typed: string }) => ({ number, written: number.startsWith("+") ? phoneWritten(number) : typed });

/** @throws 404 where it is missing or may not be seen */
export async function readOrganization(db: Db, actor: Actor, id: number): Promise<Organization> {
  const root = maySee(actor) ? await store.rootOf(db, id) : undefined;
  const organization = root === undefined ? undefined : await store.findOrganization(db, root);
  if (organization === undefined) throw notFound("organization");
  const family = await store.familyOf(db, organization.id);
  const [branches, domains] = await Promise.all([store.branchesOf(db, family), mailDomainsOf(db, family)]);
  const { mergedInto: _merged, ...rest } = organization;
  return { ...rest, domains: domains.map((row) => row.domain), branches: branches.sort((a, b) => Number(a.archived) - Number(b.archived) || byName(a, b)).map(viewBranch), can: { edit: mayEditOrganizations(actor) } };
}

export async function readBranch(db: Db, id: number): Promise<Branch> {
  const [branch] = await store.branchesById(db, [id]);
  if (branch === undefined) throw notFound("branch");
  return viewBranch(branch);
}

export const viewRow = ({ id, name, own, domains, branches, archived }: store.ListedOrganization): OrganizationRow => ({ id, name, own, domains, branches, archived });

export async function viewBranchRefs(db: Db, branches: readonly store.BranchRecord[]): Promise<BranchRef[]> {
  const names = await store.namesOf(db, branches.map((branch) => branch.organizationId));
  return branches.flatMap((branch) => {
    const organization = names.find((name) => name.asked === branch.organizationId);
    return organization === undefined ? [] : [{ id: branch.id, name: branch.name, organization: { id: organization.id, name: organization.name } }];
  });
}

export async function viewPeople(db: Db, people: readonly FoundPerson[]): Promise<PersonRow[]> {
  const ids = (of: (person: FoundPerson) => number | null) => people.flatMap((person) => of(person) ?? []);
  const [names, branches] = await Promise.all([store.namesOf(db, ids((person) => person.organizationId)), store.branchesById(db, ids((person) => person.branchId))]);
  return people.map((person) => {
    const organization = names.find((name) => name.asked === person.organizationId);
    return {
      id: person.id,
      name: person.name,
      email: person.email,
      phones: person.phones.map(viewPhone),
      organization: organization === undefined ? null : { id: organization.id, name: organization.name },
      branch: branches.find((branch) => branch.id === person.branchId)?.name ?? null,
    };
  });
}

/** @throws 404 where there is none or may not be seen */
export async function readPerson(db: Db, actor: Actor, id: number): Promise<Person> {
  const person = await personDetails(db, id);
  if (person === undefined || !(maySee(actor) || (actor.kind === "person" && actor.id === id))) throw notFound("person");
  const [names, branches] = await Promise.all([
    store.namesOf(db, person.organizationId === null ? [] : [person.organizationId]),
    store.branchesById(db, person.branchId === null ? [] : [person.branchId]),
  ]);
  const [organization] = names;
  const { organizationId: _organization, branchId: _branch, workplace, phones, ...rest } = person;
  const [branch] = branches;
  const { edit, editAddresses } = canChange(actor, person);
  return {
    ...rest,
    phones: phones.map(viewPhone),
    organization: organization === undefined ? null : { id: organization.id, name: organization.name },
    branch: branch !== undefined ? { id: branch.id, name: branch.name } : workplace === null ? null : { id: null, name: workplace },
    can: { edit, editAddresses, privacy: mayHandOut(actor) },
  };
}
