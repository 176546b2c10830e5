import type { DeskSet } from "../desks/index.ts";
import { compactIdentifier, plainIdentifier } from "../../contract/query.ts";
import { phoneDigits } from "../people/index.ts";
import { query, type Db } from "../platform/db.ts";
import type { ReindexOf, SearchTexts } from "../tickets/index.ts";

interface Involved {
  name: string;
  addresses: string[];
  phones: string[];
  employeeId: string | null;
  fields: Record<string, unknown>;
  organization: number | null;
  branch: string | null;
}
interface Row {
  ticketId: number;
  subject: string;
  replies: string | null;
  asides: string | null;
  replyFiles: string | null;
  asideFiles: string | null;
  hasReplyFiles: boolean;
  hasAsideFiles: boolean;
  people: Involved[] | null;
  /** what was merged into it: its messages are the ticket's now */
  absorbed: { number: number; subject: string; fields: Record<string, unknown>; name: string; addresses: string[] }[] | null;
  fields: Record<string, unknown>;
  /** the review it stems from (R15) */
  review: string | null;
}

/** The files of one side of the ticket's conversation; pictures within a text count as no attachment. */
const filesSql = (what: string, kinds: string) =>
  `(select ${what} from messages m join file_uses u on u.kind = 'message' and u.subject = m.id join files f on f.id = u.file_id where m.ticket_id = any(t.family || t.id) and m.kind ${kinds})`;

// how many tickets there are is kept from the planner, which else would plan all of it for each number anew
const textsSql = `select t.id as "ticketId", t.subject, t.fields,
    (select string_agg(m.text, E'\\n') from messages m where m.ticket_id = any(t.family || t.id) and m.kind = 'reply') as replies,
    (select string_agg(m.text, E'\\n') from messages m where m.ticket_id = any(t.family || t.id) and m.kind <> 'reply') as asides,
    ${filesSql("string_agg(f.name, ' ')", "= 'reply'")} as "replyFiles",
    ${filesSql("string_agg(f.name, ' ')", "<> 'reply'")} as "asideFiles",
    coalesce(${filesSql("bool_or(not u.inline)", "= 'reply'")}, false) as "hasReplyFiles",
    coalesce(${filesSql("bool_or(not u.inline)", "<> 'reply'")}, false) as "hasAsideFiles",
    (select json_agg(json_build_object(
       'name', p.name, 'employeeId', p.employee_id, 'fields', p.fields, 'organization', p.organization_id,
       'addresses', array(select a.address from addresses a where a.person_id = p.id order by a.address),
       'phones', array(select n.number from phones n where n.person_id = p.id order by n.number),
       'branch', (select concat_ws(' ', b.name, b.code) from branches b where b.id = p.branch_id)) order by p.id <> t.requester_id, p.id)
     from people p where p.id in (select t.requester_id union select w.person_id from watchers w where w.ticket_id = t.id and w.side = 'customer')) as people,
    (select json_agg(json_build_object('number', a.id, 'subject', a.subject, 'fields', a.fields, 'name', p.name,
       'addresses', array(select address from addresses where person_id = p.id order by address))) from tickets a join people p on p.id = a.requester_id where a.id = any(t.family)) as absorbed,
    (select concat_ws(' ', v.text, v.author, v.site, v.location) from reviews v where v.ticket_id = t.id) as review
  from tickets t where t.id = any((select $1::bigint[])::bigint[])`;

/** The names of organizations, each with those of what it was merged into. */
const organizationsSql = `with recursive up as (
    select id as asked, name, merged_into from organizations where id = any((select $1::bigint[])::bigint[])
    union all select up.asked, o.name, o.merged_into from up join organizations o on o.id = up.merged_into
  ) select asked as id, string_agg(name, ' ') as name from up group by asked`;

