import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { configurationLists, type Configuration, type DeskDefinition, type Difference } from "../../contract/configuration.ts";
import { languages } from "../../contract/common.ts";
import { permissions } from "../../contract/permissions.ts";
import { projectDir } from "../platform/config.ts";
import { generalOf, salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const boss = () => t.current.as("boss@hotel.example");
const root = () => t.current.as("root@hotel.example");
const at = (part: string) => `/desks/ventas/configuration${part === "" ? "" : `/${part}`}`;
const put = (part: string, payload: object, headers: Record<string, string> = {}) => boss()({ method: "PUT", url: at(part), payload, headers });
const read = async (): Promise<Configuration> => (await boss()(at(""))).json();
const importing = (text: string, more = "") => root()({ method: "POST", url: `/desks/import${more}`, payload: text, headers: { "content-type": "application/yaml" } });

beforeAll(async () => {
  await t.current.desk();
  await t.current.administrator("root@hotel.example");
  await t.current.grant("boss@hotel.example", "ventas", "jefa");
  await t.current.grant("eva@hotel.example", "ventas", "agente");
});

test("only who configures a desk reads and writes its configuration", async () => {
  expect((await t.current.as("eva@hotel.example")(at(""))).status).toBe(403);
  expect((await t.current.as("eva@hotel.example")({ method: "PUT", url: at("queues"), payload: salesDesk.queues })).status).toBe(403);
  expect((await t.current.anyone(at(""))).status).toBe(401);
  expect((await boss()("/desks/none/configuration")).status).toBe(404);
});

test("C7 a status is added, renamed and ordered without code; removed it is archived, old tickets keep showing it, and its key returns", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const { definition } = await read();
  const vip = { key: "vip", state: "open" as const, color: "violet" as const, labels: { es: "Revisión VIP", en: "VIP review" }, explanations: {}, runsClocks: true };
  const saved = await put("statuses", [...definition.statuses, vip]);
  expect(saved.status).toBe(200);
  expect((await t.current.as("eva@hotel.example")({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "vip" } })).json()).toMatchObject({ status: "vip", state: "open" });
  expect((await t.current.as("eva@hotel.example")("/desks/ventas")).json().statuses.at(-1)).toMatchObject({ key: "vip", color: "violet" });
  const without = await put("statuses", definition.statuses);
  expect(without.json().archived.statuses).toEqual([vip]);
  expect((await t.current.as("eva@hotel.example")(`/tickets/${number}`)).json()).toMatchObject({ status: "vip", state: "open" });
  const shown = (await t.current.as("eva@hotel.example")("/desks/ventas")).json();
  expect(shown.statuses.map((one: { key: string }) => one.key)).not.toContain("vip");
  expect(shown.archived.statuses).toMatchObject([{ key: "vip", labels: vip.labels }]);
  const [before] = await t.current.rows<{ id: number }>("select id from statuses where key = 'vip'");
  await put("statuses", [...definition.statuses, vip]);
  expect(await t.current.rows("select id from statuses where key = 'vip' and archived_at is null")).toEqual([before]);
  await put("statuses", definition.statuses);
});

test("a change made against an older version is refused and overwrites nothing", async () => {
  const answer = await boss()(at(""));
  const etag = String(answer.headers["etag"]);
  const { definition } = answer.json() as Configuration;
  const queues = [...definition.queues, { key: "spa", labels: { es: "Spa" } }];
  expect((await put("queues", queues, { "if-match": etag })).status).toBe(200);
  const stale = await put("queues", definition.queues, { "if-match": etag });
  expect(stale.status).toBe(412);
  expect(stale.json()).toMatchObject({ key: "configuration.stale" });
  expect((await read()).definition.queues).toEqual(queues);
});

test("every change is an event for administrators: what, from what to what; nothing changed is none, and no new version", async () => {
  const before = await read();
  const count = async () => (await t.current.rows<{ n: number }>("select count(*)::int as n from events where type = 'configuration.changed'"))[0]?.n;
  const n = await count();
  await put("queues", before.definition.queues);
  expect([await count(), (await read()).version]).toEqual([n, before.version]);
  await put("general", { ...generalOf(before.definition), hue: 12 });
  expect(await t.current.rows("select audience, data from events where type = 'configuration.changed' order by id desc limit 1")).toEqual([{ audience: "admin", data: { what: "general/hue", from: 170, to: 12 } }]);
  await put("queues", before.definition.queues.toReversed());
  expect(await t.current.rows("select data->>'what' as what from events where type = 'configuration.changed' order by id desc limit 1")).toEqual([{ what: "queues" }]);
  await put("queues", before.definition.queues);
});

