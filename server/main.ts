import type { AddressInfo } from "node:net";
import path from "node:path";
import { createApp, type App } from "./app.ts";
import { createAdminLink, ensureAdministrator } from "./auth/index.ts";
import { installPresets, leaveDemoEmpty, loadDemo, setupPath } from "./presets/index.ts";
import { openBlobs } from "./platform/blobs.ts";
import { systemClock } from "./platform/clock.ts";
import { configError, prepareDataDir, publicUrlFor, wrongVariable, type Config } from "./platform/config.ts";
import { openDatabaseServer } from "./platform/database-server.ts";
import { openDatabase } from "./platform/db.ts";
import { startJobs, type Jobs } from "./platform/jobs.ts";
import { createLog, type Log } from "./platform/log.ts";
import { returnMemory } from "./platform/memory.ts";
import { migrate } from "./platform/migrate.ts";
import { keptCertificate } from "./platform/smtp/certificate.ts";
import { startSmtpListener, type SmtpListener } from "./platform/smtp/listener.ts";
import { readFileSync } from "node:fs";
import { startTimers } from "./platform/timers.ts";
import { systemActor } from "./platform/work.ts";
import { buildWeb } from "./platform/web.ts";
import { indexedAtOnce } from "./tickets/index.ts";

/** `serve` answers people and does the work; `work` only does the work, beside other processes that serve. */
export type Role = "serve" | "work";

export interface Running {
  app: App;
  publicUrl: string;
  port: number | null;
  smtpPort: number | null;
  /** what the operator should know, one sentence each */
  notes: string[];
  /** the path of a link that signs the first administrator in, once; null: there is none yet */
  adminLink: { path: string; address: string } | null;
  /** the path of the set-up page; null: it has been done */
  setupPath: string | null;
  /** finishes requests, jobs and SMTP sessions under way, at most 10 s */
  stop: () => Promise<void>;
}

/** Mails above this are refused while they are announced or sent (SIZE). */
export const maxMailBytes = 50 * 1024 * 1024;

/**
 * Starts a process. The database, the browser apps' build and the certificate are got ready side by side; the ports open
 * last. Whatever had started is stopped again when a later step fails.
 * @param web false leaves the browser apps out: what only takes mail and answers the API starts without a build
 */
