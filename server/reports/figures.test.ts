import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { reportDimensions, type ReportBreakdown, type ReportOverview } from "../../contract/reports.ts";
import { Temporal } from "../platform/clock.ts";
import { createLog } from "../platform/log.ts";
import { runDueTimers, type TimerHandlers } from "../platform/timers.ts";
import { salesDesk, useApp } from "../testing/factories.ts";
import { beginAnew } from "./follow.ts";
import { foldHistory, type RecordedRow, type Told } from "./testing.ts";

const t = useApp();
const root = () => t.current.as("root@hotel.example");
const agents = ["eva@hotel.example", "leo@hotel.example"];
const madrid = "Europe/Madrid";
let sites: number[];

beforeAll(async () => {
  await t.current.desk();
  await t.current.desk({
    key: "finanzas", labels: { es: "Finanzas", en: "Finance" }, addresses: ["finanzas@hotel.example"], timeZone: "America/Santiago",
    statuses: [
      { key: "por-revisar", state: "new", labels: { es: "Por revisar" }, explanations: {}, runsClocks: true },
      { key: "abierto", state: "open", labels: { es: "En curso" }, explanations: {}, runsClocks: true },
      { key: "resuelta", state: "solved", labels: { es: "Pagada" }, explanations: {}, runsClocks: false, afterCustomerMessage: "abierto" },
    ],
    queues: [{ key: "pagos", labels: { es: "Pagos" } }, { key: "general", labels: { es: "General" } }],
    types: [{ key: "factura", labels: { es: "Devolución" } }],
    roles: salesDesk.roles,
  });
  await t.current.administrator("root@hotel.example");
  for (const agent of agents) for (const desk of ["ventas", "finanzas"]) await t.current.grant(agent, desk, "jefa");
  sites = await t.current.locations("Palma", "Mahón");
});

type Act = { pick: number; other: number; hours: number; kind: string };
/** What people do, as often as it happens. */
const kinds = [
  "create", "create", "create", "phone", "phone-solved", "reply", "reply", "reply", "note", "customer", "customer", "solve", "solve", "solve", "open", "type", "type", "queue", "location", "tags",
  "assign", "assign", "spam", "unspam", "delete", "restore", "merge", "merge", "unmerge", "hand", "split", "reached", "reached", "missed", "mailed",
];
const act: fc.Arbitrary<Act> = fc.record({ pick: fc.nat(), other: fc.nat(), hours: fc.constantFrom(0.1, 1, 5, 12, 23), kind: fc.constantFrom(...kinds) });

