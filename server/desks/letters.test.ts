import { beforeAll, describe, expect, test } from "vitest";
import type { LetterDefinition } from "../../contract/letters.ts";
import { useApp } from "../testing/factories.ts";

const t = useApp();
const head = "jefa@hotel.example";
beforeAll(async () => {
  await t.current.desk();
  await t.current.grant(head, "ventas", "jefa");
  await t.current.grant("eva@hotel.example", "ventas", "agente");
});

const welcome: LetterDefinition = {
  key: "bienvenida",
  labels: { es: "Bienvenida" },
  texts: { es: { subject: "Hola {{ requester.name }}", body: "Su reserva {{ ticket.fields.reserva }}" }, en: { subject: "Hello", body: "Your booking" } },
};
const save = (letters: LetterDefinition[]) => t.current.as(head)({ method: "PUT", url: "/desks/ventas/configuration/letters", payload: letters });
const preview = (payload: object, who = head) => t.current.as(who)({ method: "POST", url: "/desks/ventas/letters/preview", payload });

describe("a desk's letters", () => {
  test("L7 are saved with all their languages, written to the desk's file and read from it, and one that goes comes back", async () => {
    const letters = [welcome, { ...welcome, key: "tres", languages: ["en" as const, "es" as const] }, { key: "confirmation", labels: { es: "Confirmación" }, texts: { es: { button: "Ver" } } }];
    expect((await save(letters)).json()).toMatchObject({ definition: { letters }, notices: [{ path: "/letters/2/texts/en" }] });
    const file = (await t.current.as(head)("/desks/ventas/export")).text;
    expect(file).toContain("key: tres");
    const read = await t.current.as(head)({ method: "POST", url: "/desks/import", payload: file, headers: { "content-type": "application/yaml" } });
    expect(read.json()).toMatchObject({ differences: [], notices: [{ path: "/letters/2/texts/en" }] });
    expect((await save([welcome])).json().archived.letters.map((one: LetterDefinition) => one.key)).toEqual(["tres", "confirmation"]);
  });

  test("L7 a text that is no template is refused at its field, with its line", async () => {
    const refused = async (letter: LetterDefinition) => (await save([letter])).json();
    expect(await refused({ ...welcome, texts: { ...welcome.texts, es: { subject: "x", body: "uno\n\n{% if agent %}dos" } } })).toMatchObject({
      status: 422, errors: [{ path: "/0/texts/es/body", detail: "Line 3 cannot be read as a template: {% if agent %}" }],
    });
    for (const body of ["{{ ticket.number", "{{ a | shout }}", "{% include 'x' %}", "{% for i in (1..100000000) %}x{% endfor %}"]) {
      expect([body, (await refused({ ...welcome, texts: { ...welcome.texts, es: { subject: "x", body } } })).errors?.[0]?.path]).toEqual([body, "/0/texts/es/body"]);
    }
  });

  test("a letter that could never be sent is refused, with the reason at the field", async () => {
    const errors = async (letter: LetterDefinition) => (await save([letter])).json().errors?.map((one: { path: string }) => one.path);
    expect(await errors({ ...welcome, texts: { en: { subject: "x", body: "y" } } })).toEqual(["/0/texts/es"]);
    expect(await errors({ ...welcome, texts: { es: { subject: "x" } } })).toEqual(["/0/texts/es/body"]);
    expect(await errors({ ...welcome, texts: { es: { subject: "  ", body: "y" } } })).toEqual(["/0/texts/es/subject"]);
    expect(await errors({ ...welcome, languages: ["es", "ro"] })).toEqual(["/0/languages"]);
    expect(await errors({ ...welcome, key: "notification" })).toEqual(["/0/key"]);
    const types = await t.current.as(head)({ method: "PUT", url: "/desks/ventas/configuration/types", payload: [{ key: "factura", labels: { es: "Factura" }, sets: { letter: "none" } }] });
    expect(types.json().errors).toMatchObject([{ path: "/0/sets/letter" }]);
  });

  test("L7 placeholders that stand for nothing and missing languages are flagged when it is saved, not refused", async () => {
    const answer = await save([{ ...welcome, texts: { es: { subject: "{{ ticket.numero }}", body: "{{ ticket.fields.vuelo }} {{ ticket.fields.reserva }} {% if agent %}{{ agent.name }}{% endif %}" } } }]);
    expect(answer.status).toBe(200);
    expect(answer.json().notices).toEqual([
      { path: "/letters/0/texts/es/subject", detail: "Nothing is known as ticket.numero: it is left empty in the mail." },
      { path: "/letters/0/texts/es/body", detail: "Nothing is known as ticket.fields.vuelo: it is left empty in the mail." },
      { path: "/letters/0/texts/en", detail: "Not written in English, which this desk speaks." },
    ]);
    expect((await t.current.as(head)("/desks/ventas/configuration")).json().notices).toHaveLength(3);
  });
});