/** What a file need not say. */
const noLists = Object.fromEntries(configurationLists.map((list) => [list, []]));

describe("what cannot be is refused at its place, in the reader's language", () => {
  const first = { ...salesDesk.statuses[1], key: "abierto" };
  test.each<[string, string, (definition: Configuration["definition"]) => object, string, string]>([
    ["a label less in the main language", "queues", () => [{ key: "a", labels: { en: "A" } }], "/0/labels", "configuration.label-missing"],
    ["a key twice", "queues", () => [{ key: "a", labels: { es: "A" } }, { key: "a", labels: { es: "A" } }], "/1/key", "configuration.key-twice"],
    ["a status that leads nowhere", "statuses", (d) => [{ ...d.statuses[0], afterCustomerMessage: "gone" }], "/0/afterCustomerMessage", "configuration.unknown-key"],
    ["another state", "statuses", (d) => [...d.statuses.slice(0, 1), { ...first, state: "pending" }], "/1/state", "configuration.state-fixed"],
    ["a first status that ends", "statuses", (d) => d.statuses.toReversed(), "/0/state", "configuration.first-status"],
    ["a type below itself", "types", () => [{ key: "a", labels: { es: "A" }, parent: "b" }, { key: "b", labels: { es: "B" }, parent: "a" }], "/0/parent", "configuration.type-circle"],
    ["a type for a role that is none", "types", () => [{ key: "a", labels: { es: "A" }, roles: ["king"] }], "/0/roles/0", "configuration.unknown-key"],
    ["a field a type cannot set so", "types", () => [{ key: "a", labels: { es: "A" }, sets: { fields: { noches: "three" } } }], "/0/sets/fields/noches", "field.number"],
    ["an example that is none", "fields", () => [{ key: "c", kind: "text", labels: { es: "C" }, pattern: "[A-Z]{6}", example: "abc" }], "/0/example", "configuration.example-differs"],
    ["no choices", "fields", () => [{ key: "c", kind: "choice", labels: { es: "C" } }], "/0/choices", "configuration.no-choices"],
    ["another kind", "fields", () => [{ key: "noches", kind: "text", labels: { es: "N" } }], "/0/kind", "configuration.kind-fixed"],
    ["the installation's right", "roles", (d) => [...d.roles, { key: "x", labels: { es: "X" }, permissions: ["installation.administer"] }], "/3/permissions", "configuration.not-a-desks-right"],
    ["an unknown placeholder", "canned-replies", () => [{ key: "x", labels: { es: "X" }, bodies: { es: "Hola {{customer.name}}" } }], "/0/bodies/es", "configuration.unknown-placeholder"],
    ["a time zone", "general", (d) => ({ ...generalOf(d), timeZone: "Europe/Nowhere" }), "/timeZone", "configuration.time-zone"],
  ])("%s", async (_name, part, make, where, key) => {
    const { definition } = await read();
    const answer = await put(part, make(definition));
    expect(answer.status).toBe(422);
    expect(answer.json()).toMatchObject({ key, path: where });
    expect(answer.json().errors[0].detail).not.toMatch(/^problem\./);
    expect((await read()).definition).toEqual(definition);
  });

  test("what is taken away while something needs it: by name, and what needs it", async () => {
    const { definition } = await read();
    await put("rules", [{ key: "recordar", labels: { es: "Recordar" }, when: { inStatus: ["en-espera"], for: "P2D" }, then: [{ do: "tag", add: ["lento"] }] }]);
    const answer = await put("statuses", definition.statuses.filter(({ key }) => key !== "en-espera"));
    expect(answer.json()).toMatchObject({ status: 422, key: "configuration.still-used", title: "“En espera” is still used by the rule “Recordar”. Change that first." });
    await put("rules", definition.rules);
  });
  test("every mistake is told at once", async () => {
    const answer = await put("queues", [{ key: "a", labels: {} }, { key: "b", labels: {} }]);
    expect(answer.json().errors.map((one: { path: string }) => one.path)).toEqual(["/0/labels", "/1/labels"]);
  });
  test("an address of another desk", async () => {
    await t.current.desk({ key: "otra", addresses: ["otra@hotel.example"] });
    const { definition } = await read();
    expect((await put("general", { ...generalOf(definition), addresses: ["Otra@hotel.example"] })).json()).toMatchObject({ path: "/addresses/0", key: "configuration.address-taken" });
  });
  test("one's own right to configure", async () => {
    const { definition } = await read();
    const answer = await put("roles", definition.roles.filter((role) => role.key !== "jefa"));
    expect(answer.json()).toMatchObject({ status: 409, key: "configuration.own-access" });
    expect((await boss()(at(""))).status).toBe(200);
  });
});

