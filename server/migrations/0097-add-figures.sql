-- What reports count of each ticket, kept by following its events: narrow rows, so that 200,000 are read in no time. The
-- columns that the ticket has too are called as there, so that one condition reads both.
create table ticket_facts (
  id bigint primary key,
  desk_id bigint not null,
  queue_id bigint not null,
  status_id bigint not null,
  state text not null,
  type_id bigint,
  location_id bigint,
  priority smallint not null,
  requester_id bigint not null,
  assignee_id bigint,
  source text not null,
  tags text[] not null,
  created_at timestamptz not null,
  solved_at timestamptz,
  listed boolean not null,
  -- where it is not listed, why: merged, spam, deleted or erased
  left_out text check (left_out in ('merged', 'spam', 'deleted', 'erased')),
  first_reply_at timestamptz,
  reopened_at timestamptz,
  reopenings integer not null,
  -- solved while the customer was there, and not reopened since
  first_call boolean not null,
  check (listed = (left_out is null))
);
create index ticket_facts_created on ticket_facts (created_at);
create index ticket_facts_solved on ticket_facts (solved_at) where solved_at is not null;
create index ticket_facts_replied on ticket_facts (first_reply_at) where first_reply_at is not null;
create index ticket_facts_reopened on ticket_facts (reopened_at) where reopened_at is not null;
create index ticket_facts_first_call on ticket_facts (id) where first_call;
create index follow_ups_by_time on follow_ups (done_at) where state = 'done';

-- How far the events have been followed, and up to which ticket all is worked out anew; null: nothing is.
create table report_progress (
  one boolean primary key default true check (one),
  xid xid8,
  event_id bigint not null,
  rebuilt_to bigint
);
insert into report_progress (xid, event_id, rebuilt_to) values (null, 0, 0);

-- Whoever leads a desk sees its figures.
update roles set permissions = permissions || 'report.see'::text where 'follow-up.manage' = any(permissions) and not 'report.see' = any(permissions);

-- Figures that somebody has mailed to them: of one desk or all they see, narrowed by a search.
create table report_subscriptions (
  id bigint generated always as identity primary key,
  person_id bigint not null references people,
  desk_id bigint references desks,
  q text not null,
  every text not null check (every in ('day', 'week', 'month')),
  hour smallint not null check (hour between 0 and 23),
  created_at timestamptz not null,
  constraint report_subscriptions_once unique nulls not distinct (person_id, desk_id, q, every)
);
