import { labelIn } from "../../contract/common.ts";
import { fillPlaceholders } from "../../contract/configuration.ts";
import type { DeskConfig } from "../desks/index.ts";
import { writerOf } from "../people/index.ts";
import type { Work } from "../platform/work.ts";

/** Whose signature stands below a mail, and what its placeholders may name. */
export interface SignedBy {
  personId: number;
  requester: { name: string; email: string | null };
}

/**
 * What stands below the words of a reply, once per mail: the writer's own lines, then the desk's in the mail's language,
 * placeholders filled. Empty: nothing does. It is no part of the message: the conversation shows what was written.
 */
export async function signatureBelow(
  { db }: Pick<Work, "db">,
  desk: Pick<DeskConfig, "labels" | "language" | "settings">,
  lang: string,
  { personId, requester }: SignedBy,
  ticket: { number: number; subject: string } | null,
): Promise<string> {
  const writer = await writerOf(db, personId);
  const parts = [writer?.signature ?? "", labelIn(desk.settings.signature ?? {}, lang, desk.language)].map((part) => part.trim()).filter((part) => part !== "");
  return fillPlaceholders(parts.join("\n"), {
    "ticket.number": ticket === null ? null : String(ticket.number),
    "ticket.subject": ticket?.subject ?? null,
    "requester.name": requester.name,
    "requester.email": requester.email,
    "agent.name": writer?.name ?? null,
    "agent.email": writer?.address ?? null,
    // who publishes no contact leaves none
    "agent.contact": writer === null ? null : (writer.contact ?? ""),
    "desk.name": labelIn(desk.labels, lang, desk.language),
  })
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
}
