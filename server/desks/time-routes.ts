import { Type } from "typebox";
import { CalendarDefinition, DueAnswer, DueQuery, ElapsedAnswer, ElapsedQuery, OfDesk } from "../../contract/calendars.ts";
import { Key } from "../../contract/common.ts";
import { ServiceLevelDefinition } from "../../contract/service-levels.ts";
import { Temporal } from "../platform/clock.ts";
import { signedIn, write, type Http } from "../platform/http.ts";
import { notFound, problem } from "../platform/problem.ts";
import type { Transact } from "../platform/transact.ts";
import { allows, type Person } from "../platform/work.ts";
import type { Desks } from "./cache.ts";
import { addToList, hoursAsGiven } from "./configure.ts";
import { dueAfter, elapsed, openHours, type OpenHours } from "./open-hours.ts";
import type { DeskConfig } from "./store.ts";
import { worksAt } from "./views.ts";

const strict = { additionalProperties: false } as const;
const NewCalendar = Type.Object({ ...OfDesk.properties, ...CalendarDefinition.properties }, strict);
const NewServiceLevel = Type.Object({ ...OfDesk.properties, ...ServiceLevelDefinition.properties }, strict);

/** Calendars and service levels are made one by one too, and a calendar can be tried. */
export function timeRoutes(app: Http, { desks, transact }: { desks: Desks; transact: Transact }): void {
  const tags = ["configuration"];

  app.post("/api/v1/calendars", { schema: { tags, summary: "Add a calendar to a desk", body: NewCalendar, response: { 201: CalendarDefinition } } }, (request, reply) =>
    write(transact, request, reply, async (work) => {
      const { desk, ...calendar } = request.body;
      const of = theDesk(await configuredBy(desks, signedIn(request)), desk, "/desk");
      return { status: 201, body: await addToList(work, of.key, "calendars", calendar) };
    }),
  );

  app.post("/api/v1/service-levels", { schema: { tags, summary: "Add a service level to a desk, after those it has", body: NewServiceLevel, response: { 201: ServiceLevelDefinition } } }, (request, reply) =>
    write(transact, request, reply, async (work) => {
      const { desk, ...level } = request.body;
      const of = theDesk(await configuredBy(desks, signedIn(request)), desk, "/desk");
      return { status: 201, body: await addToList(work, of.key, "serviceLevels", level) };
    }),
  );

  const ByKey = Type.Object({ key: Key });
  app.post("/api/v1/calendars/:key/due", { schema: { tags, summary: "When so many minutes of working time have passed", params: ByKey, querystring: OfDesk, body: DueQuery, response: { 200: DueAnswer } } }, async (request) => {
    const { from, minutes, calendar } = request.body;
    const hours = await tried(signedIn(request), request.params.key, request.query.desk, calendar);
    const dueAt = dueAfter(hours, instantAt(from, "/from"), minutes * 60_000);
    if (dueAt === null) throw problem("configuration.level-never-due", 422, { path: "/minutes" });
    return { dueAt: dueAt.toString() };
  });

  app.post("/api/v1/calendars/:key/elapsed", { schema: { tags, summary: "Minutes of working time between two instants", params: ByKey, querystring: OfDesk, body: ElapsedQuery, response: { 200: ElapsedAnswer } } }, async (request) => {
    const { from, to, calendar } = request.body;
    const hours = await tried(signedIn(request), request.params.key, request.query.desk, calendar);
    return { minutes: elapsed(hours, instantAt(from, "/from"), instantAt(to, "/to")) / 60_000 };
  });

  /** The hours that are tried: the calendar's, or those that would be saved under its key. @throws 404, 422 */
  async function tried(actor: Person, key: string, wanted: string | undefined, given: CalendarDefinition | undefined): Promise<OpenHours> {
    const mine = (await desks.get()).all.filter(({ id }) => worksAt(actor, id));
    if (mine.length === 0) throw notFound("desk");
    const has = ({ calendars }: DeskConfig) => calendars.some((one) => one.key === key && !one.archived);
    const desk = theDesk(given === undefined ? mine.filter(has) : mine, wanted, "/querystring/desk");
    if (given !== undefined) return hoursAsGiven(desk, given);
    const calendar = desk.calendars.find((one) => one.key === key && !one.archived);
    if (calendar === undefined) throw notFound("calendar");
    return openHours(calendar.version.hours, desk.timeZone);
  }
}

const configuredBy = async (desks: Desks, actor: Person): Promise<DeskConfig[]> => {
  const mine = (await desks.get()).all.filter(({ id }) => allows(actor, "desk.configure", id));
  if (mine.length === 0) throw problem("permission.denied", 403);
  return mine;
};

/** The desk that is named, or the only one it can be. @throws 404, 422 */
function theDesk(candidates: readonly DeskConfig[], key: string | undefined, path: string): DeskConfig {
  const found = key === undefined ? candidates : candidates.filter((desk) => desk.key === key);
  const [first, second] = found;
  if (first === undefined) throw notFound(key === undefined ? "calendar" : "desk");
  if (second !== undefined) throw problem("configuration.which-desk", 422, { params: { list: found.map((desk) => desk.key).join(", ") }, path });
  return first;
}

/** RFC 3339 allows what no calendar has (a second 60 is one): said at its field. */
function instantAt(text: string, path: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text);
  } catch (error) {
    if (error instanceof RangeError) throw problem("configuration.instant", 422, { path });
    throw error;
  }
}
