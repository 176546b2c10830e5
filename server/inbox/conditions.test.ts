import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { keyFields, matches, normalise, timeFields, type Condition, type Facts, type KeyField } from "../../contract/conditions.ts";
import { openStates, priorities } from "../../contract/desks.ts";
import { createDesks, type DeskSet } from "../desks/index.ts";
import { query } from "../platform/db.ts";
import { startListener } from "../platform/listener.ts";
import { createLog } from "../platform/log.ts";
import { configChannel } from "../desks/index.ts";
import { useApp } from "../testing/factories.ts";
import { compile, parameters } from "./conditions.ts";

const t = useApp();
let desks: DeskSet;
let all: Facts[];

const people = ["ana@guest.example", "bo@guest.example", "eva@hotel.example", "leo@hotel.example"];
const tags = ["vip", "VIP", "Élite", "élite", "İstanbul", "none", "ß", "a b"];
const vocabulary = ["factura", "fact", "facturación", "pago", "fecha", "de", "Ниже", "中文", "e5", "1e5", "007", "x1f", "AB12CD", "straße", "naïve", "½", "x".repeat(150), "ﬁn", "١٢", "अनुच्छेद", "İ"];
const organizations: Record<string, string[]> = { "ana@guest.example": ["casa sol"], "bo@guest.example": ["água clara", "casa sol"], "leo@hotel.example": ["agua clara"] };
const instants = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000001Z", "2026-01-01T00:00:00.5Z", "2026-06-01T12:00:00Z", "1999-12-31T23:59:59.999999Z"];

const ids = new Map<string, number>();
const reader = () => ids.get("eva@hotel.example") ?? 0;

/** A message, with a file or a picture in its text where asked. */
async function message(number: number, kind: "reply" | "note", inline?: boolean): Promise<void> {
  const [row] = await t.current.rows<{ id: number }>(
    `insert into messages (ticket_id, kind, author_side, channel, created_at, html, text, recipients) values ($1, $2, 'agent', 'web', now(), '', '', '{}') returning id`,
    [number, kind],
  );
  if (inline === undefined) return;
  const [file] = await t.current.rows<{ id: string }>(`insert into files (id, hash, name, type, size, created_at) values (gen_random_uuid(), '\\x00', '', 'image/png', 1, now()) returning id`);
  await t.current.rows(`insert into file_uses (file_id, kind, subject, position, inline) values ($1, 'message', $2, 0, $3)`, [file?.id, row?.id, inline]);
}

