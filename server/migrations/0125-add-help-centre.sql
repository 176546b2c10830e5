-- H10: what a desk's articles are ordered by. Position is the order on the page.
create table article_sections (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  key text not null,
  labels jsonb not null,
  explanations jsonb not null,
  position integer not null,
  archived_at timestamptz,
  unique (desk_id, key)
);

create table articles (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  section_id bigint not null references article_sections,
  audience text not null check (audience in ('everyone', 'signed-in', 'organization', 'staff')),
  -- the one that the others are translations of
  language text not null,
  -- on this day somebody should read whether it is still right
  review_on date,
  -- what it was made from
  ticket_id bigint references tickets,
  position integer not null default 0,
  version integer not null default 1,
  created_at timestamptz not null,
  -- of anything about it, also of a draft
  changed_at timestamptz not null,
  archived_at timestamptz
);
create index articles_of_section on articles (section_id, position, id) where archived_at is null;
create index articles_latest on articles (desk_id, changed_at, id) where archived_at is null;
create index articles_of_ticket on articles (ticket_id) where ticket_id is not null;

-- Whose people may read an article of the audience "organization".
create table article_organizations (
  article_id bigint not null references articles,
  organization_id bigint not null references organizations,
  primary key (article_id, organization_id)
);

-- Everything that was ever saved of an article in one language, by number.
create table article_revisions (
  article_id bigint not null references articles,
  language text not null,
  number integer not null,
  title text not null,
  summary text not null,
  html text not null,
  words text not null,
  -- [{fileId, contentId, inline}]
  files jsonb not null,
  -- null: nobody who signs in
  author_id bigint references people,
  at timestamptz not null,
  -- the number that was brought back
  restored integer,
  primary key (article_id, language, number)
);

-- An article in one language: its newest revision, and the one that is read.
create table article_variants (
  article_id bigint not null references articles,
  language text not null,
  latest integer not null,
  -- what is read, and since when; null: nothing yet, or not any more
  published integer,
  published_at timestamptz,
  -- what the original said when this was last held against it
  follows integer,
  -- of what is read, to be found
  title text,
  search tsvector,
  primary key (article_id, language),
  check ((published is null) = (search is null) and (published is null) = (title is null))
);
create index article_variants_search on article_variants using gin (search);

-- "Was this helpful?", once for each reader. Who has no session is known by a keyed hash.
create table article_votes (
  article_id bigint not null references articles,
  voter bytea not null,
  person_id bigint references people,
  language text not null,
  helpful boolean not null,
  missing text,
  at timestamptz not null,
  primary key (article_id, voter)
);
create index article_votes_by_person on article_votes (person_id) where person_id is not null;
