import { forwardedMost, type Forward } from "../../contract/conversations.ts";
import { labelIn, type Language } from "../../contract/common.ts";
import { priorities } from "../../contract/desks.ts";
import type { Review } from "../../contract/reviews.ts";
import { deskIn, type DeskConfig } from "../desks/index.ts";
import { mailLanguage, queueDelivery, type Earlier } from "../mail-out/index.ts";
import { addressKey, agentsOfDesk, contactsAt, contactsOf, ensurePeople, roleHolders, type Contact } from "../people/index.ts";
import { dayAndTime } from "../platform/dates.ts";
import { query } from "../platform/db.ts";
import { translate } from "../platform/i18n.ts";
import { problem } from "../platform/problem.ts";
import { escapeHtml, textToHtml } from "../platform/rich-text/index.ts";
import type { Person, Work } from "../platform/work.ts";
import { addSideMessage, canDo, cleanSubject, lockVisible, reviewOf, statusOf, type StoredTicket } from "../tickets/index.ts";
import { deskUrl } from "./mails.ts";
import * as store from "./store.ts";

/** So much of a conversation goes along. */
const historyLimits = { messages: 200, characters: 500_000 };

/**
 * R9: mails a ticket's details, and what else is chosen, to each receiver by a mail of its own. Answers come back to the
 * colleagues as a side conversation, never to the customer. @throws 403, 404, 422
 */
export async function forwardTicket(work: Work, person: Person, number: number, input: Forward): Promise<number> {
  const ticket = await lockVisible(work, number);
  const desk = await deskIn(work, ticket.deskId);
  if (!canDo(person, ticket, statusOf(desk, ticket), desk).forward) throw problem("permission.denied", 403);
  const receivers = await receiversOf(work, desk, input);
  const { include } = input;
  const family = await store.familyOf(work.db, ticket.id);
  const customerIds = new Set(await store.customersOf(work.db, family));
  const customers = receivers.filter(({ id }) => customerIds.has(id));
  if (include.notes === true && customers.length > 0) throw problem("forward.notes-to-customer", 422, { params: { email: customers[0]?.address ?? "" }, path: "/include/notes" });

  const subject = cleanSubject(input.subject, ticket.subject);
  const addresses = receivers.flatMap(({ address }) => (address === null ? [] : [address]));
  const sideId = await store.insertSide(work.db, { ticketId: ticket.id, kind: "forward", subject, addresses }, person.id, work.now.toString());
  const chosen = (["conversation", "history", "notes", "attachments", "review"] as const).filter((part) => include[part] === true);
  await work.record({ desk: desk.id, ticket: ticket.id, version: ticket.version }, "ticket.forwarded", { side: sideId, to: addresses, include: chosen });
  const text = input.message ?? "";
  // of the channel of mails: it has been mailed, below, and is not mailed as a side conversation's words are
  const { messageId } = await addSideMessage(work, ticket.id, {
    kind: "side", sideId, authorId: person.id, side: "agent", channel: "email", html: textToHtml(text), text, quoteAt: null, attachments: [], automatic: false, recipients: { to: addresses, cc: [] },
  });

  const messages = include.conversation === true || include.notes === true || include.attachments === true ? await messagesOf(work, family, include) : [];
  const files = include.attachments === true ? await attachmentsOf(work, messages.map(({ id }) => id)) : [];
  const written = messages.filter(({ kind }) => (kind === "note" ? include.notes === true : include.conversation === true));
  const review = include.review === true ? await reviewOf(work.db, ticket.id) : null;
  const colleagues = new Set((await agentsOfDesk(work.db, desk.id)).map(({ id }) => id));
  for (const receiver of receivers) {
    if (receiver.address === null) continue;
    const lang = mailLanguage(desk, receiver.locale);
    const details = await detailsOf(work, ticket, desk, lang);
    const events = include.history === true ? await historyOf(work, family, desk, lang, customerIds.has(receiver.id)) : [];
    await queueDelivery(work, {
      desk,
      to: { name: receiver.name, address: receiver.address, personId: receiver.id },
      lang: receiver.locale,
      letter: "forward",
      facts: { ticket: { number: ticket.id, subject: ticket.subject, url: colleagues.has(receiver.id) ? deskUrl(work, ticket.id) : "" }, agent: person.name, about: subject },
      messageId,
      author: person.name,
      scope: { kind: "side", side: sideId },
      words: wordsOf(text, [...details, ...(review === null ? [] : reviewRows(review, lang))], events.length === 0 ? null : { title: translate(lang, "mail.forward.history"), lines: events }),
      history: written.map((one): Earlier => ({ at: one.createdAt, author: one.kind === "note" ? translate(lang, "mail.forward.note", { name: one.author ?? "" }) : (one.author ?? ""), html: one.html, text: one.text })),
      historyLimits,
      files,
    });
  }
  return sideId;
}

