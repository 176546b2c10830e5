-- Where an organization of ours is the business of some desks only, the others' lists of locations leave its branches out. None here: every desk's.
create table organization_desks (
  organization_id bigint not null references organizations,
  desk_id bigint not null references desks,
  primary key (organization_id, desk_id)
);
