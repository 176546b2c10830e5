-- H10: what people consult, publish and propose. Of a withdrawn one the words are gone.
create table posts (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  topic_id bigint not null references topics,
  kind text not null check (kind in ('question', 'proposal', 'news')),
  -- null: the person was erased
  author_id bigint references people,
  -- written in the desk's name
  staff boolean not null,
  language text not null,
  title text not null,
  html text not null,
  words text not null,
  at timestamptz not null,
  edited_at timestamptz,
  -- when it, or the newest comment on it that is shown, was written
  last_at timestamptz not null,
  -- counted over what is shown
  comments integer not null default 0,
  votes integer not null default 0,
  answered boolean not null default false,
  state text not null default 'shown' check (state in ('shown', 'hidden', 'withdrawn')),
  locked boolean not null default false,
  -- of the form it was sent by: the same form sent twice is one post
  form_id uuid not null unique,
  -- up to which follower it was told, by their number
  told_to bigint not null default 0,
  search tsvector not null generated always as (to_tsvector('simple', folded(title || ' ' || words))) stored
);
create index posts_latest on posts (desk_id, last_at, id) where state = 'shown';
create index posts_voted on posts (desk_id, votes, id) where state = 'shown';
create index posts_by_author on posts (author_id, at);
create index posts_newest on posts (desk_id, at, id);
create index posts_search on posts using gin (search);

-- H11: comments on posts, and on articles of the help centre.
create table comments (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  post_id bigint references posts,
  article_id bigint references articles,
  author_id bigint references people,
  staff boolean not null,
  language text not null,
  html text not null,
  words text not null,
  at timestamptz not null,
  edited_at timestamptz,
  state text not null default 'shown' check (state in ('shown', 'hidden', 'withdrawn')),
  -- the desk stands by it
  official boolean not null default false,
  form_id uuid not null unique,
  told_to bigint not null default 0,
  check (num_nonnulls(post_id, article_id) = 1)
);
create index comments_of_post on comments (post_id, id) where post_id is not null;
create index comments_of_article on comments (article_id, id) where article_id is not null;
create unique index comments_official on comments (post_id) where official;
create index comments_by_author on comments (author_id, at);
create index comments_newest on comments (desk_id, at, id);

create table votes (
  post_id bigint not null references posts,
  person_id bigint not null references people,
  at timestamptz not null,
  primary key (post_id, person_id)
);
create index votes_of_person on votes (person_id);

-- Who is mailed what is new: posts of a topic, comments on a post or an article.
create table subscriptions (
  subject text not null check (subject in ('topic', 'post', 'article')),
  subject_id bigint not null,
  person_id bigint not null references people,
  -- in which they read it
  language text not null,
  at timestamptz not null,
  primary key (subject, subject_id, person_id)
);
create index subscriptions_of_person on subscriptions (person_id);

-- What somebody found wrong with a post or a comment; a moderator settles it.
create table complaints (
  id bigint generated always as identity primary key,
  desk_id bigint not null references desks,
  post_id bigint references posts,
  comment_id bigint references comments,
  person_id bigint references people,
  reason text not null,
  at timestamptz not null,
  settled_at timestamptz,
  settled_by bigint references people,
  check (num_nonnulls(post_id, comment_id) = 1)
);
create unique index complaints_once_of_post on complaints (post_id, person_id) where post_id is not null;
create unique index complaints_once_of_comment on complaints (comment_id, person_id) where comment_id is not null;
create index complaints_open on complaints (desk_id, id) where settled_at is null;
create index complaints_of_person on complaints (person_id);
