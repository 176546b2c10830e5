import { once } from "node:events";
import { chown, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeCertificate } from "../../platform/smtp/certificate.ts";
import { freePort, makePrivateFolder, run, untilGreeted } from "./private-folder.ts";
import { startScriptedSmtp } from "./scripted-smtp.ts";

export type Postfix = {
  url: string;
  port: number;
  /** Every mail delivered so far, oldest first, raw, with the recipient it was for (Delivered-To). */
  delivered(): Promise<Buffer[]>;
  /** Waits until `count` mails were delivered, at most `ms`. */
  untilDelivered(count: number, ms?: number): Promise<Buffer[]>;
  /** From now on mail to this address is answered so ("550 5.1.1 unknown", "450 4.2.0 later"); `null` takes it again. */
  answer(address: string, reply: string | null): void;
  stop(): Promise<void>;
  start(): Promise<void>;
  log(): Promise<string>;
  close(): Promise<void>;
};

const NOBODY = 65534;

/**
 * A private Postfix on a free port of 127.0.0.1 that takes mail for everybody into one Maildir, with
 * STARTTLS. Mail to `bounce@…` is taken and then cannot be delivered, so Postfix writes its report to the
 * sender; `relay` says which domains go to which local port. Needs root, as Postfix does.
 */
export async function startPostfix(relay: Record<string, number> = {}): Promise<Postfix> {
  if (process.getuid?.() !== 0) throw new Error("Postfix starts only as root: run the tests as root");
  const { folder, remove } = await makePrivateFolder("postfix");
  const port = await freePort();
  const [postfixUid, postfixGid] = await idsOf("postfix");
  const etc = join(folder, "etc");
  for (const name of ["etc", "queue", "data", "log", "mail"]) await mkdir(join(folder, name));
  await chown(join(folder, "data"), postfixUid, postfixGid);
  await chown(join(folder, "mail"), NOBODY, NOBODY);
  const { key, cert } = makeCertificate("postfix.test", new Date());
  await writeFile(join(etc, "server.pem"), key + cert, { mode: 0o600 });
  const policy = await startPolicy();
  const refusing = await startScriptedSmtp({ command: (line) => (line.startsWith("RCPT") ? "550 5.1.1 no such person" : undefined) });
  const relays = Object.entries(relay).map(([domain, to]) => `{ ${domain} = smtp:[127.0.0.1]:${to} }`);
  await writeFile(
    join(etc, "main.cf"),
    `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${folder}/log/postfix.log
maillog_file_prefixes = ${folder}
myhostname = postfix.test
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = static:all
virtual_mailbox_base = ${folder}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:${NOBODY}
virtual_gid_maps = static:${NOBODY}
virtual_minimum_uid = 1
mailbox_size_limit = 0
virtual_mailbox_limit = 0
transport_maps = regexp:{ { /^bounce@/ smtp:[127.0.0.1]:${refusing.port} } } inline:{ ${relays.length ? relays.join(" ") : "{ nowhere.invalid = discard: }"} }
smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:${policy.port}, permit_mynetworks, reject
smtpd_tls_security_level = may
smtpd_tls_cert_file = ${etc}/server.pem
smtpd_tls_key_file = ${etc}/server.pem
smtputf8_enable = yes
smtpd_client_connection_count_limit = 0
smtpd_peername_lookup = no
disable_dns_lookups = yes
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
bounce_queue_lifetime = 1m
`,
  );
  const services = ["cleanup unix n - n - 0", "qmgr unix n - n 300 1", "tlsmgr unix - - n 1000? 1", "rewrite unix - - n - -", "bounce unix - - n - 0", "defer unix - - n - 0", "trace unix - - n - 0", "verify unix - - n - 1", "proxymap unix - - n - -", "smtp unix - - n - -", "showq unix n - n - -", "error unix - - n - -", "retry unix - - n - -", "discard unix - - n - -", "virtual unix - n n - -", "anvil unix - - n - 1", "scache unix - - n - 1"];
  const programs: Record<string, string> = { rewrite: "trivial-rewrite", defer: "bounce", trace: "bounce", retry: "error" };
  const lines = services.map((service) => {
    const name = service.split(" ")[0] ?? "";
    return `${service} ${programs[name] ?? name}`;
  });
  await writeFile(
    join(etc, "master.cf"),
    [`127.0.0.1:${port} inet n - n - - smtpd`, "postlog unix-dgram n - n - 1 postlogd", ...lines, ""].join("\n"),
  );

  const postfix = (command: string) => run("/usr/sbin/postfix", ["-c", etc, command]);
  const start = async () => {
    await postfix("start");
    await untilGreeted(port, "Postfix");
  };
  const stop = async () => {
    await postfix("stop").catch(() => {}); // already stopped
  };
  await start();

  const delivered = async (): Promise<Buffer[]> => {
    const inbox = join(folder, "mail", "all", "new");
    const names = await readdir(inbox).catch(() => []);
    return Promise.all(names.sort().map((name) => readFile(join(inbox, name))));
  };
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    delivered,
    untilDelivered: async (count, ms = 10_000) => {
      for (const deadline = Date.now() + ms; Date.now() < deadline; await sleep(30)) {
        const mails = await delivered();
        if (mails.length >= count) return mails;
      }
      throw new Error(`Postfix delivered ${(await delivered()).length} of ${count} mails:\n${await readFile(join(folder, "log", "postfix.log"), "utf8")}`);
    },
    answer: (address, reply) => {
      if (reply === null) policy.answers.delete(address);
      else policy.answers.set(address, reply);
    },
    start,
    stop,
    log: () => readFile(join(folder, "log", "postfix.log"), "utf8"),
    close: async () => {
      await stop();
      await policy.close();
      await refusing.close();
      await remove();
    },
  };
}

/** Postfix asks here about every recipient (SMTPD_POLICY_README), so that an answer holds from the next one on. */
async function startPolicy(): Promise<{ port: number; answers: Map<string, string>; close(): Promise<void> }> {
  const answers = new Map<string, string>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    let asked = "";
    socket.on("data", (chunk) => {
      asked += chunk.toString();
      for (let end = asked.indexOf("\n\n"); end !== -1; end = asked.indexOf("\n\n")) {
        const recipient = /^recipient=(.*)$/m.exec(asked.slice(0, end))?.[1] ?? "";
        asked = asked.slice(end + 2);
        socket.write(`action=${answers.get(recipient) ?? "DUNNO"}\n\n`);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    answers,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

async function idsOf(account: string): Promise<[uid: number, gid: number]> {
  const line = (await readFile("/etc/passwd", "utf8")).split("\n").find((entry) => entry.startsWith(`${account}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  if (uid === undefined || gid === undefined) throw new Error(`no account ${account}: install postfix`);
  return [Number(uid), Number(gid)];
}
