-- Which mails carry the words of a post or a comment: they go when the words go.
create table entry_mails (
  delivery_id bigint primary key references deliveries on delete cascade,
  post_id bigint references posts,
  comment_id bigint references comments,
  check (num_nonnulls(post_id, comment_id) = 1)
);
create index entry_mails_of_post on entry_mails (post_id) where post_id is not null;
create index entry_mails_of_comment on entry_mails (comment_id) where comment_id is not null;
