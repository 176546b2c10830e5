import { createHash } from "node:crypto";
import type { State } from "../contract/desks.ts";
import type { DeskConfig } from "../server/desks/index.ts";
import { excerpt } from "../server/platform/rich-text/index.ts";
import { commonWord, makeSentences, randomFrom, rareWords, writeText } from "./words.ts";

export type SeedTable = "people" | "addresses" | "tickets" | "messages" | "watchers" | "events" | "deliveries" | "mails" | "files" | "file_uses" | "ticket_identifiers" | "search_texts";
export type Cell = string | number | boolean | null | Buffer;
/** Takes the cells of a row, in the order in which `seed.ts` names the table's columns. */
export type Emit = (table: SeedTable, ...cells: Cell[]) => void;

export interface SeedFacts {
  desk: DeskConfig;
  agents: readonly { id: number; address: string; name: string }[];
  /** tickets */
  count: number;
  firstTicket: number;
  firstPerson: number;
  /** ms since 1970 */
  now: number;
}

const day = 86_400_000;
const names = ["Ana", "Bruno", "Carmen", "Dinu", "Elena", "Fábio", "Gloria", "Hugo", "Irene", "João", "Laura", "Mihai", "Nuria", "Óscar", "Pilar", "Radu"];
const surnames = ["García", "Moreno", "Popescu", "Silva", "Navarro", "Ionescu", "Santos", "Vidal", "Prieto", "Costa", "Lungu", "Ferrer"];

export const personAddress = (index: number): string => `${(names[index % names.length] ?? "").normalize("NFKD").replace(/[^a-z]/gi, "").toLowerCase()}.${index}@clientes.example.net`;
export const personName = (index: number): string => `${names[index % names.length]} ${surnames[index % surnames.length]}`;
export const peopleOf = (count: number): number => Math.ceil(count / 3);
export const bookingCode = (ticket: number): string => `q${(ticket * 7919 + 1_000_003).toString(36)}`;

