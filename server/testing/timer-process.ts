import { once } from "node:events";
import { fakeClock } from "../platform/clock.ts";
import { openDatabase, type DbConnection } from "../platform/db.ts";
import { createLog } from "../platform/log.ts";
import { runDueTimers } from "../platform/timers.ts";
import { makeApp } from "./factories.ts";

/** A process of its own that, told to go, does what is due at a moment, says each that it has done, and ends: for tests that kill it. */
const [connection = "{}", now = "", smtpUrl = ""] = process.argv.slice(2);
const log = createLog("silent");
const database = openDatabase(JSON.parse(connection) as DbConnection, log, 4);
const clock = fakeClock(now);
const { app } = await makeApp(database, clock, smtpUrl);
process.stdout.write("ready\n");
await once(process.stdin, "data");
const transact: typeof app.transact = async (actor, run, at) => {
  const done = await app.transact(actor, run, at);
  process.stdout.write("did\n");
  return done;
};
await runDueTimers(transact, app.timers, clock, log);
await app.stop();
await database.close();
process.stdout.write("end\n");
process.exit(0);
