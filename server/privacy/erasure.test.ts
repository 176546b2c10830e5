import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const ana = "ana.perez@guest.example";
const jefa = () => t.current.as("jefa@hotel.example");
const admin = () => t.current.as("admin@hotel.example");
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const patch = (url: string, payload: object) => ({ method: "PATCH" as const, url, payload });

/** The whole database as text, table by table, bytes as hexadecimal digits, and every file of the data folder. */
async function dump(): Promise<Map<string, string>> {
  const tables = await t.current.rows<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE' order by 1`,
  );
  const found = new Map<string, string>();
  for (const { name } of tables) {
    const [row] = await t.current.rows<{ text: string | null }>(`select string_agg(lower(t::text), E'\\n') as text from ${name} t`);
    found.set(name, row?.text ?? "");
  }
  for (const file of await readdir(t.current.dataDir, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) found.set(`file ${file.name}`, (await readFile(path.join(file.parentPath, file.name), "utf8")).toLowerCase());
  }
  return found;
}
/** Where something of somebody is found. */
function holding(all: Map<string, string>, trace: string): string[] {
  const [words, bytes] = [trace.toLowerCase(), Buffer.from(trace).toString("hex")];
  return [...all].flatMap(([name, text]) => (text.includes(words) || text.includes(bytes) ? [name] : []));
}
let mails = 0;
async function mail(from: string, subject: string, text: string, more = ""): Promise<number> {
  const raw = Buffer.from(`From: ${from}\r\nTo: ventas@hotel.example\r\nSubject: ${subject}\r\nMessage-ID: <m${(mails += 1)}@guest.example>\r\n${more}\r\n${text}\r\n`);
  await t.current.app.mailIn.receiveSmtp({ raw, envelope: { from: /<(.*)>/.exec(from)?.[1] ?? from, to: ["ventas@hotel.example"] }, remoteAddress: "127.0.0.1", helo: "test", tls: false });
  await t.current.app.mailIn.admitWaiting();
  const [row] = await t.current.rows<{ id: number }>(`select max(ticket_id) as id from mails`);
  return row?.id ?? 0;
}
const upload = async (email: string, name: string, text: string): Promise<string> => (await t.current.as(email)({ method: "POST", url: `/files?name=${name}`, payload: text, headers: { "content-type": "text/plain" } })).json().id;

beforeAll(async () => {
  await t.current.desk({ roles: salesDesk.roles });
  await t.current.desk({ key: "finanzas", labels: { es: "Finanzas" }, addresses: ["finanzas@hotel.example"] });
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  await t.current.administrator("admin@hotel.example");
});

