import { Type, type TSchema } from "typebox";
import { CannedReplyList, Configuration, configurationParts, DeskBasics, DeskDefinition, ImportResult, type ConfigurationPart } from "../../contract/configuration.ts";
import { Key, type Language } from "../../contract/common.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import type { Database } from "../platform/db.ts";
import { translate } from "../platform/i18n.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { allows, type Actor } from "../platform/work.ts";
import type { Desks } from "./cache.ts";
import { exportDesk, importFile, savePart } from "./configure.ts";
import { configurationOf, definitionOf, partOf } from "./definition.ts";
import type { FileParts } from "./parts.ts";
import { loadDesks, type DeskConfig } from "./store.ts";

const ByKey = Type.Object({ key: Key });
const etag = ({ version }: { version: number }) => ({ etag: `"${version}"` });
const schemaOf: Record<ConfigurationPart, TSchema> = {
  general: DeskBasics,
  statuses: DeskDefinition.properties.statuses,
  queues: DeskDefinition.properties.queues,
  types: Type.Array(DeskDefinition.properties.types.items),
  fields: Type.Array(DeskDefinition.properties.fields.items),
  forms: Type.Array(DeskDefinition.properties.forms.items, { maxItems: 20 }),
  roles: DeskDefinition.properties.roles,
  cannedReplies: Type.Array(DeskDefinition.properties.cannedReplies.items),
  letters: Type.Array(DeskDefinition.properties.letters.items, { maxItems: 200 }),
  calendars: Type.Array(DeskDefinition.properties.calendars.items),
  rules: Type.Array(DeskDefinition.properties.rules.items, { maxItems: 200 }),
  topics: Type.Array(DeskDefinition.properties.topics.items, { maxItems: 100 }),
  serviceLevels: Type.Array(DeskDefinition.properties.serviceLevels.items),
};

/** A desk's configuration: read whole, written part by part, exported and imported as a file. */
export function configurationRoutes(app: Http, { database, desks, transact, parts }: { database: Pick<Database, "db">; desks: Desks; transact: Transact; parts: FileParts }): void {
  const tags = ["configuration"];
  const deskFor = async (key: string, may: (desk: DeskConfig) => boolean): Promise<DeskConfig> => {
    // from the database: who has just changed it reads what it has become
    const desk = (await loadDesks(database.db)).find((one) => one.key === key);
    if (desk === undefined) throw notFound("desk");
    if (!may(desk)) throw problem("permission.denied", 403);
    return desk;
  };
  const configures = (actor: Actor) => (desk: DeskConfig) => allows(actor, "desk.configure", desk.id);

  app.get("/api/v1/desks/:key/configuration", { schema: { tags, summary: "All of a desk's configuration, with its version as ETag", params: ByKey, response: { 200: Configuration } } }, async (request, reply) => {
    const actor = signedIn(request);
    const configuration = configurationOf(await deskFor(request.params.key, configures(actor)), explainTo(request));
    reply.headers(etag(configuration));
    return configuration;
  });

  for (const [part, name] of Object.entries(configurationParts) as [ConfigurationPart, string][]) {
    const url = `/api/v1/desks/:key/configuration/${name}`;
    const schema = schemaOf[part];
    app.get(url, { schema: { tags, params: ByKey, response: { 200: schema } } }, async (request, reply) => {
      const actor = signedIn(request);
      const desk = await deskFor(request.params.key, configures(actor));
      reply.headers(etag(desk));
      return partOf(definitionOf(desk), part);
    });
    app.put(url, { schema: { tags, summary: "Replace this part whole; what is left out is archived. If-Match: the version it is based on", params: ByKey, body: schema, response: { 200: Configuration } } }, (request, reply) =>
      write(transact, request, reply, async (work) => {
        const configuration = await savePart(work, request.params.key, part, request.body, ifMatch(request.headers["if-match"]), explainTo(request));
        return { status: 200, body: configuration, headers: etag(configuration) };
      }),
    );
  }

  app.get("/api/v1/desks/:key/canned-replies", { schema: { tags, summary: "For who writes replies or notes", params: ByKey, response: { 200: CannedReplyList } } }, async (request) => {
    const actor = signedIn(request);
    const desk = (await desks.get()).byKey.get(request.params.key);
    if (desk === undefined) throw notFound("desk");
    if (!allows(actor, "ticket.reply", desk.id) && !allows(actor, "ticket.note", desk.id)) throw problem("permission.denied", 403);
    return { items: definitionOf(desk).cannedReplies };
  });

  app.get("/api/v1/desks/:key/export", { schema: { tags, summary: "The desk as a YAML file", params: ByKey, produces: ["application/yaml"] } }, async (request, reply) => {
    const actor = signedIn(request);
    const desk = await deskFor(request.params.key, configures(actor));
    return reply.type("application/yaml; charset=utf-8").header("content-disposition", `attachment; filename="${desk.key}.yaml"`).send(await exportDesk(database.db, desk, parts));
  });

  const types = ["application/yaml", "application/x-yaml", "text/yaml", "text/plain"];
  app.addContentTypeParser(types, { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.post(
    "/api/v1/desks/import",
    { schema: { tags, summary: "Bring a desk to what a YAML file says, or make it", consumes: types, querystring: Type.Object({ dryRun: Type.Optional(Type.Boolean()) }), body: Type.String(), response: { 200: ImportResult } } },
    (request, reply) =>
      write(transact, request, reply, async (work) => ({
        status: 200,
        body: await importFile(work, request.body, request.query.dryRun ?? false, explainTo(request)),
      })),
  );
}

const explainTo = ({ language }: { language: Language }) => (key: string, params: Record<string, string | number>) => translate(language, key, params);

/** RFC 9110 13.1.1: the version between quotes; `*` is any. */
function ifMatch(header: string | undefined): number | undefined {
  if (header === undefined || header === "*") return undefined;
  const version = /^(?:W\/)?"(\d+)"$/.exec(header.trim())?.[1];
  if (version === undefined) throw problem("configuration.stale", 412);
  return Number(version);
}
