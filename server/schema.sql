-- Generated from the migrations by `npm run schema`. Not run by anything; read it to know the tables.

create table address_claims (
  hash bytea not null,
  person_id bigint not null,
  address text not null,
  desk_id bigint not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint address_claims_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint address_claims_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint address_claims_pkey PRIMARY KEY (hash)
);
CREATE INDEX address_claims_by_person ON public.address_claims USING btree (person_id);

create table addresses (
  address text not null,
  person_id bigint not null,
  is_primary boolean not null,
  verified_at timestamp with time zone,
  invited_at timestamp with time zone,
  bounced_at timestamp with time zone,
  bounce_reason text,
  constraint addresses_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint addresses_pkey PRIMARY KEY (address)
);
CREATE INDEX addresses_by_beginning ON public.addresses USING btree (address text_pattern_ops);
CREATE INDEX addresses_by_domain ON public.addresses USING btree (split_part(address, '@'::text, 2));
CREATE INDEX addresses_by_person ON public.addresses USING btree (person_id);

create table approval_links (
  hash bytea not null,
  approval_id bigint not null,
  person_id bigint not null,
  expires_at timestamp with time zone not null,
  constraint approval_links_approval_id_fkey FOREIGN KEY (approval_id) REFERENCES approvals(id),
  constraint approval_links_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint approval_links_pkey PRIMARY KEY (hash)
);
CREATE INDEX approval_links_by_approval ON public.approval_links USING btree (approval_id);
CREATE INDEX approval_links_expiring ON public.approval_links USING btree (expires_at);

create table approvals (
  id bigint not null generated always as identity,
  ticket_id bigint not null,
  question text not null,
  approver_id bigint,
  role_id bigint,
  state text not null,
  asked_by bigint,
  asked_at timestamp with time zone not null,
  answered_by bigint,
  answered_at timestamp with time zone,
  employee_id text,
  branch text,
  reason text,
  via text,
  constraint approvals_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES people(id),
  constraint approvals_approver_id_fkey FOREIGN KEY (approver_id) REFERENCES people(id),
  constraint approvals_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES people(id),
  constraint approvals_check CHECK (((approver_id IS NULL) <> (role_id IS NULL))),
  constraint approvals_check1 CHECK (((state <> ALL (ARRAY['granted'::text, 'refused'::text])) OR ((answered_by IS NOT NULL) AND (answered_at IS NOT NULL) AND (employee_id IS NOT NULL) AND (branch IS NOT NULL)))),
  constraint approvals_pkey PRIMARY KEY (id),
  constraint approvals_role_id_fkey FOREIGN KEY (role_id) REFERENCES roles(id),
  constraint approvals_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'granted'::text, 'refused'::text, 'cancelled'::text]))),
  constraint approvals_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX approvals_by_ticket ON public.approvals USING btree (ticket_id, id);
CREATE INDEX approvals_of_person ON public.approvals USING btree (approver_id, id) WHERE (state = 'pending'::text);
CREATE INDEX approvals_of_role ON public.approvals USING btree (role_id, id) WHERE (state = 'pending'::text);

create table article_organizations (
  article_id bigint not null,
  organization_id bigint not null,
  constraint article_organizations_article_id_fkey FOREIGN KEY (article_id) REFERENCES articles(id),
  constraint article_organizations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id),
  constraint article_organizations_pkey PRIMARY KEY (article_id, organization_id)
);

create table article_revisions (
  article_id bigint not null,
  language text not null,
  number integer not null,
  title text not null,
  summary text not null,
  html text not null,
  words text not null,
  files jsonb not null,
  author_id bigint,
  at timestamp with time zone not null,
  restored integer,
  constraint article_revisions_article_id_fkey FOREIGN KEY (article_id) REFERENCES articles(id),
  constraint article_revisions_author_id_fkey FOREIGN KEY (author_id) REFERENCES people(id),
  constraint article_revisions_pkey PRIMARY KEY (article_id, language, number)
);

create table article_sections (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  key text not null,
  labels jsonb not null,
  explanations jsonb not null,
  position integer not null,
  archived_at timestamp with time zone,
  constraint article_sections_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint article_sections_desk_id_key_key UNIQUE (desk_id, key),
  constraint article_sections_pkey PRIMARY KEY (id)
);

create table article_variants (
  article_id bigint not null,
  language text not null,
  latest integer not null,
  published integer,
  published_at timestamp with time zone,
  follows integer,
  title text,
  search tsvector,
  constraint article_variants_article_id_fkey FOREIGN KEY (article_id) REFERENCES articles(id),
  constraint article_variants_check CHECK ((((published IS NULL) = (search IS NULL)) AND ((published IS NULL) = (title IS NULL)))),
  constraint article_variants_pkey PRIMARY KEY (article_id, language)
);
CREATE INDEX article_variants_search ON public.article_variants USING gin (search);

create table article_votes (
  article_id bigint not null,
  voter bytea not null,
  person_id bigint,
  language text not null,
  helpful boolean not null,
  missing text,
  at timestamp with time zone not null,
  constraint article_votes_article_id_fkey FOREIGN KEY (article_id) REFERENCES articles(id),
  constraint article_votes_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint article_votes_pkey PRIMARY KEY (article_id, voter)
);
CREATE INDEX article_votes_by_person ON public.article_votes USING btree (person_id) WHERE (person_id IS NOT NULL);

create table articles (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  section_id bigint not null,
  audience text not null,
  language text not null,
  review_on date,
  ticket_id bigint,
  position integer not null default 0,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  archived_at timestamp with time zone,
  review_told date,
  constraint articles_audience_check CHECK ((audience = ANY (ARRAY['everyone'::text, 'signed-in'::text, 'organization'::text, 'staff'::text]))),
  constraint articles_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint articles_pkey PRIMARY KEY (id),
  constraint articles_section_id_fkey FOREIGN KEY (section_id) REFERENCES article_sections(id),
  constraint articles_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX articles_latest ON public.articles USING btree (desk_id, changed_at, id) WHERE (archived_at IS NULL);
CREATE INDEX articles_of_section ON public.articles USING btree (section_id, "position", id) WHERE (archived_at IS NULL);
CREATE INDEX articles_of_ticket ON public.articles USING btree (ticket_id) WHERE (ticket_id IS NOT NULL);
CREATE INDEX articles_to_review ON public.articles USING btree (review_on) WHERE ((archived_at IS NULL) AND (review_on IS NOT NULL) AND (review_told IS DISTINCT FROM review_on));

create table blocked_senders (
  desk_id bigint not null,
  pattern text not null,
  added_by bigint,
  added_at timestamp with time zone not null,
  constraint blocked_senders_added_by_fkey FOREIGN KEY (added_by) REFERENCES people(id),
  constraint blocked_senders_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint blocked_senders_pkey PRIMARY KEY (desk_id, pattern)
);

create table branches (
  id bigint not null generated always as identity,
  organization_id bigint not null,
  name text not null,
  code text,
  phone text,
  postal text,
  notes text not null default ''::text,
  position integer not null default 0,
  archived_at timestamp with time zone,
  search tsvector not null generated always as (to_tsvector('simple'::regconfig, folded(((name || ' '::text) || COALESCE(code, ''::text))))) stored,
  constraint branches_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id),
  constraint branches_pkey PRIMARY KEY (id)
);
CREATE INDEX branches_by_organization ON public.branches USING btree (organization_id, "position", id);
CREATE INDEX branches_search ON public.branches USING gin (search);

create table bulk_items (
  bulk_id bigint not null,
  position integer not null,
  ticket_id bigint not null,
  outcome text,
  reason jsonb,
  event_ids bigint[] not null default '{}'::bigint[],
  constraint bulk_items_bulk_id_fkey FOREIGN KEY (bulk_id) REFERENCES bulks(id) ON DELETE CASCADE,
  constraint bulk_items_outcome_check CHECK ((outcome = ANY (ARRAY['changed'::text, 'unchanged'::text, 'refused'::text, 'undone'::text, 'undo-refused'::text]))),
  constraint bulk_items_pkey PRIMARY KEY (bulk_id, "position")
);
CREATE INDEX bulk_items_changed ON public.bulk_items USING btree (bulk_id, "position") WHERE (outcome = 'changed'::text);
CREATE INDEX bulk_items_waiting ON public.bulk_items USING btree (bulk_id, "position") WHERE (outcome IS NULL);

create table bulks (
  id bigint not null generated always as identity,
  person_id bigint not null,
  via text not null,
  change jsonb not null,
  state text not null default 'running'::text,
  total integer not null,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint bulks_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint bulks_pkey PRIMARY KEY (id),
  constraint bulks_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'undoing'::text, 'undone'::text])))
);
CREATE INDEX bulks_by_age ON public.bulks USING btree (created_at);

