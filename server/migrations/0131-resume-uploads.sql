-- files on their way: what has arrived so far lies beside the blobs, and goes on when the connection returns
create table uploads (
  id uuid primary key,
  person_id bigint not null references people,
  name text not null,
  type text not null,
  -- bytes, in all and so far
  size bigint not null check (size >= 0),
  received bigint not null default 0 check (received between 0 and size),
  -- what it has become
  file_id uuid references files on delete cascade,
  expires_at timestamptz not null
);
create index uploads_by_person on uploads (person_id);
create index uploads_by_end on uploads (expires_at);
create index uploads_by_file on uploads (file_id) where file_id is not null;

-- what a virus scanner said of the same bytes, whatever they are called
create table scanned_blobs (
  hash bytea primary key,
  -- what was found in it; null: nothing
  found text,
  scanned_at timestamptz not null
);
