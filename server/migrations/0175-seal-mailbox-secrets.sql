-- Passwords of mailboxes were kept as they are typed. They are sealed at the next start, which has the key: until then they stand in
-- `plain_secret`, and the client's secret of a mailbox with OAuth in its connection.
alter table mailboxes alter column secret drop not null;
alter table mailboxes rename column secret to plain_secret;
update mailboxes set plain_secret = null where plain_secret = '';
alter table mailboxes add column sealed bytea;