/** Each once: addresses as they are, colleagues by theirs, all who hold a role in the desk. */
async function receiversOf(work: Work, desk: DeskConfig, input: Forward): Promise<Contact[]> {
  const { byAddress } = await work.desks.get();
  const addresses = (input.to ?? []).map(addressKey);
  const own = addresses.findIndex((address) => byAddress.has(address));
  if (own >= 0) throw problem("ticket.own-address", 422, { params: { email: addresses[own] ?? "" }, path: `/to/${own}` });
  await ensurePeople(work, addresses.map((address) => ({ address })));
  const colleagues = (input.people ?? []).map(addressKey);
  const known = new Set((await agentsOfDesk(work.db, desk.id)).map(({ address }) => address));
  const stranger = colleagues.findIndex((address) => !known.has(address));
  if (stranger >= 0) throw problem("ticket.unknown-mention", 422, { params: { email: colleagues[stranger] ?? "" }, path: `/people/${stranger}` });
  const roles = new Set([...(input.roles ?? []), ...(input.role === undefined ? [] : [input.role])]);
  const holders = (await Promise.all([...roles].map((role) => roleHolders(work.db, desk.id, role)))).flat();
  const all = [...(await contactsAt(work.db, [...addresses, ...colleagues])), ...(await contactsOf(work.db, holders))];
  const receivers = [...new Map(all.filter((one) => one.address !== null && !one.deactivated).map((one) => [one.address, one])).values()];
  if (receivers.length === 0) throw problem("forward.nobody", 422, { path: "/to" });
  if (receivers.length > forwardedMost) throw problem("forward.too-many", 422, { params: { most: forwardedMost }, path: "/to" });
  return receivers;
}

interface Written {
  id: number;
  kind: "reply" | "note";
  author: string | null;
  createdAt: string;
  html: string;
  text: string;
}

/** Newest first; notes only where they were chosen, side conversations never. */
const messagesOf = (work: Work, family: readonly number[], include: Forward["include"]): Promise<Written[]> =>
  query(
    work.db,
    `select m.id, m.kind, p.name as author, m.created_at as "createdAt", m.html, m.text from messages m left join people p on p.id = m.author_id
     where m.ticket_id = any($1) and m.kind = any($2) order by m.id desc limit $3`,
    [family, include.notes === true ? ["reply", "note"] : ["reply"], historyLimits.messages],
  );

const attachmentsOf = (work: Work, messageIds: readonly number[]): Promise<{ id: string; contentId: string | null; inline: boolean }[]> =>
  query(
    work.db,
    `select distinct on (u.file_id) u.file_id as id, null::text as "contentId", false as inline from file_uses u where u.kind = 'message' and u.subject = any($1) and not u.inline`,
    [messageIds],
  );

async function detailsOf(work: Work, ticket: StoredTicket, desk: DeskConfig, lang: Language): Promise<[string, string][]> {
  const people = await contactsOf(work.db, [ticket.requesterId, ...(ticket.assigneeId === null ? [] : [ticket.assigneeId])]);
  const name = (id: number | null) => people.find((one) => one.id === id);
  const requester = name(ticket.requesterId);
  const queue = desk.queues.find(({ id }) => id === ticket.queueId);
  const type = desk.types.find(({ id }) => id === ticket.typeId);
  const label = (labels: Record<string, string> | undefined) => (labels === undefined ? "" : labelIn(labels, lang, desk.language));
  const rows: [string, string][] = [
    ["subject", ticket.subject],
    ["requester", requester === undefined ? "" : requester.address === null ? requester.name : `${requester.name} <${requester.address}>`],
    ["status", label(statusOf(desk, ticket).labels)],
    ["assignee", name(ticket.assigneeId)?.name ?? ""],
    ["queue", label(queue?.labels)],
    ["type", label(type?.labels)],
    ["created", dayAndTime(lang, "named", desk.timeZone, ticket.createdAt)],
  ];
  return rows.filter(([, value]) => value !== "").map(([key, value]) => [translate(lang, `mail.forward.${key}`), value]);
}

