import { beforeAll, expect, test } from "vitest";
import { salesDesk, useApp } from "../testing/factories.ts";

const t = useApp();
const marta = "marta@hotel.example";
const joan = "joan@hotel.example";
const head = "jefa@hotel.example";
const second = "jefe@hotel.example";
const zone = "zona.norte@tiendas.example";
const guest = "ana@guest.example";
const post = (url: string, payload: object) => ({ method: "POST" as const, url, payload });
const put = (url: string, payload: object) => ({ method: "PUT" as const, url, payload });

beforeAll(async () => {
  await t.current.desk({ roles: salesDesk.roles.map((role) => (role.key === "agente" ? { ...role, permissions: [...role.permissions, "approval.ask" as const] } : role)) });
  for (const [email, role] of [[marta, "agente"], [joan, "agente"], [head, "jefa"], [second, "jefa"]] as const) await t.current.grant(email, "ventas", role);
  const own = await t.current.as(head)(post("/organizations", { name: "Calentadores S.A.", own: true }));
  for (const name of ["Sucursal Norte", "Sucursal Sur"]) await t.current.as(head)(post(`/organizations/${own.json().id}/branches`, { name }));
});

const ask = async (question = "¿Reinstalamos sin coste?", of: object = { person: zone }) => {
  const { number } = await t.current.ticket(guest);
  const answer = await t.current.as(marta)(post(`/tickets/${number}/approvals`, { question, ...of }));
  expect(answer.status).toBe(201);
  return { number, approval: answer.json() };
};
const mailsOf = (number: number) =>
  t.current.rows<{ to: string; text: string; replyTo: string; lang: string }>(
    `select to_address as to, content->>'text' as text, content->>'replyTo' as "replyTo", lang from deliveries where ticket_id = $1 and letter = 'approval-request' order by id`,
    [number],
  );
const linkIn = (text: string) => `/approval-links/${/\/desk\/approval\/([\w-]+)/.exec(text)?.[1]}`;
const standing = async (number: number) => (await t.current.rows<{ approval: string | null }>(`select approval from tickets where id = $1`, [number]))[0]?.approval;

test("C11 is asked of a person, and answered from the mail's link: a GET changes nothing, one button confirms, signed with id and branch", async () => {
  const { number, approval } = await ask();
  expect(approval).toMatchObject({ state: "pending", person: { email: zone }, askedBy: "Marta", answer: null, can: { answer: false, cancel: true } });
  expect(await standing(number)).toBe("pending");
  const [mail] = await mailsOf(number);
  expect(mail?.to).toBe(zone);
  expect(mail?.text).toContain("¿Reinstalamos sin coste?");
  const link = linkIn(mail?.text ?? "");

  const seen = (await t.current.anyone(link)).json();
  expect(seen).toMatchObject({
    state: "valid",
    task: { subject: "Una pregunta", requester: "Ana", signature: { name: "Zona Norte", employeeId: null, branch: null }, branches: ["Sucursal Norte", "Sucursal Sur"], approval: { can: { answer: true } } },
  });
  await t.current.anyone(link);
  expect(await standing(number)).toBe("pending");

  // told to complete what is missing first, and can in one step
  const bare = await t.current.anyone(post(link, { answer: "granted" }));
  expect([bare.status, bare.json().key, bare.json().path]).toEqual([422, "approval.incomplete-signature", "/employeeId"]);
  expect((await t.current.anyone(post(link, { answer: "granted", employeeId: "E-4711" }))).json().path).toBe("/branch");
  expect((await t.current.anyone(post(link, { answer: "refused", employeeId: "E-4711", branch: "sucursal norte" }))).json().key).toBe("approval.reason-required");
  expect(await standing(number)).toBe("pending");
  const done = await t.current.anyone(post(link, { answer: "granted", reason: "Garantía", employeeId: "E-4711", branch: "sucursal norte" }));
  expect(done.json()).toMatchObject({ state: "used", task: { approval: { state: "granted", answer: { by: "Zona Norte", reason: "Garantía", employeeId: "E-4711", branch: "Sucursal Norte" } } } });
  expect(await standing(number)).toBe("granted");
  expect((await t.current.anyone(post(link, { answer: "refused", reason: "no" }))).json().key).toBe("approval.settled");
  const [event] = await t.current.rows<{ actor: string; via: string; data: object }>(
    `select p.name as actor, e.via, e.data from events e join people p on p.id = e.actor_id where e.ticket_id = $1 and e.type = 'approval.granted'`,
    [number],
  );
  expect(event).toEqual({ actor: "Zona Norte", via: "mail-link", data: { approvalId: approval.id, employeeId: "E-4711", branch: "Sucursal Norte", reason: "Garantía" } });

  // the next time the signature is known
  const again = await ask("¿Y la segunda?");
  const next = linkIn((await mailsOf(again.number))[0]?.text ?? "");
  expect((await t.current.anyone(next)).json().task).toMatchObject({ signature: { employeeId: "E-4711", branch: "Sucursal Norte" }, branches: [] });
  expect((await t.current.anyone(post(next, { answer: "refused", reason: "Fuera de plazo" }))).json().task.approval.state).toBe("refused");
  expect(await standing(again.number)).toBe("refused");
});

