import { isConfigError, publicUrlFor, readConfig, variables, type Config } from "../../server/platform/config.ts";
import { examineDatabase } from "./database.ts";
import { examineDisk } from "./disk.ts";
import { examineMail } from "./mail.ts";
import type { Finding } from "./finding.ts";
import { examinePort } from "./ports.ts";

/** Looks at the installation that the environment describes. Changes nothing, and what it starts it stops. */
export async function* examine(env: NodeJS.ProcessEnv, cwd: string): AsyncGenerator<Finding> {
  let config: Config;
  try {
    config = readConfig(env, cwd);
  } catch (error) {
    if (!isConfigError(error)) throw error;
    yield { area: "configuration", verdict: "bad", says: error.message, mend: "correct that variable; README.md lists them all" };
    return;
  }
  yield* examineConfiguration(config, env);
  yield* examineDisk(config.dataDir);
  yield await examinePort("PORT", config);
  yield await examinePort("SMTP_PORT", config);
  const addresses = yield* examineDatabase(config);
  yield* examineMail(config, addresses);
}

function* examineConfiguration(config: Config, env: NodeJS.ProcessEnv): Generator<Finding> {
  const set = Object.keys(variables).filter((name) => env[name]?.trim());
  yield { area: "configuration", verdict: "good", says: set.length > 0 ? `set: ${set.join(", ")}` : "nothing is set; defaults apply" };
  const address = publicUrlFor(config, config.port);
  const { hostname, protocol } = new URL(address);
  const isLocal = isLocalHost(hostname);
  if (config.smtpUrl !== null && isLocal && !isLocalHost(new URL(config.smtpUrl).hostname)) {
    yield {
      area: "configuration",
      verdict: "bad",
      says: `mail goes out through SMTP_URL, but its links lead to ${address}, which its readers cannot open`,
      mend: `set PUBLIC_URL to ${variables.PUBLIC_URL.expected}`,
    };
  } else if (!isLocal && protocol === "http:") {
    yield {
      area: "configuration",
      verdict: "hint",
      says: `people sign in at ${address}, without encryption`,
      mend: "put a web server with a certificate in front and set PUBLIC_URL to its https:// address",
    };
  }
}

function isLocalHost(name: string): boolean {
  return /^(localhost|127\..*|\[::1\])$/.test(name);
}
