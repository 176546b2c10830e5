import type { State } from "../../contract/desks.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { TypeSets } from "../../contract/configuration.ts";
import { allows, type Actor, type Work } from "../platform/work.ts";
import type { DeskConfig, DeskQueue, DeskStatus, DeskType } from "./store.ts";

/** The desk of an id that a row of ours names. */
export async function deskIn(work: Pick<Work, "desks">, id: number): Promise<DeskConfig> {
  const desk = (await work.desks.get()).byId.get(id);
  if (desk === undefined) throw notFound("desk");
  return desk;
}

/** The desk of a key, for who configures it. @throws 403, 404 */
export async function deskToConfigure(work: Pick<Work, "desks" | "actor">, key: string): Promise<DeskConfig> {
  const desk = (await work.desks.get()).byKey.get(key);
  if (desk === undefined) throw notFound("desk");
  if (!allows(work.actor, "desk.configure", desk.id)) throw problem("permission.denied", 403);
  return desk;
}

/** The status that new requests get: the desk's first. */
export function initialStatus(desk: DeskConfig): DeskStatus {
  const status = desk.statuses.find((s) => !s.archived);
  if (status === undefined) throw new Error(`desk ${desk.key} has no status`);
  return status;
}

export const firstOfState = (desk: DeskConfig, state: State): DeskStatus | undefined => desk.statuses.find((s) => s.state === state && !s.archived);

const inUse =
  <T extends { key: string; archived: boolean }>(list: (desk: DeskConfig) => T[], what: string) =>
  (desk: DeskConfig, key: string): T => {
    const found = list(desk).find((entry) => entry.key === key && !entry.archived);
    if (found === undefined) throw problem(`ticket.unknown-${what}`, 422, { params: { key }, path: `/${what}` });
    return found;
  };
/** @throws 422 where the desk has no such status in use */
export const statusIn = inUse<DeskStatus>((desk) => desk.statuses, "status");
/** @throws 422 where the desk has no such queue in use */
export const queueIn = inUse<DeskQueue>((desk) => desk.queues, "queue");
/** @throws 422 where the desk has no such type in use */
export const typeIn = inUse<DeskType>((desk) => desk.types, "type");

/** Does the actor hold one of these roles of the desk? Who has a role of the whole installation holds them all; null asks for none. */
export function holdsRole(actor: Actor, deskId: number, roles: readonly string[] | null): boolean {
  if (roles === null || actor.kind === "system") return true;
  return actor.grants.some((grant) => grant.desk === null || (grant.desk === deskId && grant.role !== undefined && roles.includes(grant.role)));
}

/** May the actor choose the type (L2)? Whoever may not use a type may use nothing below it. */
export function mayUseType(actor: Actor, desk: Pick<DeskConfig, "id" | "types">, type: DeskType): boolean {
  return lineage(desk, type).every((one) => holdsRole(actor, desk.id, one.roles));
}

/** What choosing the type sets: what it says itself, else what its parents say. Tags and fields add up. */
export function typeSets(desk: Pick<DeskConfig, "types">, type: DeskType): TypeSets {
  const line = lineage(desk, type).reverse();
  const tags = line.flatMap(({ sets }) => sets.tags ?? []);
  const fields = Object.assign({}, ...line.map(({ sets }) => sets.fields ?? {})) as Record<string, unknown>;
  return { ...Object.assign({}, ...line.map(({ sets }) => sets)) as TypeSets, ...(tags.length > 0 ? { tags } : {}), ...(Object.keys(fields).length > 0 ? { fields } : {}) };
}

/** The type, its parent, and so on; a circle, which configuration refuses, ends it. */
function lineage({ types }: Pick<DeskConfig, "types">, type: DeskType): DeskType[] {
  const line: DeskType[] = [];
  for (let one: DeskType | undefined = type; one !== undefined && !line.includes(one); ) {
    line.push(one);
    const { parentId }: DeskType = one;
    one = types.find((other) => other.id === parentId);
  }
  return line;
}
