-- C10: where a ticket was before another desk got it, with what only that desk's configuration explains.
create table ticket_stays (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references tickets,
  desk_id bigint not null references desks,
  left_at timestamptz not null,
  person_id bigint references people,
  reason text not null,
  status_id bigint not null references statuses,
  queue_id bigint not null references queues,
  type_id bigint references types,
  first_type_id bigint references types,
  fields jsonb not null
);
create index ticket_stays_by_ticket on ticket_stays (ticket_id, id);

-- A deleted ticket is erased after 30 days; its row stays without content, so that counts hold.
alter table tickets add column purged_at timestamptz;
insert into timers (due_at, kind, subject) select deleted_at + interval '30 days', 'tickets.purge', id::text from tickets where deleted_at is not null on conflict do nothing;
