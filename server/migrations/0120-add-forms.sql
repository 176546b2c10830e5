-- A desk's forms: what is asked of a new request, of customers and of staff who enter it for somebody else (L4, L5).
create table forms (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  key text not null,
  labels jsonb not null,
  settings jsonb not null,
  position integer not null,
  archived_at timestamptz,
  unique (desk_id, key)
);
