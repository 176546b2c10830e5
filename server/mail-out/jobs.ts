import { setTimeout as sleep } from "node:timers/promises";
import { findFile, type VirusCheck } from "../files/index.ts";
import { markBounced } from "../people/index.ts";
import type { Blobs } from "../platform/blobs.ts";
import { Temporal } from "../platform/clock.ts";
import type { Database, Db } from "../platform/db.ts";
import { isDatabaseAway } from "../platform/http.ts";
import type { JobHandlers } from "../platform/jobs.ts";
import type { Log } from "../platform/log.ts";
import type { Sender, SendResult } from "../platform/smtp/sender.ts";
import { isProblem } from "../platform/problem.ts";
import { setTimer, type TimerHandlers } from "../platform/timers.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type Work } from "../platform/work.ts";
import { composeMail, type DeliveryContent, type Part } from "./compose.ts";
import { nextTry, oneLine, refusesAddress } from "./rules.ts";
import { claimDelivery, findDelivery, settleDelivery, type DeliveryRow, type Settlement } from "./store.ts";

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    "mail-out.send": { deliveryId: number };
  }
}
declare module "../platform/timers.ts" {
  interface TimerPayloads {
    "mail-out.retry": Record<string, never>;
  }
}

export interface MailOutDeps {
  database: Pick<Database, "db">;
  transact: Transact;
  blobs: Blobs;
  viruses: Pick<VirusCheck, "withhold">;
  /** null: the built-in mailbox */
  sender: Sender | null;
  log: Log;
}

export function mailOutJobs(deps: MailOutDeps) {
  return {
    async "mail-out.send"({ deliveryId }) {
      await sendDelivery(deps, deliveryId);
    },
  } satisfies Partial<JobHandlers>;
}

export const mailOutTimers = {
  async "mail-out.retry"(work, subject) {
    await work.enqueue("mail-out.send", { deliveryId: Number(subject) });
  },
} satisfies Partial<TimerHandlers>;

/**
 * One try. "sending" is committed before the SMTP dialogue begins, so that a mail whose process died in it is known,
 * shown as uncertain, and not sent a second time: this job finds it in that state when it is run again.
 */
async function sendDelivery(deps: MailOutDeps, id: number): Promise<void> {
  const { transact, log } = deps;
  const waiting = await findDelivery(deps.database.db, id);
  if (waiting === undefined) return;
  if (waiting.state === "sending") {
    return settle(deps, waiting, { outcome: "uncertain", response: "the process ended while the mail was being sent", code: null });
  }
  const mail = await composed(deps, waiting);
  const claimed = await transact(systemActor("job"), (work) => claimDelivery(work.db, id));
  if (claimed === undefined) return; // somebody settled it meanwhile
  const result = await attempt(deps, claimed, mail);
  if (result.outcome !== "sent") log.warn({ deliveryId: id, outcome: result.outcome, code: result.code }, "a mail was not sent");
  await settle(deps, claimed, result);
}

/** Its bytes; or why there are none. What came by mail may be sent on, and was never looked at. */
async function composed(deps: MailOutDeps, { id, content, headerMessageId, queuedAt }: DeliveryRow): Promise<Buffer | SendResult> {
  try {
    return await composeMail(content, headerMessageId, queuedAt, await partsOf(deps, content));
  } catch (error) {
    if (isProblem(error) && error.key === "file.infected") return { outcome: "rejected", response: "a virus was found in one of its files", code: null };
    deps.log.error({ err: error, deliveryId: id }, "a mail could not be composed");
    return { outcome: "deferred", response: "the mail could not be composed", code: null };
  }
}

async function attempt(deps: MailOutDeps, delivery: DeliveryRow, mail: Buffer | SendResult): Promise<SendResult> {
  if (!Buffer.isBuffer(mail)) return mail;
  if (deps.sender === null) return { outcome: "sent", response: "built-in mailbox", code: null };
  // it comes back to the signed address, so a bounce that names none of our mails is known by where it arrives
  const from = delivery.content.returnPath ?? delivery.content.replyTo ?? delivery.content.from.address;
  return deps.sender.send({ envelope: { from, to: delivery.toAddress }, raw: mail });
}