test("R2 only managers set a status that is theirs", async () => {
  const { definition } = await read();
  await put("statuses", definition.statuses.map((status) => (status.key === "resuelta" ? { ...status, roles: ["jefa"] } : status)));
  const { number } = await t.current.ticket("ana@guest.example");
  const solve = (who: string) => t.current.as(who)({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "resuelta" } });
  expect((await solve("eva@hotel.example")).status).toBe(403);
  expect((await t.current.as("eva@hotel.example")(`/tickets/${number}`)).json().can.statuses).not.toContain("resuelta");
  expect((await solve("boss@hotel.example")).status).toBe(200);
  await put("statuses", definition.statuses);
});

test("L2 a type is offered to some roles only, and sets queue, priority, tags and fields", async () => {
  const { definition } = await read();
  await put("types", [
    { key: "factura", labels: { es: "Factura" }, sets: { queue: "grupos", tags: ["dinero"], fields: { noches: 2 } } },
    { key: "duplicado", labels: { es: "Duplicado" }, parent: "factura", sets: { priority: "high", tags: ["copia"] } },
    { key: "queja", labels: { es: "Queja" }, roles: ["jefa"] },
    { key: "queja-grave", labels: { es: "Queja grave" }, parent: "queja" },
  ]);
  const open = (who: string, type: string) => t.current.as(who)({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "S", body: "B", requester: { email: "ana@guest.example" }, type, tags: ["vip"] } });
  expect((await open("eva@hotel.example", "queja-grave")).json()).toMatchObject({ status: 403, key: "ticket.type-not-yours", path: "/type" });
  expect((await open("boss@hotel.example", "queja-grave")).status).toBe(201);
  const made = (await open("eva@hotel.example", "duplicado")).json();
  expect(made).toMatchObject({ queue: "grupos", priority: "high", tags: ["copia", "dinero", "vip"], fields: { noches: 2 } });
  const usable = (await t.current.as("eva@hotel.example")("/desks/ventas")).json().types.map((type: { key: string; usable: boolean }) => [type.key, type.usable]);
  expect(Object.fromEntries(usable)).toEqual({ factura: true, duplicado: true, queja: false, "queja-grave": false });
  expect((await t.current.as("ana@guest.example")("/desks/ventas")).json().types.map((type: { key: string }) => type.key)).toEqual(["factura", "duplicado"]);
  // retypified, it sets again what the change does not say itself; a field that has a value keeps it
  const { number } = await t.current.ticket("ana@guest.example");
  const patch = (payload: object) => t.current.as("boss@hotel.example")({ method: "PATCH", url: `/tickets/${number}`, payload });
  expect((await patch({ type: "duplicado", queue: "bodas", fields: { noches: 9 } })).json()).toMatchObject({ type: "duplicado", queue: "bodas", priority: "high", tags: ["copia", "dinero"], fields: { noches: 9 } });
  await put("types", definition.types);
});

test("fields are asked for when a ticket is opened and solved, each told at its path", async () => {
  const { definition } = await read();
  await put("fields", [
    { key: "reserva", kind: "text", labels: { es: "Reserva" }, required: "create", pattern: "[A-Z0-9]{6}", example: "AB12CD" },
    { key: "noches", kind: "number", labels: { es: "Noches" }, required: "solve" },
  ]);
  const eva = t.current.as("eva@hotel.example");
  const open = (fields: object) => eva({ method: "POST", url: "/tickets", payload: { desk: "ventas", subject: "S", body: "B", requester: { email: "ana@guest.example" }, fields } });
  const missing = await open({});
  expect(missing.status).toBe(422);
  expect(missing.json()).toMatchObject({ key: "field.required", path: "/fields/reserva" });
  const wrong = await open({ reserva: "nope", noches: "two" });
  expect(wrong.json().errors).toEqual([{ path: "/fields/reserva", detail: "Write it like this: AB12CD" }, { path: "/fields/noches", detail: "This must be a number." }]);
  const { number } = (await open({ reserva: "AB12CD" })).json();
  const solve = (fields?: object) => eva({ method: "PATCH", url: `/tickets/${number}`, payload: { status: "resuelta", ...(fields === undefined ? {} : { fields }) } });
  expect((await solve()).json()).toMatchObject({ key: "field.required-to-solve", path: "/fields/noches" });
  expect((await solve({ noches: 2 })).json()).toMatchObject({ status: "resuelta" });
  // a customer's mail is never asked
  expect((await t.current.ticket("ana@guest.example")).fields).toEqual({});
  await put("fields", definition.fields);
});

