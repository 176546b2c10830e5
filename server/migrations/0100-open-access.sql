-- When a token was last used; what is told of access, by what an administrator looks for (audit) and staff ask (H12:
-- the last sign-in, the last refusal).
alter table tokens add column used_at timestamptz;
-- that it was used changes nothing of what its person may
drop trigger tokens_notify_access on tokens;
create trigger tokens_notify_access after update of revoked_at, scopes or delete on tokens
  for each row execute function notify_access();

create index events_audit on events (at, id) where audience = 'admin';
create index events_audit_type on events (type, at, id) where audience = 'admin';
create index events_audit_actor on events (actor_id, at, id) where audience = 'admin';
create index events_audit_address on events ((data ->> 'address'), at, id) where audience = 'admin';
create index events_audit_person on events ((data ->> 'personId'), at, id) where audience = 'admin';

-- Somebody says that an address is theirs, too: the proof is mailed there. Kept apart from the links that sign in.
create table address_claims (
  hash bytea primary key,
  person_id bigint not null references people (id),
  address text not null,
  desk_id bigint not null references desks (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index address_claims_by_person on address_claims (person_id);
