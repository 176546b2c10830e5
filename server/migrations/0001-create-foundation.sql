-- Times are instants given by the application's clock; SQL sets none by itself.
-- Mail addresses are stored normalised (trimmed, lower case).

-- platform ---------------------------------------------------------------------------------------------------------

create table events (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('person', 'system')),
  actor_id bigint,
  via text not null,
  desk_id bigint,
  ticket_id bigint,
  type text not null,
  version integer,
  audience text not null check (audience in ('public', 'staff', 'admin')),
  data jsonb not null
);
create index events_by_commit on events (xid, id);
create index events_by_ticket on events (ticket_id, id) where ticket_id is not null;

create table timers (
  id bigint generated always as identity primary key,
  due_at timestamptz not null,
  kind text not null,
  subject text not null,
  payload jsonb not null default '{}',
  unique (kind, subject)
);
create index timers_due on timers (due_at);

create table idempotency (
  actor text not null,
  route text not null,
  key text not null,
  hash bytea not null,
  status integer not null,
  response jsonb,
  created_at timestamptz not null,
  primary key (actor, route, key)
);
create index idempotency_by_age on idempotency (created_at);

create table throttles (
  key text primary key,
  window_start timestamptz not null,
  count integer not null
);

-- settings ---------------------------------------------------------------------------------------------------------

create table settings (
  key text primary key,
  value jsonb not null
);

-- files ------------------------------------------------------------------------------------------------------------

create table files (
  id uuid primary key,
  hash bytea not null,
  name text not null,
  type text not null,
  size bigint not null,
  created_by bigint,
  created_at timestamptz not null,
  expires_at timestamptz
);
create index files_expiring on files (expires_at) where expires_at is not null;
create index files_by_hash on files (hash);

create table file_uses (
  file_id uuid not null references files,
  kind text not null,
  subject bigint not null,
  position integer not null,
  content_id text,
  inline boolean not null,
  primary key (kind, subject, position)
);
create index file_uses_by_file on file_uses (file_id);

-- desks ------------------------------------------------------------------------------------------------------------

create table desks (
  id bigint generated always as identity primary key,
  key text not null unique,
  labels jsonb not null,
  language text not null,
  languages text[] not null,
  time_zone text not null,
  hue integer not null,
  settings jsonb not null default '{}',
  position integer not null,
  archived_at timestamptz
);

create table desk_addresses (
  address text primary key,
  desk_id bigint not null references desks,
  position integer not null
);
create index desk_addresses_by_desk on desk_addresses (desk_id, position);

create table queues (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  key text not null,
  labels jsonb not null,
  position integer not null,
  archived_at timestamptz,
  unique (desk_id, key)
);

create table statuses (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  key text not null,
  state text not null check (state in ('new', 'open', 'pending', 'on_hold', 'solved', 'closed')),
  labels jsonb not null,
  explanations jsonb not null,
  runs_clocks boolean not null,
  -- the key of the status that a customer's message leads to; null: the status stays
  after_customer_message text,
  position integer not null,
  archived_at timestamptz,
  unique (desk_id, key)
);

create table types (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  parent_id bigint references types,
  key text not null,
  labels jsonb not null,
  position integer not null,
  archived_at timestamptz,
  unique (desk_id, key)
);

create table fields (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  key text not null,
  kind text not null,
  labels jsonb not null,
  settings jsonb not null default '{}',
  position integer not null,
  archived_at timestamptz,
  unique (desk_id, key)
);

-- people -----------------------------------------------------------------------------------------------------------

create table people (
  id bigint generated always as identity primary key,
  name text not null,
  locale text,
  time_zone text,
  -- how customers may turn to this agent; published beside "assigned to" (H6)
  contact text,
  preferences jsonb not null default '{}',
  created_at timestamptz not null,
  deactivated_at timestamptz
);

create table addresses (
  address text primary key,
  person_id bigint not null references people,
  is_primary boolean not null,
  verified_at timestamptz,
  invited_at timestamptz,
  bounced_at timestamptz,
  bounce_reason text
);
create index addresses_by_person on addresses (person_id);

