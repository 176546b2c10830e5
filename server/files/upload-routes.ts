import { Readable } from "node:stream";
import { Type } from "typebox";
import { FileId } from "../../contract/common.ts";
import { maxFileBytes, StoredFile, StoredUpload } from "../../contract/files.ts";
import { signedIn, type Http } from "../platform/http.ts";
import { problem } from "../platform/problem.ts";
import type { FileDeps } from "./deps.ts";
import { mayStoreMore } from "./policy.ts";
import { unlinkedOf } from "./store.ts";
import { beginUpload, endUpload, fileOf, findUpload, giveUp, onItsWay, takePart } from "./uploads.ts";

const tus = { "tus-resumable": "1.0.0", "tus-version": "1.0.0", "tus-extension": "creation,termination", "tus-max-size": String(maxFileBytes) };
const ById = Type.Object({ id: FileId });
const Offset = Type.Object({ "upload-offset": Type.Integer({ minimum: 0 }) });

/** Uploads that go on where they broke off: tus 1.0 with creation and termination (tus.io/protocols/resumable-upload). What all arrived is a file. */
export async function uploadRoutes(app: Http, deps: FileDeps): Promise<void> {
  const { database: { db }, transact, blobs } = deps;
  const tags = ["files"];

  app.post(
    "/api/v1/uploads",
    { schema: { tags, summary: "Begin an upload that can be resumed (tus 1.0)", headers: Type.Object({ "upload-length": Type.Integer({ minimum: 0 }), "upload-metadata": Type.Optional(Type.String({ maxLength: 8000 })) }), response: { 201: StoredUpload } } },
    async (request, reply) => {
      const actor = signedIn(request);
      const [unlinked, coming] = [await unlinkedOf(db, actor.id), await onItsWay(db, actor.id)];
      if (!mayStoreMore(actor, { bytes: unlinked.bytes + coming.bytes, count: unlinked.count + coming.count })) throw problem("file.too-many", 429, { retryAfter: 3600 });
      const { filename = "file", filetype = "" } = metadataOf(request.headers["upload-metadata"] ?? "");
      const upload = await transact(actor, (work) => beginUpload(work, actor, { name: filename, type: filetype, size: request.headers["upload-length"] }));
      return reply.code(201).headers({ ...tus, location: `/api/v1/uploads/${upload.id}` }).send({ id: upload.id, size: upload.size, received: 0, file: null });
    },
  );

  app.get("/api/v1/uploads/:id", { schema: { tags, summary: "How much of an upload has arrived, and the file once it is all there", params: ById, response: { 200: StoredUpload } } }, async (request, reply) => {
    const upload = await findUpload(db, signedIn(request), request.params.id);
    reply.headers({ ...tus, "upload-offset": upload.received, "upload-length": upload.size });
    return { id: upload.id, size: upload.size, received: upload.received, file: await fileOf(db, upload) };
  });

  app.delete("/api/v1/uploads/:id", { schema: { tags, summary: "Give an upload up", params: ById, response: { 204: Type.Null() } } }, async (request, reply) => {
    const upload = await findUpload(db, signedIn(request), request.params.id);
    await giveUp(db, blobs, upload.id);
    return reply.code(204).headers(tus).send(null);
  });

  // in a scope of its own: the body of a part is whatever it is, and is not parsed
  await app.register(async (scope) => {
    const parts = scope as unknown as Http;
    parts.removeAllContentTypeParsers();
    parts.addContentTypeParser("application/offset+octet-stream", (_request, payload, done) => done(null, payload));
    parts.patch("/api/v1/uploads/:id", { schema: { tags, summary: "The next part of an upload; the last one answers the file", params: ById, headers: Offset, response: { 200: StoredFile, 204: Type.Null() } } }, async (request, reply) => {
      const actor = signedIn(request);
      const body: unknown = request.body;
      const upload = await findUpload(db, actor, request.params.id);
      const taken = await takePart(db, blobs, upload, request.headers["upload-offset"], body instanceof Readable ? body : Readable.from([]));
      reply.headers({ ...tus, "upload-offset": taken.received });
      if (taken.received < taken.size) return reply.code(204).send(null);
      return reply.code(200).send(await endUpload(deps, actor, taken));
    });
  });
}

/** `filename d29ybGQ=,filetype aW1hZ2UvcG5n`: words of ASCII, each with its value in base64. */
function metadataOf(header: string): Record<string, string> {
  const pairs = header.split(",").map((pair) => pair.trim().split(" "));
  return Object.fromEntries(pairs.flatMap(([key, value]) => (key === undefined || key === "" || value === undefined ? [] : [[key, Buffer.from(value, "base64").toString("utf8")]])));
}
