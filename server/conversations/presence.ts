import type { DraftEvent, Presence, PresenceEvent } from "../../contract/conversations.ts";
import type { Clock } from "../platform/clock.ts";
import { query, type Db } from "../platform/db.ts";
import type { Listener } from "../platform/listener.ts";
import type { Log } from "../platform/log.ts";
import { allows, type Actor, type Person, type Place } from "../platform/work.ts";

/** On which processes tell each other what is true for some seconds and stands in no table. */
export const presenceChannel = "ventanilla_presence";

/** In ms: so long somebody is taken to be there after the last sign of life, and to be typing after the last letter. */
const stays = 45_000;
const types = 8000;
/** The same sign of one person at one ticket is passed on at most this often. */
const beat = 3000;
const sweepEvery = 2000;

type Heard =
  | { what: "presence"; ticket: number; desk: number; queue: number; location: number | null; person: number; email: string; name: string; state: Presence["state"] }
  | { what: "draft"; person: number; ticket: number; kind: DraftEvent["kind"]; updatedAt: string };

interface Present extends Presence {
  person: number;
  desk: number;
  queue: number;
  location: number | null;
  until: number;
  typingUntil: number;
}

export interface PresenceDeps {
  db: Db;
  listener: Listener;
  clock: Clock;
  log: Log;
  /** tells the open pages of those who may know */
  tell: (event: string, data: object, may: (actor: Actor) => boolean) => void;
}

export type PresenceBoard = ReturnType<typeof createPresence>;

/** Who looks at which ticket now, and who is typing. Kept in memory by each process from what all of them tell. */
export function createPresence({ db, listener, clock, log, tell }: PresenceDeps) {
  const tickets = new Map<number, Map<number, Present>>();
  const told = new Map<string, { state: string; at: number }>();
  const now = () => clock.now().epochMilliseconds;

  const announce = (ticket: number, one: Present, state: Presence["state"]) => {
    const event: PresenceEvent = { ticket, email: one.email, name: one.name, state };
    tell("presence", event, (actor) => actor.kind === "person" && actor.id !== one.person && allows(actor, "ticket.see", one.desk, { queueId: one.queue, locationId: one.location }));
  };
  const hear = (heard: Heard) => {
    if (heard.what === "draft") {
      const { person, what: _what, ...event } = heard;
      return tell("draft", event, (actor) => actor.kind === "person" && actor.id === person);
    }
    const here = tickets.get(heard.ticket) ?? new Map<number, Present>();
    const before = here.get(heard.person);
    const { what: _what, ticket, ...one } = heard;
    const present: Present = { ...one, until: now() + stays, typingUntil: heard.state === "typing" ? now() + types : 0 };
    if (heard.state === "away") here.delete(heard.person);
    else here.set(heard.person, present);
    if (here.size === 0) tickets.delete(ticket);
    else tickets.set(ticket, here);
    if ((before?.state ?? "away") !== heard.state) announce(ticket, present, heard.state);
  };
  const forget = listener.on(presenceChannel, (payload) => {
    if (payload === null || payload === "") return;
    // written by `say` of one of our processes
    hear(JSON.parse(payload) as Heard);
  });

  const sweep = () => {
    for (const [ticket, here] of tickets) {
      for (const [person, one] of here) {
        if (one.until <= now()) {
          here.delete(person);
          announce(ticket, one, "away");
        } else if (one.state === "typing" && one.typingUntil <= now()) {
          one.state = "viewing";
          announce(ticket, one, "viewing");
        }
      }
      if (here.size === 0) tickets.delete(ticket);
    }
    for (const [key, last] of told) if (last.at + stays <= now()) told.delete(key);
  };
  const handle = setInterval(sweep, sweepEvery);
  handle.unref();

  const say = (heard: Heard) => query(db, `select pg_notify($1, $2)`, [presenceChannel, JSON.stringify(heard)]);

  return {
    /** Passes a sign of life on, and answers which colleagues are there. */
    async beat(person: Person, ticket: Place & { id: number; deskId: number }, state: Presence["state"]): Promise<Presence[]> {
      const key = `${person.id}:${ticket.id}`;
      const last = told.get(key);
      if (last === undefined || last.state !== state || last.at + beat <= now()) {
        told.set(key, { state, at: now() });
        const name = [...person.name].slice(0, 200).join("");
        await say({ what: "presence", ticket: ticket.id, desk: ticket.deskId, queue: ticket.queueId, location: ticket.locationId, person: person.id, email: person.email ?? "", name, state });
      }
      return [...(tickets.get(ticket.id)?.values() ?? [])].filter((one) => one.person !== person.id).map((one) => ({ email: one.email, name: one.name, state: one.state }));
    },
    /** Tells a person's other pages that a draft changed. */
    draftChanged(person: number, event: DraftEvent): void {
      say({ what: "draft", person, ...event }).catch((error: unknown) => log.warn({ err: error }, "a draft's change was not told"));
    },
    sweep,
    stop() {
      clearInterval(handle);
      forget();
    },
  };
}
