import { query, type Db } from "../platform/db.ts";
import type { SearchTexts } from "../tickets/index.ts";

/** Everything of some tickets that can be found, read from every table that holds a part of it. */
export async function loadSearchTexts(db: Db, ids: readonly number[]): Promise<SearchTexts[]> {
  const rows = await query<{
    ticketId: number;
    subject: string;
    replies: string | null;
    notes: string | null;
    replyFiles: string | null;
    noteFiles: string | null;
    people: { name: string; address: string }[] | null;
    fields: Record<string, unknown>;
  }>(
    db,
    `select t.id as "ticketId", t.subject, t.fields,
       (select string_agg(m.text, E'\\n') from messages m where m.ticket_id = t.id and m.kind = 'reply') as replies,
       (select string_agg(m.text, E'\\n') from messages m where m.ticket_id = t.id and m.kind <> 'reply') as notes,
       (select string_agg(f.name, ' ') from messages m join file_uses u on u.kind = 'message' and u.subject = m.id join files f on f.id = u.file_id
         where m.ticket_id = t.id and m.kind = 'reply') as "replyFiles",
       (select string_agg(f.name, ' ') from messages m join file_uses u on u.kind = 'message' and u.subject = m.id join files f on f.id = u.file_id
         where m.ticket_id = t.id and m.kind <> 'reply') as "noteFiles",
       (select json_agg(json_build_object('name', p.name, 'address', a.address)) from people p join addresses a on a.person_id = p.id
         where p.id = t.requester_id or p.id in (select person_id from watchers w where w.ticket_id = t.id and w.side = 'customer')) as people
     from tickets t where t.id = any($1)`,
    [ids],
  );
  return rows.map((row) => {
    const people = row.people ?? [];
    const values = Object.values(row.fields).filter((value) => typeof value === "string" || typeof value === "number").map(String);
    return {
      ticketId: row.ticketId,
      public: [row.subject, row.replies ?? "", row.replyFiles ?? "", ...people.flatMap((person) => [person.name, person.address]), ...values],
      staff: [row.notes ?? "", row.noteFiles ?? ""],
      identifiers: [
        { kind: "number", value: String(row.ticketId) },
        ...people.map((person) => ({ kind: "address", value: person.address })),
        ...values.filter((value) => value.length <= 100).map((value) => ({ kind: "field", value })),
      ],
    };
  });
}
