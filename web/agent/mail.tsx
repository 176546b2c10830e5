export function LedgerList() { return null; }
export function LedgerPane() { return null; }
export function MailboxList() { return null; }
export function MailboxPane() { return null; }
