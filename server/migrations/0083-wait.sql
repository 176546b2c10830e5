-- what follows while a ticket waits in the status: reminders, and an end; null: nothing
alter table statuses add column waiting jsonb;
-- what a ticket must meet to be given the status
alter table statuses add column gates jsonb not null default '[]';

-- when it ends by itself, as its mails say; null: it does not
alter table tickets add column closes_at timestamptz;
-- how: solved, closed, or only if something is met then
alter table tickets add column closes_how text check (closes_how in ('solved', 'closed', 'may'));
alter table tickets add constraint closes_how_when check ((closes_at is null) = (closes_how is null));

-- a ticket in a status that reminds and ends; one row while it stands there
create table waitings (
  ticket_id bigint primary key references tickets,
  status_id bigint not null references statuses,
  -- as it stood when the ticket came: what its mails have said stays true
  plan jsonb not null,
  entered_at timestamptz not null,
  -- by so much everything is later than planned: nothing ran for a while
  late_seconds bigint not null default 0 check (late_seconds >= 0),
  -- reminders that are behind it, sent or left out
  reminders_done smallint not null default 0,
  next_at timestamptz,
  outcome text check (outcome in ('called-off', 'flagged')),
  settled_at timestamptz,
  -- whose doing it was
  settled_by text check (settled_by in ('customer', 'agent', 'system')),
  check ((outcome is null) = (settled_at is null) and (outcome is null) = (settled_by is null)),
  check (outcome is null or next_at is null)
);

-- links in mails to the two answers a waiting ticket offers
create table choice_links (
  hash bytea primary key,
  ticket_id bigint not null references tickets,
  person_id bigint not null references people,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  answer text check (answer in ('help', 'solved')),
  used_at timestamptz,
  check ((answer is null) = (used_at is null))
);
create index choice_links_by_ticket on choice_links (ticket_id);
create index choice_links_expiring on choice_links (expires_at);
