import { importDesk } from "../desks/index.ts";
import { keepShifts } from "../follow-ups/index.ts";
import { branchNamed, organizationNamed } from "../organizations/index.ts";
import { ensurePeople, grantRole, publishContact } from "../people/index.ts";
import { systemActor, type Work } from "../platform/work.ts";
import { readSetting, writeSetting } from "../settings/index.ts";
import { branchOf } from "./check.ts";
import { foundOwn } from "./demo-people.ts";
import type { Demo } from "./format.ts";
import { checkDesk } from "./read.ts";

/**
 * Installs the desks of presets that were not installed before. An installed desk is the administrators' from then on: a
 * later start changes nothing of it. @param colleagues false leaves out those of the demonstration
 */
export async function installPresets(work: Work, names: readonly string[], { colleagues = true, folder }: { colleagues?: boolean; folder?: string } = {}): Promise<void> {
  for (const name of names) {
    if ((await readSetting(work.db, `preset.${name}`)) !== undefined) continue;
    const { preset, demo } = checkDesk(name, folder);
    const deskId = await importDesk(work, preset.desk);
    // nobody sees more for a moment: what a role is narrowed to is there before it is given
    if (colleagues && demo !== null) await foundOwn(work.as(systemActor("demo")), demo, deskId);
    for (const agent of colleagues ? preset.agents : []) {
      const [person] = await ensurePeople(work.as(systemActor("demo")), [{ address: agent.email, name: agent.name, locale: agent.locale ?? preset.desk.language }]);
      if (person === undefined) throw new Error("an agent was not written");
      for (const location of await locationsOf(work, demo, agent.location)) await grantRole(work.db, person.id, deskId, agent.role, agent.queue, location);
      if (agent.shifts !== undefined) await keepShifts(work, { id: person.id, address: agent.email }, agent.shifts);
      if (agent.contact !== undefined) await publishContact(work.db, person.id, agent.contact);
    }
    await writeSetting(work.db, `preset.${name}`, { desk: preset.desk.key, at: work.now.toString() });
  }
}

/** The ids of the locations that are named; null is everywhere. */
async function locationsOf(work: Work, demo: Demo | null, named: string | readonly string[] | undefined): Promise<(number | null)[]> {
  if (named === undefined) return [null];
  const ids: number[] = [];
  for (const name of [named].flat()) {
    const found = demo === null ? undefined : branchOf(demo, name);
    const organization = found && (await organizationNamed(work.db, found.organization));
    const id = found && organization !== undefined ? await branchNamed(work.db, organization, found.branch) : undefined;
    if (id === undefined) throw new Error(`there is no location ${name}`);
    ids.push(id);
  }
  return ids;
}