/** Tickets of every combination of values that a generator comes to, written as rows. */
beforeAll(async () => {
  await t.current.desk();
  await t.current.desk({ key: "grupos", addresses: ["g@hotel.example"], statuses: [{ key: "abierto", state: "pending", labels: {}, explanations: {}, runsClocks: true }, { key: "otro", state: "closed", labels: {}, explanations: {}, runsClocks: true }] });
  for (const person of people) await t.current.token(person);
  const sites = await t.current.locations("Palma", "Mahón");
  for (const [name, ...members] of [["Casa Sol", "ana@guest.example"], ["Água Clara", "bo@guest.example"], ["Agua clara", "leo@hotel.example"]]) {
    await t.current.rows(
      `with made as (insert into organizations (name, created_at) values ($1, now()) returning id)
       update people p set organization_id = made.id from made where p.id in (select person_id from addresses where address = any($2))`,
      [name, members],
    );
  }
  await t.current.rows(`update organizations set merged_into = (select id from organizations where name = 'Casa Sol') where name = 'Água Clara'`);
  for (const { id, name } of await t.current.rows<{ id: number; name: string }>("select id, name from organizations order by id")) {
    for (const list of Object.values(organizations)) if (list.includes(name.toLowerCase())) list.push(`#${id}`);
  }
  values.organization.push(organizations["ana@guest.example"]?.[1] ?? "");
  values.location.push(`#${sites[0]}`);
  const [{ id: level } = { id: 0 }] = await t.current.rows<{ id: number }>(`insert into service_levels (desk_id, key, position) select id, 'todo', 0 from desks where key = 'ventas' returning id`);
  const listener = await startListener(t.current.connection, [configChannel], createLog("silent"));
  desks = await createDesks(t.current.database, listener).get();
  await listener.stop();

  const ticket = fc.record({
    desk: fc.constantFrom(...desks.all),
    pick: fc.nat(),
    priority: fc.constantFrom(...priorities),
    tags: fc.uniqueArray(fc.constantFrom(...tags), { maxLength: 3, selector: (tag) => tag.toLowerCase() }),
    source: fc.constantFrom("email", "portal", "none"),
    requester: fc.constantFrom(...people),
    assignee: fc.option(fc.constantFrom(...people)),
    copied: fc.uniqueArray(fc.constantFrom(...people), { maxLength: 2 }),
    created: fc.constantFrom(...instants),
    updated: fc.constantFrom(...instants),
    due: fc.option(fc.constantFrom(...instants)),
    solved: fc.option(fc.constantFrom(...instants)),
    replied: fc.option(fc.constantFrom(...instants)),
    reopened: fc.option(fc.constantFrom(...instants)),
    firstCall: fc.boolean(),
    clocks: fc.uniqueArray(fc.record({ kind: fc.constantFrom("first-reply", "resolution"), outcome: fc.constantFrom("met" as const, "missed" as const), at: fc.constantFrom(...instants) }), { maxLength: 2, selector: (clock) => clock.kind }),
    done: fc.array(fc.record({ by: fc.constantFrom(...people), at: fc.constantFrom(...instants), reached: fc.boolean() }), { maxLength: 2 }),
    text: fc.array(fc.constantFrom(...vocabulary), { maxLength: 8 }),
    flagged: fc.boolean(),
    escalation: fc.nat({ max: 2 }),
    approval: fc.option(fc.constantFrom("pending", "granted", "refused")),
    followups: fc.nat({ max: 4 }),
    messages: fc.integer({ min: 1, max: 3 }),
    seen: fc.option(fc.nat({ max: 3 })),
    createdByReader: fc.boolean(),
    note: fc.boolean(),
    site: fc.option(fc.constantFrom(0, 1)),
    rating: fc.option(fc.constantFrom(1, 3.5, 4, 5)),
    satisfaction: fc.option(fc.record({ score: fc.integer({ min: 1, max: 5 }), by: fc.option(fc.constantFrom(...people)), at: fc.constantFrom(...instants) })),
    fields: fc.record({ reserva: fc.constantFrom("QX77", "none", "7"), noches: fc.constantFrom(7, 3.5), pagado: fc.boolean(), extras: fc.uniqueArray(fc.constantFrom("cuna", "parking")) }, { requiredKeys: [] }),
    file: fc.constantFrom("none", "reply", "note", "inline"),
  });
  all = [];
  const counted: unknown[][] = [];
  for (const row of await t.current.rows<{ address: string; id: number }>("select address, person_id as id from addresses")) ids.set(row.address, row.id);
  const person = new Map((await t.current.rows<{ address: string; id: number }>("select address, person_id as id from addresses")).map((row) => [row.address, row.id]));
  for (const made of fc.sample(ticket, { numRuns: 150, seed: 7 })) {
    const { desk } = made;
    const at = <T>(list: readonly T[]): T => list[made.pick % list.length] as T;
    const [status, queue, type] = [at(desk.statuses), at(desk.queues), made.pick % 3 === 0 ? null : at(desk.types)];
    const [row] = await t.current.rows<{ id: number }>(
      `insert into tickets (desk_id, subject, state, status_id, queue_id, type_id, priority, requester_id, assignee_id, tags, source, created_at, updated_at, due_at, public_excerpt, staff_excerpt,
         public_count, message_count, last_public_at, last_public_by, flag, flagged_at, escalation, approval, follow_up_count, created_by, location_id, solved_at, next_due_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', '', 1, $15, $12, 'customer', $16, $17, $18, $19, $20, $21, $22, $23, $14) returning id`,
      [desk.id, made.text.join(" "), status.state, status.id, queue.id, type?.id ?? null, priorities.indexOf(made.priority) + 1, person.get(made.requester), made.assignee === null ? null : person.get(made.assignee), made.tags,
        made.source, made.created, made.updated, made.due, made.messages, made.flagged ? "no-follow-up" : null, made.flagged ? made.updated : null, made.escalation, made.approval, made.followups,
        made.createdByReader ? reader() : null, made.site === null ? null : sites[made.site], made.solved],
    );
    const number = row?.id ?? 0;
    // in the order in which they are indexed: a phrase may go from one name to the next
    const copied = made.copied.filter((address) => address !== made.requester).toSorted((a, b) => (person.get(a) ?? 0) - (person.get(b) ?? 0));
    await t.current.rows(`insert into watchers (ticket_id, person_id, side, added_at) select $1, w, 'customer', now() from unnest($2::bigint[]) w`, [number, copied.map((address) => person.get(address))]);
    if (made.seen !== null) await t.current.rows(`insert into ticket_reads (person_id, ticket_id, messages) values ($1, $2, $3)`, [reader(), number, made.seen]);
    counted.push([number, made.replied, made.reopened, made.firstCall]);
    for (const { kind, outcome, at: when } of made.clocks) {
      await t.current.rows(
        `insert into clocks (ticket_id, desk_id, kind, round, level_id, target_minutes, warn_minutes, started_at, met_at, breached_at, elapsed_ms)
         values ($1, $2, $3, 1, $4, 60, 10, $5, case when $6 = 'met' then $5::timestamptz else '2031-01-01' end, case when $6 = 'missed' then $5::timestamptz end, 0)`,
        [number, desk.id, kind, level, when, outcome],
      );
    }
    for (const one of made.done) {
      await t.current.rows(
        `insert into follow_ups (ticket_id, agent_id, means, whom, due_at, state, outcome, done_at, done_by, created_at) values ($1, $2, 'call', '', $3, 'done', $4, $3, $2, $3)`,
        [number, person.get(one.by), one.at, one.reached ? "reached" : "not-reached"],
      );
    }
    await t.current.rows(`update tickets set fields = $2 where id = $1`, [number, JSON.stringify(made.fields)]);
    if (made.rating !== null) await t.current.rows(`insert into reviews (ticket_id, rating, best, text, author, site, location, link, updated_at) values ($1, $2, 5, '', '', '', '', '', now())`, [number, made.rating]);
    if (made.satisfaction !== null) {
      const { score, by, at: when } = made.satisfaction;
      await t.current.rows(`insert into ratings (ticket_id, person_id, agent_id, score, message, rated_at) values ($1, $2, $3, $4, '', $5)`, [number, person.get(made.requester), by === null ? null : person.get(by), score, when]);
    }
    if (made.note) await message(number, "note");
    if (made.file !== "none") await message(number, made.file === "note" ? "note" : "reply", made.file === "inline");
    const involved = [made.requester, ...copied];
    const unread = made.seen === null ? (openStates as readonly string[]).includes(status.state) && !(made.createdByReader && made.messages === 1) : made.messages > made.seen;
    all.push({
      desk: desk.key, status: status.key, state: status.state, queue: queue.key, location: [["palma", "pal", `#${sites[0]}`], ["mahón", "mah", `#${sites[1]}`]][made.site ?? 2] ?? [], organization: organizations[made.requester] ?? [], type: type?.key ?? null, priority: made.priority, tags: made.tags, source: made.source, assignee: made.assignee,
      requester: made.requester, involves: involved, number, created: made.created, updated: made.updated, due: made.due, solved: made.solved, replied: made.replied, reopened: made.reopened, followedUp: made.done, clocks: made.clocks, text: [],
      is: [...(made.flagged ? ["flagged"] : []), ...(made.escalation > 0 ? ["escalated"] : []), ...(unread ? ["unread"] : []), ...(made.firstCall ? ["first-call"] : [])],
      has: [...(made.file === "reply" || made.file === "note" ? ["attachment"] : []), ...(made.note || made.file === "note" ? ["note"] : [])],
      approval: made.approval, followups: made.followups, rating: made.rating, satisfaction: made.satisfaction?.score ?? null, solver: made.satisfaction?.by ?? null, rated: made.satisfaction?.at ?? null, fields: made.fields,
    });
  }
  await t.current.index();
  for (const facts of counted) await t.current.rows(`update ticket_facts set first_reply_at = $2, reopened_at = $3, first_call = $4 where id = $1`, facts);
  // what may be searched: the subject, and names and addresses of who is involved
  const texts = await t.current.rows<{ id: number; subject: string }>("select id, subject from tickets");
  const names = new Map((await t.current.rows<{ address: string; name: string }>("select a.address, p.name from addresses a join people p on p.id = a.person_id")).map((row) => [row.address, row.name]));
  for (const facts of all) facts.text = normalise([texts.find((row) => row.id === facts.number)?.subject ?? "", ...facts.involves.flatMap((address) => [names.get(address) ?? "", address])].join(" \n "));
});

