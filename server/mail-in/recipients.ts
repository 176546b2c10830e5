import type { DeskConfig, Desks, DeskSet } from "../desks/index.ts";
import { normaliseAddress, type ParsedMail } from "../platform/mime/index.ts";

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

/**
 * Where the mail was sent to, by what is the surest: the envelope, what the mailbox's server noted, the desk that the
 * mailbox was set up for, and only then the mail's own headers.
 */
export function deskForMail(desks: DeskSet, envelopeTo: readonly string[], mailboxDeskId: number | null, mail: ParsedMail): DeskConfig | undefined {
  const first = (addresses: readonly string[]) => addresses.map((address) => deskOf(desks, address)).find((desk) => desk !== undefined);
  const ofMailbox = mailboxDeskId === null ? undefined : desks.byId.get(mailboxDeskId);
  return first([...envelopeTo, ...mail.deliveredTo]) ?? ofMailbox ?? first([...mail.to, ...mail.cc].map(({ address }) => address));
}
