import type { FollowUpReport, FollowUpRow } from "../../contract/reports.ts";
import { parameters } from "../inbox/index.ts";
import { contactsOf } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import { aboutSql, searchOf, viewPeriod, type Report } from "./scope.ts";

interface Row {
  /** null in the row of all together */
  agent: number | null;
  done: number;
  calls: number;
  mails: number;
  productive: number;
  tickets: number;
  productiveTickets: number;
  doneBefore: number;
  productiveBefore: number;
}

/** Each agent's follow-ups and how many reached somebody (C9). Those of a merged ticket count for what it was merged into. */
export async function readFollowUps(db: Db, report: Report): Promise<FollowUpReport> {
  const p = parameters();
  const { period } = report;
  const [earliest, start, end] = [period.previous.from, period.from, period.before].map((at) => `${p.add(at)}::timestamptz`);
  const now = `d.done_at >= ${start}`;
  const reached = "d.outcome = 'reached'";
  const rows = await query<Row>(
    db,
    `with done as (
       select u.done_by, u.means, u.outcome, u.done_at, case when m.merged_into is null then m.id else (
         with recursive up as (select id, merged_into from tickets where id = m.merged_into union all select r.id, r.merged_into from tickets r join up on r.id = up.merged_into)
         select id from up where merged_into is null) end as root
       from follow_ups u join tickets m on m.id = u.ticket_id where u.state = 'done' and u.done_at >= ${earliest} and u.done_at < ${end}
     )
     select d.done_by as agent, count(*) filter (where ${now})::int as done, count(*) filter (where ${now} and d.means = 'call')::int as calls, count(*) filter (where ${now} and d.means = 'mail')::int as mails,
       count(*) filter (where ${now} and ${reached})::int as productive, count(distinct t.id) filter (where ${now})::int as tickets, count(distinct t.id) filter (where ${now} and ${reached})::int as "productiveTickets",
       count(*) filter (where not ${now})::int as "doneBefore", count(*) filter (where not ${now} and ${reached})::int as "productiveBefore"
     from done d join ticket_facts t on t.id = d.root where t.listed and ${aboutSql(report, p)}
     group by grouping sets ((d.done_by), ()) order by grouping(d.done_by) desc, done desc, d.done_by`,
    p.values,
  );
  const [total, ...agents] = rows;
  if (total === undefined) throw new Error("grouping sets have a row of all together");
  const people = await contactsOf(db, agents.flatMap((row) => row.agent ?? []));
  const view = (row: Row, agent: string | null, name: string): FollowUpRow => {
    const search = `followup:${agent ?? "any"},${period.from},${period.before}`;
    const { done, calls, mails, productive } = row;
    return {
      agent, name, done, calls, mails, productive,
      before: { done: row.doneBefore, productive: row.productiveBefore },
      tickets: { value: row.tickets, q: searchOf(report, search) },
      productiveTickets: { value: row.productiveTickets, q: searchOf(report, `${search},reached`) },
    };
  };
  return {
    period: viewPeriod(report),
    rows: agents.map((row) => {
      const person = people.find((one) => one.id === row.agent);
      return view(row, person?.address ?? "", person?.name ?? "");
    }),
    total: view(total, null, ""),
  };
}
