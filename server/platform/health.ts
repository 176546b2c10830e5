import type { FastifyRequest } from "fastify";
import { collectDefaultMetrics, Counter, Histogram, Registry } from "prom-client";
import { query, type Database } from "./db.ts";
import type { Http } from "./http.ts";
import type { Listener } from "./listener.ts";
import { problem } from "./problem.ts";
import { isAdministrator, type Person } from "./work.ts";

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
export interface HealthDeps {
  database: Database;
  listener: Listener;
  metrics: Metrics;
  isReady: () => boolean;
  authenticate: (request: FastifyRequest) => Promise<Person | null>;
}

export function healthRoutes(app: Http, { database, listener, metrics, isReady, authenticate }: HealthDeps): void {
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
    let reachable = false;
    try {
      await query(database.db, `select 1`, []);
      reachable = true;
    } catch (error) {
      app.log.debug({ err: error }, "the database is away");
    }
    const parts = { started: isReady(), database: reachable, notifications: listener.isUp() };
    const ready = Object.values(parts).every(Boolean);
    return reply.status(ready ? 200 : 503).send({ ready, ...parts });
  });
  app.get("/metrics", { config: { internal: true } }, async (request, reply) => {
    if (!isFromThisMachine(request)) {
      const person = await authenticate(request);
      if (person === null || !isAdministrator(person)) throw problem("page.not-found", 404);
    }
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

/** A reverse proxy on this machine asks for others, and says so. */
function isFromThisMachine({ ip, headers }: FastifyRequest): boolean {
  const proxied = headers["x-forwarded-for"] !== undefined || headers["forwarded"] !== undefined;
  return !proxied && (ip === "127.0.0.1" || ip === "::1" || ip === "::ffff:127.0.0.1");
}
