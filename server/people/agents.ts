import type { Colleague, Handover, HeldRole, NewColleague, RolesChange } from "../../contract/configuration.ts";
import { deskToConfigure, stillConfigures, type DeskConfig } from "../desks/index.ts";
import { byName } from "../platform/names.ts";
import { notFound, problem } from "../platform/problem.ts";
import { allows, isAdministrator, type Work } from "../platform/work.ts";
import { changeProfile } from "./profile.ts";
import { ensurePeople } from "./actions.ts";
import * as store from "./agents-store.ts";
import { namesOf } from "./provided-roles.ts";
import { holdAgent, personByAddress } from "./store.ts";

export async function listColleagues(work: Work, key: string): Promise<Colleague[]> {
  const desk = await deskToConfigure(work, key);
  return (await store.colleagues(work.db, desk.id)).sort((a, b) => Number(a.deactivated) - Number(b.deactivated) || byName(a, b));
}

/** Gives somebody roles of the desk and mails them how to get in. Who is known already keeps name and address. @throws 403, 404, 409, 422 */
export async function inviteColleague(work: Work, key: string, input: NewColleague, checkLocation: CheckLocation): Promise<Colleague> {
  const desk = await deskToConfigure(work, key);
  const grants = await grantsIn(work, desk, input.roles, checkLocation);
  const known = await personByAddress(work.db, input.email);
  if (known?.deactivated === true) throw problem("agent.deactivated", 409, { path: "/email" });
  const [person] = await ensurePeople(work, [{ address: input.email, name: input.name, locale: input.locale ?? desk.language }]);
  if (person === undefined) throw new Error("the colleague was not written");
  if ((await store.heldRoles(work.db, person.id, desk.id)).length > 0) throw problem("agent.known", 409, { path: "/email", params: { name: person.name } });
  // whoever works at another desk, or administers, is called as they are there: another's desk does not rename them
  if (known !== undefined && (await store.desksOf(work.db, person.id)).length === 0) await changeProfile(work.db, person.id, { name: input.name });
  await store.setGrants(work.db, person.id, desk.id, grants);
  const to = namesOf(input.roles);
  await work.record(subject(desk), "agent.roles-changed", { personId: person.id, from: [], to, handover: null });
  await work.record(subject(desk), "agent.invited", { personId: person.id, address: person.address });
  return found(work, desk, person.id);
}

/** Mails the way in once more. @throws 403, 404, 409 */
export async function inviteAgain(work: Work, key: string, address: string): Promise<Colleague> {
  const { desk, person } = await colleagueIn(work, key, address);
  if (person.deactivated) throw problem("agent.deactivated", 409);
  await work.record(subject(desk), "agent.invited", { personId: person.id, address: person.address });
  return found(work, desk, person.id);
}

/**
 * Gives and takes roles of the desk. Who holds none any more has left it: what was theirs goes where it is handed over, in
 * the same transaction. @throws 403, 404, 409, 422
 */
export async function changeRoles(work: Work, key: string, address: string, { roles, handover }: RolesChange, checkLocation: CheckLocation): Promise<Colleague> {
  const { desk, person, colleague } = await colleagueIn(work, key, address);
  const grants = await grantsIn(work, desk, roles, checkLocation);
  const before = await store.heldRoles(work.db, person.id, desk.id);
  await store.setGrants(work.db, person.id, desk.id, grants);
  await refuseOwnExit(work, desk, person.id);
  const [from, to] = [namesOf(before), namesOf(roles)];
  if (from.join() !== to.join()) await work.record(subject(desk), "agent.roles-changed", { personId: person.id, from, to, handover: to.length > 0 ? null : await checkedHandover(work, desk, person.id, handover) });
  return (await store.colleagues(work.db, desk.id, person.id))[0] ?? { ...colleague, roles: [] };
}

