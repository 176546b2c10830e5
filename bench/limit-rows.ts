/**
 * What one new ticket writes, by one statement: the person if they are new, ticket, message, its two events, the
 * confirmation with its event, the clocks with their beginnings and their timer, and for new people the link to a password. `$1` at, `$2` address, `$3` name, `$4` desk, `$5` status,
 * `$6` queue, `$7` subject, `$8` html, `$9` text, `$10` excerpt, `$11` source, `$12` Message-ID, `$13` its own of the
 * confirmation, `$14` content of the confirmation, `$15` hash of the link, `$16` agent, `$17` to `$19` data of the events,
 * `$20` the ticket's clocks, the first of which is due first.
 */
const ticketParts = `known as (
  select person_id as id from addresses where address = $2
), person as (
  insert into people (name, locale, created_at) select $3, null, $1 where not exists (select from known) returning id
), address as (
  insert into addresses (address, person_id, is_primary, invited_at) select $2, id, true, $1 from person returning person_id
), requester as (
  select id, false as fresh from known union all select person_id, true from address
), ticket as (
  insert into tickets (desk_id, subject, state, status_id, queue_id, priority, requester_id, source, locale, created_by, created_at, updated_at, public_excerpt, staff_excerpt,
    public_count, message_count, last_public_at, last_public_by, clock_due_at, next_due_at, clock_kind)
  select $4, $7, 'open', $5, $6, 2, id, $11, null, $16::bigint, $1, $1, $10, $10, 1, 1, $1, 'customer', ($20::json->0->>'due')::timestamptz, ($20::json->0->>'due')::timestamptz, $20::json->0->>'kind'
  from requester returning id
), message as (
  insert into messages (ticket_id, kind, author_id, author_side, channel, created_at, html, text, recipients, header_message_id, evidence)
  select ticket.id, 'reply', requester.id, 'customer', $11, $1, $8, $9, '{}', $12, '[{"key":"new-request","params":{}}]' from ticket, requester returning id
), recorded as (
  insert into events (at, actor_kind, actor_id, via, desk_id, ticket_id, type, version, audience, data)
  select $1::timestamptz, 'person', requester.id, $11, $4::bigint, ticket.id, e.type, 1, 'public', e.data from ticket, requester, (values ('ticket.created', $17::jsonb), ('message.added', $18::jsonb)) as e (type, data)
), told as (
  insert into events (at, actor_kind, actor_id, via, desk_id, ticket_id, type, version, audience, data) select $1, 'system', null, 'job', $4, id, 'letter.sent', null, 'staff', $19 from ticket
), clock as (
  insert into clocks (ticket_id, desk_id, kind, round, level_id, target_minutes, warn_minutes, calendar_id, started_at, due_at, elapsed_ms)
  select ticket.id, $4, c.kind, 1, c.level, c.minutes, c.warn, c.calendar, $1, c.due, 0
  from ticket, json_to_recordset($20::json) as c (kind text, level bigint, minutes int, warn int, calendar bigint, due timestamptz) returning id, kind
), segment as (
  insert into clock_segments (clock_id, from_at, status_id, calendar_version_id)
  select clock.id, $1, $5, c.version from clock join json_to_recordset($20::json) as c (kind text, version bigint) using (kind)
), timer as (
  insert into timers (due_at, kind, subject) select c.due, 'sla.look', ticket.id::text from ticket, json_to_recordset($20::json) as c (due timestamptz) order by c.due limit 1
), confirmed as (
  insert into deliveries (desk_id, ticket_id, message_id, person_id, letter, lang, to_address, to_name, header_message_id, content, state, queued_at, settled_at)
  select $4, ticket.id, message.id, requester.id, 'confirmation', 'es', $2, $3, $13, $14, 'sent', $1, $1 from ticket, message, requester
), invited as (
  insert into sign_in_links (hash, person_id, address, purpose, desk_id, created_at, expires_at)
  select $15, id, $2, 'password', $4, $1, $1::timestamptz + interval '7 days' from requester where fresh
)`;

export const createSql = `with ${ticketParts} select ticket.id from ticket`;

/** The same of a mail, with its row in the ledger: `$21` envelope's recipients, `$22` raw, `$23` hash of the content. */
export const mailSql = `with ${ticketParts}, ledger as (
  insert into mails (received_at, source, envelope_from, envelope_to, remote, size, raw, fate, evidence, settled_at, tries, desk_id, ticket_id, message_id, from_address, from_name,
    subject, header_message_id, content_hash)
  select $1, 'smtp', $2, $21, '{"address":"127.0.0.1","helo":"bench","tls":false}', length($22::bytea), $22, 'ticketed', '{"evidence":[{"key":"new-request","params":{}}],"trust":null}',
    $1, 1, $4, ticket.id, message.id, $2, $3, $7, $12, $23 from ticket, message
)
select ticket.id from ticket`;
