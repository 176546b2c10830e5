import { Type } from "typebox";
import { Key, PageQuery } from "../../contract/common.ts";
import { IntakeItem, IntakeItemList, IntakePreview, IntakePreviewInput, IntakeReceipt, IntakeSecret, IntakeSourceInput, IntakeSourceList } from "../../contract/intake.ts";
import { deskToConfigure } from "../desks/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { isDatabaseAway, signedIn, write, type Http } from "../platform/http.ts";
import type { Log } from "../platform/log.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Site } from "../platform/site.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Work } from "../platform/work.ts";
import { handleItem, keptOf, ownSource, removeSource, renewSecret, saveSource, secretsOf } from "./actions.ts";
import { preview } from "./preview.ts";
import { isSigned, readSignature } from "../platform/signature.ts";
import * as store from "./store.ts";
import { viewItem, viewReceipt, viewSource } from "./view.ts";

export interface IntakeDeps {
  database: Pick<Database, "db">;
  transact: Transact;
  clock: Clock;
  log: Log;
  site: Site;
}

/** bytes of a payload */
const maxPayload = 256 * 1024;
/** payloads of one source within a minute */
const rate = 300;

export async function intakeRoutes(app: Http, deps: IntakeDeps): Promise<void> {
  const { database: { db }, transact, clock, site } = deps;
  const tags = ["intake"];

  // in a scope of its own: what is signed is the body as it came, byte by byte
  await app.register(async (scope) => {
    const door = scope as unknown as Http;
    door.removeAllContentTypeParsers();
    door.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    door.post(
      "/api/v1/intake/:source",
      { bodyLimit: maxPayload, schema: { tags, summary: "Hand in a signed payload", description: "Signed by X-Ventanilla-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of `t.body`>", params: Type.Object({ source: Type.String({ maxLength: 100 }) }), response: { 202: IntakeReceipt } } },
      async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const now = clock.now();
        const source = await store.findSource(db, request.params.source);
        // an unknown source is answered as a wrong signature, after the same work
        const secrets = source === undefined ? ["of nobody"] : await secretsOf(db, source, now);
        const genuine = isSigned(secrets, readSignature(request.headers["x-ventanilla-signature"]), body, Math.floor(now.epochMilliseconds / 1000));
        if (!genuine || source === undefined) {
          reply.header("www-authenticate", "Ventanilla-Signature");
          throw problem("intake.signature", 401);
        }
        if ((await store.countSince(db, source.id, now.subtract({ minutes: 1 }).toString(), rate)) >= rate) throw problem("request.too-many", 429, { retryAfter: 60 });
        const id = await transact(systemActor("intake"), async (work) => {
          const item = await store.insertItem(work.db, source.id, work.now.toString(), keptOf(source.settings, body.toString("utf8").toWellFormed().replaceAll("\0", "")));
          await work.enqueue("intake.handle", { item });
          return item;
        });
        // it is kept whatever comes now: what this cannot finish, the job does
        const item = await handleItem(deps, id).catch((error: unknown) => {
          if (!isDatabaseAway(error)) throw error;
          return null;
        });
        return reply.status(202).send(item === null ? { id, fate: "received", ticket: null, detail: null } : viewReceipt(item, request.language));
      },
    );
  });

  const ofDesk = Type.Object({ key: Key });
  const ofSource = Type.Object({ key: Key, source: Key });
  const ofItem = Type.Object({ ...ofSource.properties, id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
  const viewed = async (work: Work, id: number) => {
    const source = await store.listedSource(work.db, id);
    if (source === undefined) throw problem("intake.unknown", 404);
    return viewSource(source, site.publicUrl);
  };

  app.get("/api/v1/desks/:key/intake", { schema: { tags, params: ofDesk, response: { 200: IntakeSourceList } } }, (request) =>
    transact(signedIn(request), async (work) => {
      const desk = await deskToConfigure(work, request.params.key);
      return { items: (await store.listSources(work.db, desk.id)).map((source) => viewSource(source, site.publicUrl)) };
    }),
  );
  app.put("/api/v1/desks/:key/intake/:source", { schema: { tags, params: ofSource, body: IntakeSourceInput, response: { 200: IntakeSecret } } }, (request, reply) =>
    // without an Idempotency-Key's memory: that would keep the secret
    transact(signedIn(request), async (work) => {
      const { id, secret } = await saveSource(work, request.params.key, request.params.source, request.body);
      reply.status(200);
      return { secret, source: await viewed(work, id) };
    }),
  );
  app.post("/api/v1/desks/:key/intake/:source/secret", { schema: { tags, summary: "Make a new secret; the one before is good for a day", params: ofSource, response: { 200: IntakeSecret } } }, (request) =>
    transact(signedIn(request), async (work) => {
      const source = await ownSource(work, request.params.key, request.params.source);
      const secret = await renewSecret(work, source);
      return { secret, source: await viewed(work, source.id) };
    }),
  );
  app.delete("/api/v1/desks/:key/intake/:source", { schema: { tags, params: ofSource, response: { 204: Type.Null() } } }, async (request, reply) => {
    await transact(signedIn(request), async (work) => removeSource(work, await ownSource(work, request.params.key, request.params.source)));
    return reply.status(204).send(null);
  });

  app.get("/api/v1/desks/:key/intake/:source/items", { schema: { tags, params: ofSource, querystring: PageQuery, response: { 200: IntakeItemList } } }, (request) =>
    transact(signedIn(request), async (work) => {
      const source = await ownSource(work, request.params.key, request.params.source);
      const { limit = 50, after } = request.query;
      const before = after === undefined ? null : Number(after);
      if (before !== null && !Number.isSafeInteger(before)) throw problem("request.cursor", 400, { path: "/after" });
      const rows = await store.listItems(work.db, source.id, before, limit + 1);
      const items = rows.slice(0, limit);
      return { items: items.map((item) => viewItem(item, request.language)), next: rows.length > limit ? String(items.at(-1)?.id ?? "") : null };
    }),
  );
  app.post("/api/v1/desks/:key/intake/:source/items/:id/retry", { schema: { tags, summary: "Handle it once more; what was kept becomes a ticket", params: ofItem, response: { 200: IntakeItem } } }, async (request, reply) => {
    const { key, source: name, id } = request.params;
    await write(transact, request, reply, async (work) => {
      const source = await ownSource(work, key, name);
      const item = await store.lockItem(work.db, id);
      if (item === undefined || item.sourceId !== source.id) throw problem("intake.no-item", 404);
      if (item.fate !== "failed" && item.fate !== "kept") throw problem("intake.not-retryable", 409);
      await store.requeueItem(work.db, id, item.fate === "kept");
      await work.enqueue("intake.handle", { item: id });
      return { status: 200, body: null };
    });
    return viewItem(await handleItem(deps, id), request.language);
  });

  app.post("/api/v1/desks/:key/intake/:source/preview", { schema: { tags, summary: "What these settings would make of the last payloads", params: ofSource, body: IntakePreviewInput, response: { 200: IntakePreview } } }, (request) =>
    transact(signedIn(request), async (work) => {
      const desk = await deskToConfigure(work, request.params.key);
      const source = (await store.findSource(work.db, request.params.source)) ?? null;
      // one that is not saved yet has no payloads, only an example
      if (source !== null && source.deskId !== desk.id) throw notFound("desk");
      return preview(work.db, desk, source, request.body, request.language);
    }),
  );
}
