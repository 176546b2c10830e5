-- The people of an organization may see each other's requests, where it is said of it (H4).
alter table organizations add column shares_requests boolean not null default false;

-- Who sees what follows from it: sessions know it by heart.
create trigger organizations_notify_access after update of shares_requests, merged_into, archived_at on organizations
  for each statement execute function notify_access('');
drop trigger people_notify_access on people;
create trigger people_notify_access after update on people
  for each row when ((old.deactivated_at, old.name, old.locale, old.organization_id) is distinct from (new.deactivated_at, new.name, new.locale, new.organization_id))
  execute function notify_access_of_person();
