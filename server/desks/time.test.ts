import { beforeAll, describe, expect, test } from "vitest";
import { stringify, parse } from "yaml";
import type { CalendarDefinition } from "../../contract/calendars.ts";
import type { ServiceLevelDefinition } from "../../contract/service-levels.ts";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const office: CalendarDefinition = {
  key: "oficina",
  labels: { es: "Oficina", en: "Office" },
  week: { monday: ["09:00-14:00", "16:00-19:00"], tuesday: ["09:00-14:00", "16:00-19:00"], friday: ["09:00-15:00"] },
  holidays: [{ date: "12-25", labels: { es: "Navidad" } }, { date: "2026-12-24", hours: ["09:00-12:00"] }],
};
const level: ServiceLevelDefinition = { key: "urgente", labels: { es: "Urgente" }, q: "priority:urgent", calendar: "oficina", targets: { "first-reply": { minutes: 60, warnBefore: 15 }, resolution: { minutes: 1440, counts: "calendar", escalates: true } } };
const boss = () => t.current.as("boss@hotel.example");
const agent = () => t.current.as("eva@hotel.example");
const post = (url: string, payload: object, as = boss()) => as({ method: "POST", url, payload });

beforeAll(async () => {
  await t.current.desk();
  await t.current.grant("boss@hotel.example", "ventas", "jefa");
  await t.current.grant("eva@hotel.example", "ventas", "agente");
});

test("a calendar is made by the API, tried by it, and stands in the desk's file", async () => {
  expect((await post("/calendars", office)).json()).toEqual(office);
  const { dueAt } = (await post("/calendars/oficina/due", { from: "2026-03-02T12:00:00Z", minutes: 120 }, agent())).json();
  // Madrid: Monday 13:00 to 14:00, and on from 16:00
  expect(dueAt).toBe("2026-03-02T16:00:00Z");
  expect((await post("/calendars/oficina/elapsed", { from: "2026-03-02T12:00:00Z", to: "2026-03-02T16:00:00Z" }, agent())).json()).toEqual({ minutes: 120 });
  expect((await post("/calendars/oficina/elapsed", { from: "2026-12-24T00:00:00Z", to: "2026-12-26T00:00:00Z" })).json(), "half a day, then a holiday of every year").toEqual({ minutes: 180 });
  expect((await post("/calendars/oficina/due", { from: "2026-03-02T12:00:00Z", minutes: 30, calendar: { ...office, timeZone: "America/Santiago" } })).json(), "as it would be saved").toEqual({ dueAt: "2026-03-02T12:30:00Z" });
  await t.current.administrator("root@hotel.example");
  const file = (await t.current.as("root@hotel.example")("/desks/ventas/export")).text;
  expect(parse(file).desk.calendars).toEqual([office]);
});

test("a service level is made by the API; one with a condition stands before the one that takes the rest", async () => {
  const rest: ServiceLevelDefinition = { key: "resto", labels: { es: "Resto" }, calendar: "oficina", targets: { assignment: { minutes: 30 } } };
  expect((await post("/service-levels", { desk: "ventas", ...rest })).json()).toEqual(rest);
  expect((await post("/service-levels", { desk: "ventas", ...level })).status).toBe(201);
  const { definition } = (await boss()("/desks/ventas/configuration")).json();
  expect(definition.serviceLevels).toEqual([level, rest]);
  const again = await t.current.as("root@hotel.example")({ method: "POST", url: "/desks/import?dryRun=true", payload: (await t.current.as("root@hotel.example")("/desks/ventas/export")).text, headers: { "content-type": "application/yaml" } });
  expect(again.json().differences).toEqual([]);
});

