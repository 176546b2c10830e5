import { BlockList, isIP } from "node:net";
import type { Trust } from "../../contract/tickets.ts";
import type { Headers } from "../platform/mime/index.ts";

/** What SPF, DKIM and DMARC say of a mail, as a word each (RFC 8601, 2.7). */
interface Results {
  spf: string;
  dkim: string;
  dmarc: string;
}

/** How far the sender is proven. DMARC decides; without a policy of the domain nothing is proven either way. */
export function trustOf(results: Results): Trust {
  const verdict = results.dmarc === "pass" ? "proven" : results.dmarc === "fail" ? "failed" : "unproven";
  return { verdict, ...results };
}

const privateNetworks = new BlockList();
for (const [network, bits] of [["10.0.0.0", 8], ["127.0.0.0", 8], ["169.254.0.0", 16], ["172.16.0.0", 12], ["192.168.0.0", 16], ["100.64.0.0", 10]] as const) {
  privateNetworks.addSubnet(network, bits, "ipv4");
}
for (const [network, bits] of [["::1", 128], ["fc00::", 7], ["fe80::", 10]] as const) privateNetworks.addSubnet(network, bits, "ipv6");

/** Loopback and private networks: a relay of our own, of whose senders the address says nothing. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, "").replace(/%.*$/, "");
  const family = isIP(plain);
  return family === 0 || privateNetworks.check(plain, family === 6 ? "ipv6" : "ipv4");
}

export interface SmtpOrigin {
  address: string;
  helo: string;
  envelopeFrom: string;
}

/** Says how far a mail's sender is proven; null when there is nothing to judge by. Never throws, never takes long. */
export type Verify = (raw: Buffer, origin: SmtpOrigin) => Promise<Trust | null>;

/**
 * Checks against the DNS, at most `timeout` ms. When the DNS does not answer the sender is unproven: nothing waits for
 * it, and the 250 was said before.
 */
export function verifyByDns(mta: string, timeout = 5_000): Verify {
  return async (raw, { address, helo, envelopeFrom }) => {
    if (isPrivateAddress(address)) return null;
    const unknown = trustOf({ spf: "temperror", dkim: "temperror", dmarc: "temperror" });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Trust>((resolve) => {
      timer = setTimeout(() => resolve(unknown), timeout);
    });
    try {
      return await Promise.race([check(raw, { ip: address.replace(/^::ffff:/i, ""), helo, sender: envelopeFrom, mta }), late]);
    } catch {
      return unknown; // a record or signature that cannot be read proves nothing; the mail is taken all the same
    } finally {
      clearTimeout(timer);
    }
  };
}

async function check(raw: Buffer, origin: { ip: string; helo: string; sender: string; mta: string }): Promise<Trust> {
  const { authenticate } = await import("mailauth"); // 10 MB that an installation behind its own relay never needs
  const { spf, dkim, dmarc } = await authenticate(raw, { ...origin, disableArc: true, disableBimi: true });
  const signatures = dkim.results.map((each) => each.status.result);
  return trustOf({
    spf: spf === false ? "none" : spf.status.result,
    dkim: signatures.includes("pass") ? "pass" : (signatures[0] ?? "none"),
    dmarc: dmarc === false ? "none" : dmarc.status.result,
  });
}

/**
 * The verdict that the mailbox's own server wrote into the mail (RFC 8601), known by the name it is configured to use.
 * Only the first such field counts: the server puts its own above what the sender may have written.
 */
export function trustFromHeaders(headers: Headers, trustedServer: string | null): Trust | null {
  if (trustedServer === null || trustedServer === "") return null;
  const [first] = headers.get("authentication-results") ?? [];
  if (first === undefined) return null;
  const [server = "", ...results] = first.replace(/\([^()]*\)/g, " ").split(";");
  if (server.trim().split(/\s+/)[0]?.toLowerCase() !== trustedServer.toLowerCase()) return null;
  const resultOf = (method: string) => {
    const found = results.map((result) => new RegExp(`^\\s*${method}\\s*=\\s*([a-z]+)`, "i").exec(result)?.[1]?.toLowerCase()).filter((each) => each !== undefined);
    return found.includes("pass") ? "pass" : (found[0] ?? "none");
  };
  return trustOf({ spf: resultOf("spf"), dkim: resultOf("dkim"), dmarc: resultOf("dmarc") });
}
