-- How staff sign in: directories of the company, second factors, and the steps in between.

alter table roles add second_factor boolean not null default false;

-- OpenID Connect providers and LDAP directories of the whole installation. `secret` is sealed (platform/sealing).
create table sign_on_providers (
  id bigint generated always as identity primary key,
  key text not null unique,
  kind text not null check (kind in ('oidc', 'ldap')),
  settings jsonb not null,
  secret bytea,
  archived_at timestamptz
);

-- Who somebody is at a provider. The subject is what the provider never gives to another.
create table external_accounts (
  provider_id bigint not null references sign_on_providers,
  subject text not null,
  person_id bigint not null references people,
  linked_at timestamptz not null,
  used_at timestamptz not null,
  primary key (provider_id, subject)
);
create index external_accounts_by_person on external_accounts (person_id);

-- A role that a provider's groups gave, and take; null: colleagues gave it.
alter table grants add provider_id bigint references sign_on_providers;
create index grants_of_providers on grants (person_id, provider_id) where provider_id is not null;

-- `sealed` holds the authenticator's key; a code is good once: `last_step` is the newest that was used (RFC 6238, 5.2).
create table totp_keys (
  person_id bigint primary key references people,
  sealed bytea not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  last_step bigint not null default 0
);
create table recovery_codes (
  person_id bigint not null references people,
  hash bytea not null,
  primary key (person_id, hash)
);
create table passkeys (
  id text primary key,
  person_id bigint not null references people,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  used_at timestamptz
);
create index passkeys_by_person on passkeys (person_id);

-- What somebody is in the middle of: between password and second factor, at a provider, before a passkey. Each works once.
create table sign_in_steps (
  hash bytea primary key,
  kind text not null,
  person_id bigint references people,
  data jsonb not null,
  expires_at timestamptz not null
);
create index sign_in_steps_by_end on sign_in_steps (expires_at);

-- `ends_at`: the latest end of a session that a provider vouches for; null: as long as sessions last.
alter table sessions add second_factor boolean not null default false, add ends_at timestamptz;