/** Writes ticket after ticket, oldest first; yields after each. */
export function* ticketRows(facts: SeedFacts, emit: Emit): Generator<void> {
  const { desk, count, firstTicket, now } = facts;
  const random = randomFrom(count);
  const sentences = makeSentences(20_000);
  const people = peopleOf(count);
  const began = iso(now - 730 * day);
  for (let index = 0; index < people; index++) {
    emit("people", facts.firstPerson + index, personName(index), desk.language, began);
    emit("addresses", personAddress(index), facts.firstPerson + index, true, began);
  }
  let message = 0;
  let mail = 0;
  for (let index = 0; index < count; index++) {
    const ticket = firstTicket + index;
    const created = now - 730 * day + ((730 * day - 3_600_000) * index) / count;
    const state = stateOf(index / count, random);
    const status = desk.statuses.find((each) => each.state === state) ?? desk.statuses[0];
    const queue = desk.queues[random() < 0.75 ? 0 : desk.queues.length - 1];
    const type = random() < 0.8 ? desk.types[Math.floor(random() * desk.types.length)] : undefined;
    // some write often, most once
    const requester = Math.floor(people * random() ** 1.7);
    const [address, name, requesterId] = [personAddress(requester), personName(requester), facts.firstPerson + requester];
    const agent = facts.agents[Math.floor(random() * facts.agents.length)];
    if (status === undefined || queue === undefined || agent === undefined) throw new Error("the desk has no statuses, queues or agents");
    const assignee = state === "solved" || random() < 0.7 ? agent : null;
    const thirdIsNote = random() < 0.3;
    const times = [created, created + random() * day * 0.5, created + (0.5 + random() * 2) * day].map((at, i) => Math.min(at, now - 60_000 + i * 1000 + index / count));
    const rare = rareWords.filter(() => random() < 0.01);
    const marks = [...rare, ...(random() < 0.6 ? [commonWord] : [])].join(" ");
    const texts = [writeText(sentences, random, marks), writeText(sentences, random), writeText(sentences, random)];
    const code = bookingCode(ticket);
    const subject = `${(sentences[Math.floor(random() * sentences.length)]?.text ?? "").slice(0, 30 + random() * 40).trim()}`;
    const source = random() < 0.75 ? "email" : "portal";
    const event = (at: number, actor: number, via: string, kind: string, version: number, audience: string, data: object) =>
      emit("events", iso(at), "person", actor, via, desk.id, ticket, kind, version, audience, JSON.stringify(data));
    texts.forEach((text, step) => {
      message += 1;
      const at = times[step] ?? created;
      const byAgent = step === 1 || (step === 2 && thirdIsNote);
      const kind = step === 2 && thirdIsNote ? "note" : "reply";
      const channel = byAgent ? "desk" : source;
      const headerId = channel === "email" ? `<${message}.${ticket}@mail.example.net>` : null;
      if (headerId !== null) {
        mail += 1;
        const raw = Buffer.from(`From: ${name} <${address}>\r\nTo: ${desk.addresses[0]}\r\nSubject: ${subject}\r\nMessage-ID: ${headerId}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text.text}`);
        emit("mails", mail, iso(at), "smtp", address, `{${desk.addresses[0]}}`, '{"address":"127.0.0.1"}', raw.length, raw, step === 0 ? "ticketed" : "threaded", '{"evidence":[{"key":"new-request","params":{}}],"trust":null}',
          iso(at), 1, desk.id, ticket, message, address, name, subject, headerId, hashOf(text.text));
      }
      emit("messages", message, ticket, kind, byAgent ? agent.id : requesterId, byAgent ? "agent" : "customer", channel, iso(at), text.html, text.text,
        headerId === null ? "{}" : JSON.stringify({ to: [desk.addresses[0]], cc: [] }), headerId, headerId === null ? null : mail, headerId === null ? null : '[{"key":"new-request","params":{}}]');
      if (random() < 0.05) {
        const file = hashOf(`file ${message}`);
        const id = file.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
        emit("files", id, file, "reserva.pdf", "application/pdf", 48_213, iso(at));
        emit("file_uses", id, "message", message, 0, false);
      }
      if (step === 0) event(at, requesterId, source, "ticket.created", 1, "public", { source, status: status.key, queue: queue.key, requester: address, messageId: message, automatic: false });
      event(at, byAgent ? agent.id : requesterId, channel, "message.added", step + 1, kind === "note" ? "staff" : "public", { messageId: message, kind, side: byAgent ? "agent" : "customer", channel, automatic: false, first: step === 0 });
      if (step === 0 && assignee !== null) event(at, agent.id, "web", "ticket.assigned", 2, "public", { from: null, to: agent.address });
      if (step === 2 && state === "solved") event(at, agent.id, "web", "ticket.status-changed", 4, "public", { from: desk.statuses[0]?.key ?? "", to: status.key, fromState: "open", toState: "solved" });
      if (step === 0 || (byAgent && kind === "reply")) {
        const letter = step === 0 ? "confirmation" : "reply";
        const content = { from: { name: agent.name, address: desk.addresses[0] }, to: [{ name, address }], cc: [], replyTo: null, inReplyTo: headerId, references: [], subject, text: text.text, html: text.html, headers: {}, files: [], secrets: [] };
        emit("deliveries", desk.id, ticket, message, requesterId, letter, desk.language, address, name, `<${ticket}.${message}@localhost>`, JSON.stringify(content), "sent", "250 2.0.0 Ok: queued", 1, iso(at), iso(at));
      }
    });
    const updated = times[2] ?? created;
    const copied = random() < 0.15 ? Math.floor(people * random()) : requester;
    if (copied !== requester) emit("watchers", ticket, facts.firstPerson + copied, "customer", iso(created));
    emit("tickets", ticket, desk.id, subject, state, status.id, queue.id, type?.id ?? null, random() < 0.85 ? 2 : random() < 0.5 ? 3 : 1, requesterId, assignee?.id ?? null, random() < 0.3 ? '{"grupo","vip"}' : "{}",
      JSON.stringify({ localizador: code }), source, desk.language, iso(created), iso(updated), state === "solved" ? iso(updated) : null, 4, excerpt(texts[thirdIsNote ? 1 : 2]?.text ?? ""), excerpt(texts[2]?.text ?? ""),
      thirdIsNote ? 2 : 3, 3, iso(times[thirdIsNote ? 1 : 2] ?? created), thirdIsNote ? "agent" : "customer", false);
    emit("ticket_identifiers", ticket, "number", String(ticket));
    emit("ticket_identifiers", ticket, "address", address);
    emit("ticket_identifiers", ticket, "field", code);
    const open = texts.slice(0, thirdIsNote ? 2 : 3).map((text) => text.words).join(" ");
    emit("search_texts", ticket, `${subject.toLowerCase()} ${open} ${name.toLowerCase()} ${address.replace(/[^a-z0-9]+/g, " ")} ${code}`, thirdIsNote ? (texts[2]?.words ?? "") : "");
    yield;
  }
}

/** Of the newest tickets most are open, of the old ones a few: some 6 % in all. */
function stateOf(age: number, random: () => number): State {
  if (random() > (age > 0.96 ? 0.75 : 0.03)) return "solved";
  const kind = random();
  return kind < 0.6 ? "open" : kind < 0.85 ? "pending" : "on_hold";
}

const hashOf = (text: string): Buffer => createHash("sha256").update(text).digest();
const iso = (ms: number): string => new Date(ms).toISOString();
