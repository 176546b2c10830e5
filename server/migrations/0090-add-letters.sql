-- A desk's letters: one with a built-in letter's key replaces that letter in its desk, the others are the desk's own.
-- languages: sent in all of these at once; null: in the receiver's.
create table letters (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  key text not null,
  labels jsonb not null,
  languages text[],
  texts jsonb not null,
  position integer not null,
  archived_at timestamptz,
  unique (desk_id, key)
);

-- T13: who wants no notifications about one request. Questions and the resolution reach them all the same (T14).
create table opt_outs (
  ticket_id bigint not null references tickets,
  person_id bigint not null references people,
  at timestamptz not null,
  primary key (ticket_id, person_id)
);

-- What is mailed about a ticket at most once, whatever runs twice.
create table mailed_once (
  ticket_id bigint not null references tickets,
  once text not null,
  primary key (ticket_id, once)
);
