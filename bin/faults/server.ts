import { flushCompileCache } from "node:module";
import { importDesk } from "../../server/desks/index.ts";
import { start } from "../../server/main.ts";
import { readConfig } from "../../server/platform/config.ts";
import { query } from "../../server/platform/db.ts";
import { systemActor } from "../../server/platform/work.ts";
import { deskAddress } from "./mails.ts";

/** The real product in a process of its own, to be killed: one desk, no browser apps. Says its ports in one line. */
const running = await start(readConfig(process.env, process.cwd()), "serve", undefined, { web: false });
const label = { en: "Faults" };
const desks = await query(running.app.database.db, "select key from desks", []);
if (desks.length === 0) {
  await running.app.transact(systemActor("faults"), (work) =>
    importDesk(work, {
      key: "faults", labels: label, language: "en", languages: ["en"], timeZone: "UTC", hue: 0, addresses: [deskAddress],
      statuses: [{ key: "open", state: "open", labels: label, explanations: {}, runsClocks: true }],
      queues: [{ key: "all", labels: label }],
      roles: [],
    }),
  );
}
// now, as a killed process keeps nothing
flushCompileCache();
process.on("SIGTERM", () => void running.stop().then(() => process.exit(0)));
console.log(`ready ${JSON.stringify({ port: running.port, smtpPort: running.smtpPort })}`);