/** Somebody of whom everything there is has been written down: in requests of their own, and in one of another's. */
async function livedHere(): Promise<{ person: number; own: number[]; shared: number }> {
  const first = await mail(`Ana Pérez <${ana}>`, "Zanahoria", "zanahoria secreta");
  const [{ person } = { person: 0 }] = await t.current.rows<{ person: number }>(`select requester_id as person from tickets where id = $1`, [first]);
  expect((await jefa()(patch(`/people/${person}`, { phones: ["+34 600 123 456"], notes: "prefiere zanahoria", employeeId: "zanahoria-7" }))).status).toBe(200);
  await jefa()(post(`/tickets/${first}/messages`, { kind: "note", body: "zanahoria interna", attachments: [await upload("jefa@hotel.example", "zanahoria.txt", "zanahoria adjunta")] }));
  await jefa()(post(`/tickets/${first}/messages`, { kind: "reply", body: "zanahoria respondida" }));
  await jefa()(post(`/tickets/${first}/side-conversations`, { to: ["banco@bank.example"], subject: "zanahoria", body: "¿zanahoria?" }));
  await jefa()(post(`/tickets/${first}/side-conversations`, { desk: "finanzas", subject: "zanahoria", body: "¿zanahoria en finanzas?" }));
  await jefa()({ method: "PUT", url: `/tickets/${first}/draft`, payload: { kind: "note", html: "<p>zanahoria a medias</p>", attachments: [] } });
  await jefa()(post(`/tickets/${first}/follow-ups`, { means: "call", whom: "zanahoria", note: "zanahoria", dueAt: t.current.clock.now().add({ hours: 24 }).toString() }));
  await jefa()({ method: "PATCH", url: `/tickets/${first}`, payload: { tags: ["zanahoria"], fields: { reserva: "zanahoria" }, status: "resuelta" }, headers: { "idempotency-key": "una" } });
  const second = await t.current.ticket(ana, { body: "zanahoria por el portal", subject: "Otra zanahoria" });
  await t.current.as(ana)({ method: "POST", url: `/tickets/${second.number}/messages`, payload: { kind: "reply", body: "zanahoria y más", attachments: [await upload(ana, "mi-zanahoria.txt", "mi zanahoria")] }, headers: { "idempotency-key": "dos" } });
  await upload(ana, "suelta.txt", "zanahoria que nadie usa");
  await t.current.anyone(post("/session", { email: ana, password: "no es esta" }));
  await t.current.anyone(post("/sign-in-links", { email: ana, purpose: "sign-in", desk: "ventas" }));
  // in copy of another's request, in which they answer and are quoted and named
  const shared = await mail("Luis Gil <luis@other.example>", "Grupo", "Somos diez", `Cc: Ana Pérez <${ana}>\r\n`);
  await t.current.runJobs();
  await t.current.as(ana)(post(`/tickets/${shared}/messages`, { kind: "reply", body: "zanahoria para el grupo", attachments: [await upload(ana, "grupo-zanahoria.txt", "grupo zanahoria")] }));
  await mail("Luis Gil <luis@other.example>", `Re: Grupo [#${shared}]`, `De acuerdo.\r\n\r\nOn Mon, 2 Mar 2026, Ana Pérez <${ana}> wrote:\r\n> zanahoria para el grupo\r\n`, "In-Reply-To: <none@x.example>\r\n");
  await jefa()(post(`/tickets/${shared}/messages`, { kind: "note", body: "Llamé a Ana Pérez al 600 12-34 56 (ana.perez@guest.example): Luis decide." }));
  await jefa()(post(`/tickets/${shared}/messages`, { kind: "reply", body: "Gracias a los dos" }));
  await t.current.tell();
  await t.current.index();
  return { person, own: [first, second.number], shared };
}

test("erased, nothing of a person is left in any table or file; counts stay, and others keep what is theirs", async () => {
  const { person, own, shared } = await livedHere();
  const traces = ["zanahoria", "ana.perez@guest.example", "Ana Pérez", "600123456", "600 123 456", "600 12-34 56"];
  const full = await dump();
  for (const trace of traces) expect(holding(full, trace), trace).not.toEqual([]);
  expect(holding(full, "zanahoria").length).toBeGreaterThan(15);
  const figures = async () => {
    const { created, solved, reopened, firstReply, resolution, clocks } = (await jefa()("/reports/overview?from=2026-03-01&to=2026-03-31&desk=ventas")).json();
    return { created, solved, reopened, firstReply, resolution, clocks };
  };
  const before = await figures();
  expect(before.created.value).toBeGreaterThanOrEqual(3);

  const preview = await admin()(`/people/${person}/erasure`);
  expect(preview.json()).toMatchObject({ tickets: 2, open: 1, shared: 1, messages: 1, mails: 1, stop: null, confirm: ana, erasure: null });
  // only an administrator, only confirmed
  for (const email of ["jefa@hotel.example", ana]) for (const ask of [`/people/${person}/erasure`, `/people/${person}/export`, post(`/people/${person}/erasure`, { confirm: ana })]) expect((await t.current.as(email)(ask)).status).toBe(404);
  expect((await admin()(post(`/people/${person}/erasure`, { confirm: "Ana" }))).json()).toMatchObject({ key: "privacy.not-confirmed", path: "/confirm" });
  const asked = await admin()(post(`/people/${person}/erasure`, { confirm: ` ${ana.toUpperCase()} ` }));
  expect([asked.status, asked.json().erasure.state]).toEqual([202, "running"]);
  expect((await admin()(post(`/people/${person}/erasure`, { confirm: ana }))).json().key).toBe("privacy.under-way");
  expect((await t.current.as(ana)("/me")).status, "they are signed in nowhere any more").toBe(401);
  await t.current.runJobs();
  await t.current.tell();
  await t.current.index();

  expect((await admin()(`/people/${person}/erasure`)).json()).toMatchObject({ tickets: 0, erasure: { state: "done", tickets: 2, messages: 1, mails: 0 } });
  const left = await dump();
  expect(left.get("public.people")).toContain("•••");
  for (const trace of traces) expect(holding(left, trace), trace).toEqual([]);
  expect(await figures()).toEqual(before);
  for (const number of own) expect((await jefa()(`/tickets/${number}`)).status).toBe(404);
  expect((await admin()(`/people/${person}`)).status).toBe(404);
  expect(await t.current.rows(`select subject, public_count > 0 as counted from tickets where id = any($1) and still_counts`, [own])).toEqual(own.map(() => ({ subject: "", counted: true })));

  // the other's request goes on
  const page = (await jefa()(`/tickets/${shared}/page`)).json();
  expect(page.messages.map((message: { text: string }) => message.text.trim())).toEqual(["Somos diez", "", "De acuerdo.", "Llamé a ••• al ••• (•••): Luis decide.", "Gracias a los dos"]);
  expect(page.messages.map((message: { erased?: boolean }) => message.erased ?? false)).toEqual([false, true, false, false, false]);
  const luis = (await t.current.as("luis@other.example")(`/tickets/${shared}/page`)).json();
  expect(luis.messages.map((message: { text: string }) => message.text.trim())).toEqual(["Somos diez", "", "De acuerdo.", "Gracias a los dos"]);
  expect((await jefa()(`/tickets?q=${encodeURIComponent("diez")}`)).json().items).toHaveLength(1);

  // who writes again is somebody new
  const again = await mail(`Ana <${ana}>`, "Hola", "de nuevo");
  expect(await t.current.rows<{ requester_id: number }>(`select requester_id from tickets where id = $1`, [again])).not.toEqual([{ requester_id: person }]);
  expect(await t.current.rows(`select data from events where type in ('person.erasure-begun', 'person.erased') order by id`)).toEqual([{ data: { personId: person } }, { data: { personId: person, tickets: 2, messages: 1, mails: 0 } }]);
}, 60_000);

