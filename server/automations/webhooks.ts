import { randomBytes, randomUUID } from "node:crypto";
import type { WebhookInput } from "../../contract/rules.ts";
import { configChannel, deskIn, initialStatus, type DeskConfig } from "../desks/index.ts";
import { contactsOf } from "../people/index.ts";
import { Temporal } from "../platform/clock.ts";
import { query, type Db } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import { urlProblem } from "../platform/outgoing-requests.ts";
import type { Work } from "../platform/work.ts";
import { derivedSecret } from "../settings/index.ts";
import { findTicket, priorityName, statusOf } from "../tickets/index.ts";
import * as store from "./webhook-store.ts";
import type { StoredWebhook } from "./webhook-store.ts";

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    "automations.post": { delivery: string };
  }
}
declare module "../platform/timers.ts" {
  interface TimerPayloads {
    /** the subject is the delivery's id */
    "automations.post-again": Record<string, never>;
  }
}

export const secretOf = (db: Db, webhook: Pick<StoredWebhook, "salt" | "secretVersion">): Promise<string> => derivedSecret(db, "webhooks", "vtw_", webhook);

/** The addresses that may be posted to besides those of the outside. */
export type Allowed = Parameters<typeof urlProblem>[1];

/** Makes the webhook, or changes it. A new one has a secret, which is told now and never again. @throws 422 for an address of the inside */
export async function saveWebhook(work: Work, desk: DeskConfig, key: string, input: WebhookInput, allowed: Allowed): Promise<string | null> {
  const refused = urlProblem(input.url, allowed);
  if (refused !== null) throw problem(refused, 422, { path: "/url" });
  const known = await store.lockWebhook(work.db, desk.id, key);
  const fresh = known === undefined || known.archived;
  const webhook = await store.putWebhook(work.db, desk.id, key, input, known?.salt ?? randomBytes(16));
  const { name, url, events = [], off = false } = input;
  const from = fresh ? null : { name: known.name, url: known.url, events: known.events, off: known.off };
  const to = { name, url, events, off };
  if (JSON.stringify(from) !== JSON.stringify(to)) await work.record(subject(desk), "configuration.changed", { what: `webhooks/${key}`, from, to });
  await tellConfiguration(work, desk);
  return fresh ? secretOf(work.db, webhook) : null;
}

/** A new secret; the one before is good no more. */
export async function renewSecret(work: Work, desk: DeskConfig, webhook: StoredWebhook): Promise<string> {
  await store.nextSecret(work.db, webhook.id);
  await work.record(subject(desk), "configuration.changed", { what: `webhooks/${webhook.key}/secret`, from: null, to: null });
  return secretOf(work.db, { ...webhook, secretVersion: webhook.secretVersion + 1 });
}

/** @throws 409 while a rule posts to it */
export async function removeWebhook(work: Work, desk: DeskConfig, webhook: StoredWebhook): Promise<void> {
  const user = desk.rules.find((rule) => !rule.archived && rule.settings.then.some((action) => action.do === "webhook" && action.webhook === webhook.key));
  if (user !== undefined) throw problem("webhook.in-use", 409, { params: { rule: user.key } });
  await store.archiveWebhook(work.db, webhook.id, work.now.toString());
  await work.record(subject(desk), "configuration.changed", { what: `webhooks/${webhook.key}`, from: { name: webhook.name }, to: null });
  await tellConfiguration(work, desk);
}

const subject = (desk: DeskConfig) => ({ desk: desk.id, ticket: null, version: null });

async function tellConfiguration(work: Work, desk: DeskConfig): Promise<void> {
  await query(work.db, `select pg_notify($1, $2)`, [configChannel, desk.key]);
  work.afterCommit(() => work.desks.caughtUp());
}

interface Announcement {
  /** the webhook's */
  key: string;
  /** it is told once of each */
  occasion: string;
  event: string;
  ticket: number;
  /** of a recorded fact: what it says */
  data?: Record<string, unknown>;
  /** which rule posts it */
  rule?: string;
}

/** Queues what a webhook is to be told, under one id from now on. What it says is written now: it does not change when it is tried again. */
export async function announce(work: Work, desk: DeskConfig, { key, occasion, event, ticket: number, data, rule }: Announcement): Promise<void> {
  const webhook = desk.webhooks.find((one) => one.key === key);
  // of the past that a demonstration plays nobody outside hears
  if (work.actor.via === "demo") return;
  if (webhook === undefined) throw problem("webhook.unknown", 409, { params: { key } });
  const ticket = await findTicket(work.db, number);
  if (ticket === undefined) return;
  const id = randomUUID();
  const body = JSON.stringify({
    id,
    event,
    at: work.now.toString(),
    desk: desk.key,
    ...(rule === undefined ? {} : { rule }),
    ticket: await ticketBody(work, ticket),
    ...(data === undefined ? {} : { data }),
  });
  const made = await store.insertDelivery(work.db, { id, webhookId: webhook.id, ticketId: ticket.id, occasion, event, body, at: work.now.toString() });
  if (made !== null) await work.enqueue("automations.post", { delivery: made });
}

async function ticketBody(work: Work, ticket: NonNullable<Awaited<ReturnType<typeof findTicket>>>) {
  const desk = await deskIn(work, ticket.deskId);
  const [requester, assignee] = [ticket.requesterId, ticket.assigneeId].map((id) => id);
  const people = await contactsOf(work.db, [requester ?? 0, assignee ?? 0]);
  const person = (id: number | null | undefined) => {
    const found = people.find((one) => one.id === id);
    return found === undefined ? null : { name: found.name, email: found.address };
  };
  const status = desk.statuses.find(({ id }) => id === ticket.statusId) === undefined ? initialStatus(desk) : statusOf(desk, ticket);
  return {
    number: ticket.id,
    subject: ticket.subject,
    status: status.key,
    state: status.state,
    queue: desk.queues.find(({ id }) => id === ticket.queueId)?.key ?? null,
    type: desk.types.find(({ id }) => id === ticket.typeId)?.key ?? null,
    priority: priorityName(ticket.priority),
    tags: ticket.tags,
    fields: ticket.fields,
    requester: person(requester),
    assignee: person(assignee),
    createdAt: Temporal.Instant.from(ticket.createdAt).toString(),
    url: `${work.site.publicUrl}/desk/tickets/${ticket.id}`,
  };
}