create table calendar_versions (
  id bigint not null generated always as identity,
  calendar_id bigint not null,
  since timestamp with time zone not null,
  hours jsonb not null,
  constraint calendar_versions_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES calendars(id),
  constraint calendar_versions_pkey PRIMARY KEY (id)
);
CREATE INDEX calendar_versions_by_calendar ON public.calendar_versions USING btree (calendar_id, id DESC);

create table calendars (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  key text not null,
  labels jsonb not null default '{}'::jsonb,
  position integer not null,
  archived_at timestamp with time zone,
  settings jsonb not null default '{}'::jsonb,
  constraint calendars_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint calendars_desk_id_key_key UNIQUE (desk_id, key),
  constraint calendars_pkey PRIMARY KEY (id)
);

create table canned_replies (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  key text not null,
  labels jsonb not null,
  bodies jsonb not null,
  sets jsonb not null default '{}'::jsonb,
  position integer not null,
  archived_at timestamp with time zone,
  constraint canned_replies_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint canned_replies_desk_id_key_key UNIQUE (desk_id, key),
  constraint canned_replies_pkey PRIMARY KEY (id)
);

create table choice_links (
  hash bytea not null,
  ticket_id bigint not null,
  person_id bigint not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  answer text,
  used_at timestamp with time zone,
  constraint choice_links_answer_check CHECK ((answer = ANY (ARRAY['help'::text, 'solved'::text]))),
  constraint choice_links_check CHECK (((answer IS NULL) = (used_at IS NULL))),
  constraint choice_links_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint choice_links_pkey PRIMARY KEY (hash),
  constraint choice_links_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX choice_links_by_ticket ON public.choice_links USING btree (ticket_id);
CREATE INDEX choice_links_expiring ON public.choice_links USING btree (expires_at);

create table clock_segments (
  id bigint not null generated always as identity,
  clock_id bigint not null,
  from_at timestamp with time zone not null,
  until_at timestamp with time zone,
  stopped text,
  status_id bigint not null,
  calendar_version_id bigint,
  elapsed_ms bigint,
  constraint clock_segments_calendar_version_id_fkey FOREIGN KEY (calendar_version_id) REFERENCES calendar_versions(id),
  constraint clock_segments_clock_id_fkey FOREIGN KEY (clock_id) REFERENCES clocks(id),
  constraint clock_segments_pkey PRIMARY KEY (id),
  constraint clock_segments_status_id_fkey FOREIGN KEY (status_id) REFERENCES statuses(id),
  constraint clock_segments_stopped_check CHECK ((stopped = ANY (ARRAY['status'::text, 'done'::text, 'merged'::text, 'spam'::text, 'deleted'::text, 'no-target'::text])))
);
CREATE INDEX clock_segments_by_clock ON public.clock_segments USING btree (clock_id, id);

create table clocks (
  id bigint not null generated always as identity,
  ticket_id bigint not null,
  desk_id bigint not null,
  kind text not null,
  round integer not null,
  level_id bigint,
  target_minutes integer not null,
  warn_minutes integer not null,
  calendar_id bigint,
  started_at timestamp with time zone not null,
  due_at timestamp with time zone,
  met_at timestamp with time zone,
  warned_at timestamp with time zone,
  breached_at timestamp with time zone,
  elapsed_ms bigint not null,
  constraint clocks_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES calendars(id),
  constraint clocks_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint clocks_kind_check CHECK ((kind = ANY (ARRAY['assignment'::text, 'first-reply'::text, 'next-reply'::text, 'resolution'::text]))),
  constraint clocks_level_id_fkey FOREIGN KEY (level_id) REFERENCES service_levels(id),
  constraint clocks_pkey PRIMARY KEY (id),
  constraint clocks_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id),
  constraint clocks_ticket_id_kind_round_key UNIQUE (ticket_id, kind, round)
);
CREATE INDEX clocks_by_desk ON public.clocks USING btree (desk_id, started_at);
CREATE INDEX clocks_by_outcome ON public.clocks USING btree (COALESCE(breached_at, met_at)) WHERE (COALESCE(breached_at, met_at) IS NOT NULL);

create table comments (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  post_id bigint,
  article_id bigint,
  author_id bigint,
  staff boolean not null,
  language text not null,
  html text not null,
  words text not null,
  at timestamp with time zone not null,
  edited_at timestamp with time zone,
  state text not null default 'shown'::text,
  official boolean not null default false,
  form_id uuid not null,
  told_to bigint not null default 0,
  constraint comments_article_id_fkey FOREIGN KEY (article_id) REFERENCES articles(id),
  constraint comments_author_id_fkey FOREIGN KEY (author_id) REFERENCES people(id),
  constraint comments_check CHECK ((num_nonnulls(post_id, article_id) = 1)),
  constraint comments_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint comments_form_id_key UNIQUE (form_id),
  constraint comments_pkey PRIMARY KEY (id),
  constraint comments_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id),
  constraint comments_state_check CHECK ((state = ANY (ARRAY['shown'::text, 'hidden'::text, 'withdrawn'::text])))
);
CREATE INDEX comments_by_author ON public.comments USING btree (author_id, at);
CREATE INDEX comments_newest ON public.comments USING btree (desk_id, at, id);
CREATE INDEX comments_of_article ON public.comments USING btree (article_id, id) WHERE (article_id IS NOT NULL);
CREATE INDEX comments_of_post ON public.comments USING btree (post_id, id) WHERE (post_id IS NOT NULL);
CREATE UNIQUE INDEX comments_official ON public.comments USING btree (post_id) WHERE official;

create table complaints (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  post_id bigint,
  comment_id bigint,
  person_id bigint,
  reason text not null,
  at timestamp with time zone not null,
  settled_at timestamp with time zone,
  settled_by bigint,
  constraint complaints_check CHECK ((num_nonnulls(post_id, comment_id) = 1)),
  constraint complaints_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES comments(id),
  constraint complaints_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint complaints_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint complaints_pkey PRIMARY KEY (id),
  constraint complaints_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id),
  constraint complaints_settled_by_fkey FOREIGN KEY (settled_by) REFERENCES people(id)
);
CREATE INDEX complaints_of_person ON public.complaints USING btree (person_id);
CREATE UNIQUE INDEX complaints_once_of_comment ON public.complaints USING btree (comment_id, person_id) WHERE (comment_id IS NOT NULL);
CREATE UNIQUE INDEX complaints_once_of_post ON public.complaints USING btree (post_id, person_id) WHERE (post_id IS NOT NULL);
CREATE INDEX complaints_open ON public.complaints USING btree (desk_id, id) WHERE (settled_at IS NULL);

create table deliveries (
  id bigint not null generated always as identity,
  desk_id bigint,
  ticket_id bigint,
  message_id bigint,
  person_id bigint,
  letter text not null,
  lang text not null,
  to_address text not null,
  to_name text not null,
  header_message_id text not null,
  content jsonb not null,
  state text not null,
  reason text,
  response text,
  attempts integer not null default 0,
  queued_at timestamp with time zone not null,
  next_try_at timestamp with time zone,
  settled_at timestamp with time zone,
  constraint deliveries_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint deliveries_header_message_id_key UNIQUE (header_message_id),
  constraint deliveries_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint deliveries_pkey PRIMARY KEY (id),
  constraint deliveries_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'sent'::text, 'retry'::text, 'failed'::text, 'uncertain'::text, 'bounced'::text, 'suppressed'::text])))
);
CREATE INDEX deliveries_by_address ON public.deliveries USING btree (to_address, id);
CREATE INDEX deliveries_by_message ON public.deliveries USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX deliveries_by_ticket ON public.deliveries USING btree (ticket_id, id) WHERE (ticket_id IS NOT NULL);

create table desk_addresses (
  address text not null,
  desk_id bigint not null,
  position integer not null,
  constraint desk_addresses_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint desk_addresses_pkey PRIMARY KEY (address)
);
CREATE INDEX desk_addresses_by_desk ON public.desk_addresses USING btree (desk_id, "position");

create table desks (
  id bigint not null generated always as identity,
  key text not null,
  labels jsonb not null,
  language text not null,
  languages text[] not null,
  time_zone text not null,
  hue integer not null,
  settings jsonb not null default '{}'::jsonb,
  position integer not null,
  archived_at timestamp with time zone,
  version integer not null default 1,
  constraint desks_key_key UNIQUE (key),
  constraint desks_pkey PRIMARY KEY (id)
);

create table drafts (
  id bigint not null generated always as identity,
  person_id bigint not null,
  ticket_id bigint not null,
  kind text not null,
  html text not null,
  to_addresses text[],
  cc_addresses text[],
  status text,
  last_seen bigint,
  updated_at timestamp with time zone not null,
  constraint drafts_kind_check CHECK ((kind = ANY (ARRAY['reply'::text, 'note'::text]))),
  constraint drafts_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint drafts_pkey PRIMARY KEY (id),
  constraint drafts_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id),
  constraint drafts_ticket_id_person_id_kind_key UNIQUE (ticket_id, person_id, kind)
);

