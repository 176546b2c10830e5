import { createHash } from "node:crypto";
import type { DeskSet } from "../desks/index.ts";
import { findSentMails, messageIdsSent, recordBounce, type SentMail } from "../mail-out/index.ts";
import { agentsOfDesk, ensurePeople, personByAddress, type Known } from "../people/index.ts";
import type { Blobs } from "../platform/blobs.ts";
import { parseMail, type Correspondent, type ParsedMail } from "../platform/mime/index.ts";
import { readReplyAddress } from "../platform/reply-address.ts";
import { maskCards } from "../platform/rich-text/index.ts";
import type { Work } from "../platform/work.ts";
import type { Fate } from "../../contract/mail.ts";
import type { Evidence } from "../../contract/tickets.ts";
import { findByMessageIds } from "../tickets/index.ts";
import type { BatchFacts, Decided, Incoming } from "./batch.ts";
import { blockedAmong, isBlocked } from "./blocked.ts";
import type { Bounce } from "./bounce.ts";
import { classify, type MailClass } from "./classify.ts";
import { placeMail } from "./place.ts";
import { deskOf, desksForMail } from "./recipients.ts";
import * as store from "./store.ts";
import type { LedgerMail, Settlement } from "./store.ts";
import { trustFromHeaders, type Verify } from "./verdicts.ts";

/** Mails of one sender within ten minutes: more get no automatic answers; and if they are a machine's, they are a loop. */
const senderRate = { minutes: 10, most: 60 };

export interface AdmitDeps {
  blobs: Blobs;
  verify: Verify;
}

/**
 * Makes of mails what they are to be, within one transaction: tickets, messages, notes about what came back. Answers
 * the fates: where a mail depends on one before it in the batch, it and what follows stay for the next.
 */
export async function admitMails(work: Work, deps: AdmitDeps, rows: readonly LedgerMail[]): Promise<Fate[]> {
  if (rows.length === 0) return [];
  const desks = await work.desks.get();
  const all = await Promise.all(rows.map((row) => readIncoming(deps, desks, row, null)));
  const batch = independent(all);
  for (const incoming of batch) await shareAmongDesks(work, incoming);
  return (await settleAll(work, desks, batch)).map(({ fate }) => fate);
}

/** Makes of one mail what a person decided. The caller has locked its row. */
export async function admitDecided(work: Work, deps: AdmitDeps, row: LedgerMail, decided: Decided): Promise<Settlement> {
  const desks = await work.desks.get();
  const [settlement] = await settleAll(work, desks, [await readIncoming(deps, desks, row, decided)]);
  if (settlement === undefined) throw new Error("a mail was not settled");
  return settlement;
}

async function settleAll(work: Work, desks: DeskSet, batch: readonly Incoming[]): Promise<Settlement[]> {
  const known = await lookUp(work, desks, batch);
  const settled: Settlement[] = [];
  for (const incoming of batch) settled.push(await settle(work, known, incoming));
  await store.settleMails(work.db, work.now.toString(), settled);
  for (const { id, fate, deskId } of settled) if (fate === "held") await work.record({ desk: deskId, ticket: null, version: null }, "mail.held", { mailId: id });
  return settled;
}

/** A mail that people sent to several desks reaches each: the first by this row, the others by rows of their own. */
async function shareAmongDesks(work: Work, incoming: Incoming): Promise<void> {
  const { row, desk, shares } = incoming;
  if (shares.length === 0 || desk === undefined) return;
  const all = [{ desk, addresses: row.envelopeTo.filter((address) => !shares.some((share) => share.addresses.includes(address))) }, ...shares];
  for (const share of shares) await store.insertSibling(work.db, row, share.addresses, [...incoming.otherDesks, desk.id].filter((id) => id !== share.desk.id));
  await store.keepForDesk(work.db, row.id, all[0]?.addresses ?? [], incoming.otherDesks);
}

