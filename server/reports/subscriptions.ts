import type { NewReportSubscription, ReportRhythm, ReportSubscription } from "../../contract/reports.ts";
import { releaseFiles, storeFile, useFiles } from "../files/index.ts";
import type { DeskSet } from "../desks/index.ts";
import { queueDelivery } from "../mail-out/index.ts";
import { profileOf, type Profile, type Traces } from "../people/index.ts";
import { Temporal } from "../platform/clock.ts";
import { query, type Db } from "../platform/db.ts";
import { languageOf } from "../platform/i18n.ts";
import { notFound, problem } from "../platform/problem.ts";
import { clearTimer, setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Person, Work } from "../platform/work.ts";
import { breakdownCsv, overviewCsv } from "./csv.ts";
import { readBreakdown } from "./breakdown.ts";
import { readFollowUps } from "./follow-ups.ts";
import { linesOf, nameOf, recurrentOf } from "./letter.ts";
import { readOverview } from "./overview.ts";
import { desksOf, reportedDesks } from "./policy.ts";
import { filterOf } from "./rules.ts";
import { openReport } from "./scope.ts";

declare module "../platform/timers.ts" {
  interface TimerPayloads {
    /** the subject is the subscription's id */
    "reports.mail": Record<string, never>;
  }
}

/** So many one person may have. */
const most = 20;

interface Stored {
  id: number;
  personId: number;
  deskId: number | null;
  q: string;
  every: ReportRhythm;
  hour: number;
}
const columns = `s.id, s.person_id as "personId", s.desk_id as "deskId", s.q, s.every, s.hour`;

/** In whose hours they come: their own zone, else the desk's. */
const zoneOf = ({ timeZone }: Pick<Profile, "timeZone">, desks: DeskSet, deskId: number | null): string => timeZone ?? (deskId === null ? undefined : desks.byId.get(deskId)?.timeZone) ?? desks.all[0]?.timeZone ?? "UTC";

/** The next morning, Monday or first of a month at this hour there; where the clocks skip it, right after. */
export function nextMailing(every: ReportRhythm, hour: number, timeZone: string, now: Temporal.Instant): Temporal.Instant {
  const is = { day: () => true, week: (day: Temporal.PlainDate) => day.dayOfWeek === 1, month: (day: Temporal.PlainDate) => day.day === 1 }[every];
  for (let day = now.toZonedDateTimeISO(timeZone).toPlainDate(); ; day = day.add({ days: 1 })) {
    const at = day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from({ hour }) }).toInstant();
    if (is(day) && Temporal.Instant.compare(at, now) > 0) return at;
  }
}

/** The last whole day, week or month before today there. */
export function lastPeriod(every: ReportRhythm, timeZone: string, now: Temporal.Instant): { from: string; to: string } {
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const first = today.with({ day: 1 });
  const [from, next] = { day: [today.subtract({ days: 1 }), today], week: [monday.subtract({ days: 7 }), monday], month: [first.subtract({ months: 1 }), first] }[every];
  return { from: String(from), to: String(next?.subtract({ days: 1 })) };
}

/** Anew, with another hour, where there is one of the same figures already. @throws 400, 403, 409 for one too many */
export async function subscribe(work: Work, person: Person, input: NewReportSubscription): Promise<ReportSubscription> {
  const set = await work.desks.get();
  desksOf(person, set, input.desk);
  filterOf(input.q, person.email);
  const [row] = await query<Stored>(
    work.db,
    `insert into report_subscriptions as s (person_id, desk_id, q, every, hour, created_at)
     select $1, $2, $3, $4, $5, $6 where (select count(*) from report_subscriptions where person_id = $1) < ${most}
     on conflict on constraint report_subscriptions_once do update set hour = excluded.hour returning ${columns}`,
    [person.id, input.desk === null ? null : set.byKey.get(input.desk)?.id, input.q.trim(), input.every, input.hour, work.now.toString()],
  );
  if (row === undefined) throw problem("report.too-many-subscriptions", 409, { params: { most } });
  await schedule(work, row, await profileOf(work.db, person.id));
  const made = (await subscriptionsOf(work.db, set, person.id)).find((one) => one.id === row.id);
  if (made === undefined) throw new Error("a subscription was not written");
  return made;
}

/** @throws 404 for what is not the person's */
export async function unsubscribe(work: Work, person: Person, id: number): Promise<void> {
  const [row] = await query<{ id: number }>(work.db, `select id from report_subscriptions where id = $1 and person_id = $2`, [id, person.id]);
  if (row === undefined) throw notFound("report");
  await end(work, id);
}

