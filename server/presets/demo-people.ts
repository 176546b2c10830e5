import { keepShifts } from "../follow-ups/index.ts";
import { branchNamed, changeOrganization, changePerson, createBranch, createOrganization, isOfSomeDesks, offerAtDesk, organizationNamed } from "../organizations/index.ts";
import { ensurePeople } from "../people/index.ts";
import type { Work } from "../platform/work.ts";
import type { Demo, DemoOrganization, Preset } from "./format.ts";
import type { Stage } from "./stage.ts";

/** Who takes part in a demonstration, before anything happens in it. */
export async function introduce(work: Work, { demo, desk }: Stage, { agents }: Preset): Promise<void> {
  const deskId = (await work.desks.get()).byKey.get(desk)?.id;
  if (deskId === undefined) throw new Error(`there is no desk ${desk}`);
  for (const organization of demo.organizations) await found(work, organization, deskId);
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

/** The houses of our own company, before there are people: roles are narrowed to them. */
export async function foundOwn(work: Work, { organizations }: Demo, deskId: number): Promise<void> {
  for (const one of organizations) if (one.own === true) await found(work, { ...one, members: [] }, deskId);
}

/** An organization with its branches and people. What several presets tell of one comes together. */
async function found(work: Work, { branches = [], members = [], name, ...rest }: DemoOrganization, deskId: number): Promise<void> {
  const known = await organizationNamed(work.db, name);
  const id = known ?? (await createOrganization(work, { name, ...rest }));
  if (known !== undefined && rest.own === true) await changeOrganization(work, known, { own: true });
  // the houses of one department are nothing that another should have to choose among
  if (rest.own === true && (known === undefined || (await isOfSomeDesks(work.db, known)))) await offerAtDesk(work.db, id, deskId);
  for (const branch of branches) if ((await branchNamed(work.db, id, branch.name)) === undefined) await createBranch(work, id, branch);
  for (const person of await ensurePeople(work, members.map((address) => ({ address })))) await changePerson(work, person.id, { organization: id });
}