/** Everything of some tickets that can be found, read from every table that holds a part of it. */
export async function loadSearchTexts(db: Db, ids: readonly number[], desks: DeskSet): Promise<SearchTexts[]> {
  const rows = await query<Row>(db, textsSql, [ids]);
  const organizationIds = [...new Set(rows.flatMap((row) => (row.people ?? []).flatMap((person) => person.organization ?? [])))];
  const named = organizationIds.length === 0 ? [] : await query<{ id: number; name: string }>(db, organizationsSql, [organizationIds]);
  const organizations = new Map(named.map((row) => [row.id, row.name]));
  return rows.map((row) => {
    const people = row.people ?? [];
    const digits = people.flatMap((person) => person.phones.flatMap(phoneDigits));
    const values = valuesOf(row.fields);
    const absorbed = row.absorbed ?? [];
    const theirs = absorbed.flatMap(({ fields }) => valuesOf(fields));
    return {
      ticketId: row.ticketId,
      public: [row.subject, row.replies ?? "", row.replyFiles ?? "", ...people.flatMap((person) => [person.name, ...person.addresses]), ...values.map(({ text }) => text)],
      staff: [
        row.asides ?? "", row.asideFiles ?? "", row.review ?? "", ...digits, ...theirs.map(({ text }) => text),
        ...absorbed.flatMap((one) => [one.subject, one.name, ...one.addresses]),
        ...people.flatMap((person) => [
          person.branch ?? "", person.employeeId ?? "", person.organization === null ? "" : (organizations.get(person.organization) ?? ""),
          ...valuesOf(person.fields).map(({ text }) => text),
        ]),
      ],
      identifiers: [
        ...identifiers("number", [String(row.ticketId)], false),
        ...identifiers("address", people.flatMap((person) => person.addresses), false),
        ...identifiers("field", codesIn(values, desks), false),
        ...identifiers("number", absorbed.map(({ number }) => String(number)), true),
        ...identifiers("address", absorbed.flatMap((one) => one.addresses), true),
        ...identifiers("field", codesIn(theirs, desks), true),
        ...identifiers("phone", digits, true),
        ...identifiers("member", people.flatMap((person) => [person.employeeId ?? "", ...codesIn(valuesOf(person.fields), desks)]), true),
      ],
      files: { public: row.hasReplyFiles, staff: row.hasReplyFiles || row.hasAsideFiles },
    };
  });
}

interface Value {
  field: string;
  text: string;
}
/** The words and numbers of some fields. */
const valuesOf = (fields: Record<string, unknown>): Value[] =>
  Object.entries(fields).flatMap(([field, value]) =>
    (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string" || typeof one === "number").map((one) => ({ field, text: String(one) })),
  );

/** Fewer digits say too little: nights, floors, numbers of people. */
const fewestDigits = 5;

/** Which values name one thing, as booking codes and members' numbers do; choices, dates and amounts are shared by many. */
function codesIn(values: readonly Value[], desks: DeskSet): string[] {
  return values.flatMap(({ field, text }) => {
    const kinds = desks.all.flatMap((desk) => desk.fields.filter((one) => one.key === field));
    const isCode = kinds.length === 0 || kinds.some((one) => one.kind === "text" || one.kind === "person" || (one.kind === "number" && text.length >= fewestDigits));
    const patterned = kinds.some((one) => one.settings.pattern !== undefined);
    return isCode && text.length <= 100 && (patterned || (/[\d@]/.test(text) && !/^\d{1,4}$/.test(text))) ? [text] : [];
  });
}

/** As they are looked up: as written, and without what stands between letters and digits. An address is looked up as a whole only. */
const identifiers = (kind: string, texts: readonly string[], staff: boolean): SearchTexts["identifiers"] =>
  [...new Set(texts.flatMap((text) => (kind === "address" ? [plainIdentifier(text)] : [plainIdentifier(text), compactIdentifier(text)])))]
    .filter((value) => value !== "")
    .map((value) => ({ kind, value, staff }));

/** Of whom it is: one person, or who belongs to an organization (merged ones and branches with it); from an id on. */
export async function peopleOf(db: Db, of: ReindexOf, from: number, limit: number): Promise<number[]> {
  if ("person" in of) {
    const rows = await query<{ id: number }>(db, `select id from people where (id = $1 or merged_into = $1) and id >= $2 order by id limit $3`, [of.person, from, limit]);
    return rows.map(({ id }) => id);
  }
  const [column, id] = "organization" in of ? ["organization_id", of.organization] : ["branch_id", of.branch];
  const family =
    "organization" in of
      ? `with recursive down as (select $1::bigint as id union all select o.id from down join organizations o on o.merged_into = down.id)`
      : `with down as (select $1::bigint as id)`;
  const rows = await query<{ id: number }>(db, `${family} select id from people where ${column} in (select id from down) and id >= $2 order by id limit $3`, [id, from, limit]);
  return rows.map((row) => row.id);
}