/** Somebody's name is a text like any other: a card's number may stand in it. */
const unmarked = (one: Correspondent): Correspondent => ({ ...one, name: maskCards(one.name) });

async function readIncoming({ blobs, verify }: AdmitDeps, desks: DeskSet, row: LedgerMail, decided: Decided | null): Promise<Incoming> {
  const raw = row.raw ?? (await readBlob(blobs, row.rawHash));
  const parsed = parseMail(raw);
  const mail: ParsedMail = { ...parsed, from: parsed.from && unmarked(parsed.from), replyTo: parsed.replyTo.map(unmarked), to: parsed.to.map(unmarked), cc: parsed.cc.map(unmarked), subject: maskCards(parsed.subject), omitted: row.remote.truncated ? [...new Set([...parsed.omitted, "size" as const])] : parsed.omitted };
  const kind = classify(mail, row.source === "imap" && row.envelopeFrom === "" ? envelopeOf(mail) : row.envelopeFrom, (address) => deskOf(desks, address) !== undefined);
  const trust =
    decided !== null
      ? row.knownTrust
      : row.source === "imap"
      ? trustFromHeaders(mail.headers, row.trustedServer)
      : await verify(raw, { address: row.remote.address ?? "", helo: row.remote.helo ?? "", envelopeFrom: row.envelopeFrom });
  return {
    row, mail, kind, trust, decided,
    contentHash: hashContent(mail),
    ...desksForMail(desks, row, mail, kind.kind === "person" || kind.kind === "bulk"),
    sender: senderOf(desks, mail, row.envelopeFrom),
    anyway: decided !== null || row.reason === "retry-anyway",
  };
}

/** A missing file is this mail's trouble, not the database's, whose socket's absence bears the same code. */
async function readBlob(blobs: Blobs, hash: Buffer | null): Promise<Buffer> {
  if (hash === null) throw new Error("the raw mail was erased");
  try {
    return await blobs.read(hash);
  } catch (cause) {
    throw new Error("the raw mail cannot be read", { cause });
  }
}

/** A mailbox keeps the envelope's sender in Return-Path; without one the author stands for it. */
function envelopeOf(mail: ParsedMail): string {
  const path = mail.headers.get("return-path")?.[0];
  return path === undefined ? (mail.from?.address ?? "unknown") : path.replace(/[<>\s]/g, "").toLowerCase();
}

const unattended = /^(?:no-?_?reply|do-?_?not-?_?reply|no-?responder|nao-?responda|wordpress|www-data|webmaster|mailer|notifications?|formular(?:io)?)(?:[+.-].*)?@/i;

/** Web forms send from an address nobody reads, or from the desk's own, and name the person in Reply-To. */
function senderOf(desks: DeskSet, mail: ParsedMail, envelopeFrom: string): Incoming["sender"] {
  const from = mail.from !== null && mail.from.address !== "" ? mail.from : (mail.sender ?? (envelopeFrom === "" ? null : { address: envelopeFrom, name: mail.from?.name ?? "" }));
  const replyTo = mail.replyTo.find(({ address }) => deskOf(desks, address) === undefined);
  const machine = from === null || from.address === "" || unattended.test(from.address) || deskOf(desks, from.address) !== undefined;
  const chosen = machine && replyTo ? { address: replyTo.address, name: replyTo.name || (from?.name ?? "") } : from;
  return chosen === null || chosen.address === "" ? null : chosen;
}

/** The same words and files give the same hash, by whatever way and with whatever trace headers they came. */
function hashContent(mail: ParsedMail): Buffer {
  const hash = createHash("sha256").update(`${mail.from?.address ?? ""}\0${mail.subject}\0${mail.text ?? ""}\0${mail.html ?? ""}`);
  for (const { name, content } of mail.attachments) hash.update(`\0${name}\0`).update(content);
  return hash.digest();
}