create table entry_mails (
  delivery_id bigint not null,
  post_id bigint,
  comment_id bigint,
  constraint entry_mails_check CHECK ((num_nonnulls(post_id, comment_id) = 1)),
  constraint entry_mails_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES comments(id),
  constraint entry_mails_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES deliveries(id) ON DELETE CASCADE,
  constraint entry_mails_pkey PRIMARY KEY (delivery_id),
  constraint entry_mails_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX entry_mails_of_comment ON public.entry_mails USING btree (comment_id) WHERE (comment_id IS NOT NULL);
CREATE INDEX entry_mails_of_post ON public.entry_mails USING btree (post_id) WHERE (post_id IS NOT NULL);

create table erasures (
  id bigint not null generated always as identity,
  person_id bigint not null,
  asked_by bigint,
  asked_at timestamp with time zone not null,
  done_at timestamp with time zone,
  tickets integer not null default 0,
  messages integer not null default 0,
  mails integer not null default 0,
  constraint erasures_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES people(id),
  constraint erasures_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint erasures_pkey PRIMARY KEY (id)
);
CREATE INDEX erasures_by_person ON public.erasures USING btree (person_id, id);
CREATE UNIQUE INDEX erasures_under_way ON public.erasures USING btree (person_id) WHERE (done_at IS NULL);

create table events (
  id bigint not null generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  at timestamp with time zone not null,
  actor_kind text not null,
  actor_id bigint,
  via text not null,
  desk_id bigint,
  ticket_id bigint,
  type text not null,
  version integer,
  audience text not null,
  data jsonb not null,
  constraint events_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['person'::text, 'system'::text]))),
  constraint events_audience_check CHECK ((audience = ANY (ARRAY['public'::text, 'staff'::text, 'admin'::text]))),
  constraint events_pkey PRIMARY KEY (id)
);
CREATE INDEX events_audit ON public.events USING btree (at, id) WHERE (audience = 'admin'::text);
CREATE INDEX events_audit_actor ON public.events USING btree (actor_id, at, id) WHERE (audience = 'admin'::text);
CREATE INDEX events_audit_address ON public.events USING btree (((data ->> 'address'::text)), at, id) WHERE (audience = 'admin'::text);
CREATE INDEX events_audit_person ON public.events USING btree (((data ->> 'personId'::text)), at, id) WHERE (audience = 'admin'::text);
CREATE INDEX events_audit_type ON public.events USING btree (type, at, id) WHERE (audience = 'admin'::text);
CREATE INDEX events_by_commit ON public.events USING btree (xid, id);
CREATE INDEX events_by_ticket ON public.events USING btree (ticket_id, id) WHERE (ticket_id IS NOT NULL);
CREATE INDEX events_without_ticket ON public.events USING btree (id) WHERE (ticket_id IS NULL);

create table external_accounts (
  provider_id bigint not null,
  subject text not null,
  person_id bigint not null,
  linked_at timestamp with time zone not null,
  used_at timestamp with time zone not null,
  constraint external_accounts_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint external_accounts_pkey PRIMARY KEY (provider_id, subject),
  constraint external_accounts_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES sign_on_providers(id)
);
CREATE INDEX external_accounts_by_person ON public.external_accounts USING btree (person_id);

create table fields (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  key text not null,
  kind text not null,
  labels jsonb not null,
  settings jsonb not null default '{}'::jsonb,
  position integer not null,
  archived_at timestamp with time zone,
  constraint fields_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint fields_desk_id_key_key UNIQUE (desk_id, key),
  constraint fields_pkey PRIMARY KEY (id)
);

create table file_uses (
  file_id uuid not null,
  kind text not null,
  subject bigint not null,
  position integer not null,
  content_id text,
  inline boolean not null,
  constraint file_uses_file_id_fkey FOREIGN KEY (file_id) REFERENCES files(id),
  constraint file_uses_pkey PRIMARY KEY (kind, subject, "position")
);
CREATE INDEX file_uses_by_file ON public.file_uses USING btree (file_id);

create table files (
  id uuid not null,
  hash bytea not null,
  name text not null,
  type text not null,
  size bigint not null,
  created_by bigint,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  constraint files_pkey PRIMARY KEY (id)
);
CREATE INDEX files_by_hash ON public.files USING btree (hash);
CREATE INDEX files_expiring ON public.files USING btree (expires_at) WHERE (expires_at IS NOT NULL);

create table follow_ups (
  id bigint not null generated always as identity,
  ticket_id bigint not null,
  agent_id bigint not null,
  means text not null,
  whom text not null,
  note text not null default ''::text,
  due_at timestamp with time zone not null,
  state text not null,
  outcome text,
  done_at timestamp with time zone,
  done_by bigint,
  created_by bigint,
  created_at timestamp with time zone not null,
  constraint follow_ups_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES people(id),
  constraint follow_ups_check CHECK (((state = 'done'::text) = ((outcome IS NOT NULL) AND (done_at IS NOT NULL)))),
  constraint follow_ups_created_by_fkey FOREIGN KEY (created_by) REFERENCES people(id),
  constraint follow_ups_done_by_fkey FOREIGN KEY (done_by) REFERENCES people(id),
  constraint follow_ups_means_check CHECK ((means = ANY (ARRAY['call'::text, 'mail'::text]))),
  constraint follow_ups_outcome_check CHECK ((outcome = ANY (ARRAY['reached'::text, 'not-reached'::text]))),
  constraint follow_ups_pkey PRIMARY KEY (id),
  constraint follow_ups_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'done'::text, 'cancelled'::text]))),
  constraint follow_ups_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX follow_ups_by_ticket ON public.follow_ups USING btree (ticket_id, id);
CREATE INDEX follow_ups_by_time ON public.follow_ups USING btree (done_at) WHERE (state = 'done'::text);
CREATE INDEX follow_ups_done ON public.follow_ups USING btree (done_by, done_at) WHERE (state = 'done'::text);
CREATE INDEX follow_ups_planned ON public.follow_ups USING btree (agent_id, due_at, id) WHERE (state = 'planned'::text);

