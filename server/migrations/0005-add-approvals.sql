-- Sign-offs asked of a person or of those who hold a role (C11).

create table approvals (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references tickets,
  question text not null,
  approver_id bigint references people,
  role_id bigint references roles,
  state text not null check (state in ('pending', 'granted', 'refused', 'cancelled')),
  asked_by bigint references people,
  asked_at timestamptz not null,
  answered_by bigint references people,
  answered_at timestamptz,
  -- the signature, as it was when it was given
  employee_id text,
  branch text,
  reason text,
  via text,
  check ((approver_id is null) <> (role_id is null)),
  check (state not in ('granted', 'refused') or (answered_by is not null and answered_at is not null and employee_id is not null and branch is not null))
);
create index approvals_by_ticket on approvals (ticket_id, id);
create index approvals_of_person on approvals (approver_id, id) where state = 'pending';
create index approvals_of_role on approvals (role_id, id) where state = 'pending';

create table approval_links (
  hash bytea primary key,
  approval_id bigint not null references approvals,
  person_id bigint not null references people,
  expires_at timestamptz not null
);
create index approval_links_by_approval on approval_links (approval_id);
create index approval_links_expiring on approval_links (expires_at);
