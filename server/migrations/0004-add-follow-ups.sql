-- Dated tasks of agents (C4, C9), their working spans, and what gates ask of a ticket.

alter table tickets
  -- recorded follow-ups, reached or not (C6 counts attempts)
  add column follow_up_count integer not null default 0,
  add column next_follow_up_at timestamptz,
  add column flagged_at timestamptz,
  -- why: no-follow-up
  add column flag text,
  add column approval text check (approval in ('pending', 'granted', 'refused'));
create index tickets_flagged on tickets (desk_id, flagged_at desc) where flagged_at is not null;

create table follow_ups (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references tickets,
  agent_id bigint not null references people,
  means text not null check (means in ('call', 'mail')),
  -- whom to reach, as the agent reads it: a name, a number, an address
  whom text not null,
  note text not null default '',
  due_at timestamptz not null,
  state text not null check (state in ('planned', 'done', 'cancelled')),
  outcome text check (outcome in ('reached', 'not-reached')),
  done_at timestamptz,
  done_by bigint references people,
  created_by bigint references people,
  created_at timestamptz not null,
  check ((state = 'done') = (outcome is not null and done_at is not null))
);
create index follow_ups_by_ticket on follow_ups (ticket_id, id);
create index follow_ups_planned on follow_ups (agent_id, due_at, id) where state = 'planned';
create index follow_ups_done on follow_ups (done_by, done_at) where state = 'done';

create table shifts (
  person_id bigint primary key references people,
  time_zone text not null,
  -- [{day: 1…7, from: "09:00", to: "14:00"}]; to ≤ from: until the next day
  week jsonb not null,
  -- [{from: date, until: date, spans: [{from, to}], reason}]; no spans: absent
  exceptions jsonb not null default '[]'
);
