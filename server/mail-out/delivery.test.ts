import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storeFile, useFiles } from "../files/index.ts";
import { ensurePeople } from "../people/index.ts";
import { query } from "../platform/db.ts";
import { problem } from "../platform/problem.ts";
import { parseMail, type ParsedMail } from "../platform/mime/index.ts";
import { readReplyAddress, signReplyAddress } from "../platform/reply-address.ts";
import { createSender, type Sender } from "../platform/smtp/sender.ts";
import { systemActor, type Actor } from "../platform/work.ts";
import { startPostfix, type Postfix } from "../testing/peers/postfix.ts";
import { queueDelivery, recordBounce, type Outgoing, type Queued } from "./index.ts";
import { replySecret, useMailWorld } from "../testing/mail-world.ts";

const world = useMailWorld();
let postfix: Postfix;
let sender: Sender;
beforeAll(async () => {
  postfix = await startPostfix();
  sender = createSender(postfix.url);
}, 30_000);
afterAll(async () => {
  sender.close();
  await postfix.close();
});

const ticket = { number: 1042, subject: "Reserva sin confirmar", url: "https://help.example.com/portal/ventas/tickets/1042" };
let receivers = 0;
const somebody = () => ({ name: "Ana Núñez", address: `ana${(receivers += 1)}@example.org`, personId: null });

async function queue(over: Partial<Outgoing<"confirmation">> = {}, actor: Actor = systemActor("mail"), builtIn = false): Promise<Queued> {
  const desk = await world.desk();
  return world.transact(builtIn)(actor, (work) =>
    queueDelivery(work, { desk, to: somebody(), lang: "es", letter: "confirmation", facts: { ticket, agent: null, invited: null, solved: false }, ...over }),
  );
}

/** The mail to an address as its receiver got it. */
async function received(address: string): Promise<ParsedMail> {
  for (let count = 1; ; count += 1) {
    const mails = await postfix.untilDelivered(count);
    const mail = mails.map((raw) => parseMail(raw)).find((one) => one.deliveredTo.includes(address));
    if (mail) return mail;
  }
}

