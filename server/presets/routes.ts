import { Type } from "typebox";
import { Setup, SetupDone, SetupView } from "../../contract/setup.ts";
import type { Database } from "../platform/db.ts";
import type { Http } from "../platform/http.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor } from "../platform/work.ts";
import { checkSetup, setUp, viewSetup } from "./setup.ts";

/** The set-up page of an installation that starts empty; gone once there is an administrator. */
export function setupRoutes(app: Http, { database, transact }: { database: Database; transact: Transact }): void {
  const tags = ["set-up"];
  app.get("/api/v1/setup/:token", { schema: { tags, params: Type.Object({ token: Type.String() }), response: { 200: SetupView } } }, async (request) => {
    await checkSetup(database.db, request.params.token);
    return viewSetup(request.language);
  });
  app.post("/api/v1/setup", { schema: { tags, body: Setup, response: { 201: SetupDone } } }, async (request, reply) => {
    const done = await transact(systemActor("web"), (work) => setUp(work, request.body));
    return reply.status(201).send(done);
  });
}