/** R9: the original review, as rows below the details. */
function reviewRows({ rating, best, text, author, site, location, link }: Review, lang: Language): [string, string][] {
  const rows: [string, string][] = [["rating", rating === null ? "" : `${rating} / ${best}`], ["site", site], ["location", location], ["author", author], ["words", text], ["link", link]];
  return rows.filter(([, value]) => value !== "").map(([key, value]) => [translate(lang, `mail.forward.review-${key}`), value]);
}

const when = (at: string, lang: Language, desk: DeskConfig) => dayAndTime(lang, "medium", desk.timeZone, at);

/** The fields whose change the history names. */
const changes: Record<string, string> = {
  "ticket.status-changed": "status", "ticket.assigned": "assignee", "ticket.queue-changed": "queue", "ticket.priority-changed": "priority", "ticket.type-changed": "type",
  "ticket.subject-changed": "subject",
};

/** Who took over stands in the ticket by name; the history has colleagues' addresses. */
const publicChanges: readonly string[] = ["ticket.status-changed", "ticket.subject-changed"];

/** What changed, one line each, oldest first; for the ticket's customers only what they learn in the portal too. */
async function historyOf(work: Work, family: readonly number[], desk: DeskConfig, lang: Language, forCustomer: boolean): Promise<string[]> {
  const events = await query<{ at: string; who: string | null; type: string; data: { from?: unknown; to?: unknown } }>(
    work.db,
    `select e.at, p.name as who, e.type, e.data from (
       select id, at, actor_id, type, data from events where ticket_id = any($1) and type = any($2) order by id desc limit 200
     ) e left join people p on p.id = e.actor_id order by e.id`,
    [family, ["ticket.created", ...Object.keys(changes).filter((type) => !forCustomer || publicChanges.includes(type))]],
  );
  const colleagues = await contactsAt(work.db, events.flatMap(({ type, data }) => (type === "ticket.assigned" ? [data.from, data.to].filter((one) => typeof one === "string") : [])));
  const valueOf = (field: string, value: unknown): string => {
    const key = typeof value === "string" ? value : "";
    const priority = field === "priority" ? priorities.find((one) => one === key) : undefined;
    if (priority !== undefined) return translate(lang, `desk.priority.${priority}`);
    const lists: Record<string, readonly { key: string; labels: Record<string, string> }[]> = { status: desk.statuses, queue: desk.queues, type: desk.types };
    const found = lists[field]?.find((one) => one.key === key);
    if (field === "assignee") return colleagues.find(({ address }) => address === key)?.name ?? (key || "—");
    return found === undefined ? key || "—" : labelIn(found.labels, lang, desk.language);
  };
  return events.map(({ at, who, type, data }) => {
    const field = changes[type];
    const what = field === undefined ? translate(lang, "mail.forward.opened") : `${translate(lang, `mail.forward.${field}`)}: ${valueOf(field, data.from)} → ${valueOf(field, data.to)}`;
    return [when(at, lang, desk), ...(who === null ? [] : [who]), what].join(" · ");
  });
}

function wordsOf(message: string, details: readonly [string, string][], history: { title: string; lines: readonly string[] } | null): { html: string; text: string } {
  const list = (lines: readonly string[]) => `<p>${lines.join("<br>")}</p>`;
  return {
    html: [
      message === "" ? "" : textToHtml(message),
      list(details.map(([label, value]) => `<b>${escapeHtml(label)}:</b> ${escapeHtml(value)}`)),
      history === null ? "" : list([`<b>${escapeHtml(history.title)}</b>`, ...history.lines.map(escapeHtml)]),
    ].join(""),
    text: [message, details.map(([label, value]) => `${label}: ${value}`).join("\n"), history === null ? "" : [history.title, ...history.lines].join("\n")].filter((part) => part !== "").join("\n\n"),
  };
}
