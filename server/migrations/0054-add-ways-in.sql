-- Somebody known by phone only turned out to be somebody with an address: who asks for the one reads the other.
alter table people add column merged_into bigint references people (id);
create index people_merged on people (merged_into) where merged_into is not null;

-- An agent writes first, to many: one ticket each.
create table outgoings (
  id bigint generated always as identity primary key,
  person_id bigint not null references people (id),
  desk_id bigint not null references desks (id),
  via text not null,
  input jsonb not null,
  state text not null check (state in ('running', 'done')),
  total integer not null,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index outgoings_by_age on outgoings (created_at);

create table outgoing_items (
  outgoing_id bigint not null references outgoings (id) on delete cascade,
  position integer not null,
  receiver jsonb not null,
  outcome text check (outcome in ('written', 'refused')),
  ticket_id bigint references tickets (id),
  reason jsonb,
  primary key (outgoing_id, position)
);
create index outgoing_items_by_ticket on outgoing_items (ticket_id) where ticket_id is not null;
