import { collectDefaultMetrics, Counter, Histogram, Registry } from "prom-client";
import { query, type Database } from "./db.ts";
import type { Http } from "./http.ts";
import type { Listener } from "./listener.ts";
import { problem } from "./problem.ts";
import { isAdministrator } from "./work.ts";

export interface Metrics {
  registry: Registry;
  mailsReceived: Counter;
  mailsSettled: Counter<"fate">;
  deliveriesSettled: Counter<"state">;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    mailsReceived: new Counter({ name: "ventanilla_mails_received_total", help: "Incoming mails stored in the ledger", registers: [registry] }),
    mailsSettled: new Counter({ name: "ventanilla_mails_settled_total", help: "Incoming mails by what became of them", labelNames: ["fate"], registers: [registry] }),
    deliveriesSettled: new Counter({ name: "ventanilla_deliveries_settled_total", help: "Outgoing mails by their fate", labelNames: ["state"], registers: [registry] }),
  };
}

/** `/healthz`: the process answers. `/readyz`: it can do its work. `/metrics`: for Prometheus, from this machine or with an administrator's token. */
export function healthRoutes(app: Http, { database, listener, metrics, isReady }: { database: Database; listener: Listener; metrics: Metrics; isReady: () => boolean }): void {
  const seconds = new Histogram({
    name: "ventanilla_http_request_seconds",
    help: "HTTP requests by route and status",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [metrics.registry],
  });
  app.addHook("onResponse", async (request, reply) => {
    seconds.observe({ method: request.method, route: request.routeOptions.url ?? "none", status: reply.statusCode }, reply.elapsedTime / 1000);
    request.log.debug({ method: request.method, route: request.routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, "answered");
  });
  app.get("/healthz", { config: { internal: true } }, async () => ({ ok: true }));
  app.get("/readyz", { config: { internal: true } }, async (_request, reply) => {
    let database_ = false;
    try {
      await query(database.db, `select 1`, []);
      database_ = true;
    } catch (error) {
      app.log.debug({ err: error }, "the database is away");
    }
    const parts = { started: isReady(), database: database_, notifications: listener.isUp() };
    const ready = Object.values(parts).every(Boolean);
    return reply.status(ready ? 200 : 503).send({ ready, ...parts });
  });
  app.get("/metrics", { config: { internal: true } }, async (request, reply) => {
    const local = request.ip === "127.0.0.1" || request.ip === "::1" || request.ip === "::ffff:127.0.0.1";
    if (!local && (request.actor === null || !isAdministrator(request.actor))) throw problem("page.not-found", 404);
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}
