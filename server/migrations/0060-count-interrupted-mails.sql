-- how many processes have ended while they had this mail in hand
alter table mails add column interrupted smallint not null default 0;