create table roles (
  id bigint generated always as identity primary key,
  -- null: a role of the whole installation
  desk_id bigint references desks,
  key text not null,
  labels jsonb not null,
  permissions text[] not null,
  position integer not null,
  archived_at timestamptz,
  unique nulls not distinct (desk_id, key)
);

create table grants (
  id bigint generated always as identity primary key,
  person_id bigint not null references people,
  role_id bigint not null references roles,
  queue_id bigint references queues,
  unique nulls not distinct (person_id, role_id, queue_id)
);
create index grants_by_role on grants (role_id);

-- mail-out ---------------------------------------------------------------------------------------------------------

create table deliveries (
  id bigint generated always as identity primary key,
  desk_id bigint references desks,
  ticket_id bigint,
  message_id bigint,
  person_id bigint references people,
  letter text not null,
  lang text not null,
  to_address text not null,
  to_name text not null,
  header_message_id text not null unique,
  -- what the mail is made of when it is sent: from, to, cc, replyTo, subject, text, html, headers, files
  content jsonb not null,
  state text not null check (state in ('queued', 'sending', 'sent', 'retry', 'failed', 'uncertain', 'bounced', 'suppressed')),
  reason text,
  response text,
  attempts integer not null default 0,
  queued_at timestamptz not null,
  next_try_at timestamptz,
  settled_at timestamptz
);
create index deliveries_by_message on deliveries (message_id) where message_id is not null;
create index deliveries_by_ticket on deliveries (ticket_id, id) where ticket_id is not null;
create index deliveries_by_address on deliveries (to_address, id);

-- auth -------------------------------------------------------------------------------------------------------------

create table passwords (
  person_id bigint primary key references people,
  hash text not null,
  changed_at timestamptz not null
);

create table sessions (
  hash bytea primary key,
  id uuid not null unique,
  person_id bigint not null references people,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  user_agent text not null,
  ip text not null
);
create index sessions_by_person on sessions (person_id);
create index sessions_expiring on sessions (expires_at);

