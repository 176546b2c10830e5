import { flushCompileCache } from "node:module";
import { readConfig, type Config } from "../../server/platform/config.ts";
import type { Running } from "../../server/main.ts";
import { readArguments, type Command } from "./command.ts";

export const command: Command = {
  usage: "",
  async run(args) {
    readArguments(args, {});
    const config = readConfig(process.env, process.cwd());
    return runUntilStopped(config, "serve", announce);
  },
};

/** Starts, and stops cleanly when asked to; who asks twice, or waits for 10 s, gets an end at once. */
export async function runUntilStopped(
  config: Config,
  role: "serve" | "work",
  announceStart: (running: Running, config: Config) => Promise<void>,
): Promise<number> {
  // after the configuration has been read: who mistyped a variable does not wait for the server to load
  const { start } = await import("../../server/main.ts");
  const asked = Promise.withResolvers<void>();
  let times = 0;
  const stop = () => {
    times += 1;
    if (times > 1) process.exit(1);
    setTimeout(() => process.exit(1), 10_000).unref();
    asked.resolve();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  const running = await start(config, role);
  if (times === 0) await announceStart(running, config);
  // now, as a killed process keeps nothing
  flushCompileCache();
  await asked.promise;
  await running.stop();
  return 0;
}

/** What a newcomer needs next: where to click. */
async function announce({ app, publicUrl, smtpPort, notes, adminLink, setupPath }: Running, config: Config): Promise<void> {
  const { query } = await import("../../server/platform/db.ts");
  const desks = await query<{ key: string; name: string }>(app.database.db, "select key, coalesce(labels->>language, key) as name from desks where archived_at is null order by position, id", []);
  const lines = [
    ["desk", `${publicUrl}/desk/`],
    ...desks.map(({ key, name }) => ["portal", `${publicUrl}/portal/${key}/`, name]),
    ...(config.smtpUrl === null ? [["mailbox", `${publicUrl}/desk/mailbox`]] : []),
    ["mail", `${config.host}:${smtpPort} (SMTP)`],
    ...(setupPath === null ? [] : [["set up", `${publicUrl}${setupPath}`]]),
    ...(adminLink === null ? [] : [["sign in", `${publicUrl}${adminLink.path}`]]),
  ];
  console.log(`\nVentanilla is ready.\n`);
  const width = Math.max(...lines.filter(([, , about]) => about !== undefined).map(([, value = ""]) => value.length), 0);
  for (const [name = "", value = "", about] of lines) console.log(`  ${name.padEnd(8)} ${about === undefined ? value : `${value.padEnd(width)}  ${about}`}`);
  if (adminLink !== null) console.log(`\nThe link signs ${adminLink.address} in, once.`);
  for (const note of notes) console.log(note);
  console.log("");
}
