import { createHash } from "node:crypto";
import type WebPush from "web-push";
import type { Language } from "../../contract/common.ts";
import type { Device, NewDevice, NotificationKind, PushPayload } from "../../contract/notifications.ts";
import type { Clock } from "../platform/clock.ts";
import { query, type Database, type Db } from "../platform/db.ts";
import { translate } from "../platform/i18n.ts";
import type { Attempt, JobHandlers } from "../platform/jobs.ts";
import type { Log } from "../platform/log.ts";
import { onFirstUse } from "../platform/on-first-use.ts";
import { refusals, type SendOutgoing } from "../platform/outgoing-requests.ts";
import type { Site } from "../platform/site.ts";
import type { Person, Work } from "../platform/work.ts";
import { lineOf } from "./lines.ts";
import type { OwedNotification } from "./store.ts";
import type { PushKeys } from "./push-keys.ts";

declare module "../platform/jobs.ts" {
  interface JobPayloads {
    /** `lang`: of the person; the texts are read when it is sent. `until`: later it would be stale */
    "notifications.push": { device: number; notifications: number[]; lang: Language; until: string };
  }
}

const webPush = onFirstUse<typeof WebPush>("web-push");

/** A message to a device that is off is kept so long by its push service, in seconds; later the bell says it. */
const ttl = 12 * 3600;
const timeoutMs = 10_000;
/** More tickets than these at a time become one message. */
const mostAtOnce = 3;
/** Devices of one person; the oldest gives way. */
const mostDevices = 20;

/** Queues to each of the person's devices what they are owed now. */
export async function pushOwed(work: Work, person: { id: number; language: Language }, owed: readonly OwedNotification[]): Promise<void> {
  const byTicket = [...Map.groupBy(owed, ({ id }) => id).values()].map((of) => of.map(({ notification }) => notification));
  const until = work.now.add({ seconds: ttl }).toString();
  const messages = byTicket.length > mostAtOnce ? [byTicket.flat()] : byTicket;
  for (const { id: device } of await devicesOf(work.db, person.id)) {
    for (const notifications of messages) await work.enqueue("notifications.push", { device, notifications, lang: person.language, until });
  }
}

interface Pushed {
  number: number;
  subject: string;
  kind: NotificationKind;
  by: string | null;
  detail: string | null;
}

/** Little enough for every push service, and without what was said: it passes through other people's machines, if encrypted. */
export function payloadOf(pushed: readonly Pushed[], lang: Language): PushPayload | null {
  const last = pushed.at(-1);
  if (last === undefined) return null;
  const tickets = new Set(pushed.map(({ number }) => number));
  if (tickets.size > 1) {
    return { title: translate(lang, "desk.bell.push.many", { tickets: tickets.size }), body: cut(`#${last.number} ${last.subject}`), path: "/desk/notifications", tag: "many", lang };
  }
  const line = lineOf(lang, last);
  const more = pushed.length - 1;
  return { title: cut(`#${last.number} ${last.subject}`), body: cut(more > 0 ? `${line} ${translate(lang, "desk.bell.push.more", { more })}` : line), path: `/desk/tickets/${last.number}`, tag: `ticket-${last.number}`, lang };
}
const cut = (text: string): string => ([...text].length > 200 ? `${[...text].slice(0, 199).join("")}…` : text);

export interface PushDeps {
  database: Pick<Database, "db">;
  clock: Clock;
  log: Log;
  site: Site;
  keys: PushKeys;
  send: SendOutgoing;
}

/**
 * Sends one message to one device. A device that its push service no longer knows is forgotten; what fails otherwise is
 * tried again by the queue until the message would be stale. What was read meanwhile is not sent.
 */
