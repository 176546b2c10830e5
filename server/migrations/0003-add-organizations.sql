-- Who customers belong to (C12: a point of sale is an organization with branches), what is known of people, their phones.

-- Names as they are searched: without case, accents and what parts words.
create function folded(text) returns text language sql immutable strict parallel safe
  return translate(regexp_replace(normalize(lower($1), NFKD), '[\u0300-\u036f]', '', 'g'), '.,;:-_@/+''&()', '             ');

create table organizations (
  id bigint generated always as identity primary key,
  name text not null,
  -- our own company: its branches are where colleagues work
  own boolean not null default false,
  phone text,
  postal text,
  notes text not null default '',
  fields jsonb not null default '{}',
  version integer not null default 1,
  -- merging moves nothing: reads follow
  merged_into bigint references organizations,
  created_at timestamptz not null,
  archived_at timestamptz
);
alter table organizations add column search tsvector not null generated always as (to_tsvector('simple', folded(name))) stored;
create index organizations_search on organizations using gin (search);
create index organizations_by_name on organizations (lower(name), id);
create index organizations_merged on organizations (merged_into) where merged_into is not null;

create table branches (
  id bigint generated always as identity primary key,
  organization_id bigint not null references organizations,
  name text not null,
  code text,
  phone text,
  postal text,
  notes text not null default '',
  position integer not null default 0,
  archived_at timestamptz
);
alter table branches add column search tsvector not null generated always as (to_tsvector('simple', folded(name || ' ' || coalesce(code, '')))) stored;
create index branches_search on branches using gin (search);
create index branches_by_organization on branches (organization_id, position, id);

-- Owned by people: it places those who are new.
create table mail_domains (
  domain text primary key,
  organization_id bigint not null references organizations
);
create index mail_domains_by_organization on mail_domains (organization_id);

alter table people
  add column organization_id bigint references organizations,
  add column branch_id bigint references branches,
  -- where somebody works, in their own words, when no such branch is recorded
  add column workplace text,
  add column employee_id text,
  add column notes text not null default '',
  add column fields jsonb not null default '{}',
  add column version integer not null default 1;
alter table people add column search tsvector not null generated always as (to_tsvector('simple', folded(name))) stored;
create index people_search on people using gin (search);
create index people_by_employee_id on people (employee_id) where employee_id is not null;
create index people_by_organization on people (organization_id, id) where organization_id is not null;

create table phones (
  person_id bigint not null references people,
  -- E.164 (+34971000101); extensions and what no plan knows: the digits as they were
  number text not null,
  -- as it was typed
  typed text not null,
  position integer not null,
  primary key (person_id, number)
);
create index phones_by_number on phones (number text_pattern_ops);
-- national numbers are found by their end
create index phones_reversed on phones (reverse(number) text_pattern_ops);
create index addresses_by_beginning on addresses (address text_pattern_ops);
create index addresses_by_domain on addresses (split_part(address, '@', 2));
