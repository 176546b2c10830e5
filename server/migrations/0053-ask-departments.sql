-- C10, T16: a side conversation with another department of ours is a ticket at its desk; its public replies come back here.
alter table side_conversations add column child_ticket bigint references tickets;
create index side_conversations_by_child on side_conversations (child_ticket) where child_ticket is not null;

-- What a colleague wants to be told of a ticket besides what is theirs: everything, or nothing.
create table follows (
  ticket_id bigint not null references tickets,
  person_id bigint not null references people,
  state text not null check (state in ('watching', 'muted')),
  since timestamptz not null,
  primary key (ticket_id, person_id)
);
create index follows_by_person on follows (person_id, ticket_id);
