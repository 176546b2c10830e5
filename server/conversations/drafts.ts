import type { Draft, DraftInput } from "../../contract/conversations.ts";
import { releaseFiles, useFiles } from "../files/index.ts";
import { query, type Db } from "../platform/db.ts";
import type { Person, Work } from "../platform/work.ts";

interface DraftRow extends Omit<Draft, "attachments"> {
  id: number;
  attachments: Draft["attachments"] | null;
}

const select = `select d.id, d.kind, d.html, d.to_addresses as "to", d.cc_addresses as cc, d.status, d.last_seen as "lastSeen", d.updated_at as "updatedAt",
  (select json_agg(json_build_object('id', f.id, 'name', f.name, 'type', f.type, 'size', f.size) order by u.position)
   from file_uses u join files f on f.id = u.file_id where u.kind = 'draft' and u.subject = d.id and not u.inline) as attachments
  from drafts d`;

const view = ({ id: _id, attachments, ...draft }: DraftRow): Draft => ({ ...draft, attachments: attachments ?? [] });

/** The person's own drafts of a ticket. */
export async function readDrafts(db: Db, person: Person, ticket: number, kind?: Draft["kind"]): Promise<Draft[]> {
  const rows = await query<DraftRow>(db, `${select} where d.ticket_id = $1 and d.person_id = $2 and ($3::text is null or d.kind = $3) order by d.kind desc`, [ticket, person.id, kind ?? null]);
  return rows.map(view);
}

/** Keeps what is being written; the last writing counts. Its files stay as long as it does. */
export async function saveDraft(work: Work, person: Person, ticket: number, input: DraftInput): Promise<Draft> {
  const [saved] = await query<{ id: number }>(
    work.db,
    `insert into drafts (person_id, ticket_id, kind, html, to_addresses, cc_addresses, status, last_seen, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (ticket_id, person_id, kind) do update set html = excluded.html, to_addresses = excluded.to_addresses, cc_addresses = excluded.cc_addresses,
       status = excluded.status, last_seen = excluded.last_seen, updated_at = excluded.updated_at
     returning id`,
    [person.id, ticket, input.kind, input.html, input.to ?? null, input.cc ?? null, input.status ?? null, input.lastSeen ?? null, work.now.toString()],
  );
  if (saved === undefined) throw new Error("a draft was not written");
  await releaseFiles(work, "draft", saved.id);
  const inline = [...input.html.matchAll(inlineFile)].flatMap(([, id]) => (id === undefined ? [] : [id]));
  const listed = (input.attachments ?? []).filter((id) => !inline.includes(id));
  await useFiles(work, "draft", saved.id, [...uses(listed, false), ...uses(inline, true)]);
  const [row] = await query<DraftRow>(work.db, `${select} where d.id = $1`, [saved.id]);
  if (row === undefined) throw new Error("a draft was not kept");
  return view(row);
}

/** A picture in the text. */
const inlineFile = /\/api\/v1\/files\/([0-9a-f-]{36})/g;
const uses = (ids: readonly string[], inline: boolean) => [...new Set(ids)].map((fileId) => ({ fileId, contentId: null, inline }));

/** True when there was one. */
export async function discardDraft(work: Work, personId: number, ticket: number, kind: Draft["kind"]): Promise<boolean> {
  const [gone] = await query<{ id: number }>(work.db, `delete from drafts where ticket_id = $1 and person_id = $2 and kind = $3 returning id`, [ticket, personId, kind]);
  if (gone !== undefined) await releaseFiles(work, "draft", gone.id);
  return gone !== undefined;
}
