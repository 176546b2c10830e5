-- Who was made for a demonstration goes with it.
alter table people add column demo boolean not null default false;
create index people_of_demo on people (id) where demo;
