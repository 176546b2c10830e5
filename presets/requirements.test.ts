import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { DeskDefinition } from "../contract/configuration.ts";

/** What the five organisations call for by name stands in their presets; that it works as it says is proven elsewhere. */
const desk = (key: string): DeskDefinition => parse(readFileSync(path.join(import.meta.dirname, key, "preset.yaml"), "utf8")).desk;
const named = (of: DeskDefinition, label: string) => of.statuses.find(({ labels }) => labels[of.language] === label) ?? expect.fail(`no status “${label}”`);
const typeNamed = (of: DeskDefinition, label: string) => (of.types ?? []).find(({ labels }) => labels["es"] === label) ?? expect.fail(`no type “${label}”`);
const role = (of: DeskDefinition, key: string) => of.roles.find((one) => one.key === key)?.permissions ?? expect.fail(`no role ${key}`);
const languages = ["es", "en", "pt-BR", "ro"];

describe("hotel-sales", () => {
  const hotel = desk("hotel-sales");
  test.each([
    ["Abierto", "open", /trabajando/],
    ["Esperando respuesta", "pending", /Esperamos su respuesta/],
    ["En espera", "on_hold", /tercero; ni usted ni nosotros/],
    ["Resuelta", "solved", /resuelta/],
  ])("H9 “%s” is explained in its words", (label, state, words) => {
    expect(named(hotel, label)).toMatchObject({ state, explanations: { es: expect.stringMatching(words) } });
    expect(hotel.statuses).toHaveLength(4);
  });
  test("H8 who is waited for is reminded on several days; then the ticket is solved by itself", () => {
    const { waiting } = named(hotel, "Esperando respuesta");
    expect(waiting?.reminders?.length).toBeGreaterThan(1);
    expect(waiting?.end?.to).toBe(named(hotel, "Resuelta").key);
  });
  test("H10 procedures, PMS integration, news and frequent questions; a community to consult, publish and propose", () => {
    const sections = (hotel.helpSections ?? []).map(({ labels }) => labels["es"]).join(", ");
    for (const words of [/Procedimientos/, /Integración PMS/, /Novedades/, /Preguntas frecuentes/]) expect(sections).toMatch(words);
    expect((hotel.topics ?? []).length).toBeGreaterThan(2);
  });
});

describe("reputation-actions", () => {
  const actions = desk("reputation-actions");
  test("R2 front-line staff update, only managers close", () => {
    const [front, manager] = [actions.roles.filter(({ permissions }) => permissions.includes("ticket.edit") && !permissions.includes("ticket.close")), actions.roles.filter(({ permissions }) => permissions.includes("ticket.close"))];
    expect(front.map(({ labels }) => labels["en"])).toContainEqual(expect.stringMatching(/front/i));
    expect(manager.map(({ labels }) => labels["en"])).toContainEqual(expect.stringMatching(/manager/i));
  });
  test("R3 reviews and surveys come in by sources, and rules decide which become tickets, and whose", () => {
    expect((actions.sources ?? []).map(({ kind }) => kind)).toEqual(expect.arrayContaining(["review", "survey"]));
    const deeds = (actions.rules ?? []).filter(({ when }) => "item" in when).flatMap(({ then }) => then.map((one) => one.do));
    expect(deeds).toContain("keep");
    expect(deeds.some((one) => ["set", "assign", "share"].includes(one))).toBe(true);
  });
});