create table follows (
  ticket_id bigint not null,
  person_id bigint not null,
  state text not null,
  since timestamp with time zone not null,
  constraint follows_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint follows_pkey PRIMARY KEY (ticket_id, person_id),
  constraint follows_state_check CHECK ((state = ANY (ARRAY['watching'::text, 'muted'::text]))),
  constraint follows_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX follows_by_person ON public.follows USING btree (person_id, ticket_id);

create table forms (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  key text not null,
  labels jsonb not null,
  settings jsonb not null,
  position integer not null,
  archived_at timestamp with time zone,
  constraint forms_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint forms_desk_id_key_key UNIQUE (desk_id, key),
  constraint forms_pkey PRIMARY KEY (id)
);

create table grants (
  id bigint not null generated always as identity,
  person_id bigint not null,
  role_id bigint not null,
  queue_id bigint,
  location_id bigint,
  provider_id bigint,
  constraint grants_location_id_fkey FOREIGN KEY (location_id) REFERENCES branches(id),
  constraint grants_once UNIQUE NULLS NOT DISTINCT (person_id, role_id, queue_id, location_id),
  constraint grants_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint grants_pkey PRIMARY KEY (id),
  constraint grants_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES sign_on_providers(id),
  constraint grants_queue_id_fkey FOREIGN KEY (queue_id) REFERENCES queues(id),
  constraint grants_role_id_fkey FOREIGN KEY (role_id) REFERENCES roles(id)
);
CREATE INDEX grants_by_role ON public.grants USING btree (role_id);
CREATE INDEX grants_of_providers ON public.grants USING btree (person_id, provider_id) WHERE (provider_id IS NOT NULL);

create table held_messages (
  id bigint not null default nextval((pg_get_serial_sequence('messages'::text, 'id'::text))::regclass),
  ticket_id bigint not null,
  person_id bigint not null,
  via text not null,
  input jsonb not null,
  html text not null,
  text text not null,
  created_at timestamp with time zone not null,
  held_until timestamp with time zone not null,
  constraint held_messages_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint held_messages_pkey PRIMARY KEY (id),
  constraint held_messages_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX held_messages_by_ticket ON public.held_messages USING btree (ticket_id);

create table idempotency (
  actor text not null,
  route text not null,
  key text not null,
  hash bytea not null,
  status integer not null,
  response jsonb,
  created_at timestamp with time zone not null,
  constraint idempotency_pkey PRIMARY KEY (actor, route, key)
);
CREATE INDEX idempotency_by_age ON public.idempotency USING btree (created_at);

create table intake_items (
  id bigint not null generated always as identity,
  source_id bigint not null,
  received_at timestamp with time zone not null,
  payload text not null,
  fate text not null default 'received'::text,
  reason text,
  detail text,
  external_id text,
  ticket_id bigint,
  settled_at timestamp with time zone,
  tries integer not null default 0,
  constraint intake_items_fate_check CHECK ((fate = ANY (ARRAY['received'::text, 'ticketed'::text, 'updated'::text, 'kept'::text, 'failed'::text]))),
  constraint intake_items_pkey PRIMARY KEY (id),
  constraint intake_items_source_id_fkey FOREIGN KEY (source_id) REFERENCES intake_sources(id),
  constraint intake_items_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX intake_items_by_source ON public.intake_items USING btree (source_id, id DESC);
CREATE INDEX intake_items_by_ticket ON public.intake_items USING btree (ticket_id) WHERE (ticket_id IS NOT NULL);
CREATE INDEX intake_items_by_time ON public.intake_items USING btree (source_id, received_at);

create table intake_records (
  source_id bigint not null,
  external_id text not null,
  ticket_id bigint,
  content_hash bytea,
  constraint intake_records_pkey PRIMARY KEY (source_id, external_id),
  constraint intake_records_source_id_fkey FOREIGN KEY (source_id) REFERENCES intake_sources(id),
  constraint intake_records_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX intake_records_by_ticket ON public.intake_records USING btree (ticket_id) WHERE (ticket_id IS NOT NULL);

create table intake_sources (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  key text not null,
  name text not null,
  kind text not null,
  settings jsonb not null,
  salt bytea not null,
  secret_version integer not null default 1,
  previous_until timestamp with time zone,
  archived_at timestamp with time zone,
  constraint intake_sources_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint intake_sources_key_key UNIQUE (key),
  constraint intake_sources_kind_check CHECK ((kind = ANY (ARRAY['review'::text, 'survey'::text, 'call'::text, 'other'::text]))),
  constraint intake_sources_pkey PRIMARY KEY (id)
);
CREATE INDEX intake_sources_by_desk ON public.intake_sources USING btree (desk_id);

create table letters (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  key text not null,
  labels jsonb not null,
  languages text[],
  texts jsonb not null,
  position integer not null,
  archived_at timestamp with time zone,
  constraint letters_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint letters_desk_id_key_key UNIQUE (desk_id, key),
  constraint letters_pkey PRIMARY KEY (id)
);

create table links (
  ticket_id bigint not null,
  other_id bigint not null,
  kind text not null,
  created_at timestamp with time zone not null,
  constraint links_check CHECK ((ticket_id <> other_id)),
  constraint links_kind_check CHECK ((kind = ANY (ARRAY['parent'::text, 'related'::text]))),
  constraint links_other_id_fkey FOREIGN KEY (other_id) REFERENCES tickets(id),
  constraint links_pkey PRIMARY KEY (ticket_id, other_id, kind),
  constraint links_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX links_by_other ON public.links USING btree (other_id);
CREATE UNIQUE INDEX links_one_parent ON public.links USING btree (ticket_id) WHERE (kind = 'parent'::text);

create table mail_domains (
  domain text not null,
  organization_id bigint not null,
  constraint mail_domains_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id),
  constraint mail_domains_pkey PRIMARY KEY (domain)
);
CREATE INDEX mail_domains_by_organization ON public.mail_domains USING btree (organization_id);

create table mailboxes (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  key text not null,
  connection jsonb not null,
  plain_secret text,
  uid_validity bigint,
  last_uid bigint not null default 0,
  checked_at timestamp with time zone,
  problem text,
  archived_at timestamp with time zone,
  sealed bytea,
  constraint mailboxes_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint mailboxes_key_key UNIQUE (key),
  constraint mailboxes_pkey PRIMARY KEY (id)
);

create table mailed_once (
  ticket_id bigint not null,
  once text not null,
  constraint mailed_once_pkey PRIMARY KEY (ticket_id, once),
  constraint mailed_once_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);

create table mails (
  id bigint not null generated always as identity,
  received_at timestamp with time zone not null,
  source text not null,
  mailbox_id bigint,
  uid_validity bigint,
  uid bigint,
  envelope_from text not null,
  envelope_to text[] not null,
  remote jsonb not null,
  size integer not null,
  raw bytea,
  raw_hash bytea,
  erased_at timestamp with time zone,
  fate text not null default 'received'::text,
  reason text,
  evidence jsonb,
  settled_at timestamp with time zone,
  tries integer not null default 0,
  desk_id bigint,
  ticket_id bigint,
  message_id bigint,
  from_address text,
  from_name text,
  subject text,
  header_message_id text,
  content_hash bytea,
  decided_by bigint,
  decided_at timestamp with time zone,
  decision_note text,
  sibling_of bigint,
  interrupted smallint not null default 0,
  constraint mails_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES people(id),
  constraint mails_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint mails_fate_check CHECK ((fate = ANY (ARRAY['received'::text, 'ticketed'::text, 'threaded'::text, 'duplicate'::text, 'bounce'::text, 'auto-reply'::text, 'loop'::text, 'held'::text, 'kept'::text, 'portal-only'::text, 'spam'::text, 'refused'::text, 'failed'::text]))),
  constraint mails_mailbox_id_fkey FOREIGN KEY (mailbox_id) REFERENCES mailboxes(id),
  constraint mails_mailbox_id_uid_validity_uid_key UNIQUE (mailbox_id, uid_validity, uid),
  constraint mails_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id),
  constraint mails_pkey PRIMARY KEY (id),
  constraint mails_sibling_of_fkey FOREIGN KEY (sibling_of) REFERENCES mails(id),
  constraint mails_source_check CHECK ((source = ANY (ARRAY['smtp'::text, 'imap'::text]))),
  constraint mails_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX mails_by_fate ON public.mails USING btree (fate, id DESC);
CREATE INDEX mails_by_header ON public.mails USING btree (header_message_id) WHERE (header_message_id IS NOT NULL);
CREATE INDEX mails_by_sender ON public.mails USING btree (from_address, received_at DESC);
CREATE INDEX mails_held ON public.mails USING btree (desk_id, id) WHERE (fate = 'held'::text);
CREATE INDEX mails_raw ON public.mails USING btree (desk_id, received_at) WHERE (erased_at IS NULL);
CREATE INDEX mails_waiting ON public.mails USING btree (id) WHERE (fate = 'received'::text);

create table messages (
  id bigint not null generated always as identity,
  ticket_id bigint not null,
  kind text not null,
  author_id bigint,
  author_side text not null,
  channel text not null,
  created_at timestamp with time zone not null,
  html text not null,
  text text not null,
  quote_at integer,
  recipients jsonb not null default '{}'::jsonb,
  header_message_id text,
  mail_id bigint,
  evidence jsonb,
  trust jsonb,
  omitted text[] not null default '{}'::text[],
  side_id bigint,
  erased_at timestamp with time zone,
  constraint messages_author_id_fkey FOREIGN KEY (author_id) REFERENCES people(id),
  constraint messages_author_side_check CHECK ((author_side = ANY (ARRAY['customer'::text, 'agent'::text, 'system'::text, 'third-party'::text]))),
  constraint messages_kind_check CHECK ((kind = ANY (ARRAY['reply'::text, 'note'::text, 'side'::text]))),
  constraint messages_pkey PRIMARY KEY (id),
  constraint messages_side_check CHECK (((kind = 'side'::text) = (side_id IS NOT NULL))),
  constraint messages_side_id_fkey FOREIGN KEY (side_id) REFERENCES side_conversations(id),
  constraint messages_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX messages_by_header ON public.messages USING btree (header_message_id) WHERE (header_message_id IS NOT NULL);
CREATE INDEX messages_by_side ON public.messages USING btree (side_id, id) WHERE (side_id IS NOT NULL);
CREATE INDEX messages_by_ticket ON public.messages USING btree (ticket_id, id);
CREATE INDEX messages_of_customers ON public.messages USING btree (created_at) WHERE ((author_side = 'customer'::text) AND (kind = 'reply'::text));

create table notification_choices (
  person_id bigint not null,
  choices jsonb not null,
  constraint notification_choices_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint notification_choices_pkey PRIMARY KEY (person_id)
);

create table notification_place (
  id smallint not null default 1,
  xid xid8 not null,
  event_id bigint not null,
  constraint notification_place_id_check CHECK ((id = 1)),
  constraint notification_place_pkey PRIMARY KEY (id)
);

create table notifications (
  id bigint not null generated always as identity,
  person_id bigint not null,
  ticket_id bigint not null,
  event_id bigint,
  kind text not null,
  at timestamp with time zone not null,
  actor_id bigint,
  message_id bigint,
  detail text,
  app boolean not null,
  mail text,
  push text,
  read_at timestamp with time zone,
  constraint notifications_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES people(id),
  constraint notifications_mail_check CHECK ((mail = ANY (ARRAY['owed'::text, 'done'::text]))),
  constraint notifications_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint notifications_pkey PRIMARY KEY (id),
  constraint notifications_push_check CHECK ((push = ANY (ARRAY['owed'::text, 'done'::text]))),
  constraint notifications_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX notifications_by_ticket ON public.notifications USING btree (ticket_id);
CREATE INDEX notifications_mail_owed ON public.notifications USING btree (person_id, id) WHERE (mail = 'owed'::text);
CREATE INDEX notifications_of_person ON public.notifications USING btree (person_id, id) WHERE app;
CREATE UNIQUE INDEX notifications_once ON public.notifications USING btree (person_id, event_id) WHERE (event_id IS NOT NULL);
CREATE INDEX notifications_push_owed ON public.notifications USING btree (person_id, id) WHERE (push = 'owed'::text);
CREATE INDEX notifications_unread ON public.notifications USING btree (person_id, id) WHERE (app AND (read_at IS NULL));

create table opt_outs (
  ticket_id bigint not null,
  person_id bigint not null,
  at timestamp with time zone not null,
  constraint opt_outs_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint opt_outs_pkey PRIMARY KEY (ticket_id, person_id),
  constraint opt_outs_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);

create table organization_desks (
  organization_id bigint not null,
  desk_id bigint not null,
  constraint organization_desks_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint organization_desks_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id),
  constraint organization_desks_pkey PRIMARY KEY (organization_id, desk_id)
);

create table organizations (
  id bigint not null generated always as identity,
  name text not null,
  own boolean not null default false,
  phone text,
  postal text,
  notes text not null default ''::text,
  fields jsonb not null default '{}'::jsonb,
  version integer not null default 1,
  merged_into bigint,
  created_at timestamp with time zone not null,
  archived_at timestamp with time zone,
  search tsvector not null generated always as (to_tsvector('simple'::regconfig, folded(name))) stored,
  shares_requests boolean not null default false,
  constraint organizations_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES organizations(id),
  constraint organizations_pkey PRIMARY KEY (id)
);
CREATE INDEX organizations_by_name ON public.organizations USING btree (folded(name), id);
CREATE INDEX organizations_merged ON public.organizations USING btree (merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX organizations_search ON public.organizations USING gin (search);

create table outgoing_items (
  outgoing_id bigint not null,
  position integer not null,
  receiver jsonb not null,
  outcome text,
  ticket_id bigint,
  reason jsonb,
  constraint outgoing_items_outcome_check CHECK ((outcome = ANY (ARRAY['written'::text, 'refused'::text]))),
  constraint outgoing_items_outgoing_id_fkey FOREIGN KEY (outgoing_id) REFERENCES outgoings(id) ON DELETE CASCADE,
  constraint outgoing_items_pkey PRIMARY KEY (outgoing_id, "position"),
  constraint outgoing_items_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX outgoing_items_by_ticket ON public.outgoing_items USING btree (ticket_id) WHERE (ticket_id IS NOT NULL);

create table outgoings (
  id bigint not null generated always as identity,
  person_id bigint not null,
  desk_id bigint not null,
  via text not null,
  input jsonb not null,
  state text not null,
  total integer not null,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint outgoings_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint outgoings_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint outgoings_pkey PRIMARY KEY (id),
  constraint outgoings_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text])))
);
CREATE INDEX outgoings_by_age ON public.outgoings USING btree (created_at);

create table passkeys (
  id text not null,
  person_id bigint not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint passkeys_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint passkeys_pkey PRIMARY KEY (id)
);
CREATE INDEX passkeys_by_person ON public.passkeys USING btree (person_id);

create table passwords (
  person_id bigint not null,
  hash text not null,
  changed_at timestamp with time zone not null,
  constraint passwords_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint passwords_pkey PRIMARY KEY (person_id)
);

create table people (
  id bigint not null generated always as identity,
  name text not null,
  locale text,
  time_zone text,
  contact text,
  preferences jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null,
  deactivated_at timestamp with time zone,
  organization_id bigint,
  branch_id bigint,
  workplace text,
  employee_id text,
  notes text not null default ''::text,
  fields jsonb not null default '{}'::jsonb,
  version integer not null default 1,
  search tsvector not null generated always as (to_tsvector('simple'::regconfig, folded(name))) stored,
  merged_into bigint,
  erased_at timestamp with time zone,
  demo boolean not null default false,
  constraint people_branch_id_fkey FOREIGN KEY (branch_id) REFERENCES branches(id),
  constraint people_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES people(id),
  constraint people_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id),
  constraint people_pkey PRIMARY KEY (id)
);
CREATE INDEX people_by_employee_id ON public.people USING btree (employee_id) WHERE (employee_id IS NOT NULL);
CREATE INDEX people_by_organization ON public.people USING btree (organization_id, id) WHERE (organization_id IS NOT NULL);
CREATE INDEX people_merged ON public.people USING btree (merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX people_of_demo ON public.people USING btree (id) WHERE demo;
CREATE INDEX people_search ON public.people USING gin (search);

create table phones (
  person_id bigint not null,
  number text not null,
  typed text not null,
  position integer not null,
  constraint phones_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint phones_pkey PRIMARY KEY (person_id, number)
);
CREATE INDEX phones_by_number ON public.phones USING btree (number text_pattern_ops);
CREATE INDEX phones_reversed ON public.phones USING btree (reverse(number) text_pattern_ops);

create table posts (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  topic_id bigint not null,
  kind text not null,
  author_id bigint,
  staff boolean not null,
  language text not null,
  title text not null,
  html text not null,
  words text not null,
  at timestamp with time zone not null,
  edited_at timestamp with time zone,
  last_at timestamp with time zone not null,
  comments integer not null default 0,
  votes integer not null default 0,
  answered boolean not null default false,
  state text not null default 'shown'::text,
  locked boolean not null default false,
  form_id uuid not null,
  told_to bigint not null default 0,
  search tsvector not null generated always as (to_tsvector('simple'::regconfig, folded(((title || ' '::text) || words)))) stored,
  constraint posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES people(id),
  constraint posts_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint posts_form_id_key UNIQUE (form_id),
  constraint posts_kind_check CHECK ((kind = ANY (ARRAY['question'::text, 'proposal'::text, 'news'::text]))),
  constraint posts_pkey PRIMARY KEY (id),
  constraint posts_state_check CHECK ((state = ANY (ARRAY['shown'::text, 'hidden'::text, 'withdrawn'::text]))),
  constraint posts_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES topics(id)
);
CREATE INDEX posts_by_author ON public.posts USING btree (author_id, at);
CREATE INDEX posts_latest ON public.posts USING btree (desk_id, last_at, id) WHERE (state = 'shown'::text);
CREATE INDEX posts_newest ON public.posts USING btree (desk_id, at, id);
CREATE INDEX posts_search ON public.posts USING gin (search);
CREATE INDEX posts_voted ON public.posts USING btree (desk_id, votes, id) WHERE (state = 'shown'::text);

create table push_devices (
  id bigint not null generated always as identity,
  person_id bigint not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  user_agent text not null,
  created_at timestamp with time zone not null,
  session_id uuid,
  constraint push_devices_endpoint_key UNIQUE (endpoint),
  constraint push_devices_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint push_devices_pkey PRIMARY KEY (id),
  constraint push_devices_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE
);
CREATE INDEX push_devices_of_person ON public.push_devices USING btree (person_id);
CREATE INDEX push_devices_of_session ON public.push_devices USING btree (session_id);

create table queues (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  key text not null,
  labels jsonb not null,
  position integer not null,
  archived_at timestamp with time zone,
  constraint queues_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint queues_desk_id_key_key UNIQUE (desk_id, key),
  constraint queues_pkey PRIMARY KEY (id)
);

create table ratings (
  ticket_id bigint not null,
  person_id bigint not null,
  agent_id bigint,
  score smallint not null,
  message text not null,
  rated_at timestamp with time zone not null,
  constraint ratings_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES people(id),
  constraint ratings_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint ratings_pkey PRIMARY KEY (ticket_id),
  constraint ratings_score_check CHECK (((score >= 1) AND (score <= 5))),
  constraint ratings_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX ratings_by_agent ON public.ratings USING btree (agent_id, rated_at) WHERE (agent_id IS NOT NULL);
CREATE INDEX ratings_by_time ON public.ratings USING btree (rated_at);

create table recovery_codes (
  person_id bigint not null,
  hash bytea not null,
  constraint recovery_codes_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint recovery_codes_pkey PRIMARY KEY (person_id, hash)
);

create table report_progress (
  one boolean not null default true,
  xid xid8,
  event_id bigint not null,
  rebuilt_to bigint,
  constraint report_progress_one_check CHECK (one),
  constraint report_progress_pkey PRIMARY KEY (one)
);

create table report_subscriptions (
  id bigint not null generated always as identity,
  person_id bigint not null,
  desk_id bigint,
  q text not null,
  every text not null,
  hour smallint not null,
  created_at timestamp with time zone not null,
  constraint report_subscriptions_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint report_subscriptions_every_check CHECK ((every = ANY (ARRAY['day'::text, 'week'::text, 'month'::text]))),
  constraint report_subscriptions_hour_check CHECK (((hour >= 0) AND (hour <= 23))),
  constraint report_subscriptions_once UNIQUE NULLS NOT DISTINCT (person_id, desk_id, q, every),
  constraint report_subscriptions_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint report_subscriptions_pkey PRIMARY KEY (id)
);

create table reviews (
  ticket_id bigint not null,
  rating numeric,
  best numeric not null,
  text text not null,
  author text not null,
  site text not null,
  location text not null,
  link text not null,
  written_at timestamp with time zone,
  updated_at timestamp with time zone not null,
  constraint reviews_pkey PRIMARY KEY (ticket_id),
  constraint reviews_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);

create table roles (
  id bigint not null generated always as identity,
  desk_id bigint,
  key text not null,
  labels jsonb not null,
  permissions text[] not null,
  position integer not null,
  archived_at timestamp with time zone,
  second_factor boolean not null default false,
  constraint roles_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint roles_desk_id_key_key UNIQUE NULLS NOT DISTINCT (desk_id, key),
  constraint roles_pkey PRIMARY KEY (id)
);

create table rule_looks (
  rule_id bigint not null,
  until timestamp with time zone not null,
  constraint rule_looks_pkey PRIMARY KEY (rule_id),
  constraint rule_looks_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES rules(id)
);

create table rule_mails (
  rule_id bigint not null,
  address text not null,
  at timestamp with time zone not null,
  constraint rule_mails_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES rules(id)
);
CREATE INDEX rule_mails_by_address ON public.rule_mails USING btree (rule_id, address, at);
CREATE INDEX rule_mails_by_time ON public.rule_mails USING btree (at);

create table rule_runs (
  id bigint not null generated always as identity,
  rule_id bigint not null,
  ticket_id bigint not null,
  occasion text not null,
  at timestamp with time zone not null,
  outcome text not null,
  did jsonb not null default '[]'::jsonb,
  reason jsonb,
  constraint rule_runs_outcome_check CHECK ((outcome = ANY (ARRAY['ran'::text, 'passed'::text, 'failed'::text, 'cut'::text, 'stopped'::text]))),
  constraint rule_runs_pkey PRIMARY KEY (id),
  constraint rule_runs_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES rules(id),
  constraint rule_runs_rule_id_ticket_id_occasion_key UNIQUE (rule_id, ticket_id, occasion),
  constraint rule_runs_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX rule_runs_by_rule ON public.rule_runs USING btree (rule_id, id DESC) WHERE (outcome <> 'passed'::text);
CREATE INDEX rule_runs_by_ticket ON public.rule_runs USING btree (ticket_id, rule_id, at);
CREATE INDEX rule_runs_passed ON public.rule_runs USING btree (at) WHERE (outcome = 'passed'::text);

create table rule_turns (
  rule_id bigint not null,
  person_id bigint not null,
  at timestamp with time zone not null,
  constraint rule_turns_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint rule_turns_pkey PRIMARY KEY (rule_id, person_id),
  constraint rule_turns_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES rules(id)
);

create table rules (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  key text not null,
  labels jsonb not null,
  settings jsonb not null,
  position integer not null,
  owner_id bigint,
  since timestamp with time zone not null,
  archived_at timestamp with time zone,
  constraint rules_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint rules_desk_id_key_key UNIQUE (desk_id, key),
  constraint rules_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES people(id),
  constraint rules_pkey PRIMARY KEY (id)
);

create table scanned_blobs (
  hash bytea not null,
  found text,
  scanned_at timestamp with time zone not null,
  constraint scanned_blobs_pkey PRIMARY KEY (hash)
);

create table service_levels (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  key text not null,
  labels jsonb not null default '{}'::jsonb,
  position integer not null,
  archived_at timestamp with time zone,
  settings jsonb not null default '{}'::jsonb,
  constraint service_levels_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint service_levels_desk_id_key_key UNIQUE (desk_id, key),
  constraint service_levels_pkey PRIMARY KEY (id)
);

create table sessions (
  hash bytea not null,
  id uuid not null,
  person_id bigint not null,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  user_agent text not null,
  ip text not null,
  second_factor boolean not null default false,
  ends_at timestamp with time zone,
  constraint sessions_id_key UNIQUE (id),
  constraint sessions_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint sessions_pkey PRIMARY KEY (hash)
);
CREATE INDEX sessions_by_person ON public.sessions USING btree (person_id);
CREATE INDEX sessions_expiring ON public.sessions USING btree (expires_at);

create table settings (
  key text not null,
  value jsonb not null,
  constraint settings_pkey PRIMARY KEY (key)
);

create table shifts (
  person_id bigint not null,
  time_zone text not null,
  week jsonb not null,
  exceptions jsonb not null default '[]'::jsonb,
  constraint shifts_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint shifts_pkey PRIMARY KEY (person_id)
);

create table side_conversations (
  id bigint not null generated always as identity,
  ticket_id bigint not null,
  kind text not null,
  subject text not null,
  addresses text[] not null,
  state text not null default 'open'::text,
  created_by bigint not null,
  created_at timestamp with time zone not null,
  child_ticket bigint,
  constraint side_conversations_child_ticket_fkey FOREIGN KEY (child_ticket) REFERENCES tickets(id),
  constraint side_conversations_created_by_fkey FOREIGN KEY (created_by) REFERENCES people(id),
  constraint side_conversations_kind_check CHECK ((kind = ANY (ARRAY['side'::text, 'forward'::text]))),
  constraint side_conversations_pkey PRIMARY KEY (id),
  constraint side_conversations_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text]))),
  constraint side_conversations_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX side_conversations_by_child ON public.side_conversations USING btree (child_ticket) WHERE (child_ticket IS NOT NULL);
CREATE INDEX side_conversations_by_ticket ON public.side_conversations USING btree (ticket_id, id);

create table sign_in_links (
  hash bytea not null,
  person_id bigint not null,
  address text,
  purpose text not null,
  desk_id bigint,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint sign_in_links_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint sign_in_links_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint sign_in_links_pkey PRIMARY KEY (hash),
  constraint sign_in_links_purpose_check CHECK ((purpose = ANY (ARRAY['sign-in'::text, 'password'::text])))
);
CREATE INDEX sign_in_links_by_person ON public.sign_in_links USING btree (person_id);

create table sign_in_steps (
  hash bytea not null,
  kind text not null,
  person_id bigint,
  data jsonb not null,
  expires_at timestamp with time zone not null,
  constraint sign_in_steps_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint sign_in_steps_pkey PRIMARY KEY (hash)
);
CREATE INDEX sign_in_steps_by_end ON public.sign_in_steps USING btree (expires_at);

create table sign_on_providers (
  id bigint not null generated always as identity,
  key text not null,
  kind text not null,
  settings jsonb not null,
  secret bytea,
  archived_at timestamp with time zone,
  constraint sign_on_providers_key_key UNIQUE (key),
  constraint sign_on_providers_kind_check CHECK ((kind = ANY (ARRAY['oidc'::text, 'ldap'::text]))),
  constraint sign_on_providers_pkey PRIMARY KEY (id)
);

create table statuses (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  key text not null,
  state text not null,
  labels jsonb not null,
  explanations jsonb not null,
  runs_clocks boolean not null,
  after_customer_message text,
  position integer not null,
  archived_at timestamp with time zone,
  roles text[],
  after_side_answer text,
  color text,
  waiting jsonb,
  gates jsonb not null default '[]'::jsonb,
  constraint statuses_color_check CHECK ((color = ANY (ARRAY['red'::text, 'orange'::text, 'amber'::text, 'green'::text, 'teal'::text, 'blue'::text, 'violet'::text, 'pink'::text]))),
  constraint statuses_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint statuses_desk_id_key_key UNIQUE (desk_id, key),
  constraint statuses_pkey PRIMARY KEY (id),
  constraint statuses_state_check CHECK ((state = ANY (ARRAY['new'::text, 'open'::text, 'pending'::text, 'on_hold'::text, 'solved'::text, 'closed'::text])))
);

create table subscriptions (
  subject text not null,
  subject_id bigint not null,
  person_id bigint not null,
  language text not null,
  at timestamp with time zone not null,
  constraint subscriptions_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint subscriptions_pkey PRIMARY KEY (subject, subject_id, person_id),
  constraint subscriptions_subject_check CHECK ((subject = ANY (ARRAY['topic'::text, 'post'::text, 'article'::text])))
);
CREATE INDEX subscriptions_of_person ON public.subscriptions USING btree (person_id);

create table throttles (
  key text not null,
  window_start timestamp with time zone not null,
  count integer not null,
  constraint throttles_pkey PRIMARY KEY (key)
);

create table ticket_facts (
  id bigint not null,
  desk_id bigint not null,
  queue_id bigint not null,
  status_id bigint not null,
  state text not null,
  type_id bigint,
  location_id bigint,
  priority smallint not null,
  requester_id bigint not null,
  assignee_id bigint,
  source text not null,
  tags text[] not null,
  created_at timestamp with time zone not null,
  solved_at timestamp with time zone,
  listed boolean not null,
  left_out text,
  first_reply_at timestamp with time zone,
  reopened_at timestamp with time zone,
  reopenings integer not null,
  first_call boolean not null,
  constraint ticket_facts_check CHECK ((listed = (left_out IS NULL))),
  constraint ticket_facts_left_out_check CHECK ((left_out = ANY (ARRAY['merged'::text, 'spam'::text, 'deleted'::text, 'erased'::text]))),
  constraint ticket_facts_pkey PRIMARY KEY (id)
);
CREATE INDEX ticket_facts_created ON public.ticket_facts USING btree (created_at);
CREATE INDEX ticket_facts_first_call ON public.ticket_facts USING btree (id) WHERE first_call;
CREATE INDEX ticket_facts_reopened ON public.ticket_facts USING btree (reopened_at) WHERE (reopened_at IS NOT NULL);
CREATE INDEX ticket_facts_replied ON public.ticket_facts USING btree (first_reply_at) WHERE (first_reply_at IS NOT NULL);
CREATE INDEX ticket_facts_solved ON public.ticket_facts USING btree (solved_at) WHERE (solved_at IS NOT NULL);

create table ticket_identifiers (
  ticket_id bigint not null,
  kind text not null,
  value text not null,
  staff boolean not null default false,
  constraint ticket_identifiers_pkey PRIMARY KEY (kind, value, ticket_id),
  constraint ticket_identifiers_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX ticket_identifiers_by_ticket ON public.ticket_identifiers USING btree (ticket_id);

create table ticket_reads (
  person_id bigint not null,
  ticket_id bigint not null,
  messages integer not null,
  constraint ticket_reads_messages_check CHECK ((messages >= 0)),
  constraint ticket_reads_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint ticket_reads_pkey PRIMARY KEY (person_id, ticket_id),
  constraint ticket_reads_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id) ON DELETE CASCADE
);
CREATE INDEX ticket_reads_by_ticket ON public.ticket_reads USING btree (ticket_id);

create table ticket_search (
  ticket_id bigint not null,
  public tsvector not null,
  staff tsvector not null,
  public_files boolean not null default false,
  staff_files boolean not null default false,
  constraint ticket_search_pkey PRIMARY KEY (ticket_id),
  constraint ticket_search_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX ticket_search_files ON public.ticket_search USING btree (ticket_id) WHERE staff_files;
CREATE INDEX ticket_search_staff ON public.ticket_search USING gin (staff) WITH (fastupdate='on', gin_pending_list_limit='512');

create table ticket_stays (
  id bigint not null generated always as identity,
  ticket_id bigint not null,
  desk_id bigint not null,
  left_at timestamp with time zone not null,
  person_id bigint,
  reason text not null,
  status_id bigint not null,
  queue_id bigint not null,
  type_id bigint,
  first_type_id bigint,
  fields jsonb not null,
  constraint ticket_stays_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint ticket_stays_first_type_id_fkey FOREIGN KEY (first_type_id) REFERENCES types(id),
  constraint ticket_stays_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint ticket_stays_pkey PRIMARY KEY (id),
  constraint ticket_stays_queue_id_fkey FOREIGN KEY (queue_id) REFERENCES queues(id),
  constraint ticket_stays_status_id_fkey FOREIGN KEY (status_id) REFERENCES statuses(id),
  constraint ticket_stays_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id),
  constraint ticket_stays_type_id_fkey FOREIGN KEY (type_id) REFERENCES types(id)
);
CREATE INDEX ticket_stays_by_ticket ON public.ticket_stays USING btree (ticket_id, id);

create table tickets (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  subject text not null,
  state text not null,
  status_id bigint not null,
  queue_id bigint not null,
  type_id bigint,
  priority smallint not null,
  requester_id bigint not null,
  assignee_id bigint,
  tags text[] not null default '{}'::text[],
  fields jsonb not null default '{}'::jsonb,
  source text not null,
  locale text,
  created_by bigint,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  due_at timestamp with time zone,
  next_due_at timestamp with time zone,
  solved_at timestamp with time zone,
  closed_at timestamp with time zone,
  version integer not null default 1,
  public_excerpt text not null,
  staff_excerpt text not null,
  public_count integer not null,
  message_count integer not null,
  last_public_at timestamp with time zone not null,
  last_public_by text not null,
  merged_into bigint,
  follow_up_of bigint,
  search_stale boolean not null default true,
  follow_up_count integer not null default 0,
  next_follow_up_at timestamp with time zone,
  flagged_at timestamp with time zone,
  flag text,
  approval text,
  listed boolean not null default true,
  spam boolean not null default false,
  deleted_at timestamp with time zone,
  family bigint[] not null default '{}'::bigint[],
  escalation smallint not null default 0,
  escalated_to bigint,
  first_type_id bigint,
  purged_at timestamp with time zone,
  location_id bigint,
  clock_due_at timestamp with time zone,
  clock_kind text,
  clock_warn_at timestamp with time zone,
  clock_left_ms bigint,
  closes_at timestamp with time zone,
  closes_how text,
  status_since timestamp with time zone,
  still_counts boolean not null default false,
  constraint closes_how_when CHECK (((closes_at IS NULL) = (closes_how IS NULL))),
  constraint tickets_approval_check CHECK ((approval = ANY (ARRAY['pending'::text, 'granted'::text, 'refused'::text]))),
  constraint tickets_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES people(id),
  constraint tickets_closes_how_check CHECK ((closes_how = ANY (ARRAY['solved'::text, 'closed'::text, 'may'::text]))),
  constraint tickets_created_by_fkey FOREIGN KEY (created_by) REFERENCES people(id),
  constraint tickets_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint tickets_escalated_to_fkey FOREIGN KEY (escalated_to) REFERENCES people(id),
  constraint tickets_escalation_check CHECK (((escalation >= 0) AND (escalation <= 9))),
  constraint tickets_first_type_id_fkey FOREIGN KEY (first_type_id) REFERENCES types(id),
  constraint tickets_follow_up_of_fkey FOREIGN KEY (follow_up_of) REFERENCES tickets(id),
  constraint tickets_last_public_by_check CHECK ((last_public_by = ANY (ARRAY['customer'::text, 'agent'::text]))),
  constraint tickets_location_id_fkey FOREIGN KEY (location_id) REFERENCES branches(id),
  constraint tickets_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES tickets(id),
  constraint tickets_pkey PRIMARY KEY (id),
  constraint tickets_priority_check CHECK (((priority >= 1) AND (priority <= 4))),
  constraint tickets_queue_id_fkey FOREIGN KEY (queue_id) REFERENCES queues(id),
  constraint tickets_requester_id_fkey FOREIGN KEY (requester_id) REFERENCES people(id),
  constraint tickets_state_check CHECK ((state = ANY (ARRAY['new'::text, 'open'::text, 'pending'::text, 'on_hold'::text, 'solved'::text, 'closed'::text]))),
  constraint tickets_status_id_fkey FOREIGN KEY (status_id) REFERENCES statuses(id),
  constraint tickets_type_id_fkey FOREIGN KEY (type_id) REFERENCES types(id)
);
CREATE INDEX tickets_by_continued ON public.tickets USING btree (follow_up_of) WHERE (follow_up_of IS NOT NULL);
CREATE INDEX tickets_by_desk ON public.tickets USING btree (desk_id, updated_at DESC, id DESC) WHERE listed;
CREATE INDEX tickets_by_desk_created ON public.tickets USING btree (desk_id, created_at DESC, id DESC) WHERE listed;
CREATE INDEX tickets_by_desk_due ON public.tickets USING btree (desk_id, next_due_at, id) WHERE (listed AND (state = ANY (ARRAY['new'::text, 'open'::text, 'pending'::text, 'on_hold'::text])) AND (next_due_at IS NOT NULL));
CREATE INDEX tickets_by_desk_priority ON public.tickets USING btree (desk_id, priority DESC, id DESC) WHERE (listed AND (state = ANY (ARRAY['new'::text, 'open'::text, 'pending'::text, 'on_hold'::text])));
CREATE INDEX tickets_by_due ON public.tickets USING btree (desk_id, due_at) WHERE (listed AND (due_at IS NOT NULL));
CREATE INDEX tickets_by_location ON public.tickets USING btree (location_id, updated_at DESC, id DESC) WHERE (listed AND (location_id IS NOT NULL));
CREATE INDEX tickets_by_requester ON public.tickets USING btree (requester_id, id DESC);
CREATE INDEX tickets_by_status_since ON public.tickets USING btree (status_id, COALESCE(status_since, created_at)) WHERE listed;
CREATE INDEX tickets_deleted ON public.tickets USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX tickets_flagged ON public.tickets USING btree (desk_id, flagged_at DESC) WHERE (flagged_at IS NOT NULL);
CREATE INDEX tickets_open_by_assignee ON public.tickets USING btree (assignee_id, updated_at DESC, id DESC) WHERE (listed AND (state = ANY (ARRAY['new'::text, 'open'::text, 'pending'::text, 'on_hold'::text])) AND (assignee_id IS NOT NULL));
CREATE INDEX tickets_open_by_desk ON public.tickets USING btree (desk_id, updated_at DESC, id DESC) WHERE (listed AND (state = ANY (ARRAY['new'::text, 'open'::text, 'pending'::text, 'on_hold'::text])));
CREATE INDEX tickets_open_by_location ON public.tickets USING btree (location_id, updated_at DESC, id DESC) WHERE (listed AND (state = ANY (ARRAY['new'::text, 'open'::text, 'pending'::text, 'on_hold'::text])) AND (location_id IS NOT NULL));
CREATE INDEX tickets_open_by_queue ON public.tickets USING btree (queue_id, updated_at DESC, id DESC) WHERE (listed AND (state = ANY (ARRAY['new'::text, 'open'::text, 'pending'::text, 'on_hold'::text])));
CREATE INDEX tickets_search_stale ON public.tickets USING btree (id) WHERE search_stale;
CREATE INDEX tickets_unassigned ON public.tickets USING btree (desk_id, created_at, id) WHERE (listed AND (state = ANY (ARRAY['new'::text, 'open'::text, 'pending'::text, 'on_hold'::text])) AND (assignee_id IS NULL));
CREATE INDEX tickets_unlisted ON public.tickets USING btree (desk_id, updated_at DESC, id DESC) WHERE (NOT listed);

create table timers (
  id bigint not null generated always as identity,
  due_at timestamp with time zone not null,
  kind text not null,
  subject text not null,
  payload jsonb not null default '{}'::jsonb,
  constraint timers_kind_subject_key UNIQUE (kind, subject),
  constraint timers_pkey PRIMARY KEY (id)
);
CREATE INDEX timers_due ON public.timers USING btree (due_at);

create table tokens (
  hash bytea not null,
  id uuid not null,
  person_id bigint not null,
  name text not null,
  scopes text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  used_at timestamp with time zone,
  constraint tokens_id_key UNIQUE (id),
  constraint tokens_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint tokens_pkey PRIMARY KEY (hash)
);
CREATE INDEX tokens_by_person ON public.tokens USING btree (person_id);

create table topics (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  key text not null,
  labels jsonb not null,
  settings jsonb not null,
  position integer not null,
  archived_at timestamp with time zone,
  constraint topics_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint topics_desk_id_key_key UNIQUE (desk_id, key),
  constraint topics_pkey PRIMARY KEY (id)
);

create table totp_keys (
  person_id bigint not null,
  sealed bytea not null,
  created_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  last_step bigint not null default 0,
  constraint totp_keys_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint totp_keys_pkey PRIMARY KEY (person_id)
);

create table type_requests (
  ticket_id bigint not null,
  type_id bigint not null,
  asked_by bigint not null,
  asked_at timestamp with time zone not null,
  reason text not null,
  constraint type_requests_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES people(id),
  constraint type_requests_pkey PRIMARY KEY (ticket_id),
  constraint type_requests_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id),
  constraint type_requests_type_id_fkey FOREIGN KEY (type_id) REFERENCES types(id)
);
CREATE INDEX type_requests_by_age ON public.type_requests USING btree (asked_at);

create table types (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  parent_id bigint,
  key text not null,
  labels jsonb not null,
  position integer not null,
  archived_at timestamp with time zone,
  roles text[],
  sets jsonb not null default '{}'::jsonb,
  constraint types_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint types_desk_id_key_key UNIQUE (desk_id, key),
  constraint types_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES types(id),
  constraint types_pkey PRIMARY KEY (id)
);

create table uploads (
  id uuid not null,
  person_id bigint not null,
  name text not null,
  type text not null,
  size bigint not null,
  received bigint not null default 0,
  file_id uuid,
  expires_at timestamp with time zone not null,
  constraint uploads_check CHECK (((received >= 0) AND (received <= size))),
  constraint uploads_file_id_fkey FOREIGN KEY (file_id) REFERENCES files(id) ON DELETE CASCADE,
  constraint uploads_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint uploads_pkey PRIMARY KEY (id),
  constraint uploads_size_check CHECK ((size >= 0))
);
CREATE INDEX uploads_by_end ON public.uploads USING btree (expires_at);
CREATE INDEX uploads_by_file ON public.uploads USING btree (file_id) WHERE (file_id IS NOT NULL);
CREATE INDEX uploads_by_person ON public.uploads USING btree (person_id);

create table views (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  person_id bigint,
  key text,
  labels jsonb not null,
  q text not null,
  sort text,
  columns text[],
  position integer not null,
  archived_at timestamp with time zone,
  constraint views_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint views_desk_id_key_key UNIQUE (desk_id, key),
  constraint views_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint views_pkey PRIMARY KEY (id)
);
CREATE INDEX views_by_desk ON public.views USING btree (desk_id, "position") WHERE (archived_at IS NULL);

create table votes (
  post_id bigint not null,
  person_id bigint not null,
  at timestamp with time zone not null,
  constraint votes_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint votes_pkey PRIMARY KEY (post_id, person_id),
  constraint votes_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id)
);
CREATE INDEX votes_of_person ON public.votes USING btree (person_id);