test("C11 is recorded by the one asked only, in the browser, whoever else may do everything", async () => {
  const { number, approval } = await ask("¿Vale?", { person: joan });
  const answer = put(`/approvals/${approval.id}/answer`, { answer: "granted", employeeId: "J-1", branch: "En casa" });
  expect((await t.current.as(head)(answer)).json().key).toBe("approval.not-yours");
  expect((await t.current.as(marta)(answer)).json().key).toBe("approval.not-yours");
  expect((await t.current.as(guest)(answer)).status).toBe(404);
  expect((await t.current.anyone(answer)).status).toBe(401);
  expect((await t.current.as(joan)("/approvals")).json().items).toMatchObject([{ approval: { id: approval.id }, subject: "Una pregunta", branches: ["Sucursal Norte", "Sucursal Sur"] }]);
  expect((await t.current.as(joan)(answer)).json()).toMatchObject({ state: "granted", answer: { employeeId: "J-1", branch: "En casa" } });
  expect((await t.current.as(joan)("/approvals")).json().items).toEqual([]);
  expect((await t.current.as(marta)(`/tickets/${number}/approvals`)).json()).toMatchObject({ standing: "granted", can: { ask: true } });
});

test("C11 is asked of a role's holders: the first to answer decides, and who asked does not", async () => {
  const { number, approval } = await ask("¿Descuento?", { role: "jefa" });
  const mails = await mailsOf(number);
  expect(mails.map((mail) => mail.to).sort()).toEqual([head, second].sort());
  expect(approval).toMatchObject({ person: null, role: { key: "jefa" } });
  const signature = { employeeId: "D-1", branch: "Sucursal Sur" };
  expect((await t.current.as(head)(put(`/approvals/${approval.id}/answer`, { answer: "refused", reason: "No", ...signature }))).json().state).toBe("refused");
  // the other's link says that it is settled
  const other = mails.find((mail) => mail.to === second);
  expect((await t.current.anyone(linkIn(other?.text ?? ""))).json().state).toBe("used");
  expect((await t.current.anyone(post(linkIn(other?.text ?? ""), { answer: "granted", ...signature }))).json().key).toBe("approval.settled");
  // asked by a holder: only the others may
  const own = await t.current.as(head)(post(`/tickets/${number}/approvals`, { question: "¿Y así?", role: "jefa" }));
  expect((await t.current.as(head)(put(`/approvals/${own.json().id}/answer`, { answer: "granted", ...signature }))).json().key).toBe("approval.not-yours");
  expect((await t.current.as(second)(put(`/approvals/${own.json().id}/answer`, { answer: "granted", ...signature }))).json().state).toBe("granted");
  expect(await standing(number)).toBe("granted");
});

test("C11 can be taken back; a link expires, and nobody guesses one", async () => {
  const { number, approval } = await ask("¿Otra vez?", { person: "otra.zona@tiendas.example" });
  expect((await t.current.as(marta)(post(`/tickets/${number}/approvals`, { question: "¿?", person: "otra.zona@tiendas.example" }))).json().key).toBe("approval.already-asked");
  const link = linkIn((await mailsOf(number))[0]?.text ?? "");
  expect((await t.current.rows(`select from approval_links where encode(hash, 'hex') like '%' || $1 || '%'`, [link.slice(-20)])).length).toBe(0);
  expect((await t.current.anyone(`${link.slice(0, -2)}xx`)).json()).toEqual({ state: "unknown", task: null });
  t.current.clock.advance("P15D");
  expect((await t.current.anyone(link)).json()).toEqual({ state: "expired", task: null });
  expect((await t.current.anyone(post(link, { answer: "granted", employeeId: "1", branch: "x" }))).status).toBe(410);
  expect((await t.current.as(guest)({ method: "DELETE", url: `/approvals/${approval.id}` })).status).toBe(404);
  expect((await t.current.as(joan)({ method: "DELETE", url: `/approvals/${approval.id}` })).status).toBe(204);
  expect(await standing(number)).toBeNull();
});