test("canned replies are for who writes, in the desk's order", async () => {
  const list = [{ key: "gracias", labels: { es: "Gracias" }, bodies: { es: "Gracias, {{requester.name}}", en: "Thanks, {{ requester.name }}" }, sets: { status: "resuelta", tags: ["ok"], assignee: "me" } }];
  expect((await put("canned-replies", list)).status).toBe(200);
  expect((await t.current.as("eva@hotel.example")("/desks/ventas/canned-replies")).json()).toEqual({ items: list });
  expect((await t.current.as("ana@guest.example")("/desks/ventas/canned-replies")).status).toBe(403);
});

test("an administrator makes a new, empty desk; its address and key are its own", async () => {
  const make = (who: string, more: object = {}) => t.current.as(who)({ method: "POST", url: "/desks", payload: { name: "Atención al cliente", address: "atencion@hotel.example", language: "es", timeZone: "Europe/Madrid", ...more } });
  expect((await make("boss@hotel.example")).status).toBe(403);
  expect((await make("root@hotel.example")).json()).toEqual({ key: "atencion-al-cliente" });
  expect((await root()("/desks/atencion-al-cliente/configuration")).json().definition).toMatchObject({ labels: { es: "Atención al cliente" }, addresses: ["atencion@hotel.example"] });
  await expect.poll(async () => (await make("root@hotel.example")).json()).toMatchObject({ status: 422, path: "/address" });
});

