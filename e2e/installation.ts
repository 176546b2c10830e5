import { createHash, randomBytes, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import path from "node:path";
import { createTransport, type SendMailOptions } from "nodemailer";
import pg from "pg";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { OutgoingMail, OutgoingMailView } from "../contract/mail.ts";
import { command, environmentOf, newFolder, serve, type Serving } from "./serving.ts";

/** A whole installation as an operator starts it: own ports, own data, thrown away afterwards. */
export interface Installation {
  /** without trailing slash */
  url: string;
  smtpPort: number;
  /** what the start printed */
  output: string;
  /** the address of the page that the printed one-time link leads to */
  signInLink: string;
  /** a bearer token of a person, as the command line would make it */
  token(email: string): Promise<string>;
  /** Runs a command of `bin/ventanilla` beside it. @returns what it printed */
  command(...args: string[]): Promise<string>;
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
  let serving: Serving | undefined;
  let folder = "";
  // beside the other hooks: one that is registered within a hook is never run
  afterAll(async () => {
    try {
      await serving?.stop();
    } finally {
      if (folder !== "") await rm(folder, { recursive: true, force: true });
    }
  });
  beforeEach(({ onTestFailed }) => {
    const from = serving?.said().length ?? 0;
    onTestFailed(() => console.error(`what the installation said meanwhile:\n${serving?.said().slice(from) ?? "nothing"}`));
  });
  beforeAll(async () => {
    folder = await newFolder(env);
    const environment = environmentOf(folder, env);
    serving = await serve(environment);
    const output = serving.said();
    const line = (name: string) => new RegExp(`^ {2}${name} +(\\S+)`, "m").exec(output)?.[1] ?? "";
    const signInLink = line("sign in") || line("set up");
    const url = new URL(signInLink).origin;
    const smtpPort = Number(/:(\d+)/.exec(line("mail"))?.[1]);

    const tokens = new Map<string, Promise<string>>();
    const token = (email: string) => {
      const known = tokens.get(email);
      if (known) return known;
      const made = writeToken(environment["DATA_DIR"] ?? "", email);
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
        command: (...args) => command(environment, ...args),
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

/** `ventanilla token create` without its process, which every file would pay for several times over. */
async function writeToken(dataDir: string, email: string): Promise<string> {
  const client = new pg.Client({ host: path.join(dataDir, "postgres", "socket"), port: 5432, user: "ventanilla", database: "ventanilla" });
  await client.connect();
  try {
    const token = `vt_${randomBytes(32).toString("base64url")}`;
    const written = await client.query("insert into tokens (hash, id, person_id, name, scopes, created_at) select $1, $2, person_id, 'e2e', '{all}', now() from addresses where address = lower($3)", [createHash("sha256").update(token).digest(), randomUUID(), email]);
    if (written.rowCount !== 1) throw new Error(`nobody is known as ${email}`);
    return token;
  } finally {
    await client.end();
  }
}

/** Asks again until there is an answer, at most `seconds` long. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | null | false>, seconds = 40): Promise<T> {
  const end = Date.now() + seconds * 1000;
  // ever more seldom: what comes after ten seconds is not asked for a hundred times
  for (let pause = 50; ; pause = Math.min(pause * 1.2, 500)) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`still no ${what} after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