describe("edi-helpdesk", () => {
  const edi = desk("edi-helpdesk");
  test("T12 its statuses in its words: clocks run while it is ours, and stand while the client or a third party has the turn", () => {
    expect(edi.statuses.map(({ labels, state, runsClocks }) => [labels["ro"], state, runsClocks])).toEqual([
      ["În aşteptare departament support", "new", true],
      ["În lucru", "open", true],
      ["În aşteptare client", "pending", false],
      ["În aşteptare terţi", "on_hold", false],
      ["Rezolvat", "solved", false],
      ["Închis", "closed", false],
    ]);
    const work = named(edi, "În lucru").key;
    expect(named(edi, "În aşteptare client").afterCustomerMessage).toBe(work);
    expect(named(edi, "În aşteptare terţi").afterSideAnswer).toBe(work);
    expect(named(edi, "Rezolvat")).toMatchObject({ afterCustomerMessage: work, waiting: { end: { to: named(edi, "Închis").key } } });
    expect((edi.serviceLevels ?? []).map(({ targets }) => targets.assignment?.minutes)).toEqual((edi.serviceLevels ?? []).map(() => 30));
  });
  test("T8 T10 T11 T13 the portal is the only channel, each status is mailed, passwords have eight letters or digits with two digits, buttons have its words", () => {
    expect(edi).toMatchObject({ portalOnly: true, statusMails: true, ratings: true, passwordPolicy: { minLength: 8, minDigits: 2, lettersAndDigits: true } });
    const button = (key: string) => edi.letters?.find((one) => one.key === key)?.texts["ro"]?.button;
    expect([button("confirmation"), button("invitation")]).toEqual(["Vizualizaţi Solicitarea", "Vizitează Portalul"]);
  });
});

describe("call-center", () => {
  const calls = desk("call-center");
  test("C1 every type is offered to every agent", () => {
    expect((calls.types ?? []).filter(({ roles }) => roles !== undefined && !roles.includes("agente"))).toEqual([]);
    expect(role(calls, "agente")).toEqual(expect.arrayContaining(["ticket.create", "ticket.edit", "ticket.solve", "follow-up.record"]));
  });
  test("C3 C5 C8 the supervisor assigns, decides of mails and of typifications; agents do not", () => {
    expect(calls.mailIntake).toBe("held");
    for (const right of ["ticket.assign", "mail.decide", "ticket.retypify"] as const) {
      expect(role(calls, "supervisor")).toContain(right);
      expect(role(calls, "agente")).not.toContain(right);
    }
    const groups = (calls.board ?? []).map(({ labels }) => labels["es"]).join(", ");
    for (const words of [/Pendientes/, /Instalaciones/, /Reinstalaciones/, /correo/]) expect(groups).toMatch(words);
  });
  test("C6 “Informes sobre proceso” waits 24 hours in “Sin documentación completa”, and closes after three follow-ups only", () => {
    const waiting = named(calls, "Sin documentación completa");
    expect(typeNamed(calls, "Informes sobre proceso").sets?.status).toBe(waiting.key);
    expect(waiting).toMatchObject({ state: "pending", waiting: { end: { after: "PT24H", to: named(calls, "Cerrado").key, gates: [{ kind: "follow-ups", atLeast: 3 }] } } });
    expect(waiting.afterCustomerMessage ?? null).toBeNull();
  });
  test("C11 reinstallations need an approval", () => {
    expect(typeNamed(calls, "Reinstalación").sets?.gates).toContainEqual({ kind: "approved" });
  });
});

