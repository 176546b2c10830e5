import { mailMention } from "../conversations/index.ts";
import { queueDelivery } from "../mail-out/index.ts";
import { translate } from "../platform/i18n.ts";
import { setTimer } from "../platform/timers.ts";
import type { Work } from "../platform/work.ts";
import type { OwedTimers } from "./deliver.ts";
import { lineOf } from "./lines.ts";
import { toldPerson, type Told } from "./people.ts";
import { mayBeTold } from "./policy.ts";
import { pushOwed } from "./push.ts";
import * as store from "./store.ts";
import type { OwedNotification } from "./store.ts";

/** So many messages of a ticket are quoted, and so many tickets listed; the rest is behind the button. */
const mostQuoted = 5;
const mostListed = 50;

/** What people are owed, when their window and their quiet hours are over. */
export const owedTimers: OwedTimers = {
  async "notifications.mail"(work, subject) {
    await settle(work, "mail", Number(subject), mailOwed);
  },
  async "notifications.push"(work, subject) {
    await settle(work, "push", Number(subject), (of, person, owed) => pushOwed(of, person, owed));
  },
};

/** Takes what is owed, unless the person is not to be disturbed now; of it goes what is still unread, and still theirs to see. */
async function settle(work: Work, channel: "mail" | "push", id: number, send: (work: Work, person: Told, owed: readonly OwedNotification[]) => Promise<void>): Promise<void> {
  const [found] = await store.colleagues(work.db, { people: [id] });
  const person = found === undefined ? null : toldPerson(found, await work.desks.get(), work.now);
  if (person !== null && person.loudFrom.epochMilliseconds > work.now.epochMilliseconds) {
    await setTimer(work.db, `notifications.${channel}`, String(id), person.loudFrom, {});
    return;
  }
  const owed = (await store.takeOwed(work.db, channel, id)).filter((one) => person !== null && !one.read && mayBeTold(person.actor, one));
  if (person !== null && owed.length > 0) await send(work, person, owed);
}

/** One mail, whatever there is: about a ticket, which can be answered with a note, or a digest of several. */
async function mailOwed(work: Work, person: Told, owed: readonly OwedNotification[]): Promise<void> {
  const [first] = owed;
  if (first === undefined || person.address === null) return;
  const [mention] = owed.length === 1 && first.kind === "mentioned" && first.eventId !== null ? await store.mentionOf(work.db, first.eventId) : [];
  if (mention !== undefined) return mailMention(work, { ...mention, type: "person.mentioned" });
  if (owed.every(({ id }) => id === first.id)) return mailTicket(work, person, owed, first);
  await mailDigest(work, person, owed, first);
}

const urlOf = (work: Work, ticket: number) => `${work.site.publicUrl}/desk/tickets/${ticket}`;
const spokenLine = (person: Told, one: OwedNotification) => lineOf(person.language, { kind: one.kind, by: one.actorName, detail: one.detail });

async function mailTicket(work: Work, person: Told, owed: readonly OwedNotification[], ticket: OwedNotification): Promise<void> {
  const [newest, ...earlier] = (await store.wordsOf(work.db, owed.flatMap(({ messageId }) => (messageId === null ? [] : [messageId])))).slice(0, mostQuoted);
  // each thing once: five replies are one line
  const [lead = "", ...more] = new Set(owed.map((one) => spokenLine(person, one)));
  await queueDelivery(work, {
    desk: await deskOf(work, ticket),
    to: { name: person.name, address: person.address ?? "", personId: person.id },
    lang: person.language,
    letter: "notification",
    facts: {
      ticket: { number: ticket.id, subject: ticket.subject, url: urlOf(work, ticket.id) },
      what: translate(person.language, owed.every(({ kind }) => kind === ticket.kind) ? `desk.bell.kind.${ticket.kind}` : "desk.bell.updated"),
      lead,
      more,
    },
    messageId: newest?.id ?? null,
    author: newest?.author ?? null,
    // whoever answers this mail writes a note, and only this person can (R8)
    scope: { kind: "note", person: person.id },
    ...(newest === undefined ? {} : { words: { html: newest.html, text: newest.quoteAt === null ? newest.text : newest.text.slice(0, newest.quoteAt) } }),
    history: earlier.map((one) => ({ at: one.at, author: one.author ?? "", html: one.html, text: one.quoteAt === null ? one.text : one.text.slice(0, one.quoteAt) })),
  });
}

async function mailDigest(work: Work, person: Told, owed: readonly OwedNotification[], first: OwedNotification): Promise<void> {
  const tickets = [...Map.groupBy(owed, ({ id }) => id).values()];
  await queueDelivery(work, {
    desk: await deskOf(work, first),
    to: { name: person.name, address: person.address ?? "", personId: person.id },
    lang: person.language,
    letter: "notification-digest",
    facts: {
      page: `${work.site.publicUrl}/desk/notifications`,
      count: tickets.length,
      more: Math.max(0, tickets.length - mostListed),
      tickets: tickets.slice(0, mostListed).flatMap((of) => {
        const [one] = of;
        return one === undefined ? [] : [{ number: one.id, subject: one.subject, url: urlOf(work, one.id), lines: [...new Set(of.map((part) => spokenLine(person, part)))].join(" · ") }];
      }),
    },
  });
}

async function deskOf(work: Work, { deskId }: OwedNotification) {
  const desk = (await work.desks.get()).byId.get(deskId);
  if (desk === undefined) throw new Error("a notification is of no desk");
  return desk;
}