test("C11 a reinstallation cannot be solved without it", async () => {
  await t.current.desk({
    roles: salesDesk.roles.map((role) => (role.key === "agente" ? { ...role, permissions: [...role.permissions, "approval.ask" as const] } : role)),
    types: [{ key: "instalacion", labels: { es: "Instalación" }, sets: { gates: [{ kind: "approved" }] } }, { key: "reinstalacion", labels: { es: "Reinstalación" }, parent: "instalacion" }],
  });
  const { number } = await t.current.ticket(guest, { type: "reinstalacion" });
  const solve = { method: "PATCH" as const, url: `/tickets/${number}`, payload: { status: "resuelta" } };
  expect((await t.current.as(head)(solve)).json().key).toBe("ticket.gate-approved");
  const { id } = (await t.current.as(marta)(post(`/tickets/${number}/approvals`, { question: "¿Se reinstala?", person: joan }))).json();
  expect((await t.current.as(head)(solve)).json().key).toBe("ticket.gate-approved");
  await t.current.as(joan)(put(`/approvals/${id}/answer`, { answer: "granted", employeeId: "J-1", branch: "Sucursal Sur" }));
  expect((await t.current.as(head)(solve)).json().status).toBe("resuelta");
});

test("C4 who is away hands over tickets, follow-ups and approvals in one step", async () => {
  await t.current.grant("luis@hotel.example", "ventas", "jefa");
  const { number, approval } = await ask("¿Mientras falto?", { person: "luis@hotel.example" });
  await t.current.as(head)({ method: "PATCH", url: `/tickets/${number}`, payload: { assignee: "luis@hotel.example" } });
  await t.current.as("luis@hotel.example")(post(`/tickets/${number}/follow-ups`, { means: "call", whom: "Ana", dueAt: "2026-04-20T08:00:00Z" }));
  expect((await t.current.as(marta)(post("/handovers", { from: "luis@hotel.example", to: joan }))).status).toBe(403);
  expect((await t.current.as(head)(post("/handovers", { from: "luis@hotel.example", to: guest }))).json().key).toBe("ticket.unknown-assignee");
  expect((await t.current.as(head)(post("/handovers", { from: "luis@hotel.example", to: joan }))).json()).toEqual({ tickets: 1, followUps: 1, approvals: 1 });
  expect((await t.current.as(joan)(`/tickets/${number}`)).json().assignee).toBe(joan);
  expect((await t.current.as(joan)(`/tickets/${number}/follow-ups`)).json().items).toMatchObject([{ agent: { email: joan } }]);
  expect((await t.current.as("luis@hotel.example")(put(`/approvals/${approval.id}/answer`, { answer: "granted", employeeId: "L", branch: "x" }))).json().key).toBe("approval.not-yours");
  expect((await t.current.as(joan)("/approvals")).json().items.map((task: { approval: { id: number } }) => task.approval.id)).toContain(approval.id);
  // the new one is mailed a link, the old one's is dead
  const mails = await mailsOf(number);
  expect(mails.map((mail) => mail.to)).toEqual(["luis@hotel.example", joan]);
  expect((await t.current.anyone(linkIn(mails[0]?.text ?? ""))).json().state).toBe("unknown");
  expect((await t.current.anyone(linkIn(mails[1]?.text ?? ""))).json().state).toBe("valid");
});

test("asking is for who may, of somebody else", async () => {
  const { number } = await t.current.ticket(guest);
  await t.current.grant("mira@hotel.example", "ventas", "mirador");
  const url = `/tickets/${number}/approvals`;
  expect((await t.current.as("mira@hotel.example")(post(url, { question: "?", person: zone }))).status).toBe(403);
  expect((await t.current.as(guest)(url)).status).toBe(403);
  expect((await t.current.as("otro@guest.example")(url)).status).toBe(404);
  expect((await t.current.as(marta)(post(url, { question: "?", person: marta }))).json().key).toBe("approval.oneself");
  expect((await t.current.as(marta)(post(url, { question: "?", person: "ventas@hotel.example" }))).json().key).toBe("ticket.own-address");
  expect((await t.current.as(marta)(post(url, { question: "?", role: "nadie" }))).json().key).toBe("approval.unknown-role");
});