async function end(work: Work, id: number): Promise<void> {
  await query(work.db, `delete from report_subscriptions where id = $1`, [id]);
  await clearTimer(work.db, "reports.mail", String(id));
  await releaseFiles(work, "report", id);
}

export async function subscriptionsOf(db: Db, set: DeskSet, person: number): Promise<ReportSubscription[]> {
  const rows = await query<Stored & { nextAt: string | null }>(
    db,
    `select ${columns}, t.due_at as "nextAt" from report_subscriptions s left join timers t on t.kind = 'reports.mail' and t.subject = s.id::text where s.person_id = $1 order by s.id`,
    [person],
  );
  const profile = await profileOf(db, person);
  return rows.map(({ id, deskId, q, every, hour, nextAt }) => ({
    id, desk: deskId === null ? null : (set.byId.get(deskId)?.key ?? null), q, every, hour, timeZone: zoneOf(profile ?? { timeZone: null }, set, deskId), nextAt,
  }));
}

async function schedule(work: Work, { id, deskId, every, hour }: Stored, profile: Profile | null): Promise<void> {
  const zone = zoneOf(profile ?? { timeZone: null }, await work.desks.get(), deskId);
  await setTimer(work.db, "reports.mail", String(id), nextMailing(every, hour, zone, work.now), {});
}

/**
 * Mails the figures of the last whole period, once however late, and sets the next time. Whoever may see them no longer
 * gets none, now and later.
 */
async function mailReport(work: Work, id: number): Promise<void> {
  const [row] = await query<Stored>(work.db, `select ${columns} from report_subscriptions s where s.id = $1 for update`, [id]);
  if (row === undefined) return;
  const set = await work.desks.get();
  const profile = await profileOf(work.db, row.personId);
  const reader = profile === null || profile.address === null || profile.deactivated ? null : readerOf(profile);
  const [desk] = reader === null ? [] : reportedDesks(reader, set).filter((one) => row.deskId === null || one.id === row.deskId);
  if (profile === null || reader === null || desk === undefined) return end(work, id);
  const language = languageOf(profile.locale ?? desk.language) ?? "en";
  const days = lastPeriod(row.every, desk.timeZone, work.now);
  const report = await openReport(work.db, set, reader, { desk: row.deskId === null ? null : desk.key, ...days, q: row.q }, work.now);
  const overview = await readOverview(work.db, report);
  const types = await readBreakdown(work.db, report, "type", language);
  const followUps = await readFollowUps(work.db, report);
  const files = await Promise.all(
    [["overview", overviewCsv(overview, language)] as const, ["types", breakdownCsv(types, language)] as const].map(([name, text]) =>
      storeFile(work, { name: `${name}-${days.from}-${days.to}.csv`, type: "text/csv", content: Buffer.from(text), createdBy: null }),
    ),
  );
  const uses = files.map((file) => ({ fileId: file.id, contentId: null, inline: false }));
  // those of the mail before this one have long left
  await releaseFiles(work, "report", id);
  await useFiles(work, "report", id, uses);
  const search = new URLSearchParams({ from: days.from, to: days.to, ...(row.deskId === null ? {} : { desk: desk.key }), ...(row.q === "" ? {} : { q: row.q }) });
  await queueDelivery(work, {
    desk,
    to: { name: profile.name, address: reader.email ?? "", personId: profile.id },
    lang: language,
    letter: "report",
    facts: { what: nameOf(overview, language), lines: linesOf(overview, followUps, language), recurrent: recurrentOf(types, language), page: `${work.site.publicUrl}/desk/reports?${search}` },
    files: uses.map(({ fileId, ...use }) => ({ id: fileId, ...use })),
  });
  await schedule(work, row, profile);
}

const readerOf = ({ id, name, address, locale, grants }: Profile): Person => ({ kind: "person", id, name, email: address, locale, grants, via: "timer" });

export const reportTimers = {
  "reports.mail": (work, subject) => mailReport(work, Number(subject)),
} satisfies Partial<TimerHandlers>;

/** Files of a report are read by whom it was mailed to. */
export const reportReaders = {
  report: async (db: Db, actor: Person, id: number): Promise<boolean> => (await query<{ id: number }>(db, `select id from report_subscriptions where id = $1 and person_id = $2`, [id, actor.id])).length > 0,
};

export async function eraseSubscriptionsOf({ db }: Work, { ids }: Traces): Promise<void> {
  const gone = await query<{ id: number }>(db, `delete from report_subscriptions where person_id = any($1) returning id`, [ids]);
  for (const { id } of gone) await clearTimer(db, "reports.mail", String(id));
}
