/**
 * When something happened to ticket `t` that its customers learn of, and the event by which it did. The ticket's own
 * moment and version also move when colleagues write to each other, which is not for customers to know.
 */
export const publicMoment = `coalesce((select e.at from events e where e.ticket_id = t.id and e.audience = 'public' order by e.id desc limit 1), t.created_at)`;
export const publicVersion = `coalesce((select e.id from events e where e.ticket_id = t.id and e.audience = 'public' order by e.id desc limit 1), 0)`;
