import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { BreakdownQuery, FollowUpReport, NewReportSubscription, ReportBreakdown, ReportOverview, ReportQuery, ReportSubscription, ReportSubscriptionList } from "../../contract/reports.ts";
import type { Desks } from "../desks/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import type { Transact } from "../platform/transact.ts";
import type { Person } from "../platform/work.ts";
import { readBreakdown } from "./breakdown.ts";
import { breakdownCsv, followUpsCsv, overviewCsv, seriesCsv } from "./csv.ts";
import { readFollowUps } from "./follow-ups.ts";
import { readOverview } from "./overview.ts";
import { desksOf } from "./policy.ts";
import { openReport, type Report } from "./scope.ts";
import { subscribe, subscriptionsOf, unsubscribe } from "./subscriptions.ts";

export interface ReportDeps {
  database: Database;
  transact: Transact;
  desks: Desks;
  clock: Clock;
  /** counts what has been recorded until now */
  catchUp: () => Promise<void>;
}

/** Figures, each with the search that lists its tickets; every report also as CSV. */
export function reportRoutes(app: Http, { database: { db }, transact, desks, clock, catchUp }: ReportDeps): void {
  const tags = ["reports"];
  const open = async (reader: Person, { desk, from, to, q = "" }: ReportQuery): Promise<Report> => {
    await catchUp();
    return openReport(db, await desks.get(), reader, { desk: desk ?? null, from, to, q }, clock.now());
  };
  const csv = (reply: FastifyReply, name: string, text: string) => reply.header("content-disposition", `attachment; filename="${name}.csv"`).type("text/csv; charset=utf-8").send(text);
  const asCsv = (summary: string) => ({ tags, summary, produces: ["text/csv"] });

  app.get("/api/v1/reports/overview", { schema: { tags, summary: "Volume, times and backlog of a period, compared with the one before", querystring: ReportQuery, response: { 200: ReportOverview } } }, async (request) =>
    readOverview(db, await open(signedIn(request), request.query)),
  );
  app.get("/api/v1/reports/overview.csv", { schema: { ...asCsv("The figures of a period, as CSV"), querystring: ReportQuery } }, async (request, reply) =>
    csv(reply, "overview", overviewCsv(await readOverview(db, await open(signedIn(request), request.query)), request.language)),
  );
  app.get("/api/v1/reports/series.csv", { schema: { ...asCsv("Created and solved by day, week or month, as CSV"), querystring: ReportQuery } }, async (request, reply) =>
    csv(reply, "series", seriesCsv(await readOverview(db, await open(signedIn(request), request.query)), request.language)),
  );
  app.get("/api/v1/reports/breakdown", { schema: { tags, summary: "The figures of each queue, type, agent …; by type: the most recurrent incidents", querystring: BreakdownQuery, response: { 200: ReportBreakdown } } }, async (request) =>
    readBreakdown(db, await open(signedIn(request), request.query), request.query.by, request.language),
  );
  app.get("/api/v1/reports/breakdown.csv", { schema: { ...asCsv("The figures of each queue, type, agent …, as CSV"), querystring: BreakdownQuery } }, async (request, reply) =>
    csv(reply, `by-${request.query.by}`, breakdownCsv(await readBreakdown(db, await open(signedIn(request), request.query), request.query.by, request.language), request.language)),
  );
  app.get("/api/v1/reports/follow-ups", { schema: { tags, summary: "Follow-ups done by each agent, and their productive share", querystring: ReportQuery, response: { 200: FollowUpReport } } }, async (request) =>
    readFollowUps(db, await open(signedIn(request), request.query)),
  );
  app.get("/api/v1/reports/follow-ups.csv", { schema: { ...asCsv("Follow-ups done by each agent, as CSV"), querystring: ReportQuery } }, async (request, reply) =>
    csv(reply, "follow-ups", followUpsCsv(await readFollowUps(db, await open(signedIn(request), request.query)), request.language)),
  );

  const ById = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
  app.get("/api/v1/reports/subscriptions", { schema: { tags, summary: "The figures that one has mailed to oneself", response: { 200: ReportSubscriptionList } } }, async (request) => {
    const person = signedIn(request);
    const set = await desks.get();
    desksOf(person, set, null);
    return { items: await subscriptionsOf(db, set, person.id) };
  });
  app.post("/api/v1/reports/subscriptions", { schema: { tags, summary: "Have figures mailed, each day, week or month", body: NewReportSubscription, response: { 201: ReportSubscription } } }, async (request, reply) => {
    const person = signedIn(request);
    const made = await write(transact, request, reply, async (work) => ({ status: 201, body: await subscribe(work, person, request.body) }));
    return reply.code(201).send(made);
  });
  app.delete("/api/v1/reports/subscriptions/:id", { schema: { tags, params: ById, response: { 204: Type.Null() } } }, async (request, reply) => {
    const person = signedIn(request);
    await write(transact, request, reply, async (work) => {
      await unsubscribe(work, person, request.params.id);
      return { status: 204, body: null };
    });
    return reply.code(204).send(null);
  });
}
