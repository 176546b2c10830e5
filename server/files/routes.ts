import { Readable } from "node:stream";
import { Type } from "typebox";
import { FileId } from "../../contract/common.ts";
import { maxFileBytes, StoredFile } from "../../contract/files.ts";
import type { Blobs } from "../platform/blobs.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { storeFile } from "./actions.ts";
import { mayReadFile, mayStoreMore, type FileReaders } from "./policy.ts";
import { contentDisposition, mayShowInline, readRange } from "./rules.ts";
import { findFile, unlinkedOf, usesOf } from "./store.ts";

export interface FileDeps {
  database: Pick<Database, "db">;
  transact: Transact;
  blobs: Blobs;
  readers: FileReaders;
}

/** How long a client may go on sending what was already refused, in ms: cut off at once it would never read the answer. */
const lingerMs = 30_000;

export async function fileRoutes(app: Http, { database: { db }, transact, blobs, readers }: FileDeps): Promise<void> {
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
          throw problem("file.too-large", 413, { params: { limit: maxFileBytes / 1024 / 1024 } });
        }
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

      const inline = request.query.inline === "1" && mayShowInline(file.type);
      const etag = `"${file.hash.toString("base64url")}"`;
      reply.headers({
        "content-disposition": contentDisposition(inline ? "inline" : "attachment", file.name),
        "content-security-policy": inline && file.type === "application/pdf" ? "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'" : "sandbox; default-src 'none'",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "private, max-age=31536000, immutable",
        "accept-ranges": "bytes",
        etag,
      });
      if (request.headers["if-none-match"]?.split(",").some((one) => one.trim().replace(/^W\//, "") === etag)) return reply.status(304).send();

      const condition = request.headers["if-range"];
      const range = readRange(condition === undefined || condition === etag ? request.headers.range : undefined, file.size);
      if (range === "unsatisfiable") {
        reply.removeHeader("content-disposition").header("content-range", `bytes */${file.size}`);
        throw problem("file.range", 416);
      }
      const bytes = await blobs.stream(file.hash, range === "whole" ? undefined : range);
      reply.type(file.type);
      if (range === "whole") return reply.header("content-length", file.size).send(bytes);
      return reply
        .status(206)
        .headers({ "content-length": range.end - range.start + 1, "content-range": `bytes ${range.start}-${range.end}/${file.size}` })
        .send(bytes);
    },
  );
}

function refuseUpload(error: unknown, gone: boolean): never {
  if (gone) throw problem("request.malformed", 400);
  if (error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT")) throw problem("file.disk-full", 507);
  throw error;
}
