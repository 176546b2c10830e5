-- What is known of a person is erased for good when an administrator says so, and a desk's old tickets after a period.

alter table people add column erased_at timestamptz;
-- what was said is gone; that it was said, when and by which side is what reports count
alter table messages add column erased_at timestamptz;
-- a ticket without words that reports go on counting, unlike one that was deleted
alter table tickets add column still_counts boolean not null default false;

-- what shows that somebody's data was erased: when, by whom, and how much, and nothing of it
create table erasures (
  id bigint generated always as identity primary key,
  person_id bigint not null references people,
  asked_by bigint references people,
  asked_at timestamptz not null,
  done_at timestamptz,
  tickets integer not null default 0,
  messages integer not null default 0,
  mails integer not null default 0
);
create unique index erasures_under_way on erasures (person_id) where done_at is null;
create index erasures_by_person on erasures (person_id, id);

-- raw mails by age: they are erased after a period of their desk's
create index mails_raw on mails (desk_id, received_at) where erased_at is null;
-- sign-ins, invitations and the like may name an address; those of tickets have their own index
create index events_without_ticket on events (id) where ticket_id is null;

-- a text with every trace of somebody struck out, whatever its case; never within a longer word or number. A trace of
-- nothing but digits is a phone: it is found however it is grouped
create function redacted(words text, traces text[]) returns text language plpgsql immutable parallel safe as $$
declare
  trace text;
  pattern text;
begin
  foreach trace in array traces loop
    if trace ~ '^\+?\d{7,}$' then
      pattern := regexp_replace(replace(trace, '+', '\+'), '(\d)(?=\d)', '\1[ ().-]{0,2}', 'g');
    elsif position(lower(trace) in lower(words)) > 0 then
      pattern := regexp_replace(trace, '([][\\.^$*+?(){}|/-])', '\\\1', 'g');
    else
      continue;
    end if;
    words := regexp_replace(words, '(?<!\w)' || pattern || '(?!\w)', '•••', 'gi');
  end loop;
  return words;
end $$;

-- the same in every text within JSON; its keys and numbers stay
create function redacted(data jsonb, traces text[]) returns jsonb language plpgsql immutable parallel safe as $$
begin
  case coalesce(jsonb_typeof(data), 'null')
    when 'string' then return to_jsonb(redacted(data #>> '{}', traces));
    when 'array' then return (select coalesce(jsonb_agg(redacted(one, traces) order by n), '[]') from jsonb_array_elements(data) with ordinality as e (one, n));
    when 'object' then return (select coalesce(jsonb_object_agg(key, redacted(value, traces)), '{}') from jsonb_each(data));
    else return data;
  end case;
end $$;

create function redacted(list text[], traces text[]) returns text[] language sql immutable strict parallel safe
  return array(select redacted(one, traces) from unnest(list) with ordinality as e (one, n) order by n);