create table waitings (
  ticket_id bigint not null,
  status_id bigint not null,
  plan jsonb not null,
  entered_at timestamp with time zone not null,
  late_seconds bigint not null default 0,
  reminders_done smallint not null default 0,
  next_at timestamp with time zone,
  outcome text,
  settled_at timestamp with time zone,
  settled_by text,
  constraint waitings_check CHECK ((((outcome IS NULL) = (settled_at IS NULL)) AND ((outcome IS NULL) = (settled_by IS NULL)))),
  constraint waitings_check1 CHECK (((outcome IS NULL) OR (next_at IS NULL))),
  constraint waitings_late_seconds_check CHECK ((late_seconds >= 0)),
  constraint waitings_outcome_check CHECK ((outcome = ANY (ARRAY['called-off'::text, 'flagged'::text]))),
  constraint waitings_pkey PRIMARY KEY (ticket_id),
  constraint waitings_settled_by_check CHECK ((settled_by = ANY (ARRAY['customer'::text, 'agent'::text, 'system'::text]))),
  constraint waitings_status_id_fkey FOREIGN KEY (status_id) REFERENCES statuses(id),
  constraint waitings_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);

create table watchers (
  ticket_id bigint not null,
  person_id bigint not null,
  side text not null,
  added_at timestamp with time zone not null,
  constraint watchers_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint watchers_pkey PRIMARY KEY (person_id, ticket_id),
  constraint watchers_side_check CHECK ((side = ANY (ARRAY['customer'::text, 'agent'::text]))),
  constraint watchers_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id)
);
CREATE INDEX watchers_by_ticket ON public.watchers USING btree (ticket_id);

