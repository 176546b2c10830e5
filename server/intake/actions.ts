import { randomBytes } from "node:crypto";
import type { IntakeSettings, IntakeSourceInput } from "../../contract/intake.ts";
import { applyVerdict, decideItem } from "../automations/index.ts";
import { deskIn, deskToConfigure } from "../desks/index.ts";
import { Temporal } from "../platform/clock.ts";
import type { Db } from "../platform/db.ts";
import { isDatabaseAway } from "../platform/http.ts";
import type { Log } from "../platform/log.ts";
import { isProblem, problem } from "../platform/problem.ts";
import { maskCards, withoutCards } from "../platform/rich-text/index.ts";
import type { Transact } from "../platform/transact.ts";
import { systemActor, type RecordedEvent, type Work } from "../platform/work.ts";
import { derivedSecret } from "../settings/index.ts";
import { hashOf, isKept, mapPayload } from "./mapping.ts";
import * as store from "./store.ts";
import type { StoredItem, StoredSource } from "./store.ts";
import { itemFacts, openFromItem, updateFromItem } from "./tickets.ts";

/** A secret that was replaced is good for so long, so that a sender can change it without losing anything. */
const overlapHours = 24;

export const secretOf = (db: Db, source: Pick<StoredSource, "salt" | "secretVersion">): Promise<string> => derivedSecret(db, "intake", "vts_", source);

/** The secrets that are good now. */
export async function secretsOf(db: Db, source: StoredSource, now: Temporal.Instant): Promise<string[]> {
  const previous = source.previousUntil !== null && Temporal.Instant.compare(now, Temporal.Instant.from(source.previousUntil)) < 0;
  return [await secretOf(db, source), ...(previous ? [await secretOf(db, { ...source, secretVersion: source.secretVersion - 1 })] : [])];
}

/** One of the desk's own sources. */
export async function ownSource(work: Work, deskKey: string, key: string): Promise<StoredSource> {
  const desk = await deskToConfigure(work, deskKey);
  const source = await store.findSource(work.db, key);
  if (source === undefined || source.deskId !== desk.id) throw problem("intake.unknown", 404);
  return source;
}

/** Makes the source, or changes it. A new one has a secret, which is told now and never again. @throws 403, 404, 409 */
export async function saveSource(work: Work, deskKey: string, key: string, input: IntakeSourceInput): Promise<{ id: number; secret: string | null }> {
  const desk = await deskToConfigure(work, deskKey);
  const known = await store.lockSource(work.db, key);
  if (known !== undefined && known.deskId !== desk.id) throw problem("intake.key-taken", 409, { path: "/key" });
  const fresh = known === undefined || known.archived;
  const id = await store.putSource(work.db, { deskId: desk.id, key, ...input, salt: known?.salt ?? randomBytes(16) });
  // what was removed does not come back with a secret that somebody else may still have
  if (known?.archived === true) await store.nextSecret(work.db, id, null);
  const now = await store.sourceById(work.db, id);
  if (now === undefined) throw new Error("a source was not written");
  const from = known === undefined || known.archived ? null : { name: known.name, kind: known.kind, settings: known.settings };
  if (JSON.stringify(from) !== JSON.stringify(input)) await work.record({ desk: desk.id, ticket: null, version: null }, "configuration.changed", { what: `intake/${key}`, from, to: input });
  return { id, secret: fresh ? await secretOf(work.db, now) : null };
}

/** A new secret; the one before is good for a day. */
export async function renewSecret(work: Work, source: StoredSource): Promise<string> {
  await store.nextSecret(work.db, source.id, work.now.add({ hours: overlapHours }).toString());
  await work.record({ desk: source.deskId, ticket: null, version: null }, "configuration.changed", { what: `intake/${source.key}/secret`, from: null, to: null });
  return secretOf(work.db, { ...source, secretVersion: source.secretVersion + 1 });
}

export async function removeSource(work: Work, source: StoredSource): Promise<void> {
  await store.archiveSource(work.db, source.id, work.now.toString());
  await work.record({ desk: source.deskId, ticket: null, version: null }, "configuration.changed", { what: `intake/${source.key}`, from: { name: source.name }, to: null });
}

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    "intake.handle": { item: number };
  }
}

