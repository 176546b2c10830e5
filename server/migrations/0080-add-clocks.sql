-- When a desk works. A segment of a clock names the version it was counted by: what was counted stays when the hours change.
create table calendars (
  id bigint primary key generated always as identity,
  desk_id bigint not null references desks,
  key text not null,
  labels jsonb not null default '{}',
  position integer not null,
  archived_at timestamptz,
  settings jsonb not null default '{}',
  unique (desk_id, key)
);
create table calendar_versions (
  id bigint primary key generated always as identity,
  calendar_id bigint not null references calendars,
  since timestamptz not null,
  hours jsonb not null
);
create index calendar_versions_by_calendar on calendar_versions (calendar_id, id desc);

create table service_levels (
  id bigint primary key generated always as identity,
  desk_id bigint not null references desks,
  key text not null,
  labels jsonb not null default '{}',
  position integer not null,
  archived_at timestamptz,
  settings jsonb not null default '{}',
  unique (desk_id, key)
);

-- One row for a ticket and kind; of next replies, one for each time the customer waits (round).
create table clocks (
  id bigint primary key generated always as identity,
  ticket_id bigint not null references tickets,
  desk_id bigint not null references desks,
  kind text not null check (kind in ('assignment', 'first-reply', 'next-reply', 'resolution')),
  round integer not null,
  -- null: none applies any more
  level_id bigint references service_levels,
  target_minutes integer not null,
  warn_minutes integer not null,
  -- by which it is counted now; null: all time counts
  calendar_id bigint references calendars,
  started_at timestamptz not null,
  -- null: it does not run
  due_at timestamptz,
  met_at timestamptz,
  warned_at timestamptz,
  -- the instant at which the time was up
  breached_at timestamptz,
  -- what the closed segments counted
  elapsed_ms bigint not null,
  unique (ticket_id, kind, round)
);
create index clocks_by_desk on clocks (desk_id, started_at);

create table clock_segments (
  id bigint primary key generated always as identity,
  clock_id bigint not null references clocks,
  from_at timestamptz not null,
  until_at timestamptz,
  -- null: it ran; else why it stood
  stopped text check (stopped in ('status', 'done', 'merged', 'spam', 'deleted', 'no-target')),
  status_id bigint not null references statuses,
  calendar_version_id bigint references calendar_versions,
  -- null while it goes on, and of a stop
  elapsed_ms bigint
);
create index clock_segments_by_clock on clock_segments (clock_id, id);

-- Of the clock that ends first; of a ticket none of whose clocks runs, of the stopped one of which least is left.
alter table tickets
  add column clock_due_at timestamptz,
  add column clock_kind text,
  add column clock_warn_at timestamptz,
  add column clock_left_ms bigint;
