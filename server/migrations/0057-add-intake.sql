-- Where signed requests come from: a review site, a survey, a telephone system.
create table intake_sources (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  -- the last word of its address, one in the installation
  key text not null unique,
  name text not null,
  kind text not null check (kind in ('review', 'survey', 'call', 'other')),
  -- what becomes of which part of a payload
  settings jsonb not null,
  -- the secret is derived from these and a secret of the installation; no row holds it
  salt bytea not null,
  secret_version integer not null default 1,
  -- the secret before is good until then
  previous_until timestamptz,
  archived_at timestamptz
);
create index intake_sources_by_desk on intake_sources (desk_id);

-- Every payload that was signed, and what became of it.
create table intake_items (
  id bigint generated always as identity primary key,
  source_id bigint not null references intake_sources,
  received_at timestamptz not null,
  payload text not null,
  fate text not null default 'received' check (fate in ('received', 'ticketed', 'updated', 'kept', 'failed')),
  reason text,
  -- what could not be read, in words; of `failed`
  detail text,
  external_id text,
  ticket_id bigint references tickets,
  settled_at timestamptz,
  tries integer not null default 0
);
create index intake_items_by_source on intake_items (source_id, id desc);
create index intake_items_by_time on intake_items (source_id, received_at);

-- What an external id of a source is here; its row is locked while a payload that names it is handled.
create table intake_records (
  source_id bigint not null references intake_sources,
  external_id text not null,
  ticket_id bigint references tickets,
  -- of what was last made of it
  content_hash bytea,
  primary key (source_id, external_id)
);

-- The review that a ticket stems from (R15).
create table reviews (
  ticket_id bigint primary key references tickets,
  rating numeric,
  best numeric not null,
  text text not null,
  author text not null,
  site text not null,
  location text not null,
  link text not null,
  written_at timestamptz,
  updated_at timestamptz not null
);
