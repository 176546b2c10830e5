import type { PersonInput, PersonPatch } from "../../contract/organizations.ts";
import {
  addPhone, addressOk, countryOf, ensurePeople, insertPerson, joinPeople, lockPerson, personByAddress, setAddresses, setPhones, signatureOf, updatePerson, type PersonDetails,
  type Signature,
} from "../people/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { checkOwnFields } from "./own-fields.ts";
import { canChange, mayCreate, maySee, ownFields } from "./policy.ts";
import * as store from "./store.ts";

const nowhere = { desk: null, ticket: null, version: null };
const countryIn = async (work: Work, desk: string | undefined): Promise<string> => {
  const set = await work.desks.get();
  return countryOf(desk === undefined ? set.all[0] : (set.byKey.get(desk) ?? set.all[0]));
};

/** Somebody who calls or stands at the counter; who is known by the address already is answered instead. @throws 403, 409, 422 */
export async function createPerson(work: Work, { name, email, phones, desk, ...rest }: PersonInput): Promise<{ id: number; created: boolean }> {
  if (!mayCreate(work.actor)) throw problem("permission.denied", 403);
  if (email !== undefined && (!addressOk(email) || (await work.desks.get()).byAddress.has(email.toLowerCase()))) throw problem("ticket.own-address", 422, { params: { email }, path: "/email" });
  await checkOwnFields(work, "person", rest.fields);
  const known = email === undefined ? undefined : await personByAddress(work.db, email);
  if (known !== undefined) return { id: known.id, created: false };
  const id = email === undefined ? await insertPerson(work, name) : await made(work, email, name);
  await write(work, id, { ...rest, name, phones }, await countryIn(work, desk));
  await work.record(nowhere, "person.changed", { personId: id, fields: ["created"] });
  return { id, created: true };
}

async function made(work: Work, address: string, name: string): Promise<number> {
  const [person] = await ensurePeople(work, [{ address, name }]);
  if (person === undefined) throw new Error("a person was not made");
  return person.id;
}

/** @throws 403, 404; 409 for an address that is somebody else's; 412 when changed since `ifVersion`; 422 */
export async function changePerson(work: Work, id: number, { addresses, desk, merge = false, ...patch }: PersonPatch, ifVersion?: number): Promise<void> {
  const before = await lockPerson(work.db, id);
  const may = before === undefined ? null : canChange(work.actor, before);
  if (before === undefined || may === null || (!maySee(work.actor) && !may.editOwn)) throw notFound("person");
  const permitted = may.edit || (may.editOwn && addresses === undefined && Object.keys(patch).every((field) => ownFields.has(field)));
  if (!permitted || (addresses !== undefined && !may.editAddresses)) throw problem("permission.denied", 403);
  if (ifVersion !== undefined && ifVersion !== before.version) throw problem("record.stale", 412);
  await checkOwnFields(work, "person", patch.fields);
  const other = addresses === undefined ? null : await readdress(work, before, addresses, merge);
  if (other !== null) return joinInto(work, before, other, patch, await countryIn(work, desk));
  await write(work, before.id, patch, await countryIn(work, desk), before);
  await work.record(nowhere, "person.changed", { personId: before.id, fields: [...Object.keys(patch), ...(addresses === undefined ? [] : ["addresses"])] });
}

/** @returns who has one of the addresses already, where both are said to be one person; null: the addresses are set */
async function readdress(work: Work, person: PersonDetails, addresses: readonly string[], merge: boolean): Promise<PersonDetails | null> {
  const own = (await work.desks.get()).byAddress;
  for (const [index, email] of addresses.entries()) {
    if (!addressOk(email) || own.has(email.toLowerCase())) throw problem("ticket.own-address", 422, { params: { email }, path: `/addresses/${index}` });
  }
  const [taken] = await setAddresses(work.db, person.id, addresses);
  if (taken === undefined) return null;
  const owner = await personByAddress(work.db, taken);
  const refused = problem("person.known-address", 409, { params: { email: taken, name: owner?.name ?? "" }, path: "/addresses" });
  // only who never had an address, and so never had access, can become somebody else
  if (!merge || owner === undefined || person.addresses.length > 0 || person.colleague || addresses.length > 1) throw refused;
  const other = await lockPerson(work.db, owner.id);
  if (other === undefined || !canChange(work.actor, other).edit) throw refused;
  return other;
}

/** Known by phone, and now by an address that is somebody's: from now on they are one. What was typed besides is kept where the other says nothing. */
async function joinInto(work: Work, person: PersonDetails, other: PersonDetails, patch: Omit<PersonPatch, "addresses" | "desk" | "merge">, country: string): Promise<void> {
  const { name: _name, ...rest } = patch;
  await write(work, person.id, rest, country, person);
  // first their tickets: the history of each says by which phone they were known
  await work.record(nowhere, "person.merged", { personId: person.id, into: other.id });
  await joinPeople(work.db, person.id, other.id);
}