/** Every column that names a person, with what erasing them does: their rows go, or stay with a number that nobody knows any more. */
const goes = [
  "address_claims.person_id", "addresses.person_id", "approval_links.person_id", "article_votes.person_id", "choice_links.person_id", "comments.author_id", "complaints.person_id", "drafts.person_id", "external_accounts.person_id",
  "deliveries.person_id", "follows.person_id", "grants.person_id", "held_messages.person_id", "notification_choices.person_id", "notifications.actor_id", "notifications.person_id", "opt_outs.person_id", "passkeys.person_id", "passwords.person_id",
  "phones.person_id", "posts.author_id", "push_devices.person_id", "recovery_codes.person_id", "report_subscriptions.person_id", "rule_turns.person_id", "sessions.person_id", "shifts.person_id", "sign_in_links.person_id",
  "sign_in_steps.person_id", "subscriptions.person_id", "ticket_reads.person_id", "tokens.person_id", "totp_keys.person_id", "uploads.person_id", "views.person_id", "votes.person_id", "watchers.person_id",
];
const stays = [
  "approvals.answered_by", "approvals.approver_id", "approvals.asked_by", "article_revisions.author_id", "blocked_senders.added_by", "bulks.person_id", "complaints.settled_by", "erasures.asked_by", "erasures.person_id",
  "follow_ups.agent_id", "follow_ups.created_by", "follow_ups.done_by", "mails.decided_by", "messages.author_id", "outgoings.person_id", "people.merged_into", "ratings.agent_id", "ratings.person_id", "rules.owner_id",
  "side_conversations.created_by", "ticket_stays.person_id", "tickets.assignee_id", "tickets.created_by", "tickets.escalated_to", "tickets.requester_id", "type_requests.asked_by",
];

test("every column that names a person is known here: a new one says what erasing does with it", async () => {
  const columns = await t.current.rows<{ name: string }>(
    `select c.conrelid::regclass || '.' || a.attname as name from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and c.confrelid = 'people'::regclass order by 1`,
  );
  expect(columns.map((column) => column.name)).toEqual([...goes, ...stays].toSorted());
  const [erased] = await t.current.rows<{ id: number }>(`select id from people where erased_at is not null`);
  for (const name of goes) {
    const [table, column] = name.split(".");
    expect(await t.current.rows(`select from ${table} where ${column} = $1`, [erased?.id]), name).toEqual([]);
  }
});