create table sign_in_links (
  hash bytea primary key,
  person_id bigint not null references people,
  address text,
  purpose text not null check (purpose in ('sign-in', 'password')),
  desk_id bigint references desks,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index sign_in_links_by_person on sign_in_links (person_id);

create table tokens (
  hash bytea primary key,
  id uuid not null unique,
  person_id bigint not null references people,
  name text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);
create index tokens_by_person on tokens (person_id);

-- tickets ----------------------------------------------------------------------------------------------------------

create table tickets (
  id bigint generated always as identity (start with 1001) primary key,
  desk_id bigint not null references desks,
  subject text not null,
  state text not null check (state in ('new', 'open', 'pending', 'on_hold', 'solved', 'closed')),
  status_id bigint not null references statuses,
  queue_id bigint not null references queues,
  type_id bigint references types,
  priority smallint not null check (priority between 1 and 4),
  requester_id bigint not null references people,
  assignee_id bigint references people,
  tags text[] not null default '{}',
  fields jsonb not null default '{}',
  source text not null,
  locale text,
  created_by bigint references people,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  due_at timestamptz,
  next_due_at timestamptz,
  solved_at timestamptz,
  closed_at timestamptz,
  version integer not null default 1,
  public_excerpt text not null,
  staff_excerpt text not null,
  public_count integer not null,
  message_count integer not null,
  last_public_at timestamptz not null,
  last_public_by text not null check (last_public_by in ('customer', 'agent')),
  merged_into bigint references tickets,
  follow_up_of bigint references tickets,
  search_stale boolean not null default true
);
create index tickets_open_by_desk on tickets (desk_id, updated_at desc, id desc)
  where merged_into is null and state in ('new', 'open', 'pending', 'on_hold');
create index tickets_open_by_queue on tickets (queue_id, updated_at desc, id desc)
  where merged_into is null and state in ('new', 'open', 'pending', 'on_hold');
create index tickets_open_by_assignee on tickets (assignee_id, updated_at desc, id desc)
  where merged_into is null and state in ('new', 'open', 'pending', 'on_hold') and assignee_id is not null;
create index tickets_by_desk on tickets (desk_id, updated_at desc, id desc) where merged_into is null;
create index tickets_by_desk_created on tickets (desk_id, created_at desc, id desc) where merged_into is null;
create index tickets_by_desk_due on tickets (desk_id, next_due_at, id)
  where merged_into is null and state in ('new', 'open', 'pending', 'on_hold') and next_due_at is not null;
create index tickets_by_desk_priority on tickets (desk_id, priority desc, id desc)
  where merged_into is null and state in ('new', 'open', 'pending', 'on_hold');
create index tickets_by_requester on tickets (requester_id, id desc);
create index tickets_search_stale on tickets (id) where search_stale;

create table messages (
  id bigint generated always as identity primary key,
  ticket_id bigint not null references tickets,
  kind text not null check (kind in ('reply', 'note', 'side')),
  author_id bigint references people,
  author_side text not null check (author_side in ('customer', 'agent', 'system')),
  channel text not null,
  created_at timestamptz not null,
  html text not null,
  text text not null,
  -- where the quoted history starts in text; it is folded, never cut
  quote_at integer,
  recipients jsonb not null default '{}',
  header_message_id text,
  mail_id bigint,
  -- why it is here, and how far its sender is proven (rule 3 of the house)
  evidence jsonb,
  trust jsonb,
  omitted text[] not null default '{}'
);
create index messages_by_ticket on messages (ticket_id, id);
create index messages_by_header on messages (header_message_id) where header_message_id is not null;

create table watchers (
  ticket_id bigint not null references tickets,
  person_id bigint not null references people,
  side text not null check (side in ('customer', 'agent')),
  added_at timestamptz not null,
  primary key (person_id, ticket_id)
);
create index watchers_by_ticket on watchers (ticket_id);

create table ticket_search (
  ticket_id bigint primary key references tickets,
  public tsvector not null,
  staff tsvector not null
);
create index ticket_search_public on ticket_search using gin (public) with (fastupdate = off);
create index ticket_search_staff on ticket_search using gin (staff) with (fastupdate = off);

create table ticket_identifiers (
  ticket_id bigint not null references tickets,
  kind text not null,
  value text not null,
  primary key (kind, value, ticket_id)
);
create index ticket_identifiers_by_ticket on ticket_identifiers (ticket_id);

-- mail-in ----------------------------------------------------------------------------------------------------------

create table mailboxes (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  key text not null unique,
  connection jsonb not null,
  secret text not null,
  uid_validity bigint,
  last_uid bigint not null default 0,
  checked_at timestamptz,
  problem text,
  archived_at timestamptz
);

create table mails (
  id bigint generated always as identity primary key,
  received_at timestamptz not null,
  source text not null check (source in ('smtp', 'imap')),
  mailbox_id bigint references mailboxes,
  uid_validity bigint,
  uid bigint,
  envelope_from text not null,
  envelope_to text[] not null,
  remote jsonb not null,
  size integer not null,
  -- the bytes as they came: here up to 256 kB, else in the blob of this hash
  raw bytea,
  raw_hash bytea,
  erased_at timestamptz,
  fate text not null default 'received' check (fate in ('received', 'ticketed', 'threaded', 'duplicate', 'bounce', 'auto-reply',
    'loop', 'held', 'portal-only', 'spam', 'refused', 'failed')),
  reason text,
  evidence jsonb,
  settled_at timestamptz,
  tries integer not null default 0,
  desk_id bigint references desks,
  ticket_id bigint references tickets,
  message_id bigint references messages,
  from_address text,
  from_name text,
  subject text,
  header_message_id text,
  content_hash bytea,
  unique (mailbox_id, uid_validity, uid)
);
create index mails_waiting on mails (id) where fate = 'received';
create index mails_by_header on mails (header_message_id) where header_message_id is not null;
create index mails_by_fate on mails (fate, id desc);
create index mails_by_sender on mails (from_address, received_at desc);
