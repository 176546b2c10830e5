import { Type } from "typebox";
import { Key, PageQuery } from "../../contract/common.ts";
import { RuleDraft, RuleRunList, RuleTrial, WebhookDeliveryList, WebhookInput, WebhookList, WebhookSecret } from "../../contract/rules.ts";
import { deskToConfigure, type DeskConfig } from "../desks/index.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { allows, type Work } from "../platform/work.ts";
import { findTicketSubjects } from "../tickets/index.ts";
import { lastRuns } from "./store.ts";
import { tryRule, type SelectSeen } from "./try.ts";
import { viewRun } from "./view.ts";
import * as store from "./webhook-store.ts";
import { removeWebhook, renewSecret, saveWebhook, type Allowed } from "./webhooks.ts";

export interface AutomationDeps {
  transact: Transact;
  select: SelectSeen;
  /** internal addresses that webhooks may reach */
  allowed: Allowed;
}

/** So many of each rule's last runs are listed; of one rule, more. */
const runsOfEach = 3;
const runsOfOne = 50;

export function automationRoutes(app: Http, { transact, select, allowed }: AutomationDeps): void {
  const tags = ["rules"];
  const ofDesk = Type.Object({ key: Key });
  const ofRule = Type.Object({ key: Key, rule: Key });
  const ofWebhook = Type.Object({ key: Key, webhook: Key });
  const ofDelivery = Type.Object({ ...ofWebhook.properties, id: Type.String({ format: "uuid" }) });

  app.get("/api/v1/desks/:key/rules/runs", { schema: { tags, summary: "The last runs of every rule, the newest first", params: ofDesk, response: { 200: RuleRunList } } }, (request) =>
    transact(signedIn(request), async (work) => {
      const desk = await deskToConfigure(work, request.params.key);
      const runs = await lastRuns(work.db, desk.rules.filter(({ archived }) => !archived).map(({ id }) => id), runsOfEach);
      const subjects = await subjectsOf(work, desk, runs.map(({ ticketId }) => ticketId));
      return { items: runs.map((run) => viewRun(desk, request.language, run, subjects.get(run.ticketId))) };
    }),
  );
  app.get("/api/v1/desks/:key/rules/:rule/runs", { schema: { tags, summary: "The last fifty runs of a rule, also of one that was removed", params: ofRule, response: { 200: RuleRunList } } }, (request) =>
    transact(signedIn(request), async (work) => {
      const desk = await deskToConfigure(work, request.params.key);
      const rule = desk.rules.find(({ key }) => key === request.params.rule);
      if (rule === undefined) throw problem("rule.unknown", 404);
      const runs = await lastRuns(work.db, [rule.id], runsOfOne);
      const subjects = await subjectsOf(work, desk, runs.map(({ ticketId }) => ticketId));
      return { items: runs.map((run) => viewRun(desk, request.language, run, subjects.get(run.ticketId))) };
    }),
  );
  app.post("/api/v1/desks/:key/rules/try", { schema: { tags, summary: "Which of last month's tickets the rule would have met, and what it would have done; nothing is changed", params: ofDesk, body: RuleDraft, response: { 200: RuleTrial } } }, (request) =>
    transact(signedIn(request), async (work) => tryRule(work, await deskToConfigure(work, request.params.key), request.body, request.language, select)),
  );

  app.get("/api/v1/desks/:key/webhooks", { schema: { tags, params: ofDesk, response: { 200: WebhookList } } }, (request) =>
    transact(signedIn(request), async (work) => ({ items: await store.listWebhooks(work.db, (await deskToConfigure(work, request.params.key)).id) })),
  );
  app.put(
    "/api/v1/desks/:key/webhooks/:webhook",
    { schema: { tags, summary: "Make or change a webhook; a new one's secret is told this once", params: ofWebhook, body: WebhookInput, response: { 200: WebhookSecret } } },
    // without an Idempotency-Key's memory: that would keep the secret
    (request) =>
      transact(signedIn(request), async (work) => {
        const desk = await deskToConfigure(work, request.params.key);
        const secret = await saveWebhook(work, desk, request.params.webhook, request.body, allowed);
        return { secret, webhook: await viewed(work, desk, request.params.webhook) };
      }),
  );
  app.post("/api/v1/desks/:key/webhooks/:webhook/secret", { schema: { tags, summary: "Make a new secret; the one before is good no more", params: ofWebhook, response: { 200: WebhookSecret } } }, (request) =>
    transact(signedIn(request), async (work) => {
      const desk = await deskToConfigure(work, request.params.key);
      const secret = await renewSecret(work, desk, await own(work, desk, request.params.webhook));
      return { secret, webhook: await viewed(work, desk, request.params.webhook) };
    }),
  );
  app.delete("/api/v1/desks/:key/webhooks/:webhook", { schema: { tags, params: ofWebhook, response: { 204: Type.Null() } } }, async (request, reply) => {
    await transact(signedIn(request), async (work) => {
      const desk = await deskToConfigure(work, request.params.key);
      await removeWebhook(work, desk, await own(work, desk, request.params.webhook));
    });
    return reply.status(204).send(null);
  });
  app.get("/api/v1/desks/:key/webhooks/:webhook/deliveries", { schema: { tags, summary: "What was posted, with every attempt and its answer; the newest first", params: ofWebhook, querystring: PageQuery, response: { 200: WebhookDeliveryList } } }, (request) =>
    transact(signedIn(request), async (work) => {
      const desk = await deskToConfigure(work, request.params.key);
      const webhook = await own(work, desk, request.params.webhook);
      const { limit = 50, after } = request.query;
      const rows = await store.listDeliveries(work.db, webhook.id, after === undefined ? null : readCursor(after), limit + 1);
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return { items: items.map((item) => ({ ...item, attempts: item.attempts ?? [] })), next: rows.length > limit && last !== undefined ? `${last.createdAt}_${last.id}` : null };
    }),
  );
  app.post("/api/v1/desks/:key/webhooks/:webhook/deliveries/:id/replay", { schema: { tags, summary: "Post it once more, under the same id", params: ofDelivery, response: { 202: Type.Object({ id: Type.String() }) } } }, (request, reply) =>
    write(transact, request, reply, async (work) => {
      const desk = await deskToConfigure(work, request.params.key);
      const webhook = await own(work, desk, request.params.webhook);
      if (!(await store.replay(work.db, webhook.id, request.params.id, work.now.toString()))) throw problem("webhook.not-replayable", 409);
      await work.enqueue("automations.post", { delivery: request.params.id });
      return { status: 202, body: { id: request.params.id } };
    }),
  );
}

async function own(work: Work, desk: DeskConfig, key: string) {
  const webhook = await store.lockWebhook(work.db, desk.id, key);
  if (webhook === undefined || webhook.archived) throw problem("webhook.unknown", 404, { params: { key } });
  return webhook;
}

async function viewed(work: Work, desk: DeskConfig, key: string) {
  const [webhook] = await store.listWebhooks(work.db, desk.id, key);
  if (webhook === undefined) throw new Error("a webhook was not written");
  return webhook;
}

/** Subjects are for who sees the tickets; who only configures sees that a rule ran. */
const subjectsOf = async (work: Work, desk: DeskConfig, tickets: readonly number[]): Promise<Map<number, string>> =>
  allows(work.actor, "ticket.see", desk.id) ? findTicketSubjects(work.db, tickets) : new Map();

function readCursor(text: string): { at: string; id: string } {
  const [, at, id] = /^(\d{4}-[\dT:.-]+Z)_([0-9a-f-]{36})$/.exec(text) ?? [];
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(at))) throw problem("request.cursor", 400, { path: "/after" });
  return { at, id };
}
