import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Key } from "../../contract/common.ts";
import { NewDesk } from "../../contract/configuration.ts";
import { ClockMove, DemoClock, DemoProgress, DemoRemoval } from "../../contract/demo.ts";
import { FirstSteps } from "../../contract/first-steps.ts";
import { Setup, SetupDone, SetupView } from "../../contract/setup.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { isAdministrator, systemActor } from "../platform/work.ts";
import { demoProgress } from "./demo-progress.ts";
import type { DemoClocks } from "./demo-clock.ts";
import { viewFirstSteps } from "./first-steps.ts";
import { removeDemo, viewRemoval } from "./removal.ts";
import { checkSetup, makeDesk, setUp, viewSetup } from "./setup.ts";

const DeskMade = Type.Object({ key: Key });

/** The set-up page of an installation that starts empty; gone once there is an administrator. */
export function setupRoutes(app: Http, { database, transact, builtIn }: { database: Database; transact: Transact; builtIn: boolean }): void {
  const tags = ["set-up"];
  app.get("/api/v1/setup/:token", { schema: { tags, params: Type.Object({ token: Type.String() }), response: { 200: SetupView } } }, async (request) => {
    await checkSetup(database.db, request.params.token);
    return viewSetup(request.language);
  });
  app.post("/api/v1/setup", { schema: { tags, body: Setup, response: { 201: SetupDone } } }, async (request, reply) => {
    const done = await transact(systemActor("web"), (work) => setUp(work, request.body));
    return reply.status(201).send(done);
  });
  app.get("/api/v1/first-steps", { schema: { tags, summary: "What who opens the desk first may try, and what of it has happened", response: { 200: FirstSteps } } }, (request) => {
    const person = signedIn(request);
    return transact(person, (work) => viewFirstSteps(work, person, builtIn));
  });
  app.post("/api/v1/desks", { schema: { tags: ["configuration"], summary: "A new, empty desk", body: NewDesk, response: { 201: DeskMade } } }, async (request, reply) => {
    administrator(request);
    return reply.status(201).send(await write(transact, request, reply, async (work) => ({ status: 201, body: { key: await makeDesk(work, request.body) } })));
  });
}

function administrator(request: FastifyRequest): void {
  if (!isAdministrator(signedIn(request))) throw problem("permission.denied", 403);
}

/**
 * Where a demonstration was loaded; otherwise there are no such pages. Its clock moves only while no mail leaves or is fetched.
 */
export function demoRoutes(app: Http, { demoClock, transact }: { demoClock: DemoClocks; transact: Transact }): void {
  app.post("/api/v1/demo/clock", { schema: { tags: ["set-up"], summary: "Move the demonstration's clock on: what falls due on the way happens", body: ClockMove, response: { 200: DemoClock } } }, (request) =>
    demoClock.advance(signedIn(request), request.body.advance),
  );
  app.get("/api/v1/demo", { schema: { tags: ["set-up"], summary: "How far the demonstration has been loaded", response: { 200: DemoProgress } } }, (request) =>
    transact(signedIn(request), async ({ db }) => ({ loading: await demoProgress(db) })),
  );
  app.get("/api/v1/demo/removal", { schema: { tags: ["set-up"], summary: "What removing the demonstration would take, and what would stay", response: { 200: DemoRemoval } } }, (request) => {
    administrator(request);
    return transact(signedIn(request), viewRemoval);
  });
  app.post("/api/v1/demo/removal", { schema: { tags: ["set-up"], summary: "Remove the demonstration for good; the configuration stays", response: { 200: DemoRemoval } } }, (request) => {
    administrator(request);
    return transact(signedIn(request), removeDemo);
  });
}
