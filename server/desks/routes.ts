import { Type } from "typebox";
import { Key, labelIn } from "../../contract/common.ts";
import { DeskConfiguration, DeskList } from "../../contract/desks.ts";
import type { Http } from "../platform/http.ts";
import { notFound } from "../platform/problem.ts";
import { allows } from "../platform/work.ts";
import type { Desks } from "./cache.ts";

/**
 * @param agentsOf who works at a desk, for its colleagues; `people` comes after this slice, so the root passes it in
 */
export function deskRoutes(app: Http, { desks, agentsOf }: { desks: Desks; agentsOf: (deskId: number) => Promise<{ name: string; address: string }[]> }): void {
  app.get("/api/v1/desks", { schema: { tags: ["desks"], response: { 200: DeskList } } }, async (request) => ({
    items: (await desks.get()).all.map((desk) => ({ key: desk.key, name: labelIn(desk.labels, request.language, desk.language), addresses: desk.addresses })),
  }));

  app.get("/api/v1/desks/:key", { schema: { tags: ["desks"], params: Type.Object({ key: Key }), response: { 200: DeskConfiguration } } }, async (request) => {
    const set = await desks.get();
    const desk = set.byKey.get(request.params.key);
    if (desk === undefined) throw notFound("desk");
    const staff = request.actor !== null && allows(request.actor, "ticket.see", desk.id);
    const inUse = <T extends { archived: boolean }>(list: readonly T[]) => list.filter((entry) => !entry.archived);
    return {
      key: desk.key,
      labels: desk.labels,
      language: desk.language as DeskConfiguration["language"],
      languages: desk.languages as DeskConfiguration["languages"],
      timeZone: desk.timeZone,
      hue: desk.hue,
      addresses: desk.addresses,
      statuses: inUse(desk.statuses).map(({ key, state, labels, explanations }) => ({ key, state, labels, explanations })),
      queues: staff ? inUse(desk.queues).map(({ key, labels }) => ({ key, labels })) : [],
      types: inUse(desk.types).map(({ key, labels, parentId }) => ({ key, labels, parent: desk.types.find((type) => type.id === parentId)?.key ?? null })),
      agents: staff ? (await agentsOf(desk.id)).map(({ name, address }) => ({ name, email: address })) : [],
    };
  });
}
