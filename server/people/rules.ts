/** How an address is stored and compared. RFC 5321 lets the local part be case-sensitive; no mail system people use is. */
export const addressKey = (address: string): string => address.trim().normalize("NFC").toLowerCase();

/** Can this be written to at all? Deliberately lax (RFC 6531 addresses pass): the mail system has the last word. */
export const addressOk = (address: string): boolean => address.length <= 254 && /^[^\s@<>,;"()[\]\\]+@[^\s@<>,;"()[\]\\]+$/u.test(address);

/** What to call someone whose name nobody gave: the readable part of the address. */
export function nameFrom(address: string): string {
  const local = address.split("@")[0] ?? address;
  const words = local.replace(/[._+-]+/g, " ").trim();
  return words === "" ? address : words.replace(/(^|\s)\p{Ll}/gu, (letter) => letter.toUpperCase());
}