/** Up to the first mail that names, or repeats, one before it: what that one becomes must be written first. */
function independent(all: readonly Incoming[]): readonly Incoming[] {
  const seen = new Set<string>();
  for (const [index, { mail }] of all.entries()) {
    if ([mail.messageId, ...mail.inReplyTo, ...mail.references].some((id) => id !== null && seen.has(id))) return all.slice(0, index);
    if (mail.messageId !== null) seen.add(mail.messageId);
  }
  return all;
}

async function lookUp(work: Work, desks: DeskSet, batch: readonly Incoming[]): Promise<BatchFacts> {
  const own = batch.flatMap(({ mail }) => (mail.messageId === null ? [] : [mail.messageId]));
  const named = [...new Set(batch.flatMap(({ mail, kind }) => [...mail.inReplyTo, ...mail.references.slice(-30), ...(kind.kind === "bounce" && kind.bounce.originalMessageId ? [kind.bounce.originalMessageId] : [])]))];
  if (own.length > 0) await store.lockMessageIds(work.db, own);
  const earlier = own.length === 0 ? [] : await store.findEarlier(work.db, own);
  const sent = await findSentMails(work, [...own, ...named]);
  const stored = named.length === 0 ? [] : await findByMessageIds(work.db, named);
  const senders = batch.filter(({ kind }) => kind.kind === "person" || kind.kind === "bulk").flatMap(({ sender }) => (sender === null ? [] : [sender]));
  const since = work.now.subtract({ minutes: senderRate.minutes }).toString();
  const rates = senders.length === 0 ? new Map<string, number>() : await store.countBySender(work.db, [...new Set(senders.map(({ address }) => address))], since, senderRate.most + 1);
  const people = await ensurePeople(work, senders.filter(({ address }) => deskOf(desks, address) === undefined));
  const blocked = senders.length === 0 ? new Map<number, ReadonlySet<string>>() : await blockedAmong(work.db, senders.map(({ address }) => address));
  const agents = new Map<number, Promise<ReadonlyMap<number, { name: string; address: string }>>>();
  return {
    desks,
    earlier,
    sent: new Map(sent.map((each) => [each.headerMessageId, each])),
    stored: new Map([...Map.groupBy(stored, (each) => each.headerMessageId)].map(([id, each]) => [id, each.map(({ ticketId }) => ticketId)])),
    storedSides: new Map(stored.flatMap((each) => (each.sideId === null ? [] : [[each.headerMessageId, each.sideId] as const]))),
    people: new Map(people.map((each) => [each.address, each])),
    rates,
    blocked,
    agentsOf(deskId) {
      const found = agents.get(deskId) ?? agentsOfDesk(work.db, deskId).then((list) => new Map(list.map((agent) => [agent.id, agent])));
      agents.set(deskId, found);
      return found;
    },
  };
}

