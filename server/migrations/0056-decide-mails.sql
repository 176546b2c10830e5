-- Who decided on a mail that waited, when, and the reason given (C5).
alter table mails
  add column decided_by bigint references people,
  add column decided_at timestamptz,
  add column decision_note text,
  -- one mail sent to several desks is a row for each; the others name the first
  add column sibling_of bigint references mails;
create index mails_held on mails (desk_id, id) where fate = 'held';
alter table mails drop constraint mails_fate_check;
alter table mails add constraint mails_fate_check check (fate in ('received', 'ticketed', 'threaded', 'duplicate', 'bounce', 'auto-reply',
  'loop', 'held', 'kept', 'portal-only', 'spam', 'refused', 'failed'));

-- Whose mails a desk does not want: an address, or `@domain` with all of its addresses.
create table blocked_senders (
  desk_id bigint not null references desks,
  pattern text not null,
  added_by bigint references people,
  added_at timestamptz not null,
  primary key (desk_id, pattern)
);

-- Who saw the mails so far decides on them.
update roles set permissions = permissions || '{mail.decide}'::text[] where 'mail.see' = any(permissions) and not 'mail.decide' = any(permissions);
