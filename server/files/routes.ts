import { Readable } from "node:stream";
import { Type } from "typebox";
import { FileId } from "../../contract/common.ts";
import { maxFileBytes, StoredFile } from "../../contract/files.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { notFound, problem } from "../platform/problem.ts";
import { storeFile } from "./actions.ts";
import type { FileDeps } from "./deps.ts";
import { mayReadFile, mayStoreMore } from "./policy.ts";
import { sendFile } from "./send.ts";
import { findFile, unlinkedOf, usesOf } from "./store.ts";
import { uploadRoutes } from "./upload-routes.ts";

/** How long a client may go on sending what was already refused, in ms: cut off at once it would never read the answer. */
const lingerMs = 30_000;

export async function fileRoutes(app: Http, deps: FileDeps): Promise<void> {
  const { database: { db }, transact, blobs, readers } = deps;
  await uploadRoutes(app, deps);
  // in a scope of its own: the body of an upload is whatever it is, and is not parsed
  await app.register(async (scope) => {
    const uploads = scope as unknown as Http;
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    uploads.post(
      "/api/v1/files",
      {
        schema: {
          summary: "Store a file, to attach its id",
          tags: ["files"],
          querystring: Type.Object({ name: Type.Optional(Type.String({ maxLength: 2000, default: "file" })) }),
          response: { 201: StoredFile },
        },
        onRequest: async (request) => {
          const actor = signedIn(request);
          if (!mayStoreMore(actor, await unlinkedOf(db, actor.id))) throw problem("file.too-many", 429, { retryAfter: 3600 });
        },
      },
      async (request, reply) => {
        const actor = signedIn(request);
        const body: unknown = request.body;
        const content = body instanceof Readable ? body : Readable.from([]);
        const staged = await blobs.stage(content, maxFileBytes).catch((error: unknown) => refuseUpload(error, request.raw.destroyed || request.raw.errored !== null));
        if (staged === "too-large") {
          content.resume();
          const linger = setTimeout(() => request.raw.destroy(), lingerMs);
          request.raw.once("close", () => clearTimeout(linger));
          throw problem("file.too-large", 413, { params: { limit: maxFileBytes / 1_000_000 } });
        }
        await deps.viruses.refuse(staged).catch(async (error: unknown) => {
          await blobs.discard(staged);
          throw error;
        });
        // what an Idempotency-Key is held against
        request.body = { hash: staged.hash.toString("hex") };
        return write(transact, request, reply, async (work) => {
          const file = await storeFile(work, {
            name: request.query.name ?? "file",
            type: request.headers["content-type"] ?? "",
            content: staged,
            createdBy: actor.id,
          });
          return { status: 201, body: file };
        }).finally(() => blobs.discard(staged));
      },
    );
  });

  app.get(
    "/api/v1/files/:id",
    {
      schema: {
        summary: "Download a file",
        tags: ["files"],
        params: Type.Object({ id: FileId }),
        querystring: Type.Object({ inline: Type.Optional(Type.Literal("1", { description: "show it in place, where that is safe" })) }),
      },
    },
    async (request, reply) => {
      const actor = signedIn(request);
      const file = await findFile(db, request.params.id);
      if (file === null || !(await mayReadFile(db, readers, actor, file, await usesOf(db, file.id)))) throw notFound("file");
      return sendFile(request, reply, deps, file, request.query.inline === "1");
    },
  );
}

function refuseUpload(error: unknown, gone: boolean): never {
  if (gone) throw problem("request.malformed", 400);
  if (error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT")) throw problem("file.disk-full", 507);
  throw error;
}
