import { queueDelivery } from "../mail-out/index.ts";
import { agentsOfDesk, contactsOf, grantsOf } from "../people/index.ts";
import type { Temporal } from "../platform/clock.ts";
import { query, type Db } from "../platform/db.ts";
import { languageOf } from "../platform/i18n.ts";
import { setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Actor, Work } from "../platform/work.ts";
import type { DeskConfig } from "../desks/index.ts";
import { mayEdit } from "./policy.ts";
import { isReviewDue } from "./rules.ts";
import { todayAt } from "./view.ts";

declare module "../platform/timers.ts" {
  interface TimerPayloads {
    "help-centre.reviews": Record<string, never>;
  }
}

/** Nobody is told before they begin to work: by the desk's clock. */
const fromHour = 8;
/** So many are named in a mail; the page has all of them. */
const mostNamed = 50;

/** At every start: an installation that is rarely up tells of reviews too. */
export const scheduleHelpCentreTimers = (work: Work): Promise<void> => setTimer(work.db, "help-centre.reviews", "", work.now.add({ minutes: 1 }), {});

export const helpCentreTimers = {
  async "help-centre.reviews"(work, subject, payload) {
    await tellOfReviews(work);
    await setTimer(work.db, "help-centre.reviews", subject, work.now.add({ hours: 1 }), payload);
  },
} satisfies Partial<TimerHandlers>;

interface Due {
  id: number;
  deskId: number;
  reviewOn: string;
  title: string;
  /** whose words are read: who saved what was published last in its own language, else who saved last */
  ownerId: number | null;
}

const dueUntil = (db: Db, day: string): Promise<Due[]> =>
  query(
    db,
    `select a.id, a.desk_id as "deskId", a.review_on::text as "reviewOn", r.title, r.author_id as "ownerId"
     from articles a cross join lateral (
       select r.title, r.author_id from article_variants v join article_revisions r on r.article_id = v.article_id and r.language = v.language and r.number = coalesce(v.published, v.latest)
       where v.article_id = a.id order by v.language = a.language desc, v.language limit 1) r
     where a.archived_at is null and a.review_on is not null and a.review_told is distinct from a.review_on and a.review_on <= $1::date order by a.review_on, a.id
     for no key update of a`,
    [day],
  );

/** H10: on the day an article should be read again, in the morning, its owner learns it: one mail for all that are due, once for each date. */
export async function tellOfReviews(work: Work): Promise<void> {
  const { byId } = await work.desks.get();
  // a day ahead of us is the latest that it can be anywhere
  const found = await dueUntil(work.db, work.now.add({ hours: 24 }).toZonedDateTimeISO("UTC").toPlainDate().toString());
  const due = found.filter(({ deskId, reviewOn }) => {
    const desk = byId.get(deskId);
    return desk !== undefined && isMorning(desk, work.now) && isReviewDue(reviewOn, todayAt(desk, work.now));
  });
  for (const [deskId, ofDesk] of Map.groupBy(due, (one) => one.deskId)) {
    const desk = byId.get(deskId);
    if (desk === undefined) continue;
    for (const [ownerId, articles] of Map.groupBy(ofDesk, (one) => one.ownerId)) await tell(work, desk, ownerId, articles);
  }
  await query(work.db, `update articles set review_told = review_on where id = any($1)`, [due.map(({ id }) => id)]);
}

const isMorning = ({ timeZone }: Pick<DeskConfig, "timeZone">, now: Temporal.Instant): boolean => now.toZonedDateTimeISO(timeZone).hour >= fromHour;

async function tell(work: Work, desk: DeskConfig, ownerId: number | null, articles: readonly Due[]): Promise<void> {
  for (const person of await receivers(work, desk, ownerId)) {
    await queueDelivery(work, {
      desk,
      to: { name: person.name, address: person.address, personId: person.id },
      lang: languageOf(person.locale ?? desk.language) ?? "en",
      letter: "article-review",
      facts: { count: articles.length, title: articles[0]?.title ?? "", titles: articles.slice(0, mostNamed).map(({ title }) => title), page: `${work.site.publicUrl}/desk/help/${desk.key}${articles.length === 1 ? `/${articles[0]?.id}` : "?show=review"}` },
    });
  }
}

/** The owner, while they may write there; else everybody who may. */
async function receivers(work: Work, desk: DeskConfig, ownerId: number | null): Promise<{ id: number; name: string; address: string; locale: string | null }[]> {
  const writersAmong = async (ids: readonly number[]) => {
    const writers = [];
    for (const { id, name, address, locale, deactivated } of await contactsOf(work.db, ids)) {
      if (address === null || deactivated) continue;
      const actor: Actor = { kind: "person", id, name, email: address, locale, grants: await grantsOf(work.db, id), via: "timer" };
      if (mayEdit(actor, desk.id)) writers.push({ id, name, address, locale });
    }
    return writers;
  };
  const own = ownerId === null ? [] : await writersAmong([ownerId]);
  return own.length > 0 ? own : writersAmong((await agentsOfDesk(work.db, desk.id)).map(({ id }) => id));
}
