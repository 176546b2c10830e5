-- One change of many tickets (R5): who asked for what, and what became of each ticket.
create table bulks (
  id bigint generated always as identity primary key,
  person_id bigint not null references people,
  -- by what way it was asked for, as in events
  via text not null,
  change jsonb not null,
  state text not null default 'running' check (state in ('running', 'done', 'undoing', 'undone')),
  total integer not null,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index bulks_by_age on bulks (created_at);

create table bulk_items (
  bulk_id bigint not null references bulks on delete cascade,
  position integer not null,
  -- a number that was asked for; there may be no such ticket
  ticket_id bigint not null,
  outcome text check (outcome in ('changed', 'unchanged', 'refused', 'undone', 'undo-refused')),
  -- key and parameters of the problem, told in the reader's language
  reason jsonb,
  -- what it recorded, to be taken back
  event_ids bigint[] not null default '{}',
  primary key (bulk_id, position)
);
create index bulk_items_waiting on bulk_items (bulk_id, position) where outcome is null;
create index bulk_items_changed on bulk_items (bulk_id, position) where outcome = 'changed';

-- Saved lists: of a desk, for everybody who works there, or of one person.
create table views (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  -- null: shared
  person_id bigint references people,
  key text,
  -- a text in languages; `*` is one that is the same in all
  labels jsonb not null,
  q text not null,
  sort text,
  -- null: the reader's own
  columns text[],
  position integer not null,
  archived_at timestamptz,
  unique (desk_id, key)
);
create index views_by_desk on views (desk_id, position) where archived_at is null;
