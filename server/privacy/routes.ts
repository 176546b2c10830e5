import { Readable } from "node:stream";
import { Type } from "typebox";
import { Key } from "../../contract/common.ts";
import { ErasurePreview, ErasureRequest, ExportQuery, RetentionPreview, RetentionQuery } from "../../contract/privacy.ts";
import { deskToConfigure, type Desks } from "../desks/index.ts";
import type { VirusCheck } from "../files/index.ts";
import { mayHandOut } from "../organizations/index.ts";
import type { Blobs } from "../platform/blobs.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { acceptedLanguage, languageOf } from "../platform/i18n.ts";
import { notFound } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import type { Person } from "../platform/work.ts";
import { zipped } from "../platform/zip.ts";
import { beginErasure, previewErasure } from "./erase.ts";
import { exportOf, recordExport } from "./export.ts";
import { previewRetention } from "./retention.ts";

export interface PrivacyDeps {
  database: Pick<Database, "db">;
  transact: Transact;
  desks: Desks;
  blobs: Blobs;
  viruses: Pick<VirusCheck, "withhold">;
  clock: Clock;
}

const ById = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });

/** What is known of a person: handed out, and erased. */
export function privacyRoutes(app: Http, { database: { db }, desks, transact, blobs, viruses, clock }: PrivacyDeps): void {
  const tags = ["privacy"];
  const trusted = (actor: Person): Person => {
    // whether there is such a person is nobody else's to know
    if (!mayHandOut(actor)) throw notFound("person");
    return actor;
  };
  const archiveOf = async (actor: Person, id: number, notes: boolean, header: string | undefined) => {
    const person = await transact(actor, (work) => recordExport(work, id, notes));
    const language = languageOf(actor.locale ?? "") ?? acceptedLanguage(header);
    const today = clock.now().toZonedDateTimeISO("UTC");
    const headers = {
      "content-type": "application/zip",
      "content-disposition": `attachment; filename="person-${person}-${today.toPlainDate().toString()}.zip"`,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    };
    return { headers, body: Readable.from(zipped(exportOf(db, { blobs, viruses }, person, { notes, language }), today), { objectMode: false }) };
  };

  app.get("/api/v1/people/:id/export", { schema: { tags, summary: "All that is known of a person, as an archive", params: ById, querystring: ExportQuery } }, async (request, reply) => {
    const actor = trusted(signedIn(request));
    const { headers, body } = await archiveOf(actor, request.params.id, request.query.notes ?? false, request.headers["accept-language"]);
    return reply.headers(headers).send(body);
  });

  app.get("/api/v1/me/export", { schema: { tags, summary: "All that is known of oneself, as an archive" } }, async (request, reply) => {
    const actor = signedIn(request);
    const { headers, body } = await archiveOf(actor, actor.id, false, request.headers["accept-language"]);
    return reply.headers(headers).send(body);
  });

  app.get("/api/v1/people/:id/erasure", { schema: { tags, summary: "What erasing a person's data would take", params: ById, response: { 200: ErasurePreview } } }, async (request) => {
    const actor = trusted(signedIn(request));
    return transact(actor, (work) => previewErasure(work, request.params.id));
  });

  app.post(
    "/api/v1/people/:id/erasure",
    { schema: { tags, summary: "Erase all that is known of a person, for good", params: ById, body: ErasureRequest, response: { 202: ErasurePreview } } },
    async (request, reply) => {
      const actor = trusted(signedIn(request));
      const begun = await write(transact, request, reply, async (work) => {
        await beginErasure(work, actor, request.params.id, request.body.confirm);
        return { status: 202, body: await previewErasure(work, request.params.id) };
      });
      return reply.code(202).send(begun);
    },
  );

  app.get(
    "/api/v1/desks/:key/retention",
    { schema: { tags, summary: "How many requests a period would erase", params: Type.Object({ key: Key }), querystring: RetentionQuery, response: { 200: RetentionPreview } } },
    async (request) => {
      const desk = await deskToConfigure({ desks, actor: signedIn(request) }, request.params.key);
      return previewRetention(db, clock.now(), desk, request.query.requests);
    },
  );
}