/** What staff learnt of somebody as they wrote their request down; what is there already stays. A colleague's data is theirs. @throws 422 */
export async function completePerson(work: Work, id: number, learnt: { phone?: string | undefined; organization?: number | undefined }, country: string): Promise<void> {
  const person = await lockPerson(work.db, id);
  if (person === undefined || person.colleague) return;
  const fields: string[] = [];
  if (learnt.phone !== undefined && (await addPhone(work.db, id, learnt.phone, country))) fields.push("phones");
  if (learnt.organization !== undefined && person.organizationId === null) {
    await write(work, id, { organization: learnt.organization }, country, person);
    fields.push("organization");
  }
  if (fields.length > 0) await work.record(nowhere, "person.changed", { personId: id, fields });
}

async function write(work: Work, id: number, input: Omit<PersonPatch, "addresses" | "desk" | "merge">, country: string, before?: PersonDetails): Promise<void> {
  const { phones, organization, branch, ...plain } = input;
  if (phones !== undefined) await setPhones(work.db, id, phones, country);
  await updatePerson(work.db, id, { ...plain, ...(await belonging(work, organization, branch, before)) });
}

/** A branch brings its organization; another organization leaves the branch behind. @throws 422 */
async function belonging(work: Work, organization: number | null | undefined, branch: number | null | undefined, before: PersonDetails | undefined): Promise<{ organizationId?: number | null; branchId?: number | null; workplace?: null }> {
  const organizationId = organization === undefined || organization === null ? organization : await store.rootOf(work.db, organization);
  if (organization !== null && organization !== undefined && organizationId === undefined) throw problem("organization.not-found", 422, { path: "/organization" });
  if (branch !== undefined && branch !== null) {
    const [found] = await store.branchesById(work.db, [branch]);
    const of = found === undefined ? undefined : await store.rootOf(work.db, found.organizationId);
    if (found === undefined || of === undefined || (organizationId !== undefined && organizationId !== of)) throw problem("branch.not-found", 422, { path: "/branch" });
    return { organizationId: of, branchId: branch, workplace: null };
  }
  const moved = organizationId !== undefined && organizationId !== (before?.organizationId ?? null);
  return {
    ...(organizationId === undefined ? {} : { organizationId }),
    ...(branch === null || moved ? { branchId: null, workplace: null } : {}),
  };
}

/** Who signs, with the name of the branch (C11). */
export async function readSignature(work: Pick<Work, "db">, personId: number): Promise<{ name: string; employeeId: string | null; branch: string | null }> {
  const signature = await signatureOf(work.db, personId);
  if (signature === undefined) throw notFound("person");
  const [branch] = signature.branchId === null ? [] : await store.branchesById(work.db, [signature.branchId]);
  return { name: signature.name, employeeId: signature.employeeId, branch: branch?.name ?? signature.workplace };
}

/** The branches a colleague can say they work in: those of their organization, else of our own company. */
export async function workplacesOf(work: Pick<Work, "db">, personId: number): Promise<string[]> {
  const branches = await candidates(work, await signatureOf(work.db, personId));
  return branches.map((branch) => branch.name);
}

async function candidates(work: Pick<Work, "db">, signature: Signature | undefined): Promise<store.BranchRecord[]> {
  const own = signature?.organizationId == null ? [] : await store.branchesOf(work.db, await store.familyOf(work.db, signature.organizationId));
  const inUse = own.filter((branch) => !branch.archived);
  return inUse.length > 0 ? inUse : store.ownBranches(work.db);
}

/**
 * Completes what is missing of a signature, by the signer (C11). A branch is known by its name; one that is not
 * recorded is kept in the signer's words. What is there already stays.
 */
export async function completeSignature(work: Work, personId: number, given: { employeeId?: string | undefined; branch?: string | undefined }): Promise<void> {
  const signature = await signatureOf(work.db, personId);
  if (signature === undefined) throw notFound("person");
  const change: Parameters<typeof updatePerson>[2] = {};
  const employeeId = given.employeeId?.trim();
  if (signature.employeeId === null && employeeId) change.employeeId = employeeId;
  const wanted = given.branch?.trim();
  if (signature.branchId === null && signature.workplace === null && wanted) {
    const same = (name: string) => name.localeCompare(wanted, undefined, { sensitivity: "base" }) === 0;
    const branch = (await candidates(work, signature)).find((one) => same(one.name));
    if (branch === undefined) change.workplace = wanted;
    else Object.assign(change, { branchId: branch.id, organizationId: await store.rootOf(work.db, branch.organizationId) });
  }
  if (Object.keys(change).length === 0) return;
  await updatePerson(work.db, personId, change);
  await work.record(nowhere, "person.changed", { personId, fields: Object.keys(change) });
}
