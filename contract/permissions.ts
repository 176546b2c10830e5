/** What a role may allow in its desk. `policy.ts` of each slice decides by these; nothing else does. */
export const permissions = [
  "ticket.see",
  "ticket.create",
  "ticket.reply",
  "ticket.note",
  "ticket.assign",
  "ticket.edit",
  "ticket.solve",
  "ticket.close",
  "ticket.reopen",
  "people.see",
  "people.edit",
  "mail.see",
  "desk.configure",
  // of the whole installation
  "installation.administer",
] as const;
export type Permission = (typeof permissions)[number];
