import { problem } from "../platform/problem.ts";

/** RFC 9110 13.1.1: the version between quotes; `*` is any. */
export function ifMatch(header: string | undefined): number | undefined {
  if (header === undefined || header === "*") return undefined;
  const version = /^(?:W\/)?"(\d+)"$/.exec(header.trim())?.[1];
  if (version === undefined) throw problem("ticket.stale", 412);
  return Number(version);
}
