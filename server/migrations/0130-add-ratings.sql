-- T6: how satisfied who asked is with the solution; one for each ticket, which they may change
create table ratings (
  ticket_id bigint primary key references tickets,
  -- who rated
  person_id bigint not null references people,
  -- who is rated: who solved it, else whose it was; null: nobody of ours
  agent_id bigint references people,
  score smallint not null check (score between 1 and 5),
  message text not null,
  rated_at timestamptz not null
);
-- reports count those of some days
create index ratings_by_time on ratings (rated_at);
create index ratings_by_agent on ratings (agent_id, rated_at) where agent_id is not null;