describe("what could never work is refused, with the reason at the field", () => {
  const badCalendars: [string, Partial<CalendarDefinition>, string, string][] = [
    ["never open", { week: {} }, "/week", "calendar-never-open"],
    ["no time zone that there is", { timeZone: "Europe/Atlantis" }, "/timeZone", "time-zone"],
    ["no such day", { holidays: [{ date: "2026-02-29" }] }, "/holidays/0/date", "calendar-date"],
    ["a day twice", { holidays: [{ date: "12-25" }, { date: "12-25" }] }, "/holidays/1/date", "calendar-date-twice"],
    ["the key of another", { key: "oficina" }, "/key", "key-twice"],
    ["no name", { labels: {} }, "/labels", "label-missing"],
  ];
  test.each(badCalendars)("a calendar: %s", async (_name, change, path, key) => {
    const answer = await post("/calendars", { ...office, key: "otro", ...change });
    expect([answer.status, answer.json().path, answer.json().key]).toEqual([422, path, `configuration.${key}`]);
    expect(answer.json().errors[0].detail).not.toMatch(/problem\./);
  });
  const badLevels: [string, object, string, string][] = [
    ["no target", { targets: {} }, "/targets", "level-no-target"],
    ["a type that the desk does not have", { q: "type:nada" }, "/q", "unknown-key"],
    ["a priority that there is not", { q: "priority:enorme" }, "/q", "unknown-key"],
    ["by what becomes of a ticket", { q: "status:abierto" }, "/q", "level-search"],
    ["by words", { q: "factura" }, "/q", "level-search"],
    ["a calendar that is none", { calendar: "nada" }, "/calendar", "unknown-key"],
    ["working time by no calendar", { calendar: undefined }, "/calendar", "level-calendar-missing"],
    ["a warning at once", { targets: { "first-reply": { minutes: 60, warnBefore: 60 } } }, "/targets/first-reply/warnBefore", "level-warns-at-once"],
    ["after one that takes all", { q: "" }, "/q", "level-never-chosen"],
    ["more work than there will be", { targets: { resolution: { minutes: 5_000_000 } } }, "/targets/resolution/minutes", "level-never-due"],
  ];
  test.each(badLevels)("a service level: %s", async (_name, change, path, key) => {
    const answer = await post("/service-levels", { desk: "ventas", ...level, key: "otro", ...change });
    expect([answer.status, answer.json().path, answer.json().key]).toEqual([422, path, `configuration.${key}`]);
  });
  test("a calendar that a level counts by is not taken away", async () => {
    const answer = await boss()({ method: "PUT", url: "/desks/ventas/configuration/calendars", payload: [] });
    expect([answer.status, answer.json().key]).toEqual([422, "configuration.still-used"]);
  });
  test("shapes that are none: a field that there is not, hours that are none, a kind of clock that there is not", async () => {
    for (const [url, body] of [["/calendars", { ...office, colour: 1 }], ["/calendars", { ...office, week: { monday: ["9-5"] } }], ["/service-levels", { ...level, targets: { lunch: { minutes: 5 } } }]] as const) {
      expect([url, (await post(url, body)).status]).toEqual([url, 400]);
    }
  });
});

test("who does not configure the desk makes none; who does not work there tries none", async () => {
  expect((await post("/calendars", { ...office, key: "x" }, agent())).status).toBe(403);
  expect((await post("/service-levels", { ...level, key: "x" }, t.current.as("ana@guest.example"))).status).toBe(403);
  expect((await post("/calendars/oficina/due", { from: "2026-03-02T12:00:00Z", minutes: 5 }, t.current.as("ana@guest.example"))).status).toBe(404);
  expect((await post("/calendars/nada/due", { from: "2026-03-02T12:00:00Z", minutes: 5 }, agent())).json()).toMatchObject({ status: 404, key: "calendar.not-found" });
});

test("two desks with a calendar of one key: which one has to be said", async () => {
  const file = stringify({ desk: { ...salesDesk, key: "grupos", addresses: ["g@hotel.example"], timeZone: "America/Santiago", calendars: [office] } });
  await t.current.as("root@hotel.example")({ method: "POST", url: "/desks/import", payload: file, headers: { "content-type": "application/yaml" } });
  await t.current.grant("boss@hotel.example", "grupos", "jefa");
  const ask = { from: "2026-03-02T12:00:00Z", minutes: 30 };
  expect((await post("/calendars/oficina/due", ask)).json()).toMatchObject({ status: 422, key: "configuration.which-desk", path: "/querystring/desk" });
  expect((await post("/calendars/oficina/due?desk=grupos", ask)).json()).toEqual({ dueAt: "2026-03-02T12:30:00Z" });
  expect((await post("/calendars", { ...office, key: "x" })).json()).toMatchObject({ status: 422, path: "/desk" });
});

test("other hours are another version; what is only called differently is not", async () => {
  const versions = () => t.current.rows<{ hours: unknown }>("select v.hours from calendar_versions v join calendars c on c.id = v.calendar_id join desks d on d.id = c.desk_id where d.key = 'ventas' and c.key = 'oficina' order by v.id");
  const put = async (calendar: CalendarDefinition) => expect((await boss()({ method: "PUT", url: "/desks/ventas/configuration/calendars", payload: [calendar] })).status).toBe(200);
  await put({ ...office, labels: { es: "Horario" } });
  expect(await versions()).toHaveLength(1);
  await put({ ...office, week: { monday: ["10:00-11:00"] } });
  expect(await versions()).toHaveLength(2);
  const { definition } = (await boss()("/desks/ventas/configuration")).json();
  const { key: _k, statuses: _s, queues: _q, types: _t, fields: _f, roles: _r, ...rest } = definition;
  const basics = Object.fromEntries(Object.entries(rest).filter(([, value]) => !Array.isArray(value) || typeof value[0] === "string"));
  await boss()({ method: "PUT", url: "/desks/ventas/configuration/general", payload: { ...basics, timeZone: "Atlantic/Canary" } });
  expect((await versions()).at(-1)?.hours, "the desk's own time zone counts").toMatchObject({ timeZone: "Atlantic/Canary" });
});