test("who works here, and a desk's own address, is not erased", async () => {
  await t.current.grant("eva@hotel.example", "ventas", "agente");
  const [eva] = await t.current.rows<{ id: number }>(`select person_id as id from addresses where address = 'eva@hotel.example'`);
  expect((await admin()(`/people/${eva?.id}/erasure`)).json()).toMatchObject({ stop: "colleague" });
  expect((await admin()(post(`/people/${eva?.id}/erasure`, { confirm: "eva@hotel.example" }))).json()).toMatchObject({ key: "privacy.colleague", status: 409 });
  const [desk] = await t.current.rows<{ id: number }>(`select person_id as id from addresses where address = 'finanzas@hotel.example'`);
  expect((await admin()(post(`/people/${desk?.id}/erasure`, { confirm: "finanzas@hotel.example" }))).json().key).toBe("privacy.own-address");
});

test("all that is kept of a person is handed out as one archive, to an administrator and to themselves, and it is on record", async () => {
  const bea = "bea@guest.example";
  const number = await mail(`Bea <${bea}>`, "Factura 4111 1111 1111 1111", "Mi tarjeta es 4111-1111-1111-1111");
  await t.current.as(bea)(post(`/tickets/${number}/messages`, { kind: "reply", body: "Aquí está", attachments: [await upload(bea, "factura.txt", "la factura"), await upload(bea, "factura.txt", "la otra")] }));
  await jefa()(post(`/tickets/${number}/messages`, { kind: "note", body: "cliente difícil" }));
  const shared = await mail("Luis <luis@other.example>", "Compartido", "Con Bea", `Cc: ${bea}\r\n`);
  await t.current.as(bea)(post(`/tickets/${shared}/messages`, { kind: "reply", body: "Soy Bea" }));
  const [person] = await t.current.rows<{ id: number }>(`select person_id as id from addresses where address = $1`, [bea]);
  const read = async (email: string, url: string) => {
    const token = await t.current.token(email);
    const answer = await t.current.app.http.inject({ url: `/api/v1${url}`, headers: { authorization: `Bearer ${token}`, "accept-language": "es" } });
    expect([answer.statusCode, answer.headers["content-type"], answer.headers["cache-control"]]).toEqual([200, "application/zip", "no-store"]);
    const folder = await mkdtemp(path.join(tmpdir(), "ventanilla-export-"));
    await writeFile(path.join(folder, "all.zip"), answer.rawPayload);
    execFileSync("unzip", ["-q", "all.zip", "-d", "out"], { cwd: folder });
    const names = (await readdir(path.join(folder, "out"), { recursive: true, withFileTypes: true })).filter((one) => one.isFile()).map((one) => path.relative(path.join(folder, "out"), path.join(one.parentPath, one.name))).sort();
    const texts = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, "out", name), "utf8")] as const)));
    await rm(folder, { recursive: true });
    return texts;
  };
  await t.current.rows(`insert into ratings (ticket_id, person_id, score, message, rated_at) values ($1, $2, 2, 'Tarde', $3)`, [number, person?.id, t.current.clock.now().toString()]);
  const own = await read(bea, "/me/export");
  expect(Object.keys(own)).toEqual(["README.txt", "community.json", `in-requests-of-others/${shared}.json`, "mails.json", "person.json", `requests/${number}.json`, `requests/${number}/2-factura.txt`, `requests/${number}/factura.txt`].sort());
  expect(own["README.txt"]).toMatch(/lo que se guarda de usted/);
  expect(own[`requests/${number}/factura.txt`]).toBe("la factura");
  expect(JSON.parse(own["person.json"] ?? "")).toMatchObject({ name: "Bea", addresses: [{ address: bea }] });
  expect(JSON.parse(own[`requests/${number}.json`] ?? "").messages.map((message: { text: string; files: string[] }) => [message.text.trim(), message.files.length])).toEqual([["Mi tarjeta es ••••-••••-••••-1111", 0], ["Aquí está", 2]]);
  expect(JSON.parse(own[`requests/${number}.json`] ?? "").rating).toMatchObject({ score: 2, message: "Tarde" });
  expect(JSON.parse(own[`in-requests-of-others/${shared}.json`] ?? "").messages.map((message: { text: string }) => message.text)).toEqual(["Soy Bea"]);
  const all = await read("admin@hotel.example", `/people/${person?.id}/export?notes=true`);
  expect(JSON.parse(all[`requests/${number}.json`] ?? "").messages.map((message: { text: string }) => message.text)).toContain("cliente difícil");
  for (const texts of [own, all]) expect(Object.values(texts).join("")).not.toMatch(/4111.?1111.?1111.?1111|"hash"|secret/);
  expect(await t.current.rows(`select data from events where type = 'person.exported' order by id`)).toEqual([{ data: { notes: false, personId: person?.id } }, { data: { notes: true, personId: person?.id } }]);
});
