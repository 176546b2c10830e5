-- The review date that the article's owner has been told of: once for each.
alter table articles add review_told date;
create index articles_to_review on articles (review_on) where archived_at is null and review_on is not null and review_told is distinct from review_on;