async function settle(work: Work, known: BatchFacts, incoming: Incoming): Promise<Settlement> {
  const { row, mail, kind, trust, contentHash, desk, sender, anyway } = incoming;
  const settlement: Settlement = {
    id: row.id,
    fate: "refused",
    reason: null,
    evidence: [],
    trust,
    deskId: desk?.id ?? null,
    ticketId: null,
    messageId: null,
    from: sender?.address ?? mail.from?.address ?? "",
    fromName: sender?.name ?? mail.from?.name ?? "",
    subject: mail.subject,
    headerMessageId: mail.messageId,
    contentHash,
  };
  const evidence = (key: string, params: Record<string, string> = {}): Evidence => ({ key, params });
  // a choice in the catalogues has no hyphens (ICU MessageFormat)
  const signs = kind.evidence.map((sign) => evidence("sign", { sign: sign.replaceAll("-", "_") }));
  if (!anyway) {
    const comesBack = mail.messageId === null ? undefined : known.sent.get(mail.messageId);
    if (kind.kind === "own" || comesBack) return { ...settlement, fate: "loop", reason: "own-mail", ticketId: comesBack?.ticketId ?? null, evidence: signs };
    const twin = known.earlier.find((each) => each.headerMessageId === mail.messageId && each.contentHash.equals(contentHash) && each.deskId === settlement.deskId && each.id !== row.id);
    if (twin) return { ...settlement, fate: "duplicate", reason: "same-id-and-content", ticketId: twin.ticketId, evidence: [evidence("duplicate", { mail: String(twin.id) })] };
    if (kind.kind === "bounce") return settleBounce(work, known, { ...settlement, evidence: signs }, kind, row.envelopeTo);
    if (kind.kind === "complaint") return { ...settlement, fate: "bounce", reason: "complaint", evidence: signs };
  }
  if (desk === undefined) return { ...settlement, reason: "no-desk" };
  if (sender === null) return { ...settlement, fate: "auto-reply", reason: "no-sender", evidence: signs };
  if (deskOf(known.desks, sender.address) !== undefined) return { ...settlement, fate: "loop", reason: "own-address", evidence: signs };
  if (!anyway && isBlocked(known.blocked, desk.id, sender.address)) return { ...settlement, fate: "spam", reason: "sender-blocked", evidence: signs };
  const person = known.people.get(sender.address) ?? (await personOf(work, sender, anyway || kind.kind !== "auto-reply"));
  const busy = (known.rates.get(sender.address) ?? 0) > senderRate.most;
  if (busy && kind.kind === "bulk" && !anyway) return { ...settlement, fate: "loop", reason: "sender-rate", evidence: [...signs, evidence("sender-rate", { most: String(senderRate.most), minutes: String(senderRate.minutes) })] };
  const placed = await placeMail(work, known, { ...incoming, desk, sender, person }, busy);
  return { ...settlement, ...placed, evidence: [...placed.evidence, ...signs] };
}

async function personOf(work: Work, sender: { address: string; name: string }, make: boolean): Promise<Known | null> {
  if (!make) {
    const found = await personByAddress(work.db, sender.address);
    return found === undefined ? null : { id: found.id, name: found.name, address: found.address, locale: found.locale };
  }
  const [made] = await ensurePeople(work, [sender]);
  return made ?? null;
}

async function settleBounce(work: Work, known: BatchFacts, settlement: Settlement, { bounce }: Extract<MailClass, { kind: "bounce" }>, envelopeTo: readonly string[]): Promise<Settlement> {
  const [first] = bounce.recipients;
  const evidence: Evidence[] = [...settlement.evidence, ...bounce.recipients.slice(0, 20).map(({ address, status, diagnostic }) => ({ key: "bounced", params: { address, status, diagnostic } }))];
  const about = await bouncedMail(work, known, bounce, envelopeTo);
  const result: Settlement = { ...settlement, fate: "bounce", evidence, ticketId: about?.ticketId ?? null, deskId: about?.deskId ?? settlement.deskId };
  if (about === undefined) return { ...result, reason: "not-ours" };
  if (bounce.action === "delayed") return { ...result, reason: "delayed" };
  const words = [first?.status, first?.diagnostic].filter((each) => each !== undefined && each !== "").join(" ");
  await recordBounce(work, { messageIds: [about.headerMessageId], reason: words || settlement.subject });
  return { ...result, reason: "delivery-marked" };
}

/** Which of our mails came back: by its Message-ID, or, where the report does not contain it, by the signed address it returned to and whom it was for. */
async function bouncedMail(work: Work, known: BatchFacts, bounce: Bounce, envelopeTo: readonly string[]): Promise<SentMail | undefined> {
  const named = bounce.originalMessageId === null ? undefined : known.sent.get(bounce.originalMessageId);
  if (named) return named;
  for (const address of envelopeTo) {
    const reply = address.includes("+") ? readReplyAddress(work.mailOut.replySecret, address) : null;
    if (reply === null || !reply.genuine) continue;
    for (const recipient of bounce.recipients.slice(0, 5)) {
      const ids = await messageIdsSent(work.db, reply.ticketNumber, recipient.address);
      const [latest] = ids.length === 0 ? [] : await findSentMails(work, ids);
      if (latest) return latest;
    }
  }
  return undefined;
}
