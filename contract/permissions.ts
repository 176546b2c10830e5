/** What a role may allow in its desk. `policy.ts` of each slice decides by these; nothing else does. */
export const permissions = [
  "ticket.see",
  "ticket.create",
  "ticket.reply",
  "ticket.note",
  "ticket.assign",
  "ticket.edit",
  // set a status, also with a note, and nothing else of the ticket (L10); who may edit may too
  "ticket.status",
  "ticket.solve",
  "ticket.close",
  "ticket.reopen",
  // change a typification; others ask for it (C8)
  "ticket.retypify",
  "ticket.escalate",
  "ticket.forward",
  // merge, split, move messages
  "ticket.merge",
  // delete, restore, mark as spam
  "ticket.delete",
  "people.see",
  "people.edit",
  "organization.edit",
  "follow-up.record",
  // colleagues' agendas, shifts and follow-ups; flagged tickets
  "follow-up.manage",
  // the figures of what one sees
  "report.see",
  "approval.ask",
  "mail.see",
  // make a ticket of a mail that waits, or not (C5); block senders
  "mail.decide",
  // write and publish the help centre's articles, and order them
  "article.edit",
  // hide, lock, answer officially in the community and below articles
  "community.moderate",
  "desk.configure",
  // of the whole installation
  "installation.administer",
] as const;
export type Permission = (typeof permissions)[number];

/** Under which heading a permission stands where roles are made; null: it is no desk's to give. */
export const permissionGroup = (permission: Permission): string | null =>
  permission === "installation.administer" ? null : permission === "desk.configure" || permission.startsWith("mail.") ? "desk" : (permission.split(".")[0] ?? null);
