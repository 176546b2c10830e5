-- What one of the staff was told of a ticket. `app`: it stands at the bell. What is owed by mail or push waits for its time.
create table notifications (
  id bigint generated always as identity primary key,
  person_id bigint not null references people,
  ticket_id bigint not null references tickets,
  -- null: a rule said it
  event_id bigint,
  kind text not null,
  at timestamptz not null,
  actor_id bigint references people,
  message_id bigint,
  -- in the person's language: to what it changed, or why
  detail text,
  app boolean not null,
  mail text check (mail in ('owed', 'done')),
  push text check (push in ('owed', 'done')),
  read_at timestamptz
);
create unique index notifications_once on notifications (person_id, event_id) where event_id is not null;
create index notifications_of_person on notifications (person_id, id) where app;
create index notifications_unread on notifications (person_id, id) where app and read_at is null;
create index notifications_by_ticket on notifications (ticket_id);
create index notifications_mail_owed on notifications (person_id, id) where mail = 'owed';
create index notifications_push_owed on notifications (person_id, id) where push = 'owed';

-- Up to which event staff were told. One row: whoever moves it on has it locked.
create table notification_place (
  id smallint primary key default 1 check (id = 1),
  xid xid8 not null,
  event_id bigint not null
);
-- what happened before anybody could be told is past
insert into notification_place (xid, event_id) values (pg_current_xact_id(), 0);

-- What a person chose; who chose nothing has no row.
create table notification_choices (
  person_id bigint primary key references people,
  choices jsonb not null
);

-- A browser that is told by push (RFC 8030), with the keys that only it can read with.
create table push_devices (
  id bigint generated always as identity primary key,
  person_id bigint not null references people,
  endpoint text not null unique,
  p256dh text not null,
  auth text not null,
  user_agent text not null,
  created_at timestamptz not null,
  -- who signs out there is told no more
  session_id uuid references sessions (id) on delete cascade
);
create index push_devices_of_person on push_devices (person_id);
create index push_devices_of_session on push_devices (session_id);
