-- Merged, spam and deleted tickets stand in no list. One column says so, so that one set of partial indexes serves.
alter table tickets
  add column listed boolean not null default true,
  add column spam boolean not null default false,
  add column deleted_at timestamptz,
  -- the tickets merged into this one, directly or through another; reads follow the family
  add column family bigint[] not null default '{}',
  add column escalation smallint not null default 0 check (escalation between 0 and 9),
  add column escalated_to bigint references people,
  -- the typification it first got (C8)
  add column first_type_id bigint references types;
update tickets set listed = false where merged_into is not null;
update tickets set first_type_id = type_id where type_id is not null;

drop index tickets_open_by_desk, tickets_open_by_queue, tickets_open_by_assignee, tickets_by_desk, tickets_by_desk_created, tickets_by_desk_due, tickets_by_desk_priority;
create index tickets_open_by_desk on tickets (desk_id, updated_at desc, id desc) where listed and state in ('new', 'open', 'pending', 'on_hold');
create index tickets_open_by_queue on tickets (queue_id, updated_at desc, id desc) where listed and state in ('new', 'open', 'pending', 'on_hold');
create index tickets_open_by_assignee on tickets (assignee_id, updated_at desc, id desc)
  where listed and state in ('new', 'open', 'pending', 'on_hold') and assignee_id is not null;
create index tickets_by_desk on tickets (desk_id, updated_at desc, id desc) where listed;
create index tickets_by_desk_created on tickets (desk_id, created_at desc, id desc) where listed;
create index tickets_by_desk_due on tickets (desk_id, next_due_at, id)
  where listed and state in ('new', 'open', 'pending', 'on_hold') and next_due_at is not null;
create index tickets_by_desk_priority on tickets (desk_id, priority desc, id desc) where listed and state in ('new', 'open', 'pending', 'on_hold');
create index tickets_unlisted on tickets (desk_id, updated_at desc, id desc) where not listed;
create index tickets_deleted on tickets (deleted_at) where deleted_at is not null;

create table links (
  -- of kind parent: the child
  ticket_id bigint not null references tickets,
  -- of kind parent: the parent
  other_id bigint not null references tickets,
  kind text not null check (kind in ('parent', 'related')),
  created_at timestamptz not null,
  primary key (ticket_id, other_id, kind),
  check (ticket_id <> other_id)
);
create unique index links_one_parent on links (ticket_id) where kind = 'parent';
create index links_by_other on links (other_id);

-- A change of typification somebody asked for (C8): at most one waits on a ticket; what was decided stands in its events.
create table type_requests (
  ticket_id bigint primary key references tickets,
  type_id bigint not null references types,
  asked_by bigint not null references people,
  asked_at timestamptz not null,
  reason text not null
);
create index type_requests_by_age on type_requests (asked_at);
