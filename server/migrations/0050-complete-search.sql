-- Search finds phones, organizations, branches and members' numbers; which tickets have files; who has read how much.

-- what only staff may find a ticket by: phones, and fields of people
alter table ticket_identifiers add column staff boolean not null default false;

alter table ticket_search
  add column public_files boolean not null default false,
  add column staff_files boolean not null default false;
create index ticket_search_files on ticket_search (ticket_id) where staff_files;

-- so many of the ticket's messages the person has seen
create table ticket_reads (
  person_id bigint not null references people (id),
  ticket_id bigint not null references tickets (id) on delete cascade,
  messages integer not null check (messages >= 0),
  primary key (person_id, ticket_id)
);
create index ticket_reads_by_ticket on ticket_reads (ticket_id);
