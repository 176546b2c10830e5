import { query, type Db } from "../platform/db.ts";

/** What is known of a person, as it is handed out: read from every slice's tables, and without what guards their access. */
export async function aboutPerson(db: Db, ids: readonly number[]): Promise<unknown> {
  const [row] = await query<{ about: unknown }>(
    db,
    `select json_build_object(
       'name', p.name, 'language', p.locale, 'timeZone', p.time_zone, 'contact', p.contact, 'employeeId', p.employee_id, 'workplace', p.workplace, 'notes', p.notes, 'fields', p.fields, 'preferences', p.preferences,
       'knownSince', p.created_at, 'organization', (select name from organizations where id = p.organization_id), 'branch', (select name from branches where id = p.branch_id),
       'addresses', (select json_agg(json_build_object('address', address, 'verified', verified_at, 'invited', invited_at, 'bounced', bounced_at) order by address) from addresses where person_id = any($1)),
       'phones', (select json_agg(json_build_object('number', number, 'typed', typed) order by number) from phones where person_id = any($1)),
       'sessions', (select json_agg(json_build_object('begun', created_at, 'lastSeen', seen_at, 'device', user_agent, 'network', ip) order by created_at) from sessions where person_id = any($1)),
       'notificationChoices', (select json_agg(choices) from notification_choices where person_id = any($1)),
       'noNotificationsFor', (select json_agg(ticket_id order by ticket_id) from opt_outs where person_id = any($1)),
       'inCopyOf', (select json_agg(ticket_id order by ticket_id) from watchers where person_id = any($1)))
     as about from people p where p.id = $2`,
    [ids, ids[0]],
  );
  if (row === undefined) throw new Error("nobody to hand out");
  return row.about;
}

/** What was mailed by and to them, without its words, which their requests have. */
export const mailsFrom = (db: Db, addresses: readonly string[]): Promise<unknown[]> =>
  query(db, `select received_at as received, from_address as "from", envelope_to as "to", subject, fate, ticket_id as request from mails where from_address = any($1) order by id`, [addresses]);
export const mailsTo = (db: Db, addresses: readonly string[]): Promise<unknown[]> =>
  query(db, `select queued_at as written, to_address as "to", content->>'subject' as subject, letter, state, ticket_id as request from deliveries where to_address = any($1) order by id`, [addresses]);

export interface ExportedFile {
  id: string;
  name: string;
  hash: Buffer;
}
export interface ExportedMessage {
  id: number;
  at: string;
  from: string | null;
  side: string;
  channel: string;
  to: string[] | null;
  cc: string[] | null;
  text: string;
}

/** @param part their own request: what customers see of it, and with `notes` what colleagues noted; else only what they wrote */
export async function readTicketFor(db: Db, ids: readonly number[], number: number, part: "own" | "with-notes" | "written"): Promise<{ ticket: object; messages: ExportedMessage[] }> {
  const rating = `(select json_build_object('score', g.score, 'message', g.message, 'at', g.rated_at) from ratings g where g.ticket_id = t.id and g.person_id = any($2)) as rating`;
  const [ticket] = await query<object>(
    db,
    part === "written"
      ? `select t.id as number, d.key as desk, ${rating} from tickets t join desks d on d.id = t.desk_id where t.id = $1`
      : `select t.id as number, d.key as desk, t.subject, s.labels as status, t.state, y.labels as type, t.created_at as created, t.solved_at as solved, t.closed_at as closed, t.fields, t.source, t.merged_into as "joinedInto",
           (select json_build_object('rating', r.rating, 'of', r.best, 'text', r.text, 'author', r.author, 'site', r.site, 'link', r.link) from reviews r where r.ticket_id = t.id) as review, ${rating}
         from tickets t join desks d on d.id = t.desk_id join statuses s on s.id = t.status_id left join types y on y.id = t.type_id where t.id = $1`,
    [number, ids],
  );
  if (ticket === undefined) throw new Error("a request to hand out is not there");
  const messages = await query<ExportedMessage>(
    db,
    `select m.id, m.created_at as at, p.name as "from", m.author_side as side, m.channel, m.recipients->'to' as "to", m.recipients->'cc' as cc, m.text
     from messages m left join people p on p.id = m.author_id
     where m.ticket_id = $1 and case $3 when 'written' then m.author_id = any($2) and m.author_side <> 'agent' when 'own' then m.kind = 'reply' else m.kind in ('reply', 'note') end order by m.id`,
    [number, ids, part],
  );
  return { ticket, messages };
}

export const filesOf = (db: Db, message: number): Promise<ExportedFile[]> =>
  query(db, `select f.id, f.name, f.hash from file_uses u join files f on f.id = u.file_id where u.kind = 'message' and u.subject = $1 order by u.position`, [message]);
