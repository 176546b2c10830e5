-- What an agent is writing and has not sent, kept as it is typed; its files are used in it (file_uses of kind draft).
create table drafts (
  id bigint generated always as identity primary key,
  person_id bigint not null references people,
  ticket_id bigint not null references tickets,
  kind text not null check (kind in ('reply', 'note')),
  html text not null,
  -- null: the ticket's own
  to_addresses text[],
  cc_addresses text[],
  status text,
  -- the newest message its writer had read
  last_seen bigint,
  updated_at timestamptz not null,
  unique (ticket_id, person_id, kind)
);

-- Replies that can still be taken back. They stand in a table of their own, so that nothing that reads messages (portal,
-- search, lists, reports) can know of them; a released one becomes a message. Ids come from the sequence of messages.
create table held_messages (
  id bigint primary key default nextval(pg_get_serial_sequence('messages', 'id')),
  ticket_id bigint not null references tickets,
  person_id bigint not null references people,
  via text not null,
  -- what was asked for, to be done when it is released
  input jsonb not null,
  html text not null,
  text text not null,
  created_at timestamptz not null,
  held_until timestamptz not null
);
create index held_messages_by_ticket on held_messages (ticket_id);

-- A conversation of staff with somebody who is no customer of the ticket (T16), or what was forwarded to them (R9).
create table side_conversations (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references tickets,
  kind text not null check (kind in ('side', 'forward')),
  subject text not null,
  addresses text[] not null,
  state text not null default 'open' check (state in ('open', 'closed')),
  created_by bigint not null references people,
  created_at timestamptz not null
);
create index side_conversations_by_ticket on side_conversations (ticket_id, id);

alter table messages add column side_id bigint references side_conversations;
alter table messages add constraint messages_side_check check ((kind = 'side') = (side_id is not null));
create index messages_by_side on messages (side_id, id) where side_id is not null;
alter table messages drop constraint messages_author_side_check;
alter table messages add constraint messages_author_side_check check (author_side in ('customer', 'agent', 'system', 'third-party'));