create table webhook_attempts (
  id bigint not null generated always as identity,
  delivery_id uuid not null,
  at timestamp with time zone not null,
  status integer,
  ms integer not null,
  answer text not null,
  constraint webhook_attempts_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES webhook_deliveries(id) ON DELETE CASCADE,
  constraint webhook_attempts_pkey PRIMARY KEY (id)
);
CREATE INDEX webhook_attempts_by_delivery ON public.webhook_attempts USING btree (delivery_id, id);

create table webhook_deliveries (
  id uuid not null,
  webhook_id bigint not null,
  ticket_id bigint,
  occasion text not null,
  event text not null,
  body text not null,
  state text not null default 'waiting'::text,
  tries integer not null default 0,
  created_at timestamp with time zone not null,
  since timestamp with time zone not null,
  next_at timestamp with time zone,
  leased_until timestamp with time zone,
  constraint webhook_deliveries_pkey PRIMARY KEY (id),
  constraint webhook_deliveries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text]))),
  constraint webhook_deliveries_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id),
  constraint webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks(id),
  constraint webhook_deliveries_webhook_id_occasion_key UNIQUE (webhook_id, occasion)
);
CREATE INDEX webhook_deliveries_by_ticket ON public.webhook_deliveries USING btree (ticket_id);
CREATE INDEX webhook_deliveries_by_webhook ON public.webhook_deliveries USING btree (webhook_id, created_at DESC, id DESC);

create table webhooks (
  id bigint not null generated always as identity,
  desk_id bigint not null,
  key text not null,
  name text not null,
  url text not null,
  events text[] not null,
  off boolean not null default false,
  salt bytea not null,
  secret_version integer not null default 1,
  archived_at timestamp with time zone,
  constraint webhooks_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES desks(id),
  constraint webhooks_desk_id_key_key UNIQUE (desk_id, key),
  constraint webhooks_pkey PRIMARY KEY (id)
);
