-- T12: where a third party's answer moves a ticket that waits in a status; null: it stays.
alter table statuses add column after_side_answer text;
