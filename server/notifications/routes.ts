import { Type } from "typebox";
import { PageQuery } from "../../contract/common.ts";
import { DeviceList, NewDevice, NotificationChoices, NotificationList, NotificationSettings, NotificationsRead, UnreadCount } from "../../contract/notifications.ts";
import type { Desks } from "../desks/index.ts";
import { profileOf } from "../people/index.ts";
import type { BlockList } from "node:net";
import type { Database } from "../platform/db.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { urlProblem } from "../platform/outgoing-requests.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import type { Person } from "../platform/work.ts";
import type { FastifyRequest } from "fastify";
import { chooseNotifications, markRead } from "./actions.ts";
import { hasBell } from "./policy.ts";
import { addDevice, devicesOf, removeDevice } from "./push.ts";
import { countUnread, readNotifications, readSettings } from "./view.ts";

export interface NotificationDeps {
  database: Pick<Database, "db">;
  desks: Desks;
  transact: Transact;
  /** what browsers subscribe to */
  pushKey: string;
  /** addresses of the inside that push services may have: configuration */
  allowed: BlockList;
}

const ListQuery = Type.Object({ ...PageQuery.properties, unread: Type.Optional(Type.Boolean()) });
const ById = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });

/** @throws 403 for customers */
function staff(request: FastifyRequest): Person {
  const person = signedIn(request);
  if (!hasBell(person)) throw problem("permission.denied", 403);
  return person;
}

export function notificationRoutes(app: Http, { database: { db }, desks, transact, pushKey, allowed }: NotificationDeps): void {
  const tags = ["notifications"];

  app.get("/api/v1/me/notifications", { schema: { tags, summary: "What one was told, newest first", querystring: ListQuery, response: { 200: NotificationList } } }, async (request) =>
    readNotifications(db, staff(request), await desks.get(), { after: request.query.after, unread: request.query.unread ?? false, limit: request.query.limit ?? 50 }),
  );

  app.get("/api/v1/me/notifications/unread", { schema: { tags, response: { 200: UnreadCount } } }, async (request) => ({ unread: await countUnread(db, staff(request)) }));

  app.put("/api/v1/me/notifications/read", { schema: { tags, summary: "Some, those of a ticket, or all up to one", body: NotificationsRead, response: { 200: UnreadCount } } }, (request, reply) => {
    const person = staff(request);
    return write(transact, request, reply, async (work) => {
      await markRead(work, person, request.body);
      return { status: 200, body: { unread: await countUnread(work.db, person) } };
    });
  });

  const settingsOf = async (person: Person) => readSettings(db, person, await desks.get(), { timeZone: (await profileOf(db, person.id))?.timeZone ?? null, pushKey });

  app.get("/api/v1/me/notification-settings", { schema: { tags, response: { 200: NotificationSettings } } }, (request) => settingsOf(staff(request)));

  app.put("/api/v1/me/notification-settings", { schema: { tags, summary: "What one is told of, by what, and when not", body: NotificationChoices, response: { 200: NotificationSettings } } }, async (request, reply) => {
    const person = staff(request);
    await write(transact, request, reply, async (work) => {
      await chooseNotifications(work, person, request.body);
      return { status: 200, body: null };
    });
    return settingsOf(person);
  });

  app.get("/api/v1/me/devices", { schema: { tags, summary: "Browsers that show one's notifications", response: { 200: DeviceList } } }, async (request) => ({ items: await devicesOf(db, staff(request).id) }));

  app.post("/api/v1/me/devices", { schema: { tags, body: NewDevice, response: { 201: DeviceList } } }, async (request, reply) => {
    const person = staff(request);
    // the browser names the address we are to write to: never one of the inside
    if (urlProblem(request.body.endpoint, allowed) !== null) throw problem("notifications.endpoint", 422, { path: "/endpoint" });
    const devices = await write(transact, request, reply, async (work) => {
      await addDevice(work, person, request.body, request.headers["user-agent"] ?? "");
      return { status: 201, body: { items: await devicesOf(work.db, person.id) } };
    });
    return reply.code(201).send(devices);
  });

  app.delete("/api/v1/me/devices/:id", { schema: { tags, params: ById, response: { 204: Type.Null() } } }, async (request, reply) => {
    const person = staff(request);
    if (!(await removeDevice(db, person.id, request.params.id))) throw notFound("device");
    return reply.code(204).send(null);
  });
}
