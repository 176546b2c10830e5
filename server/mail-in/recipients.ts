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

/** Where the mail was sent to, by what is the surest: the envelope, then what the mailbox's server noted, then its own headers. */
export function deskForMail(desks: DeskSet, envelopeTo: readonly string[], mailboxDeskId: number | null, mail: ParsedMail): DeskConfig | undefined {
  const addresses = [...envelopeTo, ...mail.deliveredTo, ...mail.to.map(({ address }) => address), ...mail.cc.map(({ address }) => address)];
  for (const address of addresses) {
    const desk = deskOf(desks, address);
    if (desk) return desk;
  }
  return mailboxDeskId === null ? undefined : desks.byId.get(mailboxDeskId);
}
