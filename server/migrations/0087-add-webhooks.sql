-- Where a desk posts what happens.
create table webhooks (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  key text not null,
  name text not null,
  url text not null,
  events text[] not null,
  off boolean not null default false,
  -- the secret is derived from these and a secret of the installation; no row holds it
  salt bytea not null,
  secret_version integer not null default 1,
  archived_at timestamptz,
  unique (desk_id, key)
);

-- One thing to be posted, under one id however often it is tried.
create table webhook_deliveries (
  id uuid primary key,
  webhook_id bigint not null references webhooks,
  ticket_id bigint references tickets,
  -- what it tells of, once each webhook
  occasion text not null,
  event text not null,
  body text not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  tries integer not null default 0,
  created_at timestamptz not null,
  -- it is tried for a day from then on: from its replay, where it was replayed
  since timestamptz not null,
  next_at timestamptz,
  -- a process is posting it; it is another's to try again when that is over
  leased_until timestamptz,
  unique (webhook_id, occasion)
);
create index webhook_deliveries_by_webhook on webhook_deliveries (webhook_id, created_at desc, id desc);
create index webhook_deliveries_by_ticket on webhook_deliveries (ticket_id);

create table webhook_attempts (
  id bigint generated always as identity primary key,
  delivery_id uuid not null references webhook_deliveries on delete cascade,
  at timestamptz not null,
  status integer,
  ms integer not null,
  answer text not null
);
create index webhook_attempts_by_delivery on webhook_attempts (delivery_id, id);
