-- Half of what a ticket's words cost to write. Customers search their own tickets, which are looked up first; where those
-- are many, the staff's index holds all that customers find, and more.
drop index ticket_search_public;
