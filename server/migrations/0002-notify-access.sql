-- What a person may do is cached by every process with the session. Whatever changes it, by whatever way, says so on the
-- channel ventanilla_access when it commits: the person's id, or nothing for all.

create function notify_access() returns trigger language plpgsql as $$
begin
  -- a statement's trigger has no row, and a row without person_id must not be asked for it
  if tg_nargs > 0 then perform pg_notify('ventanilla_access', tg_argv[0]);
  elsif tg_op = 'DELETE' then perform pg_notify('ventanilla_access', old.person_id::text);
  else perform pg_notify('ventanilla_access', new.person_id::text);
  end if;
  return null;
end $$;
create function notify_access_of_person() returns trigger language plpgsql as $$
begin
  perform pg_notify('ventanilla_access', new.id::text);
  return null;
end $$;

create trigger grants_notify_access after insert or update or delete on grants
  for each row execute function notify_access();
create trigger roles_notify_access after update on roles
  for each statement execute function notify_access('');
create trigger people_notify_access after update on people
  for each row when ((old.deactivated_at, old.name, old.locale) is distinct from (new.deactivated_at, new.name, new.locale))
  execute function notify_access_of_person();
create trigger addresses_notify_access after update on addresses
  for each row when ((old.person_id, old.is_primary) is distinct from (new.person_id, new.is_primary))
  execute function notify_access();
create trigger sessions_notify_access after delete on sessions
  for each row execute function notify_access();
create trigger tokens_notify_access after update or delete on tokens
  for each row execute function notify_access();