const values: Record<KeyField, string[]> = {
  desk: ["ventas", "grupos", "nada"],
  status: ["nuevo", "abierto", "resuelta", "otro", "nada"],
  state: ["new", "open", "pending", "solved", "closed", "none"],
  queue: ["general", "grupos", "bodas", "none"],
  location: ["Palma", "mah", "none", "nada"],
  organization: ["casa sol", "agua clara", "none", "nada"],
  type: ["factura", "duplicado", "none", "nada"],
  priority: [...priorities, "none", "enorme"],
  tag: [...tags, "none"],
  source: ["email", "portal", "none"],
  assignee: [...people, "none", "", "nobody@x.example"],
  solver: [...people, "none", "nobody@x.example"],
  requester: [...people, "none", ""],
  involves: [...people, "none"],
  is: ["flagged", "escalated", "unread", "first-call", "nada"],
  has: ["attachment", "note", "nada"],
  approval: ["pending", "granted", "refused", "none"],
  field: ["reserva=QX77", "reserva=7", "reserva=none", "noches=7", "noches=3.5", "noches", "pagado=true", "extras=cuna", "extras=none", "nada=none", "=", "a=b=c"],
  number: ["1001", "1005", "01007", "x", "", "99999999999999999999", "1e3"],
};

const { condition } = fc.letrec<{ condition: Condition; leaf: Condition }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(...keyFields).chain((field) => fc.record({ field: fc.constant(field), in: fc.array(fc.constantFrom(...values[field]), { maxLength: 3 }) })),
    fc.record({ field: fc.constantFrom(...timeFields), before: fc.constantFrom(...instants) }),
    fc.record({ field: fc.constantFrom(...timeFields), from: fc.constantFrom(...instants) }),
    fc.record({ clock: fc.record({ kind: fc.constantFrom("first-reply", "resolution", "nada"), outcome: fc.constantFrom("met" as const, "missed" as const), from: fc.constantFrom(...instants), before: fc.constantFrom(...instants) }) }),
    fc.record({ followedUp: fc.record({ by: fc.option(fc.constantFrom(...people)), from: fc.constantFrom(...instants), before: fc.constantFrom(...instants), reached: fc.boolean() }) }),
    fc.record({ field: fc.constant("followups" as const), atLeast: fc.nat({ max: 6 }) }),
    fc.record({ field: fc.constant("rating" as const), atLeast: fc.constantFrom(0, 1, 3.5, 3.6, 5, 6) }),
    fc.record({ field: fc.constant("satisfaction" as const), atLeast: fc.integer({ min: 0, max: 6 }) }),
    fc.record({ words: fc.array(fc.constantFrom(...vocabulary, "guest", "an", "hotel", "f"), { minLength: 1, maxLength: 3 }).map((texts) => texts.flatMap(normalise)).filter((words) => words.length > 0), phrase: fc.constantFrom(true, false, "begins" as const) }),
  ),
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie("leaf"),
    fc.record({ all: fc.array(tie("condition"), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("condition"), { maxLength: 3 }) }),
    fc.record({ not: tie("condition") }),
  ),
}));

