import { resolveMx } from "node:dns/promises";
import { createTransport } from "nodemailer";
import { parseConnectionUrl } from "nodemailer/lib/shared";
import { withoutPassword, type Config } from "../../server/platform/config.ts";
import type { Finding } from "./finding.ts";

const area = "mail";

/** @param addresses of the desks; null where the database cannot tell */
export async function* examineMail(config: Config, addresses: string[] | null): AsyncGenerator<Finding> {
  yield config.smtpUrl === null
    ? { area, verdict: "good", says: "outgoing mail stays in the built-in mailbox; set SMTP_URL to send it" }
    : await examineOutgoing(config.smtpUrl, config.mailHost);
  if (addresses === null) return;
  if (addresses.length === 0) {
    yield {
      area,
      verdict: "hint",
      says: "no desk has a mail address, so no mail becomes a ticket",
      mend: "give a desk an address in its configuration",
    };
    return;
  }
  yield { area, verdict: "good", says: `mail is taken in for ${addresses.slice(0, 5).join(", ")}${addresses.length > 5 ? " …" : ""}` };
  // Without a way out it is a trial, whose addresses need not exist.
  if (config.smtpUrl !== null) yield* examineDomains(addresses);
}

async function examineOutgoing(smtpUrl: string, name: string): Promise<Finding> {
  const shown = withoutPassword(smtpUrl);
  const { auth, tls, ...target } = parseConnectionUrl(smtpUrl);
  const transport = createTransport({
    name,
    ...target,
    ...(auth === undefined ? { opportunisticTLS: true } : { auth }),
    // as strict as when mail is sent
    tls: { rejectUnauthorized: auth !== undefined, ...tls },
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 10_000,
  });
  try {
    await transport.verify();
    return { area, verdict: "good", says: `${shown} takes outgoing mail${auth === undefined ? "" : " and accepts the password"}` };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const message = error instanceof Error ? error.message : String(error);
    if (code === "EAUTH")
      return {
        area,
        verdict: "bad",
        says: `${shown} refuses the user or password (${message})`,
        mend: "correct them in SMTP_URL; write special characters as %XX",
      };
    if (code === "EDNS") return { area, verdict: "bad", says: `the host in ${shown} is not known`, mend: "correct the host in SMTP_URL" };
    if (code === "ETLS" || /certificate|SSL|TLS/i.test(message)) {
      return {
        area,
        verdict: "bad",
        says: `${shown} cannot be reached securely (${message})`,
        mend: "smtps:// is for port 465, smtp:// for 587 and 25; the certificate must be valid for the host",
      };
    }
    return {
      area,
      verdict: "bad",
      says: `${shown} cannot be reached (${message})`,
      mend: "correct host and port in SMTP_URL, and let the firewall pass that port",
    };
  } finally {
    transport.close();
  }
}

async function* examineDomains(addresses: string[]): AsyncGenerator<Finding> {
  for (const domain of new Set(addresses.map((address) => address.slice(address.lastIndexOf("@") + 1)))) {
    const found = await Promise.race([
      resolveMx(domain).then(
        (records) => records.length > 0,
        () => false,
      ),
      new Promise<boolean>((resolve) => setTimeout(resolve, 5000, false).unref()),
    ]);
    if (!found) {
      yield {
        area,
        verdict: "hint",
        says: `the domain ${domain} names no mail server (MX)`,
        mend: "let its MX point here, or fetch its mail from a mailbox by IMAP",
      };
    }
  }
}