async function partsOf({ database, blobs, viruses }: MailOutDeps, content: DeliveryContent): Promise<Part[]> {
  return Promise.all(content.files.map((use) => partOf(database.db, blobs, use, viruses)));
}

/** @param viruses absent: to be seen by an administrator only */
export async function partOf(db: Db, blobs: Blobs, use: DeliveryContent["files"][number], viruses?: MailOutDeps["viruses"]): Promise<Part> {
  const file = await findFile(db, use.id);
  if (file === null) throw new Error(`file ${use.id} of a mail is gone`);
  await viruses?.withhold(file.hash, () => blobs.stream(file.hash));
  return { name: file.name, type: file.type, contentId: use.contentId, inline: use.inline, bytes: await blobs.read(file.hash) };
}

/** Writes the outcome, waiting out a database that is away: what SMTP has done cannot be asked again. */
async function settle(deps: MailOutDeps, delivery: DeliveryRow, result: SendResult): Promise<void> {
  for (let wait = 200; ; wait *= 2) {
    try {
      return await deps.transact(systemActor("job"), (work) => writeOutcome(work, deps.sender !== null, delivery, result));
    } catch (error) {
      if (!isDatabaseAway(error) || wait > 30_000) throw error;
      deps.log.warn({ err: error, deliveryId: delivery.id }, "a mail's outcome waits for the database");
      await sleep(wait);
    }
  }
}

async function writeOutcome(work: Work, leftUs: boolean, delivery: DeliveryRow, result: SendResult): Promise<void> {
  const retryAt = result.outcome === "deferred" ? nextTry(delivery.attempts, Temporal.Instant.from(delivery.queuedAt), work.now) : null;
  const state = retryAt !== null ? "retry" : outcomes[result.outcome];
  const response = oneLine(result.response).slice(0, 500);
  const end: Settlement = {
    state,
    reason: state === "sent" ? null : response,
    response,
    settledAt: retryAt === null ? work.now.toString() : null,
    nextTryAt: retryAt?.toString() ?? null,
    content: leftUs && retryAt === null && delivery.content.secrets.length + (delivery.content.answers?.length ?? 0) > 0 ? withoutSecrets(delivery.content) : null,
  };
  if (!(await settleDelivery(work.db, delivery.id, end))) return;
  if (retryAt !== null) await setTimer(work.db, "mail-out.retry", String(delivery.id), retryAt, {});
  if (state !== "failed" && state !== "uncertain") return;
  if (result.outcome === "rejected" && refusesAddress(response)) await markBounced(work.db, delivery.toAddress, work.now.toString(), response);
  const subject = { desk: delivery.deskId, ticket: delivery.ticketId, version: null };
  await work.record(subject, state === "failed" ? "delivery.failed" : "delivery.uncertain", { deliveryId: delivery.id, to: delivery.toAddress, reason: response });
}

const outcomes = { sent: "sent", rejected: "failed", deferred: "failed", uncertain: "uncertain" } as const;

/** Once a mail is gone, nobody who reads the database finds a way in by its links. */
function withoutSecrets(content: DeliveryContent): DeliveryContent {
  const hidden = [...content.secrets.map((url) => ({ url, instead: "…" })), ...(content.answers ?? [])];
  const hide = (text: string) => hidden.reduce((so, { url, instead }) => so.replaceAll(url, instead).replaceAll(url.replaceAll("&", "&amp;"), instead.replaceAll("&", "&amp;")), text);
  return { ...content, text: hide(content.text), html: hide(content.html), secrets: [], answers: [], ...(content.secrets.length > 0 ? { stripped: true } : {}) };
}
