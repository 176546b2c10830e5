import { isIP } from "node:net";
import type { Client, Entry } from "ldapts";
import type { LdapSettings, ProviderTest } from "../../contract/sign-on.ts";
import type { Account } from "./directories.ts";

/** Why a directory keeps somebody out whose password is right; `locked`: after wrong ones, whatever this one is. */
const barred = ["password-expired", "account-closed", "locked"] as const;
export type Barred = (typeof barred)[number];
export const isBarred = (failed: string): failed is Barred => barred.some((one) => one === failed);
/** What asking a directory came to: the account, or which step failed and in whose words. `password`: that one is wrong. */
export type Found = { account: Account } | { failed: NonNullable<ProviderTest["failed"]> | "password" | Barred; detail: string };

const connectMs = 5_000;
const answerMs = 10_000;

/**
 * What Active Directory says behind `data` where it refuses (Windows error codes, in hexadecimal; [MS-ERREF] 2.2). It says so of a right
 * password only, but for `775`. What stands here neither is a wrong password.
 */
const barredBy: Readonly<Record<string, Barred>> = {
  "530": "account-closed", // not at this hour
  "531": "account-closed", // not from this machine
  "532": "password-expired",
  "533": "account-closed", // disabled
  "701": "account-closed", // its time is over
  "773": "password-expired", // to be changed at the first sign-in
  "775": "locked",
};
/** @param words the directory's own, e.g. `80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data 773, v2580` */
export const barredIn = (words: string): Barred | null => barredBy[/AcceptSecurityContext error, data ([0-9a-f]+)\b/i.exec(words)?.[1]?.toLowerCase() ?? ""] ?? null;

/** What was typed, inside a filter (RFC 4515, 3). */
export const inFilter = (text: string): string => text.replace(/[\0()*\\]/g, (sign) => `\\${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);

/**
 * Finds somebody in the directory, and with a password whether it is theirs: by a bind in their name. Of several that match
 * none is taken.
 * @param password null: only looks
 */
export async function askDirectory(settings: LdapSettings, secret: string, user: string, password: string | null): Promise<Found> {
  const parsed = URL.canParse(settings.url) ? new URL(settings.url) : null;
  if (parsed === null || !["ldap:", "ldaps:"].includes(parsed.protocol) || parsed.hostname === "") return { failed: "address", detail: settings.url };
  const ldap = await import("ldapts");
  const host = parsed.hostname.replace(/^\[|\]$/g, "");
  // whom the certificate must name: after StartTLS nothing else says it
  const tls = { host, ...(isIP(host) === 0 ? { servername: host } : {}), ...(settings.certificates.trim() === "" ? {} : { ca: settings.certificates }) };
  const open = async (): Promise<Client> => {
    const client = new ldap.Client({ url: `${parsed.protocol}//${parsed.host}`, connectTimeout: connectMs, timeout: answerMs, strictDN: false, ...(parsed.protocol === "ldaps:" ? { tlsOptions: tls } : {}) });
    try {
      if (settings.startTls && parsed.protocol === "ldap:") await client.startTLS(tls);
    } catch (error) {
      await client.unbind().catch(() => {});
      throw error;
    }
    return client;
  };
  let client: Client | null = null;
  let step: "connection" | "sign-in" | "search" = "connection";
  try {
    client = await open();
    step = "sign-in";
    // a name with an empty password would be a sign-in as nobody (RFC 4513, 5.1.2)
    if (settings.bindDn !== "" && secret === "") return { failed: "sign-in", detail: settings.bindDn };
    await client.bind(settings.bindDn, secret);
    step = "search";
    const { searchEntries } = await client.search(settings.baseDn, {
      filter: settings.userFilter.replaceAll("{user}", inFilter(user)),
      scope: "sub",
      sizeLimit: 2,
      attributes: [settings.idAttribute, settings.mailAttribute, settings.nameAttribute, "memberOf"],
      explicitBufferAttributes: [settings.idAttribute],
    });
    const [entry] = searchEntries;
    const one = searchEntries.length === 1 ? entry : undefined;
    if (password !== null) {
      // somebody unknown costs a bind, too: the time tells nobody who exists
      const refusal = await refusalOf(open, one?.dn ?? `cn=nobody,${settings.baseDn}`, password, (error) => error instanceof ldap.ResultCodeError);
      if (one === undefined) return { failed: "account", detail: "" };
      if (refusal !== null) return { failed: barredIn(refusal) ?? "password", detail: refusal };
    }
    if (one === undefined) return { failed: "account", detail: searchEntries.length === 0 ? "" : `${searchEntries.length} ×` };
    const subject = idIn(one[settings.idAttribute]);
    if (subject === "") return { failed: "account", detail: settings.idAttribute };
    const email = firstOf(one[settings.mailAttribute]);
    return { account: { subject, email, emailOk: true, name: firstOf(one[settings.nameAttribute]), groups: await groupsOf(client, settings, one) } };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const detail = error instanceof Error ? error.message : String(error);
    if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)) return { failed: "certificate", detail };
    // 4 (size limit exceeded) is the directory's way to say that several match
    if (step === "search" && code === "4") return { failed: "account", detail: "" };
    return { failed: /^[A-Z]/.test(code) ? "connection" : step, detail };
  } finally {
    await client?.unbind().catch(() => {});
  }
}

/** In whose words the directory refuses the password to the entry; null: it is theirs. */
async function refusalOf(open: () => Promise<Client>, dn: string, password: string, isRefusal: (error: unknown) => boolean): Promise<string | null> {
  if (password === "") return "";
  const client = await open();
  try {
    await client.bind(dn, password);
    return null;
  } catch (error) {
    if (isRefusal(error)) return error instanceof Error ? error.message : "";
    throw error;
  } finally {
    await client.unbind().catch(() => {});
  }
}

/** Each group by its whole name and by its first part, so that either can be written in the settings. */
async function groupsOf(client: Client, { baseDn, groupFilter }: LdapSettings, entry: Entry): Promise<string[]> {
  const names =
    groupFilter === ""
      ? textsOf(entry["memberOf"])
      : (await client.search(baseDn, { filter: groupFilter.replaceAll("{dn}", inFilter(entry.dn)), scope: "sub", attributes: ["1.1"], paged: { pageSize: 500 } })).searchEntries.map(({ dn }) => dn);
  return names.flatMap((dn) => [dn, /^[^=]+=((?:\\.|[^,\\])+)/.exec(dn)?.[1] ?? dn]);
}

const textsOf = (value: Entry[string] | undefined): string[] => (value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)]);
const firstOf = (value: Entry[string] | undefined): string | null => textsOf(value).find((text) => text.trim() !== "")?.trim() ?? null;
/** Text as it is; Active Directory's sixteen bytes in hexadecimal. */
function idIn(value: Entry[string] | undefined): string {
  const first = Array.isArray(value) ? value[0] : value;
  const bytes = Buffer.isBuffer(first) ? first : Buffer.from(first ?? "");
  const text = bytes.toString("utf8");
  return /^[\x20-\x7e]+$/.test(text) ? text : bytes.toString("hex");
}
