-- A location is a branch of our own company: where a ticket plays, and to which a role may be narrowed.
alter table tickets add column location_id bigint references branches;
create index tickets_by_location on tickets (location_id, updated_at desc, id desc) where listed and location_id is not null;
create index tickets_open_by_location on tickets (location_id, updated_at desc, id desc)
  where listed and state in ('new', 'open', 'pending', 'on_hold') and location_id is not null;

alter table grants add column location_id bigint references branches;
alter table grants drop constraint grants_person_id_role_id_queue_id_key;
alter table grants add constraint grants_once unique nulls not distinct (person_id, role_id, queue_id, location_id);
