import { startPostgres } from "./index.ts";

/**
 * Another process of the same installation, for tests: `peer.ts <dataDir> [exit]` starts or joins the server, says
 * `ready` and waits; SIGTERM stops it cleanly, `exit` makes it end without stopping.
 */
const [, , dataDir = "", mode] = process.argv;
const silent = { info: () => {}, warn: () => {} };
const postgres = await startPostgres({ dataDir, log: silent });
if (mode === "exit") process.exit(1);
process.once("SIGTERM", () => void postgres.stop().then(() => process.exit(0)));
setInterval(() => {}, 60_000);
console.log("ready");
