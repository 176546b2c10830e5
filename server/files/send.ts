import type { FastifyReply, FastifyRequest } from "fastify";
import { problem } from "../platform/problem.ts";
import type { FileDeps } from "./deps.ts";
import { contentDisposition, mayShowInline, readRange } from "./rules.ts";
import type { FileRow } from "./store.ts";

/**
 * Answers with a file's bytes, whole or in part (RFC 9110, 14), to who may read it. As a download, unless it is asked to
 * be shown and can be without harm. @throws 403 where a virus is in it, 503 where that cannot be known now, 416
 */
export async function sendFile(request: FastifyRequest, reply: FastifyReply, { blobs, viruses }: Pick<FileDeps, "blobs" | "viruses">, file: FileRow, show: boolean): Promise<FastifyReply> {
  await viruses.withhold(file.hash, () => blobs.stream(file.hash));
  const inline = show && mayShowInline(file.type);
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
}
