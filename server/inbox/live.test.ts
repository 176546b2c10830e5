import { beforeAll, expect, test } from "vitest";
import pg from "pg";
import { systemActor } from "../platform/work.ts";
import { useApp } from "../testing/factories.ts";
import { readLive, until, type LiveReader } from "../testing/live.ts";

const t = useApp();
let base = "";
const bearer = async (email: string) => ({ authorization: `Bearer ${await t.current.token(email)}` });
const types = (reader: LiveReader) => reader.events.map((event) => event.type);
const note = (number: number) => t.current.as("eva@hotel.example")({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "note", body: "n" } });

beforeAll(async () => {
  await t.current.desk();
  await t.current.grant("eva@hotel.example", "ventas", "agente");
  base = await t.current.app.http.listen({ port: 0, host: "127.0.0.1" });
});

/** Another process' transaction that writes events of a ticket and commits when told. */
async function writer(ticket: number) {
  const client = new pg.Client(t.current.connection);
  await client.connect();
  await client.query("begin");
  return {
    record: (type: string) =>
      client.query(`insert into events (at, actor_kind, via, desk_id, ticket_id, type, audience, data) select now(), 'system', 'test', desk_id, id, $2, 'public', '{}' from tickets where id = $1`, [ticket, type]),
    async commit() {
      await client.query("notify ventanilla_live");
      await client.query("commit");
      await client.end();
    },
    async rollback() {
      await client.query("rollback");
      await client.end();
    },
  };
}

test("events come as they happen, with ids to resume from", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  await t.current.settled();
  const eva = await readLive(base, await bearer("eva@hotel.example"));
  await note(number);
  await until(() => eva.events.length === 1);
  expect(eva.events).toEqual([{ type: "message.added", desk: "ventas", ticket: number, id: expect.stringMatching(/^\d+-\d+$/) }]);
  await eva.close();
});

test("C7 colleagues with a desk open are told that it was configured, customers are not", async () => {
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  const jefa = t.current.as("jefa@hotel.example");
  const { definition } = (await jefa("/desks/ventas/configuration")).json();
  const [eva, ana] = [await readLive(base, await bearer("eva@hotel.example")), await readLive(base, await bearer("ana@guest.example"))];
  const vip = { key: "vip", state: "open", color: "violet", labels: { es: "Revisión VIP" }, explanations: {}, runsClocks: true };
  expect((await jefa({ method: "PUT", url: "/desks/ventas/configuration/statuses", payload: [...definition.statuses, vip] })).status).toBe(200);
  await until(() => eva.whispers.length > 0);
  expect(eva.whispers).toEqual([{ event: "configuration", data: { desk: "ventas" } }]);
  // what she reads now is the new one
  expect((await t.current.as("eva@hotel.example")("/desks/ventas")).text).toContain("Revisión VIP");
  expect(ana.whispers).toEqual([]);
  await Promise.all([eva.close(), ana.close()]);
});

test("R2 whose role changed is told, to read anew what may be seen; nobody else is", async () => {
  await t.current.grant("jefa@hotel.example", "ventas", "jefa");
  await t.current.grant("noa@hotel.example", "ventas", "agente");
  const [noa, eva] = [await readLive(base, await bearer("noa@hotel.example")), await readLive(base, await bearer("eva@hotel.example"))];
  const roles = "/desks/ventas/agents/noa@hotel.example/roles";
  expect((await t.current.as("jefa@hotel.example")({ method: "PUT", url: roles, payload: { roles: [], handover: {} } })).status).toBe(200);
  // who has none left is told too: what was shown is no longer theirs
  await until(() => noa.whispers.length > 0);
  expect(noa.whispers[0]).toEqual({ event: "access", data: {} });
  expect(eva.whispers).toEqual([]);
  await Promise.all([noa.close(), eva.close()]);
});

test("none is skipped when a slow transaction with lower ids is overtaken, and none comes twice", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  await t.current.settled();
  const eva = await readLive(base, await bearer("eva@hotel.example"));
  const slow = await writer(number);
  await slow.record("slow.first");
  const abandoned = await writer(number);
  await abandoned.record("never");
  const quick = await writer(number);
  await quick.record("quick");
  await slow.record("slow.second");
  await quick.commit();
  await new Promise((resolve) => setTimeout(resolve, 400));
  // what could still be overtaken is not told yet: the cursor would jump over it
  expect(types(eva)).toEqual([]);
  await abandoned.rollback();
  await slow.commit();
  await until(() => eva.events.length === 3);
  expect(types(eva)).toEqual(["slow.first", "slow.second", "quick"]);
  await note(number);
  await until(() => eva.events.length === 4);
  expect(types(eva)).toHaveLength(4);
  await eva.close();
});

