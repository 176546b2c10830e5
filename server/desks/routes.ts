import { Type } from "typebox";
import { defaultPasswordPolicy } from "../../contract/auth.ts";
import { Key, labelIn } from "../../contract/common.ts";
import { DeskConfiguration, DeskList, type TicketField } from "../../contract/desks.ts";
import type { Http } from "../platform/http.ts";
import { notFound } from "../platform/problem.ts";
import { allows } from "../platform/work.ts";
import type { Desks } from "./cache.ts";
import { mayUseType, typeSets } from "./rules.ts";
import { fieldsOf } from "./fields.ts";
import { logoPath, readLogo } from "./logo.ts";
import { formsFor } from "./forms.ts";
import type { DeskConfig, DeskField, DeskType } from "./store.ts";

export interface DeskDeps {
  desks: Desks;
  agentsOf: (deskId: number) => Promise<{ name: string; address: string; assignable: boolean }[]>;
  locations: (deskId: number) => Promise<DeskConfiguration["locations"]>;
  hasArticles: (deskId: number) => Promise<boolean>;
}

/**
 * @param agentsOf who works at a desk, for its colleagues; `people` comes after this slice, so the root passes it in
 * @param locations the branches of our own company that a desk is offered, likewise
 * @param hasArticles whether its help centre has something for customers to read, likewise
 */
export function deskRoutes(app: Http, { desks, agentsOf, locations, hasArticles }: DeskDeps): void {
  logoRoute(app, desks);
  app.get("/api/v1/desks", { schema: { tags: ["desks"], response: { 200: DeskList } } }, async (request) => ({
    items: (await desks.get()).all.map((desk) => ({ key: desk.key, name: labelIn(desk.labels, request.language, desk.language), addresses: desk.addresses })),
  }));

  app.get("/api/v1/desks/:key", { schema: { tags: ["desks"], params: Type.Object({ key: Key }), response: { 200: DeskConfiguration } } }, async (request) => {
    const set = await desks.get();
    const desk = set.byKey.get(request.params.key);
    if (desk === undefined) throw notFound("desk");
    const staff = request.actor !== null && allows(request.actor, "ticket.see", desk.id);
    const { actor } = request;
    const views = deskViews(desk, (type) => (actor === null ? type.roles === null : mayUseType(actor, desk, type)));
    const now = views(false);
    const gone = views(true);
    return {
      key: desk.key,
      labels: desk.labels,
      language: desk.language as DeskConfiguration["language"],
      languages: desk.languages as DeskConfiguration["languages"],
      timeZone: desk.timeZone,
      hue: desk.hue,
      logo: logoPath(desk),
      portalOnly: desk.settings.portalOnly ?? false,
      callsWait: desk.settings.callsWait ?? false,
      helpCentre: desk.topics.some(({ archived }) => !archived) || (await hasArticles(desk.id)),
      addresses: desk.addresses,
      conversationOrder: desk.settings.conversationOrder ?? "oldest-first",
      passwordPolicy: desk.settings.passwordPolicy ?? defaultPasswordPolicy,
      ...now,
      forms: formsFor(desk, actor, staff),
      personFields: staff ? fieldsOf(set.all, "person").map(fieldView) : [],
      organizationFields: staff ? fieldsOf(set.all, "organization").map(fieldView) : [],
      queues: staff ? now.queues : [],
      // which types there are for colleagues is theirs to know
      types: staff ? now.types : now.types.filter((type) => type.usable),
      archived: staff ? gone : { ...gone, queues: [], types: [], fields: [] },
      roles: staff ? desk.roles.filter((role) => !role.archived).map(({ key, labels }) => ({ key, labels })) : [],
      letters: staff ? desk.letters.map(({ key, labels }) => ({ key, labels })) : [],
      locations: staff ? await locations(desk.id) : [],
      agents: staff ? (await agentsOf(desk.id)).map(({ name, address, assignable }) => ({ name, email: address, assignable })) : [],
    };
  });
}

/** Its address changes with the picture, so it may be kept for ever. It is a picture and nothing else, whoever put it there. */
function logoRoute(app: Http, desks: Desks): void {
  app.get("/api/v1/desks/:key/logo", { schema: { tags: ["desks"], summary: "The desk's logo", params: Type.Object({ key: Key }), querystring: Type.Object({ v: Type.Optional(Type.String({ maxLength: 64 })) }, { additionalProperties: false }) } }, async (request, reply) => {
    const logo = (await desks.get()).byKey.get(request.params.key)?.settings.logo;
    if (logo === undefined) throw notFound("file");
    const { type, bytes } = readLogo(logo);
    return reply
      .headers({ "cache-control": request.query.v === undefined ? "no-cache" : "public, max-age=31536000, immutable", "content-security-policy": "default-src 'none'; sandbox" })
      .type(type)
      .send(bytes);
  });
}

const fieldView = ({ key, labels, kind, settings: { required, pattern, example, choices = [], currency } }: DeskField): TicketField => ({
  key, labels, kind, required: required ?? null, pattern: pattern ?? null, example: example ?? null, choices, currency: currency ?? null,
});

/** What pages show of the lists that are in use, or of what was removed from them. */
const deskViews = (desk: DeskConfig, usable: (type: DeskType) => boolean) => (archived: boolean) => {
  const those = <T extends { archived: boolean }>(list: readonly T[]) => list.filter((entry) => entry.archived === archived);
  return {
    statuses: those(desk.statuses).map(({ key, state, color, labels, explanations }) => ({ key, state, color, labels, explanations })),
    queues: those(desk.queues).map(({ key, labels }) => ({ key, labels })),
    types: those(desk.types).map((type) => ({ key: type.key, labels: type.labels, parent: desk.types.find((one) => one.id === type.parentId)?.key ?? null, usable: usable(type), callsWait: typeSets(desk, type).callsWait === true })),
    fields: those(desk.fields).filter(({ settings }) => (settings.on ?? "ticket") === "ticket").map(fieldView),
  };
};
