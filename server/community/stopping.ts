import { createHmac, timingSafeEqual } from "node:crypto";
import { helpPath } from "../help-centre/index.ts";
import type { Language } from "../../contract/common.ts";
import { portalOrigin, type DeskConfig } from "../desks/index.ts";
import { notFound } from "../platform/problem.ts";
import type { Work } from "../platform/work.ts";
import { subjects, type Followed } from "./subscriptions.ts";

/** What the link of a mail is worth: it speaks for one person about one thing they follow, and only of this. It does not expire, as mails are kept. */
const signature = (secret: Uint8Array, { subject, id }: Followed, personId: number): string => createHmac("sha256", secret).update(`community\n${subject}\n${id}\n${personId}`).digest().subarray(0, 18).toString("base64url");

/** How a mail says that its receiver can stop these: a page, and for mail programs (RFC 2369, RFC 8058). */
export function stopFor(work: Pick<Work, "site" | "mailOut">, desk: Pick<DeskConfig, "key" | "settings">, language: Language, followed: Followed, personId: number): { stopUrl: string; headers: Record<string, string> } {
  const token = `${followed.subject}.${followed.id}.${personId}.${signature(work.mailOut.replySecret, followed, personId)}`;
  const stopUrl = `${portalOrigin(work.site, desk)}${helpPath(desk, language, "community", "stop", token)}`;
  return { stopUrl, headers: { "List-Unsubscribe": `<${stopUrl}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" } };
}

/** What a link is about, and whose. @throws 404 for one that was made up */
export function readStop({ mailOut }: Pick<Work, "mailOut">, token: string): Followed & { personId: number } {
  const [, name = "", id = "", personId = "", given = ""] = /^([a-z]+)\.(\d{1,15})\.(\d{1,15})\.([\w-]{24})$/.exec(token) ?? [];
  const subject = subjects.find((one) => one === name);
  if (subject === undefined) throw notFound("link");
  const followed = { subject, id: Number(id) };
  const expected = Buffer.from(signature(mailOut.replySecret, followed, Number(personId)));
  if (given.length !== expected.length || !timingSafeEqual(Buffer.from(given), expected)) throw notFound("link");
  return { ...followed, personId: Number(personId) };
}
