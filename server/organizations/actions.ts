import type { BranchInput, BranchPatch, OrganizationPatch } from "../../contract/organizations.ts";
import { setMailDomains } from "../people/index.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { checkOwnFields } from "./own-fields.ts";
import { mayEditOrganizations } from "./policy.ts";
import * as store from "./store.ts";

const nowhere = { desk: null, ticket: null, version: null };

function authorize(work: Work): void {
  if (!mayEditOrganizations(work.actor)) throw problem("permission.denied", 403);
}

/** The organization, locked; of a merged one, what it was merged into. @throws 404 */
async function lockLive(work: Work, id: number): Promise<store.OrganizationRecord> {
  const root = await store.rootOf(work.db, id);
  const organization = root === undefined ? undefined : await store.findOrganization(work.db, root, true);
  if (organization === undefined) throw notFound("organization");
  return organization;
}

/** @throws 403; 409 for a mail domain that is another's */
export async function createOrganization(work: Work, { name, domains, desks, archived: _archived, ...rest }: OrganizationPatch & { name: string }): Promise<number> {
  authorize(work);
  await checkOwnFields(work, "organization", rest.fields);
  const id = await store.insertOrganization(work.db, cleanName(name), work.now.toString());
  await store.updateOrganization(work.db, id, rest, undefined);
  if (domains !== undefined) await place(work, id, domains);
  if (desks !== undefined) await offer(work, id, desks);
  await work.record(nowhere, "organization.created", { organizationId: id, name: cleanName(name) });
  return id;
}

/** @throws 403, 404; 409 for a mail domain that is another's; 412 when it has changed since `ifVersion` */
export async function changeOrganization(work: Work, id: number, patch: OrganizationPatch, ifVersion?: number): Promise<number> {
  authorize(work);
  const before = await lockLive(work, id);
  if (ifVersion !== undefined && ifVersion !== before.version) throw problem("record.stale", 412);
  const { domains, desks, archived, name, ...rest } = patch;
  await checkOwnFields(work, "organization", rest.fields);
  await store.updateOrganization(work.db, before.id, { ...rest, ...(name === undefined ? {} : { name: cleanName(name) }) }, archivedAt(work, archived));
  if (domains !== undefined) await place(work, before.id, domains);
  if (desks !== undefined) await offer(work, before.id, desks);
  await work.record(nowhere, "organization.changed", { organizationId: before.id, fields: Object.keys(patch) });
  return before.id;
}

async function place(work: Work, id: number, domains: readonly string[]): Promise<void> {
  const [taken] = await setMailDomains(work.db, id, domains, await store.familyOf(work.db, id));
  if (taken !== undefined) throw problem("organization.domain-taken", 409, { params: { domain: taken }, path: "/domains" });
}

async function offer(work: Work, id: number, desks: readonly string[]): Promise<void> {
  const { byKey } = await work.desks.get();
  const ids = desks.map((key, n) => {
    const desk = byKey.get(key);
    if (desk === undefined) throw problem("configuration.unknown-key", 422, { params: { key }, path: `/desks/${n}` });
    return desk.id;
  });
  await store.setDesks(work.db, id, ids);
}

const archivedAt = (work: Work, archived: boolean | undefined) => (archived === undefined ? undefined : archived ? work.now.toString() : null);
// oxlint-disable-next-line no-control-regex
const cleanName = (name: string): string => name.toWellFormed().normalize("NFC").replace(/[\u0000-\u001f\u007f]+/g, " ").replace(/\s+/g, " ").trim() || "—";

/** Two records of one organization become one. Nothing is moved: reads follow. @throws 403, 404, 409 */
export async function mergeOrganization(work: Work, id: number, into: number): Promise<void> {
  authorize(work);
  // always in the same order, so that opposite merges wait for each other instead of dying
  for (const one of [id, into].sort((a, b) => a - b)) if ((await store.findOrganization(work.db, one, true)) === undefined) throw notFound("organization");
  const from = await store.findOrganization(work.db, id);
  const root = await store.rootOf(work.db, into);
  if (from?.mergedInto !== null || root === undefined) throw problem("organization.already-merged", 409);
  if (root === id) throw problem("organization.circle", 409);
  await store.setMerged(work.db, id, root);
  await work.record(nowhere, "organization.merged", { organizationId: id, into: root });
}

/** @throws 403, 404; 409 where it is not merged */
export async function unmergeOrganization(work: Work, id: number): Promise<void> {
  authorize(work);
  const organization = await store.findOrganization(work.db, id, true);
  if (organization === undefined) throw notFound("organization");
  if (organization.mergedInto === null) throw problem("organization.not-merged", 409);
  await store.setMerged(work.db, id, null);
  await work.record(nowhere, "organization.unmerged", { organizationId: id, from: organization.mergedInto });
}

/** @throws 403, 404 */
export async function createBranch(work: Work, organizationId: number, { name, archived, ...rest }: BranchInput): Promise<number> {
  authorize(work);
  const organization = await lockLive(work, organizationId);
  const id = await store.insertBranch(work.db, organization.id, cleanName(name));
  await store.updateBranch(work.db, id, rest, archivedAt(work, archived));
  await work.record(nowhere, "branch.changed", { organizationId: organization.id, branchId: id });
  return id;
}

/** @throws 403, 404 */
export async function changeBranch(work: Work, organizationId: number, id: number, { archived, name, ...rest }: BranchPatch): Promise<void> {
  authorize(work);
  const organization = await lockLive(work, organizationId);
  const [branch] = await store.branchesById(work.db, [id]);
  if (branch === undefined || !(await store.familyOf(work.db, organization.id)).includes(branch.organizationId)) throw notFound("branch");
  await store.updateBranch(work.db, id, { ...rest, ...(name === undefined ? {} : { name: cleanName(name) }) }, archivedAt(work, archived));
  await work.record(nowhere, "branch.changed", { organizationId: organization.id, branchId: id });
}