/** They can no longer sign in, from this moment on; their open tickets go where they are handed over. @throws 403, 404, 409, 422 */
export async function deactivateColleague(work: Work, key: string, address: string, handover: Handover): Promise<Colleague> {
  const { desk, person } = await colleagueIn(work, key, address);
  await authorizePerson(work, person.id);
  if (work.actor.kind === "person" && work.actor.id === person.id) throw problem("agent.yourself", 409);
  const to = await checkedHandover(work, desk, person.id, handover);
  if (await store.setDeactivated(work.db, person.id, work.now.toString())) await work.record(subject(desk), "agent.deactivated", { personId: person.id, handover: to });
  return found(work, desk, person.id);
}

export async function reactivateColleague(work: Work, key: string, address: string): Promise<Colleague> {
  const { desk, person } = await colleagueIn(work, key, address);
  await authorizePerson(work, person.id);
  if (await store.setDeactivated(work.db, person.id, null)) await work.record(subject(desk), "agent.reactivated", { personId: person.id });
  return found(work, desk, person.id);
}

const subject = (desk: DeskConfig) => ({ desk: desk.id, ticket: null, version: null });

async function found(work: Work, desk: DeskConfig, personId: number): Promise<Colleague> {
  const [colleague] = await store.colleagues(work.db, desk.id, personId);
  if (colleague === undefined) throw notFound("person");
  return colleague;
}

/** Somebody who works at the desk, or did. */
async function colleagueIn(work: Work, key: string, address: string) {
  const desk = await deskToConfigure(work, key);
  const person = await personByAddress(work.db, address);
  const [colleague] = person === undefined ? [] : await store.colleagues(work.db, desk.id, person.id);
  if (person === undefined || colleague === undefined) throw notFound("person");
  return { desk, person, colleague };
}

/** Raises 422 for what is no location of ours; `organizations` comes after this slice, so the root passes it in. */
export type CheckLocation = (work: Work, id: number, path: string) => Promise<unknown>;

/** Roles and queues by their keys. @throws 422 for what the desk does not have, and for what is no location of ours */
async function grantsIn(work: Work, desk: DeskConfig, roles: readonly HeldRole[], checkLocation: CheckLocation): Promise<store.Held[]> {
  for (const [n, { location }] of roles.entries()) if (location != null) await checkLocation(work, location, `/roles/${n}/location`);
  return roles.map(({ role, queue, location = null }, n) => {
    const held = desk.roles.find((one) => one.key === role && !one.archived);
    if (held === undefined) throw problem("agent.unknown-role", 422, { params: { key: role }, path: `/roles/${n}/role` });
    const within = queue === null ? null : desk.queues.find((one) => one.key === queue && !one.archived);
    if (within === undefined) throw problem("ticket.unknown-queue", 422, { params: { key: queue ?? "" }, path: `/roles/${n}/queue` });
    return { roleId: held.id, queueId: within?.id ?? null, locationId: location };
  });
}

/** Deactivating reaches every desk somebody works at: only who configures them all may. */
async function authorizePerson(work: Work, personId: number): Promise<void> {
  const desks = await store.desksOf(work.db, personId);
  if (!desks.every((desk) => (desk === null ? isAdministrator(work.actor) : allows(work.actor, "desk.configure", desk)))) throw problem("agent.of-other-desks", 403);
}

async function refuseOwnExit(work: Work, desk: DeskConfig, personId: number): Promise<void> {
  if (work.actor.kind !== "person" || work.actor.id !== personId) return;
  if (!(await stillConfigures(work.db, personId, desk.id))) throw problem("configuration.own-access", 409);
}

async function checkedHandover(work: Work, desk: DeskConfig, personId: number, handover: Handover | undefined): Promise<Handover | null> {
  if (handover?.email !== undefined) {
    const heir = await personByAddress(work.db, handover.email);
    const [colleague] = heir === undefined || heir.id === personId ? [] : await store.colleagues(work.db, desk.id, heir.id);
    if (heir === undefined || colleague === undefined || !(await holdAgent(work.db, heir.id))) throw problem("ticket.unknown-assignee", 422, { params: { email: handover.email }, path: "/handover/email" });
    return { email: heir.address };
  }
  if (handover?.queue === undefined) return null;
  if (!desk.queues.some((one) => one.key === handover.queue && !one.archived)) throw problem("ticket.unknown-queue", 422, { params: { key: handover.queue }, path: "/handover/queue" });
  return { queue: handover.queue };
}
