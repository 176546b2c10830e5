import { labelIn, type Labels, type Language } from "../../contract/common.ts";
import { tagToken } from "../../contract/query.ts";
import type { ReportBreakdown, ReportDimension } from "../../contract/reports.ts";
import type { DeskConfig } from "../desks/index.ts";
import { openSql, parameters } from "../inbox/index.ts";
import { contactsOf } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import { translate } from "../platform/i18n.ts";
import { priorityName } from "../tickets/index.ts";
import { figuresSql, viewFigures, type FigureRow } from "./overview.ts";
import { aboutSql, searchOf, viewPeriod, type Report } from "./scope.ts";

/** A page holds no more; whoever wants the rest narrows the report. */
const mostRows = 100;

/** By what tickets are grouped: `g` in SQL, and where it comes from. */
const groups: Record<ReportDimension, { sql: string; from?: string }> = {
  desk: { sql: "t.desk_id" },
  queue: { sql: "t.queue_id" },
  type: { sql: "t.type_id" },
  status: { sql: "t.status_id" },
  priority: { sql: "t.priority" },
  source: { sql: "t.source" },
  location: { sql: "t.location_id" },
  assignee: { sql: "t.assignee_id" },
  organization: {
    sql: "roots.root",
    from: "left join people h on h.id = t.requester_id left join roots on roots.id = h.organization_id",
  },
  // a ticket with two tags stands in two rows
  tag: { sql: "tagged.tag", from: "left join lateral (select distinct lower(tag) as tag from unnest(t.tags) tag) tagged on true" },
};
/** What an organization was merged into, through any number of them. */
const roots = `with recursive roots as (select id, id as root from organizations where merged_into is null union all select o.id, roots.root from organizations o join roots on o.merged_into = roots.id)`;

interface GroupRow extends FigureRow {
  key: string | null;
  desk: number;
  /** as it is written where somebody wrote it */
  open: number;
}

/** The same figures for each queue, type, agent …; by type, the most recurrent incidents by their final typification (C8). */
export async function readBreakdown(db: Db, report: Report, by: ReportDimension, language: Language): Promise<ReportBreakdown> {
  const p = parameters();
  const { select, where } = figuresSql(report, p);
  const { sql, from = "" } = groups[by];
  const rows = await query<GroupRow>(
    db,
    `${by === "organization" ? roots : ""}
     select (${sql})::text as key, min(t.desk_id) as desk, ${select}, count(*) filter (where ${openSql})::int as open
     from ticket_facts t ${from} where t.listed and (${where} or ${openSql}) and ${aboutSql(report, p)}
     group by ${sql} order by created desc, open desc, solved desc, key limit ${mostRows + 1}`,
    p.values,
  );
  const shown = rows.slice(0, mostRows);
  const named = await namesOf(db, report, by, shown, language);
  return {
    period: viewPeriod(report),
    by,
    rows: shown.map((row, n) => {
      const { label, search } = named[n] ?? { label: null, search: "" };
      const figures = viewFigures(report, row, (part) => searchOf(report, search, part));
      return { key: row.key, label, ...figures, open: { value: row.open, q: searchOf(report, search, "state:open") } };
    }),
    more: rows.length > mostRows,
  };
}

interface Named {
  label: string | null;
  search: string;
}

async function namesOf(db: Db, { desks, set }: Report, by: ReportDimension, rows: readonly GroupRow[], language: Language): Promise<Named[]> {
  const ids = rows.flatMap(({ key }) => (key === null ? [] : [Number(key)]));
  const several = desks.length > 1;
  const called = (labels: Labels, desk: DeskConfig) => labelIn(labels, language, desk.language);
  const inDesk = (desk: DeskConfig, name: string) => (several ? `${called(desk.labels, desk)} · ${name}` : name);
  // what only a desk's configuration names is named with its desk: another desk may have the same key
  const ofDesk = (desk: DeskConfig, search: string) => (several ? `desk:${desk.key} ${search}` : search);
  const listed = (list: "queues" | "statuses" | "types", row: GroupRow): Named => {
    const desk = set.byId.get(row.desk);
    const entry = desk?.[list].find((one) => one.id === Number(row.key));
    if (desk === undefined || entry === undefined) return { label: null, search: `${by}:none` };
    return { label: inDesk(desk, list === "types" ? pathOf(desk, entry.id).map((labels) => called(labels, desk)).join(" › ") : called(entry.labels, desk)), search: ofDesk(desk, `${by}:${entry.key}`) };
  };
  const names = by === "organization" ? await namesIn(db, "organizations", ids) : by === "location" ? await namesIn(db, "branches", ids) : [];
  const people = by === "assignee" ? await contactsOf(db, ids) : [];
  return rows.map((row): Named => {
    const { key } = row;
    if (key === null) return { label: null, search: by === "tag" ? "tag:none" : `${by}:none` };
    switch (by) {
      case "desk": {
        const desk = set.byId.get(Number(key));
        return desk === undefined ? { label: null, search: "" } : { label: called(desk.labels, desk), search: `desk:${desk.key}` };
      }
      case "queue":
        return listed("queues", row);
      case "status":
        return listed("statuses", row);
      case "type":
        return listed("types", row);
      case "priority":
        return { label: translate(language, `desk.priority.${priorityName(Number(key))}`), search: `priority:${priorityName(Number(key))}` };
      case "source":
        return { label: key, search: `source:${key}` };
      case "tag":
        return { label: key, search: tagToken(key) };
      case "assignee": {
        const person = people.find((one) => one.id === Number(key));
        return { label: person?.name ?? null, search: `assignee:${person?.address ?? "none"}` };
      }
      default:
        return { label: names.find((one) => one.id === Number(key))?.name ?? null, search: `${by}:#${key}` };
    }
  });
}

/** The labels of a type and of those above it, the topmost first. */
function pathOf(desk: DeskConfig, id: number | null): Labels[] {
  const type = desk.types.find((one) => one.id === id);
  return type === undefined ? [] : [...pathOf(desk, type.parentId), type.labels];
}

const namesIn = (db: Db, table: "organizations" | "branches", ids: readonly number[]): Promise<{ id: number; name: string }[]> => query(db, `select id, name from ${table} where id = any($1)`, [ids]);
