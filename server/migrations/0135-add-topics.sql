-- The topics of a desk's community (H10).
create table topics (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  key text not null,
  labels jsonb not null,
  settings jsonb not null,
  position integer not null,
  archived_at timestamptz,
  unique (desk_id, key)
);
