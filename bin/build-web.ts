import { buildWeb } from "../server/platform/web.ts";
import { createLog } from "../server/platform/log.ts";

/** Builds the browser apps as a start would, so that the starts of the tests find them built. */
await buildWeb(createLog("info"));