export interface HandleDeps {
  transact: Transact;
  log: Log;
}

/**
 * Makes of a stored payload what it is to be. Whoever comes second, the request that stored it or the job that commits
 * with it, finds it done. What cannot be handled is kept with the reason; a database that is away is thrown.
 */
export async function handleItem({ transact, log }: HandleDeps, id: number): Promise<StoredItem> {
  const actor = systemActor("intake");
  const read = async (work: Work) => {
    const item = await store.findItem(work.db, id);
    if (item === undefined) throw new Error("a payload is gone");
    return item;
  };
  try {
    return await transact(actor, async (work) => {
      const item = await store.lockItem(work.db, id);
      if (item?.fate === "received") await settle(work, item);
      return read(work);
    });
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const known = isProblem(error);
    if (!known) log.error({ err: error, item: id }, "intake: a payload could not be handled");
    const detail = known ? JSON.stringify({ key: error.key, params: error.params }) : null;
    return transact(actor, async (work) => {
      const item = await store.lockItem(work.db, id);
      if (item?.fate === "received") await store.settleItem(work.db, id, work.now.toString(), { fate: "failed", reason: known ? "problem" : "error", detail });
      return read(work);
    });
  }
}

/** What hides a digit of a card's number. */
const hiddenDigit = "•";
/**
 * What is kept of a payload: all but cards' numbers. Something's name at its source may look like one: it is kept beside,
 * where hiding its digits would make two things one.
 */
export function keptOf(settings: IntakeSettings, raw: string): { payload: string; externalId: string | null } {
  const told = parse(raw);
  if (told === undefined) return { payload: maskCards(raw), externalId: null };
  const payload = JSON.stringify(withoutCards(told));
  return payload === JSON.stringify(told) ? { payload: raw, externalId: null } : { payload, externalId: mapPayload(settings, told, payload).externalId };
}

async function settle(work: Work, item: StoredItem): Promise<void> {
  const done = (outcome: store.ItemOutcome) => store.settleItem(work.db, item.id, work.now.toString(), outcome);
  const source = await store.sourceById(work.db, item.sourceId);
  if (source === undefined) throw new Error("a payload's source is gone");
  const payload = parse(item.payload);
  if (payload === undefined) return void (await done({ fate: "failed", reason: "unreadable" }));
  const desk = await deskIn(work, source.deskId);
  const mapped = mapPayload(source.settings, payload, item.payload);
  const externalId = mapped.externalId.includes(hiddenDigit) ? (item.externalId ?? mapped.externalId) : mapped.externalId;
  const record = await store.lockRecord(work.db, source.id, externalId);
  const hash = hashOf(mapped);
  const same = record.contentHash?.equals(hash) === true;
  if (record.ticketId !== null) {
    const ticketId = same ? record.ticketId : await updateFromItem(work, desk, source, mapped, record.ticketId);
    await store.saveRecord(work.db, source.id, externalId, record.ticketId, hash);
    return void (await done({ fate: "updated", reason: same ? "unchanged" : null, externalId, ticketId }));
  }
  const verdict = decideItem(desk, source.kind, () => itemFacts(desk, source, mapped));
  const kept = verdict.becomes === "kept" ? "rule" : verdict.becomes === null && isKept(source.settings, mapped) ? "rating" : null;
  if (kept !== null && item.reason !== "anyway") {
    await store.saveRecord(work.db, source.id, externalId, null, hash);
    return void (await done({ fate: "kept", reason: kept, detail: kept === "rule" ? verdict.by : null, externalId }));
  }
  // its ticket was erased for good: told once more, it stays away
  if (same && item.reason !== "anyway") return void (await done({ fate: "kept", reason: "unchanged", externalId }));
  const ticketId = await openFromItem(work, desk, source, mapped);
  await applyVerdict(work, desk, ticketId, verdict);
  await store.saveRecord(work.db, source.id, externalId, ticketId, hash);
  await done({ fate: "ticketed", reason: null, externalId, ticketId });
}

/** Undefined: it is no JSON object. */
export function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined; // the fate says so
  }
}

/** A ticket was erased for good: so is what it came from. */
export const forgetItems = (work: Work, { data }: RecordedEvent<"ticket.purged">): Promise<void> => store.forgetTickets(work.db, data.numbers);
