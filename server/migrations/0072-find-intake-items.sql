create index intake_items_by_ticket on intake_items (ticket_id) where ticket_id is not null;
create index intake_records_by_ticket on intake_records (ticket_id) where ticket_id is not null;
