-- What the configuration in the browser needs beyond what the foundation had.

-- of the desk's whole configuration: a change made against an older one is refused
alter table desks add column version integer not null default 1;

-- keys of the roles that may set the status, use the type; null: everybody whose role permits the act
alter table statuses add column roles text[];
alter table types add column roles text[];
-- queue, status, priority, tags and fields that choosing the type sets
alter table types add column sets jsonb not null default '{}';

create table canned_replies (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  key text not null,
  labels jsonb not null,
  bodies jsonb not null,
  sets jsonb not null default '{}',
  position integer not null,
  archived_at timestamptz,
  unique (desk_id, key)
);
