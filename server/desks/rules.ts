import type { State } from "../../contract/desks.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import type { DeskConfig, DeskQueue, DeskStatus, DeskType } from "./store.ts";

/** The desk of an id that a row of ours names. */
export async function deskIn(work: Pick<Work, "desks">, id: number): Promise<DeskConfig> {
  const desk = (await work.desks.get()).byId.get(id);
  if (desk === undefined) throw notFound("desk");
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