describe("a letter as its receiver sees it", () => {
  test("T10 H1 H3 the confirmation says what happened, gives the number, one button, and the way to a password", async () => {
    const to = somebody();
    const invited = { url: "https://help.example.com/portal/ventas/link/abc?x=1&y=2", address: to.address };
    const queued = await queue({ to, facts: { ticket, agent: null, invited, solved: false }, inReplyTo: "<first@example.org>" });
    await world.send(sender, queued.deliveryId);
    expect(await world.delivery(queued.deliveryId)).toMatchObject({ state: "sent", attempts: 1, reason: null });
    const mail = await received(to.address);
    expect(mail.subject).toBe("Hemos recibido su solicitud: Reserva sin confirmar [#1042]");
    expect(mail.from).toEqual({ address: "ventas@hotel.example", name: "Ventas" });
    expect(mail.to).toEqual([{ address: to.address, name: "Ana Núñez" }]);
    expect(mail.messageId).toBe(queued.headerMessageId);
    expect(mail.inReplyTo).toEqual(["<first@example.org>"]);
    expect(mail.date?.toISOString()).toBe("2026-11-22T09:00:00.000Z");
    expect(readReplyAddress(replySecret, mail.replyTo[0]?.address ?? "")).toEqual({ deskAddress: "ventas@hotel.example", ticketNumber: 1042, scope: null, genuine: true });
    expect(mail.headers.get("auto-submitted")).toEqual(["auto-replied"]);
    expect(mail.headers.get("x-auto-response-suppress")).toEqual(["All"]);
    expect(mail.headers.has("list-id")).toBe(false);
    expect(mail.text).toBe(`Hemos recibido su solicitud. Su número es 1042.

En el portal puede ver todas sus solicitudes y nuestras respuestas. Su usuario es ${to.address}; la contraseña la elige usted.

Ver su solicitud:
https://help.example.com/portal/ventas/tickets/1042

Obtener contraseña:
https://help.example.com/portal/ventas/link/abc?x=1&y=2

-- 
N.º 1042 · Ventas
Un compañero la leerá y le responderá por correo. Para añadir algo, basta con responder a este mensaje.
Recibe este mensaje porque nos ha escrito.
`);
    expect(mail.html).toContain('<a href="https://help.example.com/portal/ventas/tickets/1042"');
    expect(mail.html).toContain('href="https://help.example.com/portal/ventas/link/abc?x=1&amp;y=2"');
    expect(mail.html).toContain("prefers-color-scheme:dark");
    expect(mail.html).not.toMatch(/src="http|url\(/);
  });

  test("a reply brings the agent's words, files and pictures, the earlier conversation below, and stays in its thread", async () => {
    const [to, copied] = [somebody(), somebody()];
    const before = await queue({ to });
    const author = await world.transact()(systemActor("test"), async (work) => {
      const invoice = await storeFile(work, { name: "factura nº 1.pdf", type: "application/pdf", content: Buffer.from("%PDF-1.4 invoice"), createdBy: null });
      const picture = await storeFile(work, { name: "plano.png", type: "image/png", content: Buffer.from("89504e470d0a1a0a0000", "hex"), createdBy: null });
      const uses = [
        { fileId: invoice.id, contentId: null, inline: false },
        { fileId: picture.id, contentId: "plano@desk", inline: true },
      ];
      await useFiles(work, "message", 77, uses);
      return uses.map((use) => ({ id: use.fileId, contentId: use.contentId, inline: use.inline }));
    });
    const desk = await world.desk();
    const reply = (person: typeof to) =>
      world.transact()(systemActor("web"), (work) =>
        queueDelivery(work, {
          desk,
          to: person,
          lang: "es",
          letter: "reply",
          facts: { ticket, agent: "Marta Ruiz", copied: person !== to },
          author: "Marta Ruiz",
          visible: { to: [to], cc: [copied] },
          words: { html: '<p>Su reserva está <b>confirmada</b>.</p><img src="cid:plano@desk">', text: "Su reserva está confirmada." },
          history: [{ at: "2026-11-21T17:05:00Z", author: "Ana Núñez", html: '<p>¿Está confirmada?</p><img src="cid:other@mail">', text: "¿Está confirmada?\n> antes" }],
          files: author,
          inReplyTo: "<second@example.org>",
          references: ["<first@example.org>"],
        }),
      );
    const [first, second] = [await reply(to), await reply(copied)];
    for (const one of [first, second]) await world.send(sender, one.deliveryId);

    const mail = await received(to.address);
    expect(mail.subject).toBe("Re: Reserva sin confirmar [#1042]");
    expect(mail.from).toEqual({ address: "ventas@hotel.example", name: "Marta Ruiz (Ventas)" });
    expect([mail.to[0]?.address, mail.cc[0]?.address]).toEqual([to.address, copied.address]);
    expect(mail.inReplyTo).toEqual(["<second@example.org>"]);
    expect(mail.references).toEqual(["<first@example.org>", before.headerMessageId, "<second@example.org>"]);
    expect(mail.headers.has("auto-submitted")).toBe(false);
    expect(mail.text?.startsWith("Marta Ruiz ha respondido a su solicitud:\n\nSu reserva está confirmada.\n\nVer la conversación:\n")).toBe(true);
    expect(mail.text).toContain("21 nov 2026, 18:05, Ana Núñez escribió:\n> ¿Está confirmada?\n>> antes");
    expect(mail.html).toContain('src="cid:plano@desk"');
    expect(mail.html).not.toContain("cid:other@mail");
    expect(mail.attachments.map(({ name, type, inline, content }) => [name, type, inline, content.length])).toEqual([
      ["plano.png", "image/png", true, 10],
      ["factura nº 1.pdf", "application/pdf", false, 16],
    ]);
    const other = await received(copied.address);
    expect(other.text).toContain("está en copia de esta solicitud");
    expect(other.messageId).toBe(second.headerMessageId);
    expect(other.to).toEqual(mail.to);
  });

  test("what a customer wrote can neither add headers nor markup nor be a template", async () => {
    const to = { ...somebody(), name: 'Eve" <x@y>\r\nBcc: z@example.org' };
    const queued = await queue({ to, facts: { ticket: { ...ticket, subject: "<script>alert(1)</script>\r\nX-Evil: 1 {{ desk }}" }, agent: "<b>Marta</b>", invited: null, solved: false } });
    await world.send(sender, queued.deliveryId);
    const mail = await received(to.address);
    expect(mail.subject).toBe("Su solicitud: <script>alert(1)</script> X-Evil: 1 {{ desk }} [#1042]");
    expect([mail.headers.has("x-evil"), mail.headers.has("bcc")]).toEqual([false, false]);
    expect(mail.html).toContain("&lt;b&gt;Marta&lt;/b&gt;");
    expect(mail.html).not.toContain("<script>");
  });

  test("attachments beyond what mail servers take stay in the portal, and the mail says so", async () => {
    const desk = await world.desk();
    const queued = await world.transact()(systemActor("web"), async (work) => {
      const big = await storeFile(work, { name: "vídeo.mp4", type: "video/mp4", content: Buffer.alloc(16 * 1024 * 1024), createdBy: null });
      const facts = { ticket, agent: "Marta", copied: false };
      return queueDelivery(work, { desk, to: somebody(), lang: "en", letter: "reply", facts, files: [{ id: big.id, contentId: null, inline: false }] });
    });
    const { content } = await world.delivery(queued.deliveryId);
    expect(content.files).toEqual([]);
    expect(content.text).toContain("Attached in the portal, too large for mail: vídeo.mp4");
  });

  test("a language the desk does not write becomes the desk's own", async () => {
    const { content } = await world.delivery((await queue({ lang: "ro" })).deliveryId);
    expect(content.subject).toContain("Hemos recibido");
    expect((await world.delivery((await queue({ lang: "en-GB" })).deliveryId)).content.subject).toContain("We received");
  });
});

describe("its fate", () => {
  test("put off, then sent: once, on our clock", async () => {
    const to = somebody();
    postfix.answer(to.address, "450 4.2.0 try again later");
    const queued = await queue({ to });
    await world.send(sender, queued.deliveryId);
    expect(await world.delivery(queued.deliveryId)).toMatchObject({ state: "retry", attempts: 1, reason: expect.stringContaining("4.2.0"), nextTryAt: "2026-11-22T09:01:00Z" });
    expect(await world.pass("PT59S")).toEqual([]);
    expect(await world.pass("PT1S")).toEqual([queued.deliveryId]);
    await world.send(sender, queued.deliveryId);
    expect(await world.delivery(queued.deliveryId)).toMatchObject({ state: "retry", attempts: 2, nextTryAt: "2026-11-22T09:06:00Z" });
    postfix.answer(to.address, null);
    expect(await world.pass("PT5M")).toEqual([queued.deliveryId]);
    await world.send(sender, queued.deliveryId);
    expect(await world.delivery(queued.deliveryId)).toMatchObject({ state: "sent", attempts: 3, reason: null, nextTryAt: null });
    expect((await received(to.address)).messageId).toBe(queued.headerMessageId);
    await world.send(sender, queued.deliveryId); // a job that is run again does nothing
    const mine = (await postfix.delivered()).filter((raw) => raw.includes(`Delivered-To: ${to.address}`));
    expect(mine).toHaveLength(1);
  });

  test("refused: the ticket learns it and the address is marked", async () => {
    const to = somebody();
    await world.transact()(systemActor("test"), (work) => ensurePeople(work, [to]));
    postfix.answer(to.address, "550 5.1.1 no such person");
    const queued = await queue({ to });
    await world.send(sender, queued.deliveryId);
    expect(await world.delivery(queued.deliveryId)).toMatchObject({ state: "failed", reason: expect.stringContaining("5.1.1") });
    expect(world.events.at(-1)).toMatchObject({ type: "delivery.failed", ticket: 1042, data: { deliveryId: queued.deliveryId, to: to.address } });
    const [address] = await query<{ reason: string }>(world.db, `select bounce_reason as reason from addresses where address = $1`, [to.address]);
    expect(address?.reason).toContain("5.1.1");
  });

  test("refused as spam: failed, but the address is not at fault", async () => {
    const to = somebody();
    await world.transact()(systemActor("test"), (work) => ensurePeople(work, [to]));
    postfix.answer(to.address, "554 5.7.1 no");
    const queued = await queue({ to });
    await world.send(sender, queued.deliveryId);
    expect(await world.delivery(queued.deliveryId)).toMatchObject({ state: "failed" });
    const rows = await query(world.db, `select from addresses where address = $1 and bounced_at is not null`, [to.address]);
    expect(rows).toEqual([]);
  });

  test("put off for three days: given up, and told", async () => {
    const away = createSender("smtp://127.0.0.1:1");
    const queued = await queue();
    let tries = 0;
    for (let again = [queued.deliveryId]; again.length > 0; again = await world.pass("PT4H")) {
      await world.send(away, queued.deliveryId);
      tries += 1;
    }
    expect(await world.delivery(queued.deliveryId)).toMatchObject({ state: "failed", attempts: tries });
    expect(tries).toBeGreaterThan(12);
    expect(world.events.at(-1)).toMatchObject({ type: "delivery.failed", data: { deliveryId: queued.deliveryId } });
  });

  test("it comes back: the delivery, the ticket and the address show it, once", async () => {
    const [known] = await world.transact()(systemActor("test"), (work) => ensurePeople(work, [{ address: "bounce@example.org" }]));
    const queued = await queue({ to: { name: "", address: "bounce@example.org", personId: known?.id ?? null } });
    await world.send(sender, queued.deliveryId);
    expect(await world.delivery(queued.deliveryId)).toMatchObject({ state: "sent" });
    const report = await received(signReplyAddress(replySecret, "ventas@hotel.example", ticket.number));
    expect(report.type).toBe("multipart/report");
    const returned = report.attachments.find((part) => part.content.includes(queued.headerMessageId));
    expect(returned).toBeDefined();
    const bounce = { messageIds: [queued.headerMessageId], reason: "550 5.1.1\r\nno such person" };
    for (let twice = 0; twice < 2; twice += 1) {
      const found = await world.transact()(systemActor("mail"), (work) => recordBounce(work, bounce));
      expect(found).toMatchObject({ ticketId: 1042, toAddress: "bounce@example.org" });
    }
    expect(await world.delivery(queued.deliveryId)).toMatchObject({ state: "bounced", reason: "550 5.1.1 no such person" });
    expect(world.events.filter((event) => event.type === "delivery.bounced")).toHaveLength(1);
    expect(await world.transact()(systemActor("mail"), (work) => recordBounce(work, { messageIds: ["<unknown@x>"], reason: "" }))).toBeNull();
  });
});

describe("what is not sent", () => {
  test.each<[string, () => Promise<Queued>, string, string]>([
    ["to a desk's own address", () => queue({ to: { name: "", address: "Reservas@Hotel.example", personId: null } }), "suppressed", "own-address"],
    ["automatic, in answer to an automatic mail", () => queue({ answersAutomatic: true }), "suppressed", "automatic"],
    ["while demonstration data is made", () => queue({}, systemActor("demo")), "suppressed", "demo"],
    ["to what is no address", () => queue({ to: { name: "", address: "ana at example", personId: null } }), "failed", "bad-address"],
  ])("%s", async (_, queueIt, state, reason) => {
    const queued = await queueIt();
    expect(queued).toMatchObject({ state, reason });
    await world.send(sender, queued.deliveryId);
    expect(await world.delivery(queued.deliveryId)).toMatchObject({ state, reason, attempts: 0 });
  });
});

test("links that let their finder in are erased once the mail has left us, and kept in the built-in mailbox", async () => {
  const url = "https://help.example.com/portal/ventas/link/secret";
  const facts = { ticket, agent: null, invited: { url, address: "x@example.org" }, solved: false };
  const left = await queue({ facts });
  await world.send(sender, left.deliveryId);
  expect(JSON.stringify((await world.delivery(left.deliveryId)).content)).not.toContain("link/secret");
  const kept = await queue({ facts }, systemActor("mail"), true);
  expect(kept.state).toBe("sent");
  expect((await world.delivery(kept.deliveryId)).content.text).toContain(url);
});

test("R9 a file in which a virus is found is sent on to nobody; one that cannot be looked at now waits", async () => {
  const to = somebody();
  const queued = await world.transact()(systemActor("mail"), async (work) => {
    const file = await storeFile(work, { name: "factura.txt", type: "text/plain", content: Buffer.from("factura"), createdBy: null });
    const facts = { ticket, agent: "Marta", copied: false };
    return queueDelivery(work, { desk: await world.desk(), to, lang: "es", letter: "forward", facts: { ...facts, about: "Mire" }, files: [{ id: file.id, contentId: null, inline: false }] });
  });
  const refusing = (key: string) => () => Promise.reject(problem(key, 503));
  await world.send(sender, queued.deliveryId, undefined, refusing("file.not-scanned"));
  expect(await world.delivery(queued.deliveryId)).toMatchObject({ state: "retry" });
  await world.pass("PT2M");
  await world.send(sender, queued.deliveryId, undefined, refusing("file.infected"));
  expect(await world.delivery(queued.deliveryId)).toMatchObject({ state: "failed", reason: "a virus was found in one of its files" });
  expect((await postfix.delivered()).some((raw) => parseMail(raw).deliveredTo.includes(to.address))).toBe(false);
});
