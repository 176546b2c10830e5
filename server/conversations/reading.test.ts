import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { generalOf, useApp } from "../testing/factories.ts";

const t = useApp();
const boss = () => t.current.as("boss@hotel.example");
const eva = () => t.current.as("eva@hotel.example");

beforeAll(async () => {
  await t.current.desk();
  await t.current.administrator("root@hotel.example");
  await t.current.grant("boss@hotel.example", "ventas", "jefa");
  await t.current.grant("eva@hotel.example", "ventas", "agente");
});

/** Saves some of what a desk is. */
async function general(some: object) {
  const { definition } = (await boss()("/desks/ventas/configuration")).json();
  const basics = generalOf(definition);
  return boss()({ method: "PUT", url: "/desks/ventas/configuration/general", payload: { ...basics, ...some } });
}

test("L11 a desk says how conversations are read, in its file too; who reads them may choose otherwise for themselves", async () => {
  const order = async (who = t.current.anyone) => (await who("/desks/ventas")).json().conversationOrder;
  const exported = async () => parse((await boss()("/desks/ventas/export")).text).desk;
  expect(await order()).toBe("oldest-first");
  expect(await exported()).not.toHaveProperty("conversationOrder");

  expect((await general({ conversationOrder: "newest-first" })).status).toBe(200);
  // the portal, where nobody is signed in yet, and the desk
  expect([await order(), await order(eva())]).toEqual(["newest-first", "newest-first"]);
  expect(await exported()).toMatchObject({ conversationOrder: "newest-first" });

  expect((await eva()({ method: "PATCH", url: "/me", payload: { preferences: { conversationOrder: "oldest-first" } } })).status).toBe(200);
  expect((await eva()("/me")).json().preferences).toMatchObject({ conversationOrder: "oldest-first" });
  expect((await boss()("/me")).json().preferences).not.toHaveProperty("conversationOrder");

  expect((await general({ conversationOrder: "sideways" })).status).toBe(400);
  expect((await general({ conversationOrder: "oldest-first" })).status).toBe(200);
  expect(await exported()).not.toHaveProperty("conversationOrder");
});

test("signatures stand below what is mailed, the writer's and the desk's in the receiver's language, once, and not in the conversation", async () => {
  const firma = { es: "{{agent.name}} · {{desk.name}}\nReserva {{ticket.number}}", en: "{{agent.name}} of {{desk.name}} for {{requester.name}}" };
  expect((await general({ signature: { es: "{{agent.nombre}}" } })).json()).toMatchObject({ key: "configuration.unknown-placeholder", path: "/signature/es" });
  expect((await general({ signature: firma })).status).toBe(200);
  expect(parse((await boss()("/desks/ventas/export")).text).desk.signature).toEqual(firma);
  await eva()({ method: "PATCH", url: "/me", payload: { name: "Eva Ríos", preferences: { signature: "Un saludo,\n{{agent.email}}" } } });

  const { number } = await t.current.ticket("ana@guest.example", { requester: { email: "ana@guest.example", name: "Ana", locale: "en" } });
  const preview = "Un saludo,\neva@hotel.example\nEva Ríos of Sales for Ana";
  expect((await eva()(`/tickets/${number}/signature`)).json()).toEqual({ text: preview });
  // whoever has no lines of their own signs with the desk's alone
  expect((await boss()(`/tickets/${number}/signature`)).json().text).toMatch(/^\S+ of Sales for Ana$/);
  expect((await t.current.as("ana@guest.example")(`/tickets/${number}/signature`)).status).toBe(403);

  const write = (kind: string, body: string, more: object = {}) => eva()({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind, body, ...more } });
  await write("reply", "Primera", { cc: ["leo@guest.example"] });
  await write("reply", "Segunda");
  const mails = await t.current.rows<{ to: string; text: string; html: string }>(
    `select to_address as to, content->>'text' as text, content->>'html' as html from deliveries where ticket_id = $1 and letter = 'reply' order by id`,
    [number],
  );
  const to = (address: string) => mails.filter((mail) => mail.to === address);
  const [, second] = to("ana@guest.example");
  // once, though what was said before stands below
  expect(second?.text).toContain("Primera");
  expect(second?.text.split("Un saludo,")).toHaveLength(2);
  expect(second?.text).toContain(`Segunda\n\n${preview}\n`);
  expect(second?.html).toContain("Un saludo,<br>eva@hotel.example<br>Eva Ríos of Sales for Ana</p>");
  // of who is in copy no language is known: it is that of the request
  expect(to("leo@guest.example")[0]?.text).toContain("Un saludo,\neva@hotel.example\nEva Ríos of Sales for Ana");

  expect((await write("note", "Solo nosotros")).status).toBe(201);
  const page = (await eva()(`/tickets/${number}/page`)).json();
  expect(page.messages.map((message: { text: string }) => message.text)).toEqual(["Hola", "Primera", "Segunda", "Solo nosotros"]);
});

test("a picture pasted into a reply is shown in its mail, by content id, and is no attachment beside it", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
  const upload = await t.current.app.http.inject({
    method: "POST", url: "/api/v1/files?name=captura.png", payload: png, headers: { authorization: `Bearer ${await t.current.token("eva@hotel.example")}`, "content-type": "image/png" },
  });
  const { id } = upload.json();
  const html = `<p>Mire:</p><img src="/api/v1/files/${id}?inline=1" alt="captura.png">`;
  // the draft keeps the picture; it is in the text, not beside it
  const draft = await eva()({ method: "PUT", url: `/tickets/${number}/draft`, payload: { kind: "reply", html } });
  expect(draft.json()).toMatchObject({ html, attachments: [] });
  expect((await eva()({ method: "POST", url: `/tickets/${number}/messages`, payload: { kind: "reply", html } })).status).toBe(201);

  const [mail] = await t.current.rows<{ html: string; files: object[] }>(`select content->>'html' as html, content->'files' as files from deliveries where ticket_id = $1 and letter = 'reply'`, [number]);
  expect(mail?.html).toContain(`src="cid:${id}"`);
  expect(mail?.files).toEqual([{ id, contentId: id, inline: true }]);
  const ana = t.current.as("ana@guest.example");
  const [, reply] = (await ana(`/tickets/${number}/page`)).json().messages;
  expect(reply).toMatchObject({ html: expect.stringContaining(`cid:${id}`), attachments: [{ id, inline: true, contentId: id }] });
  expect((await ana(`/files/${id}?inline=1`)).status).toBe(200);
  expect((await t.current.as("otro@guest.example")(`/files/${id}?inline=1`)).status).toBe(404);
});

test("R9 a ticket is forwarded to several roles and colleagues at once, each receiver once; what roles there are is for colleagues", async () => {
  const { number } = await t.current.ticket("ana@guest.example");
  const answer = await boss()({ method: "POST", url: `/tickets/${number}/forwards`, payload: { roles: ["agente", "jefa"], people: ["eva@hotel.example"], to: ["banco@bank.example"], subject: "Mirad esto", include: {} } });
  expect(answer.status).toBe(201);
  const to = await t.current.rows<{ to: string }>(`select to_address as to from deliveries where ticket_id = $1 and letter = 'forward' order by 1`, [number]);
  expect(to.map((mail) => mail.to)).toEqual(["banco@bank.example", "boss@hotel.example", "eva@hotel.example"]);
  expect((await eva()("/desks/ventas")).json().roles.map((role: { key: string }) => role.key)).toEqual(expect.arrayContaining(["agente", "jefa"]));
  expect((await t.current.as("ana@guest.example")("/desks/ventas")).json().roles).toEqual([]);
});