/** Some acts are refused where they make no sense: what counts is what was recorded. */
async function play({ pick, other, kind }: Act, numbers: number[]): Promise<void> {
  const at = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;
  const [number, second] = numbers.length === 0 ? [0, 0] : [at(numbers, pick), at(numbers, other)];
  const agent = t.current.as(at(agents, other));
  const patch = (payload: object) => agent({ method: "PATCH", url: `/tickets/${number}`, payload });
  const put = (what: string, payload: object = {}) => agent({ method: "PUT", url: `/tickets/${number}/${what}`, payload });
  const customer = at(["ana@guest.example", "bo@guest.example"], pick % 7 === 0 ? 1 : 0);
  const opened = async (ask: Promise<{ status: number; json: () => { number: number } }>) => {
    const answer = await ask;
    if (answer.status === 201) numbers.push(answer.json().number);
  };
  switch (kind) {
    case "create":
      return opened(t.current.as(customer)({ method: "POST", url: "/tickets", payload: { desk: at(["ventas", "ventas", "finanzas"], other), subject: "x", body: "x", requester: { email: customer } } }));
    case "phone":
    case "phone-solved":
      return opened(agent({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "x", body: "x", source: "phone", requester: { email: customer }, ...(kind === "phone" ? {} : { status: "resuelta" }) } }));
    case "reply":
    case "note":
      await agent({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind, body: "y" } });
      return;
    case "customer":
      return opened(t.current.as("ana@guest.example")({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", body: "z" } }));
    case "solve":
      return void (await patch({ status: "resuelta" }));
    case "open":
      return void (await patch({ status: "abierto" }));
    case "type":
      return void (await patch({ type: at(["factura", "duplicado", null], other) }));
    case "queue":
      return void (await patch({ queue: at(["general", "grupos"], other) }));
    case "location":
      return void (await patch({ location: at([...sites, null], other) }));
    case "tags":
      return void (await patch({ tags: at([["vip"], ["VIP", "a, \"b\" 5%"], []], other) }));
    case "assign":
      return void (await patch({ assignee: at([...agents, null], pick) }));
    case "spam":
      return void (other % 3 === 0 && (await put("spam")));
    case "unspam":
      return void (await agent({ method: "DELETE", url: `/tickets/${number}/spam` }));
    case "delete":
      return void (other % 3 === 0 && (await agent({ method: "DELETE", url: `/tickets/${number}` })));
    case "restore":
      return void (await put("restoration"));
    case "merge":
      return void (await put("merge", { into: second }));
    case "unmerge":
      return void (other % 2 === 0 && (await agent({ method: "DELETE", url: `/tickets/${number}/merge` })));
    case "hand":
      return void (await put("desk", { desk: at(["ventas", "finanzas"], other), reason: "otro" }));
    case "split": {
      const messages = ((await agent(`/tickets/${number}/messages`)).json().items ?? []) as { id: number }[];
      if (messages.length > 1) await opened(agent({ method: "POST", url: `/tickets/${number}/split`, payload: { messages: [messages.at(-1)?.id] } }));
      return;
    }
    default:
      await agent({ method: "POST", url: `/tickets/${number}/follow-ups`, payload: { means: kind === "mailed" ? "mail" : "call", whom: "Ana", outcome: kind === "missed" ? "not-reached" : "reached" } });
  }
}

const read = async <T>(url: string): Promise<T> => {
  const answer = await root()(url);
  expect(answer.status, answer.text).toBe(200);
  return answer.json();
};
const listed = async (q: string): Promise<number[]> => (await read<{ items: { number: number }[] }>(`/tickets?limit=200&q=${encodeURIComponent(q)}`)).items.map((row) => row.number).toSorted((a, b) => a - b);
const history = (): Promise<RecordedRow[]> =>
  t.current.rows(`select e.at, e.type, e.ticket_id as ticket, e.data, d.key as desk, a.address as actor from events e left join desks d on d.id = e.desk_id left join addresses a on a.person_id = e.actor_id order by e.id`);
const states = async () => new Map((await t.current.rows<{ key: string; state: string }>(`select d.key || ' ' || s.key as key, s.state from statuses s join desks d on d.id = s.desk_id`)).map((row) => [row.key, row.state]));

/** Is the instant on one of these days there? By the calendar, not by bounds. */
const onDays = (at: string | null, from: string, to: string, zone: string): boolean => {
  if (at === null) return false;
  const day = Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString();
  return from <= day && day <= to;
};
/** As PostgreSQL's percentile_cont: between two values in proportion. */
const percentile = (values: readonly number[], share: number): number | null => {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return low + (high - low) * (place - Math.floor(place));
};
const seconds = (from: string, to: string | null) => Temporal.Instant.from(to ?? from).since(Temporal.Instant.from(from)).total("seconds");

interface Asked {
  desk: "ventas" | "finanzas" | null;
  from: string;
  to: string;
  q: string;
}
const chosen: Record<string, (told: Told) => boolean> = {
  "": () => true,
  "queue:general": (told) => told.queue === "general",
  "-type:factura,none": (told) => told.type === "duplicado",
  "source:phone": (told) => told.source === "phone",
  "location:palma tag:vip": (told) => told.location === "Palma" && told.tags.some((tag) => tag.toLowerCase() === "vip"),
  "assignee:eva@hotel.example": (told) => told.assignee === "eva@hotel.example",
  "requester:bo@guest.example": (told) => told.requester === "bo@guest.example",
};

async function compare({ desk, from, to, q }: Asked, tickets: readonly Told[]): Promise<void> {
  const query = new URLSearchParams({ from, to, q, ...(desk === null ? {} : { desk }) });
  const overview = await read<ReportOverview>(`/reports/overview?${query}`);
  expect(overview.period.complete).toBe(true);
  const zone = desk === "finanzas" ? "America/Santiago" : madrid;
  expect(overview.period.timeZone).toBe(zone);
  const about = tickets.filter((told) => (desk === null || told.desk === desk) && chosen[q]?.(told));
  const counted = about.filter((told) => told.left === null);
  const { before } = overview.period;
  const inside = (at: string | null) => onDays(at, from, to, zone);
  const earlier = (at: string | null) => onDays(at, before.from, before.to, zone);
  const numbers = (list: readonly Told[]) => list.map((told) => told.number).toSorted((a, b) => a - b);

  const same = async (figure: { value: number; before?: number; q: string }, is: (told: Told, when: (at: string | null) => boolean) => boolean, of = counted) => {
    const wanted = numbers(of.filter((told) => is(told, inside)));
    expect(figure.value, figure.q).toBe(wanted.length);
    expect(await listed(figure.q), figure.q).toEqual(wanted);
    if (figure.before !== undefined) expect(figure.before, `${figure.q} before`).toBe(of.filter((told) => is(told, earlier)).length);
  };
  const spans = async (figure: ReportOverview["firstReply"], end: (told: Told) => string | null, of = counted) => {
    const wanted = of.filter((told) => inside(end(told)));
    expect(await listed(figure.q), figure.q).toEqual(numbers(wanted));
    expect(figure.count).toBe(wanted.length);
    const times = wanted.map((told) => seconds(told.created, end(told)));
    for (const [value, share] of [[figure.median, 0.5], [figure.p90, 0.9]] as const) {
      const exact = percentile(times, share);
      if (exact === null) expect(value).toBe(null);
      else expect(value).toBeCloseTo(exact, 3);
    }
    const earlierTimes = of.filter((told) => earlier(end(told))).map((told) => seconds(told.created, end(told)));
    expect(figure.before.median ?? -1).toBeCloseTo(percentile(earlierTimes, 0.5) ?? -1, 3);
  };
  const open = (told: Told) => ["new", "open", "pending", "on_hold"].includes(told.state);

  await same(overview.created, (told, when) => when(told.created));
  await same(overview.solved, (told, when) => when(told.solved));
  await same(overview.reopened, (told, when) => when(told.reopened.at(-1) ?? null));
  await spans(overview.firstReply, (told) => told.replied);
  await spans(overview.resolution, (told) => told.solved);
  await same(overview.firstCall.solved, (told, when) => told.firstCall && when(told.created));
  await same(overview.firstCall.of, (told, when) => told.source === "phone" && when(told.created));
  await same(overview.backlog.open, open);
  await same(overview.backlog.unassigned, (told) => open(told) && told.assignee === null);
  const days = (told: Told) => t.current.clock.now().since(Temporal.Instant.from(told.created)).total("hours") / 24;
  const bounds = [0, 1, 3, 7, 30, Infinity];
  for (const [n, age] of overview.backlog.ages.entries()) await same(age, (told) => open(told) && days(told) <= (bounds[n + 1] ?? 0) && days(told) > (n === 0 ? -1 : (bounds[n] ?? 0)));
  expect(overview.backlog.ages.reduce((sum, age) => sum + age.value, 0)).toBe(overview.backlog.open.value);
  for (const point of overview.series.points) {
    const there = (at: string | null) => onDays(at, point.from, point.to, zone);
    expect([point.created.value, point.solved.value], point.from).toEqual([counted.filter((told) => there(told.created)).length, counted.filter((told) => there(told.solved)).length]);
    if (point.solved.value > 0) expect((await listed(point.solved.q)).length).toBe(point.solved.value);
  }
  expect(overview.series.points.reduce((sum, point) => sum + point.created.value, 0)).toBe(overview.created.value);
  const left = (why: Told["left"]) => about.filter((told) => told.left === why && inside(told.created));
  expect([overview.leftOut.merged, overview.leftOut.erased]).toEqual([left("merged").length, left("erased").length]);
  for (const why of ["spam", "deleted"] as const) {
    expect(overview.leftOut[why].value, why).toBe(left(why).length);
    expect(await listed(overview.leftOut[why].q)).toEqual(numbers(left(why)));
  }
  // every number that was given is counted, or said why not
  expect(overview.created.value + overview.leftOut.merged + overview.leftOut.spam.value + overview.leftOut.deleted.value + overview.leftOut.erased).toBe(about.filter((told) => inside(told.created)).length);

  for (const by of reportDimensions) {
    const breakdown = await read<ReportBreakdown>(`/reports/breakdown?${query}&by=${by}`);
    const groups = new Map<string, Told[]>();
    for (const told of counted) for (const key of groupsOf(told, by, desk === null)) groups.set(key, [...(groups.get(key) ?? []), told]);
    const busy = [...groups].filter(([, list]) => list.some((told) => open(told) || [told.created, told.solved, told.replied, told.reopened.at(-1) ?? null].some((at) => inside(at) || earlier(at))));
    expect(breakdown.rows.length, by).toBe(busy.length);
    for (const row of breakdown.rows) {
      const list = busy.find(([key]) => key === (row.label ?? "none").toLowerCase())?.[1] ?? [];
      await same(row.created, (told, when) => when(told.created), list);
      await same(row.solved, (told, when) => when(told.solved), list);
      await same(row.reopened, (told, when) => when(told.reopened.at(-1) ?? null), list);
      await same(row.open, open, list);
      await spans(row.firstReply, (told) => told.replied, list);
      await spans(row.resolution, (told) => told.solved, list);
    }
  }

  const followUps = await read<{ rows: { agent: string; done: number; productive: number; calls: number; before: object; tickets: { value: number; q: string }; productiveTickets: { value: number; q: string } }[]; total: { done: number; productive: number } }>(`/reports/follow-ups?${query}`);
  const done = counted.flatMap((told) => told.followUps.map((one) => ({ ...one, number: told.number })));
  for (const row of followUps.rows) {
    const theirs = done.filter((one) => one.by === row.agent);
    const now = theirs.filter((one) => inside(one.at));
    // C9: a call that nobody answered is never productive
    const productive = now.filter((one) => one.outcome === "reached");
    expect([row.done, row.productive, row.calls]).toEqual([now.length, productive.length, now.filter((one) => one.means === "call").length]);
    expect(row.before).toEqual({ done: theirs.filter((one) => earlier(one.at)).length, productive: theirs.filter((one) => earlier(one.at) && one.outcome === "reached").length });
    for (const [figure, of] of [[row.tickets, now], [row.productiveTickets, productive]] as const) {
      const wanted = [...new Set(of.map((one) => one.number))].toSorted((a, b) => a - b);
      expect(await listed(figure.q), figure.q).toEqual(wanted);
      expect(figure.value).toBe(wanted.length);
    }
  }
  expect([followUps.total.done, followUps.total.productive]).toEqual([done.filter((one) => inside(one.at)).length, done.filter((one) => inside(one.at) && one.outcome === "reached").length]);
}

const called: Record<string, string> = {
  "ventas nuevo": "new", "ventas abierto": "open", "ventas esperando": "awaiting reply", "ventas resuelta": "solved", "ventas cerrada": "closed", "ventas grupos": "groups", "ventas factura": "invoice",
  "ventas duplicado": "invoice › copy", "finanzas por-revisar": "por revisar", "finanzas abierto": "en curso", "finanzas resuelta": "pagada", "finanzas factura": "devolución",
};

/** How a breakdown calls the groups of a ticket, in lower case. */
function groupsOf(told: Told, by: (typeof reportDimensions)[number], several: boolean): string[] {
  const deskName = told.desk === "ventas" ? "sales" : "finance";
  const inDesk = (key: string | null) => (key === null ? "none" : `${several ? `${deskName} · ` : ""}${called[`${told.desk} ${key}`] ?? key}`);
  switch (by) {
    case "desk":
      return [told.desk === "ventas" ? "sales" : "finance"];
    case "tag":
      return told.tags.length === 0 ? ["none"] : [...new Set(told.tags.map((tag) => tag.toLowerCase()))];
    case "assignee":
      return [(told.assignee ?? "none").split("@")[0] ?? ""];
    case "location":
      return [(told.location ?? "none").toLowerCase()];
    case "source":
      return [told.source];
    case "priority":
      return ["normal"];
    case "organization":
      return ["none"];
    default:
      return [inDesk(told[by])];
  }
}

test("R13 C8 C9 C2 every figure is what the events say, lists as many tickets, and is the same when worked out anew", async () => {
  const numbers: number[] = [];
  const played = fc.sample(fc.array(act, { minLength: 190, maxLength: 190 }), { numRuns: 1, seed: 2026 })[0] ?? [];
  for (const one of played) {
    await play(one, numbers);
    t.current.clock.advance(`PT${Math.round(one.hours * 60)}M`);
  }
  expect(numbers.length).toBeGreaterThan(30);
  // erased 30 days after: the number stays known, and why it does not count
  const [doomed = 0] = numbers.slice(3);
  await root()({ method: "DELETE", url: `/tickets/${doomed}` });
  t.current.clock.advance("PT744H");
  await runDueTimers(t.current.app.transact, t.current.app.timers as TimerHandlers, t.current.clock, createLog("error"));
  for (const one of played.slice(0, 40)) await play(one, numbers);
  await root()({ method: "PUT", url: `/tickets/${numbers.at(-1)}/spam` });
  await root()({ method: "DELETE", url: `/tickets/${numbers.at(-2)}` });
  await t.current.index();

  const tickets = foldHistory(await history(), await states());
  for (const why of ["merged", "spam", "deleted", "erased"] as const) expect(tickets.some((told) => told.left === why), why).toBe(true);
  const asked: Asked[] = [
    { desk: null, from: "2026-03-01", to: "2026-12-31", q: "" },
    { desk: "ventas", from: "2026-03-01", to: "2026-03-31", q: "" },
    // both nights on which the clocks change, and the days around them
    { desk: "ventas", from: "2026-03-28", to: "2026-03-29", q: "" },
    { desk: "finanzas", from: "2026-04-04", to: "2026-04-05", q: "" },
    ...Object.keys(chosen).slice(1).map((q): Asked => ({ desk: null, from: "2026-03-10", to: "2026-04-20", q })),
  ];
  for (const one of asked) await compare(one, tickets);

  const facts = () => t.current.rows("select * from ticket_facts order by id");
  const followed = await facts();
  expect(followed.length).toBe(tickets.length);
  await t.current.rows("delete from ticket_facts");
  await beginAnew(t.current.database.db);
  expect((await read<ReportOverview>("/reports/overview?from=2026-03-01&to=2026-03-31")).period.complete).toBe(true);
  expect(await facts()).toEqual(followed);
}, 300_000);
