-- What continues a ticket is asked for with its page.
create index tickets_by_continued on tickets (follow_up_of) where follow_up_of is not null;
