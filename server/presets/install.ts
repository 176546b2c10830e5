import { importDesk } from "../desks/index.ts";
import { keepShifts } from "../follow-ups/index.ts";
import { ensurePeople, grantRole, publishContact } from "../people/index.ts";
import { systemActor, type Work } from "../platform/work.ts";
import { readSetting, writeSetting } from "../settings/index.ts";
import { checkDesk } from "./read.ts";

/**
 * Installs the desks of presets that were not installed before. An installed desk is the administrators' from then on: a
 * later start changes nothing of it. @param colleagues false leaves out those of the demonstration
 */
export async function installPresets(work: Work, names: readonly string[], { colleagues = true, folder }: { colleagues?: boolean; folder?: string } = {}): Promise<void> {
  for (const name of names) {
    if ((await readSetting(work.db, `preset.${name}`)) !== undefined) continue;
    const preset = checkDesk(name, folder);
    const deskId = await importDesk(work, preset.desk);
    for (const agent of colleagues ? preset.agents : []) {
      const [person] = await ensurePeople(work.as(systemActor("demo")), [{ address: agent.email, name: agent.name, locale: agent.locale ?? preset.desk.language }]);
      if (person === undefined) throw new Error("an agent was not written");
      await grantRole(work.db, person.id, deskId, agent.role, agent.queue);
      if (agent.shifts !== undefined) await keepShifts(work, { id: person.id, address: agent.email }, agent.shifts);
      if (agent.contact !== undefined) await publishContact(work.db, person.id, agent.contact);
    }
    await writeSetting(work.db, `preset.${name}`, { desk: preset.desk.key, at: work.now.toString() });
  }
}