export async function start(config: Config, role: Role, log: Log = createLog(config.logLevel), { web = true } = {}): Promise<Running> {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        log.error({ err: error }, "a part did not stop cleanly");
      }
    }
  };
  try {
    prepareDataDir(config.dataDir);
    const built = role === "serve" && web ? buildWeb(log) : Promise.resolve();
    built.catch(() => {}); // awaited below
    const server = await openDatabaseServer(config, { info: (message) => log.info(message), warn: (message) => log.warn(message) });
    undo.push(() => server.stop());
    const migrated = await migrateOrExplain(config, server.connection);
    if (migrated.length > 0) log.info({ migrations: migrated }, "the database was brought up to date");
    const database = openDatabase(server.connection, log);
    undo.push(() => database.close());
    const blobs = await openBlobs(config.dataDir);
    const site = { publicUrl: publicUrlFor(config, config.port), mailHost: config.mailHost };
    let smtp: SmtpListener | null = null;
    const app = await createApp({ config, database, blobs, clock: systemClock, log, site, smtpPort: () => smtp?.port ?? null, web: role === "serve" && web ? built : null });
    undo.push(() => app.stop());

    await app.transact(systemActor("start"), (work) => installPresets(work, config.presets));
    const admin = config.admin ?? (config.presets.length > 0 ? { email: "admin@example.com", name: "Demo administrator", password: null } : null);
    if (admin !== null) await app.transact(systemActor("start"), (work) => ensureAdministrator(work, admin));
    await app.schedule();

    const jobs: Jobs = await startJobs(server.connection, app.jobs, log);
    undo.push(() => jobs.stop());
    const timers = startTimers(database, app.transact, app.timers, app.clock, log);
    undo.push(() => timers.stop());
    const indexing = startIndexing(app, log);
    undo.push(() => indexing.stop());
    const telling = startTelling(app, log);
    undo.push(() => telling.stop());
    const memory = returnMemory();
    undo.push(async () => memory.stop());
    app.mailIn.start();

    let port: number | null = null;
    if (role === "serve") {
      smtp = await listenForMail(config, app, log);
      undo.push(() => smtp?.close() ?? Promise.resolve());
      port = await listenForHttp(config, app);
      site.publicUrl = publicUrlFor(config, port);
      await built;
    }
    app.setReady(true);
    if (config.demo === "empty") await app.transact(systemActor("start"), (work) => leaveDemoEmpty(work, config.presets));
    const demo = loadDemo(app.transact, config.presets, log);
    undo.push(() => demo.stop());
    const adminLink = role === "serve" ? await app.transact(systemActor("start"), (work) => createAdminLink(work)) : null;
    return { app, publicUrl: site.publicUrl, port, smtpPort: smtp?.port ?? null, notes: server.notes, adminLink, setupPath: await setupPath(database.db), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function migrateOrExplain(config: Config, connection: Parameters<typeof migrate>[0]): Promise<string[]> {
  try {
    return await migrate(connection);
  } catch (error) {
    // the server's own refusal is a line the operator can act on; anything else is a fault of ours
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (config.databaseUrl !== null && error instanceof Error && (/^(28|3D|08)/.test(code) || /^E[A-Z]+$/.test(code))) throw wrongVariable("DATABASE_URL", config.databaseUrl.replace(/:[^:@/]*@/, ":***@"), error.message);
    if (error instanceof Error && /Ventanilla needs|made by a newer one/.test(error.message)) throw configError(error.message);
    throw error;
  }
}

async function listenForMail(config: Config, app: App, log: Log): Promise<SmtpListener> {
  const tls = config.smtpTls === null
    ? await keptCertificate(path.join(config.dataDir, "smtp"), config.mailHost, new Date())
    : { cert: readFileSync(config.smtpTls.certFile, "utf8"), key: readFileSync(config.smtpTls.keyFile, "utf8") };
  try {
    return await startSmtpListener({
      host: config.host,
      port: config.smtpPort,
      name: config.mailHost,
      tls,
      maxSize: maxMailBytes,
      acceptsRecipient: (address) => app.mailIn.acceptsRecipient(address),
      receive: (mail) => app.mailIn.receiveSmtp(mail),
      log,
    });
  } catch (error) {
    throw portError("SMTP_PORT", config.smtpPort, error);
  }
}

async function listenForHttp(config: Config, app: App): Promise<number> {
  try {
    await app.http.listen({ host: config.host, port: config.port });
  } catch (error) {
    throw portError("PORT", config.port, error);
  }
  return (app.http.server.address() as AddressInfo).port;
}

function portError(name: "PORT" | "SMTP_PORT", port: number, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EADDRINUSE") return wrongVariable(name, String(port), "another program uses it");
  if (code === "EACCES") return wrongVariable(name, String(port), "this account may not open it");
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return wrongVariable("HOST", undefined, code);
  return error;
}

/**
 * Search and figures follow changes within half a second, in batches, out of everybody's way. What has come in meanwhile
 * waits for the next round, unless it is a batch already: a transaction for each few tickets would cost more than they do.
 */
function startIndexing(app: App, log: Log): { stop: () => Promise<void> } {
  let stopped = false;
  let round = Promise.resolve();
  const run = async () => {
    try {
      while (!stopped && (await app.index()) >= indexedAtOnce);
    } catch (error) {
      log.warn({ err: error }, "search and figures could not be brought up to date");
    }
  };
  const handle = setInterval(() => {
    round = round.then(run);
  }, 500);
  return {
    async stop() {
      stopped = true;
      clearInterval(handle);
      await round;
    },
  };
}

/** Staff are told of what happened within half a second, after the commit, out of everybody's way. */
function startTelling(app: App, log: Log): { stop: () => Promise<void> } {
  let round = Promise.resolve();
  const run = () =>
    app.tell().then(
      () => {},
      (error: unknown) => log.warn({ err: error }, "staff could not be told of what happened"),
    );
  const handle = setInterval(() => {
    round = round.then(run);
  }, 500);
  return {
    async stop() {
      clearInterval(handle);
      await round;
    },
  };
}
