import { beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "../platform/work.ts";
import { useApp } from "../testing/factories.ts";
import { mailTicketLetter, type LetterToMail } from "./index.ts";

const t = useApp();
beforeAll(async () => {
  await t.current.desk({
    letters: [
      {
        key: "bienvenida",
        labels: { es: "Bienvenida" },
        texts: {
          es: { subject: "Hola {{ requester.name }}: {{ ticket.subject }}", body: "Estado: **{{ ticket.status }}**. Reserva {{ ticket.fields.reserva }}.\n\n{{ extra }}", button: "Abrir" },
          en: { subject: "Hello: {{ ticket.subject }}", body: "Status: {{ ticket.status }}" },
        },
      },
    ],
  });
  await t.current.grant("eva@hotel.example", "ventas", "agente");
});

const mail = (input: LetterToMail) => t.current.app.transact(systemActor("job"), (work) => mailTicketLetter(work, input));
interface Mailed {
  to: string;
  state: string;
  reason: string | null;
  lang: string;
  subject: string;
  text: string;
  html: string;
}
const mailed = (number: number, letter: string) =>
  t.current.rows<Mailed>(
    `select to_address as "to", state, reason, lang, content->>'subject' as subject, content->>'text' as text, content->>'html' as html from deliveries where ticket_id = $1 and letter = $2 order by id`,
    [number, letter],
  );
const history = async (number: number) =>
  (await t.current.as("eva@hotel.example")(`/tickets/${number}/events`)).json().items.filter((event: { type: string }) => event.type.startsWith("letter."));

describe("a letter about a ticket", () => {
  test("L14 goes to the requester in the desk's words, and the history says which letter went to whom", async () => {
    const { number } = await t.current.ticket("ana@people.example", { fields: { reserva: "ABC123" }, requester: { email: "ana@people.example", locale: "es" } });
    expect(await mail({ number, letter: "bienvenida", facts: { extra: "{{ desk }}" }, mandatory: false })).toEqual({ to: ["ana@people.example"], skipped: [] });
    const [letter] = await mailed(number, "bienvenida");
    expect(letter).toMatchObject({ to: "ana@people.example", state: "sent", lang: "es", subject: `Hola Ana: Una pregunta [#${number}]` });
    expect(letter?.text).toContain("Estado: Nuevo. Reserva ABC123.\n\n{{ desk }}\n\nAbrir:\n");
    expect(letter?.html).toContain("<strong>Nuevo</strong>");
    expect(await history(number)).toMatchObject([{ type: "letter.sent", data: { letter: "bienvenida", to: ["ana@people.example"] } }]);
  });

  test("is mailed once for its key, whatever runs twice", async () => {
    const { number } = await t.current.ticket("bea@people.example");
    expect(await mail({ number, letter: "bienvenida", mandatory: true, once: "reminder:1" })).not.toBeNull();
    expect(await mail({ number, letter: "bienvenida", mandatory: true, once: "reminder:1" })).toBeNull();
    const [first, second] = await Promise.all([1, 2].map(() => mail({ number, letter: "bienvenida", mandatory: true, once: "reminder:2" })));
    expect([first, second].filter((one) => one === null)).toHaveLength(1);
    expect(await mailed(number, "bienvenida")).toHaveLength(2);
  });

  test("T14 is kept from who opted out, recorded, unless it must reach them; who is in copy gets it where asked", async () => {
    const { number } = await t.current.ticket("carla@people.example", { cc: ["dora@people.example"] });
    await t.current.rows(`insert into opt_outs (ticket_id, person_id, at) select $1, person_id, $2 from addresses where address = 'carla@people.example'`, [number, t.current.clock.now().toString()]);
    expect(await mail({ number, letter: "bienvenida", mandatory: false, copies: true })).toEqual({ to: ["dora@people.example"], skipped: [{ person: "carla@people.example", reason: "opted-out" }] });
    expect(await mailed(number, "bienvenida")).toMatchObject([{ to: "carla@people.example", state: "suppressed", reason: "opted-out" }, { to: "dora@people.example", state: "sent" }]);
    expect((await history(number)).map((event: { type: string }) => event.type)).toEqual(["letter.sent", "letter.skipped"]);
    expect(await mail({ number, letter: "bienvenida", mandatory: true })).toEqual({ to: ["carla@people.example"], skipped: [] });
  });

  test("in the person's language, then the message's, then the desk's; none where the desk has no such letter", async () => {
    const spoken = async (person: string | null, message: string | null) => {
      const { number } = await t.current.ticket(`${person}-${message}@people.example`);
      await t.current.rows(`update people set locale = $2 where id = (select requester_id from tickets where id = $1)`, [number, person]);
      await t.current.rows(`update tickets set locale = $2 where id = $1`, [number, message]);
      await mail({ number, letter: "bienvenida", mandatory: true });
      return (await mailed(number, "bienvenida"))[0]?.lang;
    };
    expect([await spoken("en", "es"), await spoken(null, "en-GB"), await spoken("ro", "en"), await spoken(null, null), await spoken("ro", null)]).toEqual(["en", "en", "en", "es", "es"]);
    const { number } = await t.current.ticket("eli@people.example");
    expect(await mail({ number, letter: "no-such", mandatory: true })).toBeNull();
  });
});
