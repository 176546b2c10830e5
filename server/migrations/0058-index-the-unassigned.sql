-- The assignment board walks what nobody has, the oldest first.
create index tickets_unassigned on tickets (desk_id, created_at, id)
  where listed and state in ('new', 'open', 'pending', 'on_hold') and assignee_id is null;