describe("airline-cases", () => {
  const airline = desk("airline-cases");
  const types = airline.types ?? [];
  const catalogue = readFileSync(path.join(import.meta.dirname, "airline-cases/catalogue.txt"), "utf8").split("\n").filter((line) => line !== "" && !line.startsWith("# "));
  test("L2 its whole catalogue is there, in three languages, and what is the contact center's is for nobody else", () => {
    const listed = types.map((type) => (type.parent === undefined ? type.labels["es"] : `  ${type.labels["es"]}`));
    expect(listed).toEqual(catalogue);
    expect(types.filter(({ labels }) => ["es", "en", "pt-BR"].some((language) => !labels[language]))).toEqual([]);
    const specialist = typeNamed(airline, "Consulta a especialista");
    expect(specialist.roles).toContain("contact-center");
    expect(specialist.roles).not.toContain("oficina");
  });
  test("L4 L5 L6 L15 its form asks market, language and plate of all, then what the typification needs", () => {
    const form = airline.forms?.find((one) => one.for === "staff") ?? expect.fail("no form");
    expect(form).toMatchObject({ typed: true, asksLanguage: true });
    const asked = (types_: string[] | undefined, field: string) => form.parts.some((part) => (types_ === undefined ? part.types === undefined : part.types?.some((one) => types_.includes(one))) && part.fields.some((one) => one.field === field && one.required === true));
    const field = (label: string) => airline.fields?.find(({ labels }) => labels["es"] === label) ?? expect.fail(`no field “${label}”`);
    for (const label of ["Mercado", "Placa"]) expect(asked(undefined, field(label).key), label).toBe(true);
    expect(field("Placa").choices?.map(({ labels }) => labels["es"])).toEqual(["LA", "JJ", "XL", "4M", "LP", "4C", "No aplica"]);
    const booking = field("Código de reserva");
    expect([booking.pattern?.includes("{6}"), field("Fecha del vuelo").kind]).toEqual([true, "date"]);
    for (const label of ["Ventas", "Devoluciones", "Excepciones", "Equipaje"]) expect(asked([typeNamed(airline, label).key], booking.key), label).toBe(true);
    expect(form.parts.flatMap(({ guidance = [] }) => guidance).filter(({ roles }) => roles?.length === 1).length).toBeGreaterThan(0);
  });
  test("L7 L8 the passenger's letter has three languages and four links; standard letters have the ticket's subject", () => {
    const confirmation = airline.letters?.find(({ key }) => key === "confirmation");
    expect(confirmation?.languages).toEqual(["es", "en", "pt-BR"]);
    for (const language of ["es", "en", "pt-BR"] as const) expect(confirmation?.texts[language]?.body?.match(/^- \[.+\]\(.+\)/gm)?.length, language).toBe(4);
    const lettered = ["Devolución fuera de plazo", "Daño", "Merma (falta de objetos)", "Reclamo por problema de cobro", "Cuenta auditada o fraude sin comentario"];
    expect(types.filter(({ sets }) => sets?.letter !== undefined).map(({ labels }) => labels["es"]).toSorted()).toEqual(lettered.toSorted());
    for (const label of lettered) {
      const letter = airline.letters?.find(({ key }) => key === typeNamed(airline, label).sets?.letter);
      for (const language of ["es", "en", "pt-BR"] as const) expect(letter?.texts[language]?.subject, `${label} ${language}`).toContain("{{ ticket.subject }}");
    }
  });
  test("L11 L12 L13 newest first; its statuses in its words, the clock running while another area has it; answers are due in 24 hours", () => {
    expect(airline.conversationOrder).toBe("newest-first");
    expect(airline.statuses.map(({ labels, state, runsClocks }) => [labels["es"], state, runsClocks])).toEqual([["Nuevo", "new", true], ["Abierto", "open", true], ["Pendiente", "pending", false], ["En espera", "on_hold", true], ["Resuelto", "solved", false]]);
    const due = (airline.serviceLevels ?? []).at(-1)?.targets;
    expect([due?.["first-reply"], due?.["next-reply"]]).toMatchObject([{ minutes: 1440, counts: "calendar" }, { minutes: 1440, counts: "calendar" }]);
  });
  test("L10 who may only look up notes, corrects contact data and sends as a status", () => {
    expect(role(airline, "consulta").toSorted()).toEqual(["people.edit", "people.see", "ticket.note", "ticket.reopen", "ticket.see", "ticket.solve", "ticket.status"]);
  });
});

test.each(["hotel-sales", "reputation-actions", "edi-helpdesk", "call-center", "airline-cases"])("R14 %s speaks every language of the product", (key) => {
  const of = desk(key);
  for (const language of languages) {
    expect(of.labels[language], language).toBeTruthy();
    for (const { key: status, labels, explanations } of of.statuses) expect([labels[language], explanations[language]], `${status} ${language}`).toEqual([expect.any(String), expect.any(String)]);
  }
});