describe("a letter is tried while it is written", () => {
  test("L7 on a real ticket of the desk, as HTML and as plain text, with its notices; what the customer wrote is only shown", async () => {
    const { number } = await t.current.ticket("ana@people.example", { subject: "{{ desk.name }} <img src=x onerror=alert(1)>", fields: { reserva: "{% raw %}**x**" }, requester: { email: "ana@people.example", locale: "es" } });
    await t.current.rows("update people set name = '<b>Ana</b>' where name = 'Ana'");
    const shown = (await preview({ letter: { ...welcome, texts: { es: { subject: "{{ ticket.subject }}", body: "{{ requester.name }}: {{ ticket.fields.reserva }} {{ nada }}" } } }, ticket: number })).json();
    expect(shown).toMatchObject({ subject: `{{ desk.name }} <img src=x onerror=alert(1)> [#${number}]`, languages: ["es"], notices: [{ path: "/texts/es/body" }, { path: "/texts/en" }] });
    expect(shown.text).toContain("<b>Ana</b>: {% raw %}**x**");
    expect(shown.html).toContain("&lt;b&gt;Ana&lt;/b&gt;: {% raw %}**x**");
    expect(shown.html).not.toMatch(/<img|<b>|onerror=alert\(1\)>/);
  });

  test("in the language asked for, without a ticket too; a built-in one with what the desk changed in it", async () => {
    expect((await preview({ letter: welcome, language: "en" })).json()).toMatchObject({ subject: "Hello [#1042]", languages: ["en"] });
    const confirmation = (await preview({ letter: { key: "confirmation", labels: {}, texts: { es: { button: "Ver mi caso" } } }, language: "es" })).json();
    expect(confirmation.text).toContain("Ver mi caso:\n");
    expect(confirmation.text).toContain("Hemos recibido su solicitud.");
    const dated = { ...welcome, texts: { en: { subject: "Hello", body: "{% if ticket.fields.reserva %}Booking **{{ ticket.fields.reserva }}**{% else %}No booking{% endif %}" } } };
    expect((await preview({ letter: dated, language: "en" })).json().text, "an empty field is not there").toContain("No booking");
    for (const key of ["reply", "mentioned", "approval-request", "community"]) expect((await preview({ letter: { key, labels: {}, texts: {} }, language: "es" })).json().text).toContain("Aquí va lo que escribe su compañero.");
    const reset = (await preview({ letter: { key: "set-password", labels: {}, texts: {} }, language: "es" })).json();
    expect(`${reset.subject} ${reset.text}`, "of an account, not of a ticket").not.toMatch(/[# ]1042/);
  });

  test("only by who configures the desk, and only on tickets that they see", async () => {
    expect((await preview({ letter: welcome }, "eva@hotel.example")).status).toBe(403);
    await t.current.desk({ key: "compras", labels: { es: "Compras" }, addresses: ["compras@hotel.example"] });
    const other = await t.current.ticket("bea@people.example", { desk: "compras" });
    for (const ticket of [other.number, 999_999]) expect((await preview({ letter: welcome, ticket })).status).toBe(404);
    expect((await preview({ letter: { ...welcome, texts: { es: { subject: "{{", body: "x" } } } })).json()).toMatchObject({ status: 422, errors: [{ path: "/letter/texts/es/subject" }] });
  });

  test("and mailed to oneself: the ticket knows nothing of it", async () => {
    const { number } = await t.current.ticket("carla@people.example");
    const sent = await t.current.as(head)({ method: "POST", url: "/desks/ventas/letters/test", payload: { letter: welcome, ticket: number, language: "en" } });
    expect([sent.status, sent.json()]).toEqual([202, { to: head }]);
    const mails = await t.current.rows<{ letter: string; subject: string; reply: string | null }>("select letter, content->>'subject' as subject, content->>'replyTo' as reply from deliveries where to_address = $1 and ticket_id is null", [head]);
    expect(mails).toEqual([{ letter: "bienvenida", subject: `Hello [#${number}]`, reply: null }]);
    expect((await t.current.as(head)(`/tickets/${number}/page`)).json().letters.map((one: { letter: string }) => one.letter)).not.toContain("bienvenida");
  });
});
