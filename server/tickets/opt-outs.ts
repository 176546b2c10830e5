import { createHmac, timingSafeEqual } from "node:crypto";
import type { NotificationChoice } from "../../contract/letters.ts";
import { deskIn, portalUrl, type DeskConfig } from "../desks/index.ts";
import { knownAs, personDetails } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Person, RecordedEvent, Work } from "../platform/work.ts";
import { sideOf } from "./policy.ts";
import * as store from "./store.ts";

const familySql = `(select family || id from tickets where id = $1)::bigint[]`;

/** Who of them wants no notifications about the ticket (T13), or about what was merged into it. */
export async function optedOut(db: Db, ticketId: number, personIds: readonly number[]): Promise<Set<number>> {
  const rows = await query<{ id: number }>(db, `select distinct person_id as id from opt_outs where ticket_id = any(${familySql}) and person_id = any($2)`, [ticketId, personIds]);
  return new Set(rows.map(({ id }) => id));
}

/** What the link of a mail is worth: it speaks for one person about one ticket, and only of this. It does not expire, as mails are kept. */
const signature = (secret: Uint8Array, ticketId: number, personId: number): string => createHmac("sha256", secret).update(`notifications\n${ticketId}\n${personId}`).digest().subarray(0, 18).toString("base64url");

/** How a mail says that its receiver can stop these: a link to the choice, and for mail programs (RFC 2369, RFC 8058). */
export function stopFor(work: Pick<Work, "site" | "mailOut">, desk: Pick<DeskConfig, "key" | "settings">, ticketId: number, personId: number): { stopUrl: string; headers: Record<string, string> } {
  const token = `${ticketId}.${personId}.${signature(work.mailOut.replySecret, ticketId, personId)}`;
  return {
    stopUrl: portalUrl(work.site, desk, `notifications/${token}`),
    headers: { "List-Unsubscribe": `<${work.site.publicUrl}/api/v1/unsubscribe/${token}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" },
  };
}

/** Whose choice about which ticket the link is; of a merged one, about what it was merged into. @throws 404 for one that was made up */
async function read({ db, mailOut }: Pick<Work, "db" | "mailOut">, token: string): Promise<{ ticket: store.StoredTicket; personId: number }> {
  const [, ticketId = "", personId = "", given = ""] = /^(\d{1,15})\.(\d{1,15})\.([\w-]{24})$/.exec(token) ?? [];
  const expected = Buffer.from(signature(mailOut.replySecret, Number(ticketId), Number(personId)));
  const found = given.length === expected.length && timingSafeEqual(Buffer.from(given), expected) ? await store.findTicket(db, Number(ticketId)) : undefined;
  // two who became one since: the choice is theirs
  const person = found === undefined ? undefined : await personDetails(db, Number(personId));
  if (found === undefined || person === undefined) throw notFound("link");
  return { ticket: await store.rootOf(db, found), personId: person.id };
}

export async function readChoice(work: Work, token: string): Promise<NotificationChoice> {
  const { ticket, personId } = await read(work, token);
  const desk = await deskIn(work, ticket.deskId);
  return { desk: desk.key, number: ticket.id, subject: ticket.subject, wanted: !(await optedOut(work.db, ticket.id, [personId])).has(personId) };
}

/** What the link's page, or a mail program by itself, asks for. @throws 404 */
export async function chooseByLink(work: Work, token: string, wanted: boolean, how: "link" | "mail-program"): Promise<NotificationChoice> {
  const { ticket, personId } = await read(work, token);
  await choose(work, ticket, personId, wanted, how);
  return readChoice(work, token);
}

/** Says it in the portal, signed in. @throws 404, and 403 for who is no customer of the ticket */
export async function chooseInPortal(work: Work, person: Person, number: number, wanted: boolean): Promise<void> {
  const found = await store.findTicket(work.db, number);
  const ticket = found === undefined ? undefined : await store.rootOf(work.db, found);
  if (ticket === undefined || sideOf(person, ticket) === null) throw notFound("ticket");
  if (ticket.requesterId !== person.id && !ticket.watcherIds.includes(person.id)) throw problem("permission.denied", 403);
  await choose(work, ticket, person.id, wanted, "portal");
}

async function choose(work: Work, ticket: store.StoredTicket, personId: number, wanted: boolean, how: "link" | "mail-program" | "portal"): Promise<void> {
  const changed = wanted
    ? await query(work.db, `delete from opt_outs where ticket_id = any(${familySql}) and person_id = $2 returning ticket_id`, [ticket.id, personId])
    : await query(
        work.db,
        `insert into opt_outs (ticket_id, person_id, at) select $1, $2, $3 where not exists (select from opt_outs where ticket_id = any(${familySql}) and person_id = $2)
         on conflict do nothing returning ticket_id`,
        [ticket.id, personId, work.now.toString()],
      );
  if (changed.length > 0) await work.record({ desk: ticket.deskId, ticket: ticket.id, version: null }, "notifications.chosen", { person: await knownAs(work.db, personId), wanted, how });
}

/** Two turned out to be one person, who wants none where one of them did. */
export async function takeOverOptOuts(work: Work, { data: { personId, into } }: RecordedEvent<"person.merged">): Promise<void> {
  await query(work.db, `insert into opt_outs (ticket_id, person_id, at) select ticket_id, $2, at from opt_outs where person_id = $1 on conflict do nothing`, [personId, into]);
  await query(work.db, `delete from opt_outs where person_id = $1`, [personId]);
}
