import type { DeskConfig, Desks, DeskSet } from "../desks/index.ts";
import { normaliseAddress, type ParsedMail } from "../platform/mime/index.ts";
import type { LedgerMail } from "./store.ts";

/** The address without its `+…` part. */
function withoutTag(address: string): string {
  const at = address.lastIndexOf("@");
  const plus = address.indexOf("+");
  return plus > 0 && plus < at ? `${address.slice(0, plus)}${address.slice(at)}` : address;
}

/** The desk an address belongs to, with or without a tag (`sales+t12…@`, `sales+es@`). */
export function deskOf(desks: DeskSet, address: string): DeskConfig | undefined {
  const known = normaliseAddress(address);
  return known === "" ? undefined : (desks.byAddress.get(known) ?? desks.byAddress.get(withoutTag(known)));
}

/** Whether SMTP takes mail for the address; everybody else's is refused at RCPT. */
export const acceptsRecipient = async (desks: Desks, address: string): Promise<boolean> => deskOf(await desks.get(), address) !== undefined;

/** Where a mail goes: the desk of this row, and those that it was sent to besides. */
export interface MailDesks {
  desk: DeskConfig | undefined;
  otherDesks: readonly number[];
  /** those of them that have no row of it yet */
  shares: readonly { desk: DeskConfig; addresses: readonly string[] }[];
}

/**
 * Where the mail was sent to, by what is the surest: the envelope, what the mailbox's server noted, the desk that the
 * mailbox was set up for, and only then the mail's own headers. A mail sent to several desks is for each: SMTP says so in
 * its envelope; of a mailbox's mail the headers do, and a desk with a mailbox of its own finds its copy there.
 * @param shared a mail of people or of a list; a report of a machine is for one
 */
export function desksForMail(desks: DeskSet, row: Pick<LedgerMail, "source" | "envelopeTo" | "mailboxDeskId" | "deskMailboxes" | "remote">, mail: ParsedMail, shared: boolean): MailDesks {
  const first = (addresses: readonly string[]) => addresses.map((address) => deskOf(desks, address)).find((desk) => desk !== undefined);
  const ofMailbox = row.mailboxDeskId === null ? undefined : desks.byId.get(row.mailboxDeskId);
  const inHeaders = [...mail.to, ...mail.cc].map(({ address }) => address);
  const desk = first([...row.envelopeTo, ...mail.deliveredTo]) ?? ofMailbox ?? first(inHeaders);
  if (row.remote.otherDesks !== undefined) return { desk, otherDesks: row.remote.otherDesks, shares: [] };
  if (!shared || desk === undefined) return { desk, otherDesks: [], shares: [] };
  const others = new Map<DeskConfig, string[]>();
  for (const address of row.source === "smtp" ? row.envelopeTo : inHeaders) {
    const other = deskOf(desks, address);
    if (other !== undefined && other.id !== desk.id) others.set(other, [...(others.get(other) ?? []), address]);
  }
  const shares = [...others].map(([other, addresses]) => ({ desk: other, addresses })).filter((share) => !row.deskMailboxes.includes(share.desk.id));
  return { desk, otherDesks: [...others.keys()].map(({ id }) => id), shares };
}

/** An address of a desk, and not of one that has the mail in a row of its own. */
export function isOurs(desks: DeskSet, { otherDesks }: Pick<MailDesks, "otherDesks">, address: string): boolean {
  const desk = deskOf(desks, address);
  return desk !== undefined && !otherDesks.includes(desk.id);
}
