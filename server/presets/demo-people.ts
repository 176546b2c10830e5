import { keepShifts } from "../follow-ups/index.ts";
import { branchNamed, changeOrganization, changePerson, createBranch, createOrganization, organizationNamed } from "../organizations/index.ts";
import { ensurePeople } from "../people/index.ts";
import type { Work } from "../platform/work.ts";
import type { DemoOrganization, Preset } from "./format.ts";
import type { Stage } from "./stage.ts";

/** Who takes part in a demonstration, before anything happens in it. */
export async function introduce(work: Work, { demo, desk }: Stage, { agents }: Preset): Promise<void> {
  for (const organization of demo.organizations) await found(work, organization);
  for (const { email, name, phone, organization, branch, ...rest } of demo.people) {
    const [person] = await ensurePeople(work, [{ address: email, name, locale: rest.locale ?? null }]);
    if (person === undefined) throw new Error("a person was not written");
    const id = organization === undefined ? undefined : await organizationNamed(work.db, organization);
    const place = id === undefined || branch === undefined ? undefined : await branchNamed(work.db, id, branch);
    const given = { ...rest, ...(phone === undefined ? {} : { phones: [phone] }), ...(id === undefined ? {} : { organization: id }), ...(place === undefined ? {} : { branch: place }) };
    if (Object.keys(given).length > 0) await changePerson(work, person.id, { ...given, desk });
  }
  // their days end in what is played, too
  for (const { email, name, shifts } of agents) {
    const [person] = shifts === undefined ? [] : await ensurePeople(work, [{ address: email, name }]);
    if (person !== undefined && shifts !== undefined) await keepShifts(work, person, shifts);
  }
}

/** An organization with its branches and people. What several presets tell of one comes together. */
async function found(work: Work, { branches = [], members = [], name, ...rest }: DemoOrganization): Promise<void> {
  const known = await organizationNamed(work.db, name);
  const id = known ?? (await createOrganization(work, { name, ...rest }));
  if (known !== undefined && rest.own === true) await changeOrganization(work, known, { own: true });
  for (const branch of branches) if ((await branchNamed(work.db, id, branch.name)) === undefined) await createBranch(work, id, branch);
  for (const person of await ensurePeople(work, members.map((address) => ({ address })))) await changePerson(work, person.id, { organization: id });
}