describe("the desk as a file", () => {
  test("shared views go with it, in their order; one's own stay out, and a file without views leaves them", async () => {
    const save = async (body: object) => (await root()({ method: "POST", url: "/views", payload: { desk: "ventas", sort: null, columns: null, ...body } })).json().id;
    await save({ shared: true, labels: { es: "Urgentes" }, q: "priority:urgent state:open", sort: "due", columns: ["number", "subject", "flag"] });
    const own = await save({ shared: false, labels: { "*": "Solo mía" }, q: "assignee:me" });
    const views = async () => (await root()("/views?desk=ventas")).json().items.map((view: { labels: Record<string, string>; q: string; sort: string | null; columns: string[] | null }) => [Object.values(view.labels)[0], view.q, view.sort, view.columns]);
    const before = await views();
    const text = (await root()("/desks/ventas/export")).text;
    expect(text).toContain("Urgentes");
    expect(text).not.toContain("Solo mía");
    expect((await importing(text)).json().differences).toEqual([]);
    expect(await views()).toEqual(before);
    // a file without views says nothing of them
    const { desk } = parse(text) as { desk: Record<string, unknown> & { views: object[] } };
    const { views: written, ...without } = desk;
    expect((await importing(stringify({ desk: without }))).json().differences).toEqual([]);
    expect(await views()).toEqual(before);
    // to another desk
    const other = { ...desk, key: "copia", addresses: ["copia@hotel.example"], views: [{ key: "nuevos", labels: { es: "Nuevos" }, q: "state:new" }, ...written] };
    expect((await importing(stringify({ desk: other }))).status).toBe(200);
    expect((await root()("/views?desk=copia")).json().items.map((view: { q: string; shared: boolean }) => [view.q, view.shared])).toEqual([["state:new", true], ["priority:urgent state:open", true]]);
    // what is taken out goes; what is wrong is told at its place
    const changed = await importing(stringify({ desk: { ...desk, views: [{ key: "pocos", labels: { es: "Pocos" }, q: "tag:vip" }] } }));
    expect(changed.json().differences.map(({ what }: { what: string }) => what)).toEqual([expect.stringMatching(/^views\/view-\d+$/), "views/pocos"]);
    expect(await views()).toEqual([["Pocos", "tag:vip", null, null], ["Solo mía", "assignee:me", null, null]]);
    const wrong = await importing(stringify({ desk: { ...desk, views: [{ key: "mal", labels: { es: "Mal" }, q: "created:ayer" }] } }));
    expect([wrong.status, wrong.json().path]).toEqual([422, "/desk/views/0/q"]);
    await root()({ method: "DELETE", url: `/views/${own}` });
    await importing(stringify({ desk: { ...desk, views: [] } }));
    expect(await views()).toEqual([]);
  });

  test("mailboxes, sources and blocked senders go with it, without their secrets; what a file brings needs a new one", async () => {
    const mailbox = { desk: "ventas", host: "imap.hotel.example", port: 993, secure: true, user: "ventas@hotel.example", auth: "password", secret: "geheim-1" };
    const put = async (url: string, payload: object) => expect((await root()({ method: "PUT", url, payload })).status, url).toBe(200);
    await put("/mailboxes/ventas", mailbox);
    const settings = { mapping: { externalId: "/id", subject: "/title" }, keepFrom: 4 };
    const made = (await root()({ method: "PUT", url: "/desks/ventas/intake/resenas", payload: { name: "Reseñas", kind: "review", settings } })).json();
    expect((await root()({ method: "POST", url: "/desks/ventas/blocked-senders", payload: { sender: "@spam.example" } })).status).toBe(201);
    const text = (await root()("/desks/ventas/export")).text;
    for (const secret of ["geheim-1", made.secret]) expect(text).not.toContain(secret);
    const { desk } = parse(text) as { desk: Record<string, unknown> };
    expect(desk).toMatchObject({ mailboxes: [{ key: "ventas", host: "imap.hotel.example" }], sources: [{ key: "resenas", name: "Reseñas", settings }], blockedSenders: ["@spam.example"] });
    expect((await importing(text)).json().differences).toEqual([]);

    // the same account keeps its password; another, or another desk's, does not get it
    const hasSecret = async () => Object.fromEntries((await root()("/mailboxes")).json().items.map((one: { key: string; hasSecret: boolean }) => [one.key, one.hasSecret]));
    expect(await hasSecret()).toEqual({ ventas: true });
    const other = { ...desk, key: "gemela", addresses: ["gemela@hotel.example"], views: [], mailboxes: [{ key: "gemela", host: "imap.hotel.example", port: 993, secure: true, user: "gemela@hotel.example", auth: "password" }], sources: [{ key: "gemela", name: "Reseñas", kind: "review", settings }] };
    expect((await importing(stringify({ desk: other }))).status).toBe(200);
    expect(await hasSecret()).toEqual({ gemela: false, ventas: true });
    expect((await root()("/desks/gemela/intake")).json().items).toMatchObject([{ key: "gemela", settings }]);
    const moved = await importing(stringify({ desk: { ...desk, mailboxes: [{ key: "ventas", host: "imap.thief.example", port: 993, secure: true, user: "ventas@hotel.example", auth: "password" }], sources: [], blockedSenders: ["@spam.example", "loud@shop.example"] } }));
    expect(moved.json().differences.map(({ what }: { what: string }) => what)).toEqual(["mailboxes/ventas", "sources/resenas", "blockedSenders/loud@shop.example"]);
    expect(await hasSecret()).toEqual({ gemela: false, ventas: false });
    expect((await root()("/desks/ventas/intake")).json().items).toEqual([]);

    const taken = await importing(stringify({ desk: { ...desk, mailboxes: other.mailboxes } }));
    expect([taken.status, taken.json().path]).toEqual([409, "/desk/mailboxes/0/key"]);
    const own = await importing(stringify({ desk: { ...desk, blockedSenders: ["gemela@hotel.example"] } }));
    expect([own.status, own.json().path]).toEqual([422, "/desk/blockedSenders/0"]);
    const { mailboxes: _mailboxes, sources: _sources, blockedSenders: _blocked, ...without } = desk;
    expect((await importing(stringify({ desk: without }))).json().differences).toEqual([]);
    for (const part of ["ventas", "gemela"]) await root()({ method: "DELETE", url: `/mailboxes/${part}` });
  });

  test("export and import change nothing; a dry run shows what would", async () => {
    const text = (await root()("/desks/ventas/export")).text;
    const before = await read();
    const same = await importing(text);
    expect(same.json()).toEqual({ desk: "ventas", created: false, applied: true, differences: [], notices: [] });
    expect(await read()).toEqual(before);
    const file = parse(text) as { desk: DeskDefinition };
    file.desk.queues.push({ key: "nueva", labels: { es: "Nueva" } });
    const dry = (await importing(stringify(file), "?dryRun=true")).json();
    expect(dry).toEqual({ desk: "ventas", created: false, applied: false, differences: [{ what: "queues/nueva", from: null, to: { key: "nueva", labels: { es: "Nueva" } } }], notices: [] });
    expect(await read()).toEqual(before);
  });

  test("a mistake is told with its line and path", async () => {
    const text = (await root()("/desks/ventas/export")).text;
    const line = text.split("\n").findIndex((one) => one.includes("timeZone:")) + 1;
    expect((await importing(text.replace("Europe/Madrid", "Europe/Atlantis"))).json()).toMatchObject({ status: 422, key: "configuration.file", path: "/desk/timeZone", title: expect.stringMatching(new RegExp(`^Line ${line}, /desk/timeZone: (?!problem\\.)`)) });
    expect((await importing(text.replace("timeZone:", "timezone:"))).json().title).toContain(`Line ${line}, /desk/timezone`);
    expect((await importing("desk: [")).json().title).toMatch(/Line 1/);
  });

  test("a new desk takes an administrator of the installation", async () => {
    const file = stringify({ desk: { ...salesDesk, key: "tercera", addresses: ["tercera@hotel.example"] } });
    expect((await boss()({ method: "POST", url: "/desks/import", payload: file, headers: { "content-type": "application/yaml" } })).status).toBe(403);
    expect((await importing(file)).json()).toMatchObject({ desk: "tercera", created: true });
  });

  const presets = readdirSync(path.join(projectDir, "presets"), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  test.each(presets)("the preset %s comes back as it was written", async (name) => {
    const text = readFileSync(path.join(projectDir, "presets", name, "preset.yaml"), "utf8");
    const imported = await importing(text);
    expect(imported.json()).toMatchObject({ applied: true });
    const { desk } = imported.json() as { desk: string };
    const out = (await root()(`/desks/${desk}/export`)).text;
    expect(parse(out).desk).toEqual({ ...noLists, ...parse(text).desk });
    expect((await importing(out)).json()).toMatchObject({ differences: [] satisfies Difference[] });
  });

  test("whatever is configured, export and import change nothing", async () => {
    const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).map((one) => one.replace(/[\p{C}\s{}]/gu, "x"));
    const labels = fc.record({ es: text, en: fc.option(text, { nil: undefined }), ro: fc.option(text, { nil: undefined }) }).map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as Record<string, string>);
    const list = <T extends object>(rest: fc.Arbitrary<T>, minLength = 0) => fc.uniqueArray(fc.tuple(fc.record({ key, labels }), rest).map(([a, b]) => ({ ...a, ...b })), { selector: (one) => one.key, minLength, maxLength: 4 });
    const desk = fc.record({
      labels,
      hue: fc.integer({ min: 0, max: 359 }),
      languages: fc.subarray([...languages].filter((one) => one !== "es")).map((some) => ["es" as const, ...some]),
      queues: list(fc.constant({}), 1),
      fields: list(fc.constantFrom<object>({ kind: "number" }, { kind: "text", pattern: "[0-9]+", example: "12" }, { kind: "choice", choices: [{ key: "a", labels: { es: "A" } }], required: "solve" }, { kind: "date", on: "person" })),
      statuses: list(fc.record({ state: fc.constantFrom("open", "pending"), explanations: labels, runsClocks: fc.boolean() }), 1),
      roles: list(fc.record({ permissions: fc.subarray(permissions.filter((one) => one !== "installation.administer")), secondFactor: fc.constant(true) }, { requiredKeys: ["permissions"] })),
      cannedReplies: list(fc.record({ bodies: labels, sets: fc.constantFrom({ tags: ["a"] }, { assignee: "me" as const }) })),
    });
    let n = 0;
    await fc.assert(
      fc.asyncProperty(desk, async (made) => {
        n += 1;
        const types = made.queues.map((queue, i) => ({ key: `t${i}`, labels: queue.labels, sets: { queue: queue.key }, ...(i === 0 ? {} : { parent: `t${i - 1}` }) }));
        const file = { desk: { key: `p${n}`, language: "es", timeZone: "Europe/Madrid", addresses: [`p${n}@hotel.example`], ...made, types } };
        const first = await importing(stringify(file));
        expect([first.status, first.text]).toEqual([200, expect.anything()]);
        const out = (await root()(`/desks/p${n}/export`)).text;
        expect(parse(out)).toEqual({ desk: { ...noLists, ...file.desk } });
        expect((await importing(out)).json().differences).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });
});
