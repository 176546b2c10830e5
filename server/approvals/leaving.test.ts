import { beforeAll, expect, test } from "vitest";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const head = "jefa@hotel.example";
const ana = "ana@guest.example";
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const put = (url: string, payload: object) => ({ method: "PUT" as const, url, payload });
const as = (email: string) => t.current.as(email);
let count = 0;

beforeAll(async () => {
  await t.current.desk({ roles: salesDesk.roles.map((role) => (role.key === "agente" ? { ...role, permissions: [...role.permissions, "approval.ask" as const, "follow-up.record" as const] } : role)) });
  await t.current.grant(head, "ventas", "jefa");
  await t.current.grant("joan@hotel.example", "ventas", "agente");
});

/** Somebody with a ticket, a follow-up on it, one on nobody's ticket, and an approval to answer. */
async function busy() {
  const email = `leaver${(count += 1)}@hotel.example`;
  await t.current.grant(email, "ventas", "agente");
  const [own, other] = [await t.current.ticket(ana), await t.current.ticket(ana)];
  await as(head)({ method: "PATCH", url: `/tickets/${own.number}`, payload: { assignee: email } });
  for (const { number } of [own, other]) await as(email)(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "Ana", dueAt: "2026-03-05T09:00:00Z" }));
  const approval = (await as(head)(post(`/tickets/${own.number}/approvals`, { person: email, question: "¿Vale?" }))).json();
  expect((await as(head)(`/handovers?of=${email}`)).json()).toEqual({ tickets: 1, followUps: 2, approvals: 1 });
  return { email, own: own.number, other: other.number, approval: approval.id };
}
const assignee = async (number: number) => (await as(head)(`/tickets/${number}`)).json().assignee;
const agentsOf = async (number: number) => (await as(head)(`/tickets/${number}/follow-ups`)).json().items.map((item: { agent: { email: string } }) => item.agent.email);
const approvalOf = async (number: number) => (await as(head)(`/tickets/${number}/approvals`)).json().items[0];
const left = async (email: string) => (await t.current.rows(`select 1 from follow_ups f join addresses a on a.person_id = f.agent_id where a.address = $1 and state = 'planned' union all select 1 from approvals p join addresses a on a.person_id = p.approver_id where a.address = $1 and p.state = 'pending' union all select 1 from tickets t join addresses a on a.person_id = t.assignee_id where a.address = $1`, [email])).length;

test("C4 C11 who is deactivated leaves nothing behind: tickets, follow-ups and approvals go to a colleague in one step", async () => {
  const { email, own, other } = await busy();
  expect((await as(head)(put(`/desks/ventas/agents/${email}/deactivation`, { email: "joan@hotel.example" }))).status).toBe(200);
  expect(await assignee(own)).toBe("joan@hotel.example");
  expect(await agentsOf(own)).toEqual(["joan@hotel.example"]);
  expect(await agentsOf(other)).toEqual(["joan@hotel.example"]);
  expect(await approvalOf(own)).toMatchObject({ state: "pending", person: { email: "joan@hotel.example" } });
  expect(await left(email)).toBe(0);
  // the colleague is mailed a link of their own; the old one is nobody's
  expect(await t.current.rows(`select 1 from deliveries where ticket_id = $1 and letter = 'approval-request' and to_address = 'joan@hotel.example'`, [own])).toHaveLength(1);
});

test("C4 without a colleague to take over, follow-ups go to who let them go, and the approval is called off", async () => {
  const { email, own, other } = await busy();
  await as(head)(put(`/desks/ventas/agents/${email}/deactivation`, { queue: "grupos" }));
  expect(await assignee(own)).toBeNull();
  expect(await agentsOf(own)).toEqual([head]);
  expect(await agentsOf(other)).toEqual([head]);
  expect(await approvalOf(own)).toMatchObject({ state: "cancelled" });
  expect(await left(email)).toBe(0);
});

test("C4 who loses all roles of the desk leaves nothing behind there either", async () => {
  const { email, own } = await busy();
  await as(head)(put(`/desks/ventas/agents/${email}/roles`, { roles: [], handover: { email: "joan@hotel.example" } }));
  expect(await assignee(own)).toBe("joan@hotel.example");
  expect(await left(email)).toBe(0);
});

test("C4 an absence is noted and the deputy gets everything, in one step; who has no rights over them may not", async () => {
  const { email, own, other } = await busy();
  await as(head)(put(`/shifts/${email}`, { timeZone: "Europe/Madrid", week: [1, 2, 3, 4, 5].map((day) => ({ day, from: "09:00", to: "15:00" })), exceptions: [] }));
  const away = post("/absences", { from: "2026-03-02", until: "2026-03-13", reason: "Vacaciones", deputy: "joan@hotel.example" });
  expect((await as("joan@hotel.example")(post("/absences", { agent: email, from: "2026-03-02", until: "2026-03-13" }))).status).toBe(403);
  expect((await as(email)({ ...away, payload: { ...away.payload, until: "2026-02-01" } })).status).toBe(422);
  expect(await assignee(own)).toBe(email);
  expect((await as(email)(away)).json()).toEqual({ tickets: 1, followUps: 2, approvals: 1 });
  expect(await assignee(own)).toBe("joan@hotel.example");
  expect([...(await agentsOf(own)), ...(await agentsOf(other))]).toEqual(["joan@hotel.example", "joan@hotel.example"]);
  const agent = (await as(head)("/desks/ventas/board")).json().agents.find((one: { email: string }) => one.email === email);
  expect(agent.presence).toEqual({ kind: "absent", until: "2026-03-16T08:00:00Z" });
  // the supervisor may note it for them, without a deputy
  expect((await as(head)(post("/absences", { agent: email, from: "2026-04-01", until: "2026-04-02" }))).json()).toEqual({ tickets: 0, followUps: 0, approvals: 0 });
  expect((await as(ana)(post("/absences", { from: "2026-03-02", until: "2026-03-03" }))).status).toBe(403);
});