export function pushJobs({ database: { db }, clock, log, site, keys, send }: PushDeps) {
  return {
    async "notifications.push"({ device, notifications, lang, until }, { attempt, maxAttempts }: Attempt) {
      const [to] = await query<{ endpoint: string; p256dh: string; auth: string; personId: number }>(db, `select endpoint, p256dh, auth, person_id as "personId" from push_devices where id = $1`, [device]);
      if (to === undefined || clock.now().epochMilliseconds > Date.parse(until)) return;
      const unread = await query<Pushed>(
        db,
        `select t.id as number, t.subject, n.kind, p.name as by, n.detail from notifications n join tickets t on t.id = n.ticket_id left join people p on p.id = n.actor_id
         where n.id = any($1) and n.person_id = $2 and n.read_at is null and t.purged_at is null order by n.id`,
        [notifications, to.personId],
      );
      const payload = payloadOf(unread, lang);
      if (payload === null) return;
      const request = webPush().generateRequestDetails({ endpoint: to.endpoint, keys: { p256dh: to.p256dh, auth: to.auth } }, JSON.stringify(payload), {
        // a push service that has trouble with us knows whom to write to (RFC 8292, 2.1)
        vapidDetails: { subject: site.publicUrl.startsWith("https:") ? site.publicUrl : `mailto:postmaster@${site.mailHost}`, ...keys },
        TTL: ttl,
        urgency: "normal",
        topic: createHash("sha256").update(payload.tag).digest("base64url").slice(0, 32),
      });
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
      const answer = await send({ url: request.endpoint, method: "POST", headers, body: request.body, timeoutMs, answerBytes: 2000 }).catch((error: unknown) => {
        // an address of the inside, or none: it will not become better
        if (error instanceof Error && refusals.some((refusal) => refusal === error.message)) return { status: 410, headers: {}, text: error.message };
        throw error;
      });
      if (answer.status >= 200 && answer.status < 300) return;
      if (answer.status === 404 || answer.status === 410) {
        await query(db, `delete from push_devices where id = $1`, [device]);
        return;
      }
      // 413, 400 and the like: the same again would be refused again
      const transient = answer.status === 429 || answer.status >= 500;
      if (transient && attempt < maxAttempts) throw new Error(`the push service answered ${answer.status}`);
      log.warn({ device, status: answer.status, answer: answer.text.slice(0, 200) }, "a push message was refused");
    },
  } satisfies Partial<JobHandlers>;
}

export const endpointHash = (endpoint: string): string => createHash("sha256").update(endpoint).digest("base64url");

export async function devicesOf(db: Db, person: number): Promise<Device[]> {
  const rows = await query<{ id: number; userAgent: string; createdAt: string; endpoint: string }>(
    db,
    `select id, user_agent as "userAgent", created_at as "createdAt", endpoint from push_devices where person_id = $1 order by id desc`,
    [person],
  );
  return rows.map(({ endpoint, ...row }) => ({ ...row, endpointHash: endpointHash(endpoint) }));
}

/** The browser, while that session lasts, is told of this person's notifications, and of nobody else's who was signed in there before. */
export async function addDevice(work: Work, person: Pick<Person, "id" | "sessionId">, device: NewDevice, userAgent: string): Promise<void> {
  await query(
    work.db,
    `insert into push_devices (person_id, endpoint, p256dh, auth, user_agent, created_at, session_id) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (endpoint) do update set person_id = excluded.person_id, p256dh = excluded.p256dh, auth = excluded.auth, user_agent = excluded.user_agent, session_id = excluded.session_id`,
    [person.id, device.endpoint, device.keys.p256dh, device.keys.auth, userAgent.slice(0, 400), work.now.toString(), person.sessionId ?? null],
  );
  await query(work.db, `delete from push_devices where person_id = $1 and id not in (select id from push_devices where person_id = $1 order by id desc limit $2)`, [person.id, mostDevices]);
}

/** @returns false where it was none of theirs */
export const removeDevice = async (db: Db, person: number, id: number): Promise<boolean> => (await query(db, `delete from push_devices where id = $1 and person_id = $2 returning 1 as one`, [id, person])).length > 0;