test("an event held up by a transaction that wrote nothing comes without a further notification", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  await t.current.settled();
  const eva = await readLive(base, await bearer("eva@hotel.example"));
  const held = await writer(number);
  await held.record("never");
  await note(number);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(types(eva)).toEqual([]);
  await held.rollback();
  expect(await until(() => eva.events.length === 1)).toBe(true);
  await eva.close();
});

test("who comes back goes on behind the last event, whatever happened meanwhile; many at once, in any order of commits", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  await t.current.settled();
  const first = await readLive(base, await bearer("eva@hotel.example"));
  await note(number);
  await until(() => first.events.length === 1);
  const cursor = first.cursor();
  await first.close();
  const writers = await Promise.all(Array.from({ length: 12 }, () => writer(number)));
  const seen: string[] = [];
  let readers: LiveReader[] = [];
  let at = cursor;
  for (const round of [0, 1, 2]) {
    for (const [n, one] of writers.entries()) await one.record(`w${n}.${round}`);
    // committed in an order of its own, with readers coming and going
    for (const one of writers.splice(0, 4).toReversed()) await one.commit();
    const reader = await readLive(base, round === 1 ? { ...(await bearer("eva@hotel.example")), "last-event-id": at } : await bearer("eva@hotel.example"), round === 1 ? undefined : at);
    readers.push(reader);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await reader.close();
    seen.push(...types(reader));
    at = reader.cursor();
  }
  const last = await readLive(base, await bearer("eva@hotel.example"), at);
  await until(() => seen.length + last.events.length >= 24);
  seen.push(...types(last));
  await last.close();
  const written = [0, 1, 2].flatMap((round) => Array.from({ length: 12 - round * 4 }, (_, n) => `w${n}.${round}`));
  expect(seen.toSorted()).toEqual(written.toSorted());
  // from the beginning everything comes once
  const whole = await readLive(base, await bearer("eva@hotel.example"), "0-0");
  const [count] = await t.current.rows<{ n: number }>("select count(*)::int as n from events where ticket_id is not null and audience <> 'admin'");
  await until(() => whole.events.length >= (count?.n ?? 0));
  expect(whole.events).toHaveLength(count?.n ?? 0);
  expect(new Set(whole.events.map((event) => event.id)).size).toBe(whole.events.length);
  await whole.close();
  readers = [];
});

test("who loses a role learns nothing more; who is signed out is cut off, the others go on", async () => {
  await t.current.grant("leo@hotel.example", "ventas", "agente");
  await t.current.grant("mia@hotel.example", "ventas", "agente");
  const { number } = await t.current.ticket("ana@guest.example");
  await t.current.settled();
  const [eva, leo, mia] = await Promise.all(["eva@hotel.example", "leo@hotel.example", "mia@hotel.example"].map(async (email) => readLive(base, await bearer(email))));
  if (!eva || !leo || !mia) throw new Error("unreachable");
  await note(number);
  await until(() => eva.events.length === 1 && leo.events.length === 1 && mia.events.length === 1);
  await t.current.revoke("leo@hotel.example");
  await t.current.rows("update tokens set revoked_at = now() where person_id = (select person_id from addresses where address = 'mia@hotel.example')");
  await t.current.app.transact(systemActor("test"), (work) => work.desks.caughtUp());
  await note(number);
  await until(() => eva.events.length === 2);
  await mia.ended;
  await note(number);
  await until(() => eva.events.length === 3);
  expect([eva.events.length, leo.events.length, mia.events.length]).toEqual([3, 1, 1]);
  await Promise.all([eva, leo, mia].map((reader) => reader.close()));
});

test("a cursor that cannot be read is refused; one from elsewhere starts over", async () => {
  const headers = await bearer("eva@hotel.example");
  for (const after of ["x", "1", "1-", "-1", "1-1;"]) expect((await readLive(base, headers, after)).status, after).toBe(400);
  const readers = await Promise.all([`${"9".repeat(20)}-1`, "18446744073709551615-1", undefined].map((after) => readLive(base, headers, after)));
  expect(readers.map((reader) => reader.reset)).toEqual([true, true, false]);
  await t.current.ticket("ana@guest.example");
  await until(() => readers.every((reader) => reader.events.length === 2));
  expect(readers.map((reader) => reader.events.length)).toEqual([2, 2, 2]);
  await Promise.all(readers.map((reader) => reader.close()));
});

test("readers stay through a restart of what they listen by, and miss nothing", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  await t.current.settled();
  const eva = await readLive(base, await bearer("eva@hotel.example"));
  await t.current.rows("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ventanilla listener' and datname = current_database()");
  await until(async () => (await t.current.anyone("/readyz")).status === 503);
  await note(number);
  expect(await until(() => eva.events.length === 1)).toBe(true);
  expect(await until(async () => (await t.current.anyone("/readyz")).status === 200)).toBe(true);
  await eva.close();
});