const selected = async (tree: Condition): Promise<number[]> => {
  const p = parameters();
  const where = compile(tree, { desks, side: "staff", reader: reader(), staff: () => "true" }, p);
  return (await query<{ id: number }>(t.current.database.db, `select t.id from tickets t where ${where} order by t.id`, p.values)).map((row) => row.id);
};

test("a condition selects the same tickets in SQL and in memory", async () => {
  await fc.assert(
    fc.asyncProperty(condition, async (tree) => {
      expect(await selected(tree)).toEqual(all.filter((facts) => matches(tree, facts)).map((facts) => facts.number));
    }),
    { numRuns: 400 },
  );
});

test("each kind of leaf selects some and not all, so that the property says something", async () => {
  const leaves: Condition[] = [...keyFields.map((field) => ({ field, in: values[field] })), { field: "due", before: "2026-01-01T00:00:00.5Z" }, { field: "followups", atLeast: 2 }, { field: "rating", atLeast: 4 }, { field: "satisfaction", atLeast: 4 }, ...timeFields.map((field) => ({ field, from: "2026-01-01T00:00:00.5Z" })), { clock: { kind: "resolution", outcome: "missed", from: "2026-01-01T00:00:00Z", before: "2026-06-01T12:00:00Z" } }, { followedUp: { by: "ana@guest.example", from: "2026-01-01T00:00:00Z", before: "2026-06-01T12:00:00Z", reached: true } }, { words: ["fact"], phrase: false }, { words: all.find((facts) => facts.text.length > 5)?.text.slice(0, 2) ?? [], phrase: true }];
  for (const leaf of leaves) {
    const found = await selected(leaf);
    expect(found.length, JSON.stringify(leaf)).toBeGreaterThan(0);
  }
  expect((await selected({ field: "due", before: "2026-01-01T00:00:00.5Z" })).length).toBeLessThan(all.length);
});
