import type { Temporal } from "./clock.ts";
import type { Db } from "./db.ts";
import type { EventData, EventType } from "../../contract/events.ts";
import type { Permission } from "../../contract/permissions.ts";
import type { JobName, JobPayloads } from "./jobs.ts";

/** What a role of the actor allows: in one desk or all (null), in one queue of it or all (null), at one location or all (null). */
export interface Grant {
  desk: number | null;
  queue: number | null;
  /** a branch of our own company */
  location: number | null;
  /** the role's key in its desk; absent: a right that comes from no role */
  role?: string;
  permissions: ReadonlySet<Permission>;
}

/** Who acts. A customer is a person without grants. `via` says by what way: web, api, mail, job, cli, demo, rule. `secondFactor`: whether one was shown for the session. */
export type Actor =
  | { kind: "person"; id: number; name: string; email: string | null; locale: string | null; grants: readonly Grant[]; via: string; sessionId?: string; secondFactor?: boolean; scopes?: readonly string[]; /** organizations of whose people this one sees the requests; absent: of none */ sharing?: readonly number[] }
  /** `rule`: it acts as this rule of a desk; `chain`: the rules that led to it, itself the last */
  | { kind: "system"; via: string; rule?: { id: number; chain: readonly number[] } };
export type Person = Extract<Actor, { kind: "person" }>;

/** The ticket an event is about; `version` is the ticket's after the change. */
export interface EventSubject {
  desk: number | null;
  ticket: number | null;
  version: number | null;
}

/** A fact as it is recorded, and as reactions get it. */
export interface RecordedEvent<T extends EventType = EventType> extends EventSubject {
  id: number;
  type: T;
  data: EventData[T];
}

/** A recorded event, with the way by which it came. */
export interface Followed extends RecordedEvent {
  via: string;
}

/** What the composition root adds for slices (the configuration cache, the site's addresses), by declaration merging. */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface WorkContext {}

/** Everything one use case needs, all of ONE transaction: it commits together or not at all. */
export interface Work extends WorkContext {
  db: Db;
  actor: Actor;
  now: Temporal.Instant;
  /** Writes the event and runs what `reactions.ts` says follows from it in this transaction. */
  record<T extends EventType>(subject: EventSubject, type: T, data: EventData[T]): Promise<RecordedEvent<T>>;
  /** Runs the reactions to events that a hot path has written itself, together with its rows. */
  react(event: RecordedEvent): Promise<void>;
  /** What was recorded so far in this transaction, in its order: for who follows it before the commit, as a past that is played is followed. */
  recorded(): readonly Followed[];
  /** The same transaction in another's name: a person decides, and what arrived is handled as it would have been by itself. Also at another moment, where a past is played. */
  as(actor: Actor, now?: Temporal.Instant): Work;
  /** Runs in this process once the transaction has committed, before whoever asked is answered. What must not be lost is a job instead. */
  afterCommit(run: () => void | Promise<void>): void;
  /** Queues a job that starts when this transaction has committed. */
  enqueue<T extends JobName>(job: T, payload: JobPayloads[T], options?: { runAt?: Temporal.Instant; key?: string }): Promise<void>;
}

export const systemActor = (via: string): Actor => ({ kind: "system", via });

/** Where in its desk a ticket stands. */
export interface Place {
  queueId: number;
  locationId: number | null;
}

/** May the actor do this somewhere in the desk (at that place, when one is given)? */
export function allows(actor: Actor, permission: Permission, desk: number | null, place?: Place): boolean {
  if (actor.kind === "system") return true;
  return actor.grants.some(
    (grant) =>
      (grant.desk === null || grant.desk === desk) &&
      (grant.queue === null || place === undefined || grant.queue === place.queueId) &&
      (grant.location === null || place === undefined || grant.location === place.locationId) &&
      grant.permissions.has(permission),
  );
}

export const isAdministrator = (actor: Actor): boolean => allows(actor, "installation.administer", null);
