-- When … if … then: what a desk does by itself (R3).
create table rules (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  key text not null,
  labels jsonb not null,
  -- when, if, then, stop, off; as the desk's file writes them
  settings jsonb not null,
  position integer not null,
  -- who last changed it: is told when it has to be stopped
  owner_id bigint references people,
  -- what was due before is none of its business
  since timestamptz not null,
  archived_at timestamptz,
  unique (desk_id, key)
);

-- What became of a rule on a ticket, once for each occasion: an event, a stay in a status, a date.
create table rule_runs (
  id bigint generated always as identity primary key,
  rule_id bigint not null references rules,
  ticket_id bigint not null references tickets,
  occasion text not null,
  at timestamptz not null,
  -- passed: its time came, and its condition did not hold
  outcome text not null check (outcome in ('ran', 'passed', 'failed', 'cut', 'stopped')),
  did jsonb not null default '[]',
  reason jsonb,
  unique (rule_id, ticket_id, occasion)
);
create index rule_runs_by_rule on rule_runs (rule_id, id desc) where outcome <> 'passed';
create index rule_runs_by_ticket on rule_runs (ticket_id, rule_id, at);
create index rule_runs_passed on rule_runs (at) where outcome = 'passed';

-- Until when a rule that keeps to a time has looked.
create table rule_looks (
  rule_id bigint primary key references rules,
  until timestamptz not null
);

-- When somebody last had their turn with a rule.
create table rule_turns (
  rule_id bigint not null references rules,
  person_id bigint not null references people,
  at timestamptz not null,
  primary key (rule_id, person_id)
);

-- Whom a rule had written to, of the last hour: more than a hundred a minute to one address is a flood.
create table rule_mails (
  rule_id bigint not null references rules,
  address text not null,
  at timestamptz not null
);
create index rule_mails_by_address on rule_mails (rule_id, address, at);
create index rule_mails_by_time on rule_mails (at);

-- Since when a ticket has the status it has; null: since it was created.
alter table tickets add column status_since timestamptz;
update tickets t set status_since = e.at from (select ticket_id, max(at) as at from events where type = 'ticket.status-changed' group by ticket_id) e where e.ticket_id = t.id;
create index tickets_by_status_since on tickets (status_id, (coalesce(status_since, created_at))) where listed;
create index tickets_by_due on tickets (desk_id, due_at) where listed and due_at is not null;
create index messages_of_customers on messages (created_at) where author_side = 'customer' and kind = 'reply';
