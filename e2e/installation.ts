import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { createTransport, type SendMailOptions } from "nodemailer";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { OutgoingMail, OutgoingMailView } from "../contract/mail.ts";

const run = promisify(execFile);
const ventanilla = path.join(import.meta.dirname, "..", "bin", "ventanilla");

/** A whole installation as an operator starts it: own ports, own data, thrown away afterwards. */
export interface Installation {
  /** without trailing slash */
  url: string;
  smtpPort: number;
  /** what the start printed */
  output: string;
  /** the address of the page that the printed one-time link leads to */
  signInLink: string;
  /** a bearer token of a person */
  token(email: string): Promise<string>;
  /** Puts a mail into the real SMTP listener, as the world would. */
  mail(message: SendMailOptions): Promise<void>;
  /** What an administrator reads of the built-in mailbox: the newest mail to the address of this letter, when it is there. */
  mailTo(address: string, letter: string, about?: { after?: Date; ticket?: number }): Promise<OutgoingMailView>;
  api<T>(token: string, route: string, init?: { method?: string; body?: unknown }): Promise<T>;
}

/** Starts one before the tests of the file and stops it after them. */
export function useInstallation(env: Record<string, string> = {}): { current: Installation } {
  const holder: { current: Installation } = {
    get current(): Installation {
      throw new Error("the installation exists only while tests run");
    },
  };
  let output = "";
  let stop = async () => {};
  // beside the other hooks: one that is registered within a hook is never run
  afterAll(() => stop());
  beforeEach(({ onTestFailed }) => {
    const from = output.length;
    onTestFailed(() => console.error(`what the installation said meanwhile:\n${output.slice(from)}`));
  });
  beforeAll(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "ventanilla-e2e-"));
    // as root, the database runs as another account, which must get through
    await chmod(folder, 0o755);
    // of this process, but for what tells programs that they run under a test
    const { NODE_ENV: _env, VITEST: _vitest, ...inherited } = process.env;
    const environment = { ...inherited, PORT: "0", SMTP_PORT: "0", HOST: "127.0.0.1", LOG_LEVEL: "warn", ...env, DATA_DIR: path.join(folder, "data") };
    const child = spawn(ventanilla, ["serve"], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
    stop = async () => {
      if (child.exitCode === null) {
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
      if (child.exitCode !== 0) throw new Error(`ventanilla did not stop cleanly (${child.exitCode ?? child.signalCode}):\n${output}`);
    };
    const ready = Promise.withResolvers<void>();
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (/^ {2}sign in |^ {2}set up /m.test(output)) ready.resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", (code) => ready.reject(new Error(`ventanilla ended with ${code}:\n${output}`)));
    await ready.promise;
    const line = (name: string) => new RegExp(`^ {2}${name} +(\\S+)`, "m").exec(output)?.[1] ?? "";
    const signInLink = line("sign in") || line("set up");
    const url = new URL(signInLink).origin;
    const smtpPort = Number(/:(\d+)/.exec(line("mail"))?.[1]);

    const tokens = new Map<string, Promise<string>>();
    const token = (email: string) => {
      const known = tokens.get(email);
      if (known) return known;
      const made = run(ventanilla, ["token", "create", "--email", email, "--name", "e2e"], { env: environment }).then(({ stdout }) => {
        const found = /vt_[\w-]+/.exec(stdout)?.[0];
        if (found === undefined) throw new Error(`no token in: ${stdout}`);
        return found;
      });
      tokens.set(email, made);
      return made;
    };
    const api = async <T>(bearer: string, route: string, { method = "GET", body }: { method?: string; body?: unknown } = {}): Promise<T> => {
      const answer = await fetch(`${url}/api/v1${route}`, {
        method,
        headers: { authorization: `Bearer ${bearer}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`);
      // what the contract says of the route; the API's own tests hold it to that
      return (answer.status === 202 || answer.status === 204 ? undefined : await answer.json()) as T;
    };
    Object.defineProperty(holder, "current", {
      configurable: true,
      value: {
        url,
        smtpPort,
        output,
        signInLink,
        token,
        api,
        async mail(message) {
          const transport = createTransport({ host: "127.0.0.1", port: smtpPort, tls: { rejectUnauthorized: false } });
          try {
            await transport.sendMail(message);
          } finally {
            transport.close();
          }
        },
        async mailTo(address, letter, { after = new Date(0), ticket } = {}) {
          const admin = await token("admin@example.com");
          // a reply of the web app waits ten seconds, in which it can be taken back
          return until(`a ${letter} mail to ${address}`, async () => {
            const { items } = await api<{ items: OutgoingMail[] }>(admin, "/mailbox?limit=100");
            const found = items.find((mail) => mail.to.includes(address) && mail.letter === letter && new Date(mail.at) >= after && (ticket === undefined || mail.ticket === ticket));
            return found && api<OutgoingMailView>(admin, `/mailbox/${found.id}`);
          }, 30);
        },
      } satisfies Installation,
    });
  });
  return holder;
}

/** Asks again until there is an answer, at most `seconds` long. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | null | false>, seconds = 40): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`still no ${what} after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
