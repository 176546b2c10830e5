import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chown, mkdir, open, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { userInfo } from "node:os";
import { endGroup, freePort, makePrivateFolder, untilGreeted } from "./private-folder.ts";

export type Dovecot = {
  host: string;
  port: number;
  /** Any user name is taken with this password; its mailbox is made at first sign-in. */
  password: string;
  /** Any user name is taken with one of these access tokens (XOAUTH2). */
  tokens: Set<string>;
  /** Ends the server as an outage would; mail stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Makes the mailbox's UIDs start anew, under another UIDVALIDITY, as after a restore from backup. */
  renumber(user: string): Promise<void>;
  log(): Promise<string>;
  close(): Promise<void>;
};

const NOBODY = 65534;

/** A private Dovecot on a free port of 127.0.0.1: plain passwords and XOAUTH2, Maildir, no TLS. */
export async function startDovecot(): Promise<Dovecot> {
  const { folder, remove } = await makePrivateFolder("dovecot");
  const port = await freePort();
  const password = "correct-horse";
  const tokens = new Set<string>();
  const asRoot = process.getuid?.() === 0;
  const self = userInfo().username;

  // Dovecot asks this "identity provider" whether an access token is good, and whose it is.
  const provider = createServer((request, response) => {
    const token = new URL(request.url ?? "/", "http://localhost").searchParams.get("token") ?? "";
    const [, user] = /^(.+)\/.+$/.exec(token) ?? [];
    response.setHeader("content-type", "application/json");
    response.statusCode = tokens.has(token) ? 200 : 401;
    response.end(JSON.stringify(tokens.has(token) ? { email: user, active: true } : { error: "invalid_token" }));
  });
  provider.listen(0, "127.0.0.1");
  await once(provider, "listening");
  const providerAddress = provider.address();
  const providerPort = typeof providerAddress === "object" && providerAddress ? providerAddress.port : 0;

  const mail = join(folder, "mail");
  await mkdir(mail);
  if (asRoot) await chown(mail, NOBODY, NOBODY);
  await writeFile(
    join(folder, "oauth2.conf"),
    [`tokeninfo_url = http://127.0.0.1:${providerPort}/?token=`, "introspection_mode = get", "username_attribute = email", "active_attribute = active", "active_value = true", ""].join("\n"),
  );
  await writeFile(
    join(folder, "dovecot.conf"),
    `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
auth_failure_delay = 0
${asRoot ? "" : `default_internal_user = ${self}\ndefault_login_user = ${self}\ndefault_internal_group = ${self}\n`}
passdb {
  driver = static
  mechanisms = plain login
  args = password=${password}
}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf
}
userdb {
  driver = static
  args = uid=${asRoot ? NOBODY : userInfo().uid} gid=${asRoot ? NOBODY : userInfo().gid} home=${mail}/%u
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  ${asRoot ? "" : "chroot ="}
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
  ${asRoot ? "" : "chroot ="}
}
service stats {
  ${asRoot ? "" : "chroot ="}
}
`,
  );

  let child: ChildProcess | null = null;
  const start = async () => {
    const output = await open(join(folder, "out"), "a");
    // not our standard streams: Dovecot's children keep them open, and whoever waits for ours would hang
    child = spawn("/usr/sbin/dovecot", ["-F", "-c", join(folder, "dovecot.conf")], { stdio: ["ignore", output.fd, output.fd], detached: true });
    await output.close();
    await untilGreeted(port, "Dovecot").catch(async (error: unknown) => {
      throw new Error(await readFile(join(folder, "out"), "utf8"), { cause: error });
    });
  };
  const stop = async () => {
    if (child) await endGroup(child);
    child = null;
  };
  await start();
  return {
    host: "127.0.0.1",
    port,
    password,
    tokens,
    start,
    stop,
    renumber: async (user) => {
      const box = join(mail, user, "Maildir");
      for (const file of await readdir(box)) {
        if (/^dovecot[.-](uidlist|index)/.test(file)) await rm(join(box, file));
      }
    },
    log: () => readFile(join(folder, "log"), "utf8"),
    close: async () => {
      await stop();
      provider.close();
      await once(provider, "close");
      await remove();
    },
  };
}
