import type { Approval } from "../../contract/approvals.ts";
import type { LedgerRow, OutgoingMail, OutgoingMailView } from "../../contract/mail.ts";
import type { Organization, PersonRow } from "../../contract/organizations.ts";
import type { Ticket } from "../../contract/tickets.ts";
import { awkward } from "./awkward.ts";
import { admin, colleague, desk, type Call } from "./call.ts";

/** What the scenes need beside the demonstration: the extremes, and one of everything that can hang on a ticket. */
export interface Furniture {
  long: number;
  wordy: number;
  rightToLeft: number;
  designed: number;
  /** subject, name, tags and file name of every kind of letter, as long as they may be */
  awkward: number;
  /** escalated, postponed, flagged, with relatives, a side conversation, a follow-up and an approval */
  busy: number;
  /** nobody has answered it */
  quiet: number;
  /** solved by a reply */
  solved: number;
  /** asked by a colleague of the customer's, whose organization shows them each other's requests */
  shared: number;
  organization: number;
  ledgerEntry: number;
  mailboxMail: number;
  /** opens the page on which the customer chooses a password */
  customerLink: string;
  /** opens the page on which an approver answers; a path */
  approvalLink: string;
}
const customer = "lucia.ferrer@posadasol.example";
const approver = "direccion.zona@hoteles.example.com";
const wordySubject = "Solicitud de revisión urgente de la configuración de tarifas no reembolsables, suplementos por ocupación múltiple, políticas de cancelación y restricciones de estancia mínima para toda la temporada alta";
const newsletter = `<table width="640" style="background:#f4f6f8" cellpadding="24"><tr><td><h2 style="color:#143d59;font-family:Georgia">Channelman · Informe de incidencia</h2><p style="color:#333333">La conexión <b>HTL-2231</b> se interrumpió a las 17:42. Hay 38 reservas en cola.</p><img src="https://cdn.example.com/logo.png" width="120" height="40" alt="Channelman"><p><a href="https://status.example.com" style="background:#143d59;color:#ffffff;padding:10px 16px">Ver el estado</a></p></td></tr></table>`;

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 300))) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`waited in vain for ${what}`);
}
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const linkIn = (mail: OutgoingMailView, what: RegExp): string => {
  const link = mail.text.match(/https?:\/\/\S+/g)?.find((url) => what.test(url));
  if (link === undefined) throw new Error(`no link in: ${mail.text}`);
  return link;
};

export async function furnish(call: Call): Promise<Furniture> {
  const open = (subject: string, requester: { email: string; name: string; locale?: string }, text: { body: string } | { html: string }, rest: Record<string, unknown> = {}) =>
    call<Ticket>("/tickets", { desk, subject, requester, source: "phone", ...text, ...rest });
  const mailed = (address: string, letter: RegExp) =>
    until(`a mail ${letter}`, async () => {
      const { items } = await call<{ items: OutgoingMail[] }>("/mailbox?limit=100");
      const found = items.find((mail) => letter.test(mail.letter) && mail.to.includes(address));
      return found && call<OutgoingMailView>(`/mailbox/${found.id}`);
    });
  const lucia = { email: customer, name: "Lucía Ferrer", locale: "es" };
  const odd = await awkward(call, open);
  const wordy = await open(wordySubject, { email: "reservas@hotelbalneariodearchena-termalvillasdelsegura.example", name: "María de los Ángeles Fernández-Villaverde y Gómez de Arteche" }, { body: "Buenos días:\n\nLes envío el detalle en cuanto lo tenga." });
  const rightToLeft = await open("طلب تعديل أسعار الغرف لشهر ديسمبر", { email: "a.almansoori@gulfstays.example", name: "عبد الرحمن المنصوري" }, { body: "السلام عليكم، نرجو تعديل أسعار الغرف المزدوجة لشهر ديسمبر حسب الجدول المرفق.\n\nمع الشكر" });
  const designed = await open("Informe de incidencia HTL-2231", { email: "soporte@channelman.example", name: "Channelman" }, { html: newsletter });
  const quiet = await open("Cambiar el titular de la factura 2026-118", lucia, { body: "Buenos días:\n\n¿Podéis cambiar el titular?\n\nLucía" });
  const long = await open("No recibimos reservas de Booking desde ayer por la tarde", lucia, { body: "Buenas tardes:\n\nDesde ayer sobre las 17:40 no nos entra ninguna reserva. ¿Podéis mirarlo con urgencia?\n\nUn saludo,\nLucía" });
  for (let turn = 0; turn < 14; turn += 1) {
    await call(`/tickets/${long.number}/messages`, turn % 3 === 1 ? { kind: "note", html: `<p>El token caducó; queda renovado. <strong>No hace falta tocar el PMS</strong> (${turn}).</p>` } : { kind: "reply", html: `<p>Hola, Lucía:</p><p>Han entrado ${turn * 3} de 38 reservas. Seguimos pendientes y te avisamos en cuanto cuadre.</p>` });
  }
  const organization = await furnishOrganization(call);
  const solved = await open("La foto de la piscina sale girada", lucia, { body: "En el móvil sale tumbada." });
  await call(`/tickets/${solved.number}/messages`, { kind: "reply", body: "Buenas tardes, Lucía:\n\nLa foto llevaba la orientación de la cámara. La hemos girado y vuelto a publicar; si la ves igual, recarga la página.", status: "resuelta" }, { as: colleague });
  const shared = await open("Alta de un usuario para la extranet", { email: "direccion@posadasol.example", name: "Joaquín Ferrer", locale: "es" }, { body: "Necesitamos un usuario más para recepción." });
  const busy = await open("El calentador de la 204 gotea y el huésped pide cambio", lucia, { body: "Gotea desde anoche. El huésped quiere otra habitación." }, { tags: ["urgente", "mantenimiento"] });
  await furnishBusy(call, busy.number, long.number);
  await call("/views", { desk, shared: true, labels: { "*": "Urgentes de esta semana" }, q: "priority:high", sort: "-created" });
  await call("/views", { desk, shared: false, labels: { "*": "Mis reservas con un nombre de vista bastante largo" }, q: "reserva assignee:me" });

  await call("/mailbox", { from: customer, fromName: "Lucía Ferrer", to: "ventas@hoteles.example.com", subject: "La tarifa de mayo no aparece", text: "Buenos días:\n\nLa tarifa de mayo no aparece en el motor. ¿Lo podéis mirar?\n\nLucía" });
  const entry = await until("the mail in the ledger", async () => (await call<{ items: LedgerRow[] }>("/mail")).items.find((mail) => mail.ticket !== null));
  await call("/sign-in-links", { email: customer, purpose: "password", desk, locale: "es" });
  const password = await mailed(customer, /password/);
  const confirmation = await mailed(customer, /confirmation/);
  const asked = await mailed(approver, /approval/);
  return {
    long: long.number,
    wordy: wordy.number,
    rightToLeft: rightToLeft.number,
    designed: designed.number,
    awkward: odd,
    busy: busy.number,
    quiet: quiet.number,
    solved: solved.number,
    shared: shared.number,
    organization,
    ledgerEntry: entry.id,
    mailboxMail: confirmation.id,
    customerLink: linkIn(password, /\/link\//),
    approvalLink: new URL(linkIn(asked, /\/approval\//)).pathname,
  };
}

async function furnishOrganization(call: Call): Promise<number> {
  const { id } = await call<Organization>("/organizations", { name: "Posada del Sol, S. L.", domains: ["posadasol.example", "posada-del-sol.example"], sharesRequests: true, phone: "+34 950 123 456", postal: "Paseo del Mar 14\n04638 Mojácar", notes: "Contrato hasta 2027. Facturar a la central." });
  for (const [name, code] of [["Mojácar playa", "PS-01"], ["Almería centro", "PS-02"], ["Aguadulce, con un nombre de sucursal que ocupa más de una línea en un teléfono", "PS-14"]] as const) {
    await call(`/organizations/${id}/branches`, { name, code });
  }
  for (const name of ["Panaderías Reunidas del Levante", "Hoteles Costa Tropical", "株式会社さくらホテル", "مجموعة فنادق الخليج"]) await call("/organizations", { name });
  const { items } = await call<{ items: PersonRow[] }>(`/people?email=${encodeURIComponent(customer)}`);
  if (items[0]) await call(`/people/${items[0].id}`, { organization: id, phones: ["+34 600 111 222"], notes: "Prefiere que la llamen por la mañana." }, { method: "PATCH" });
  return id;
}

/** One ticket on which nearly everything has happened. */
async function furnishBusy(call: Call, number: number, other: number): Promise<void> {
  const to = `/tickets/${number}`;
  await call(to, { assignee: admin, priority: "high" }, { method: "PATCH" });
  await call(`${to}/escalation`, { level: 2, reason: "El huésped amenaza con marcharse", to: colleague }, { method: "PUT" });
  await call(to, { assignee: admin }, { method: "PATCH" });
  await call(`${to}/due-date`, { amount: 2, unit: "days" }, { method: "PUT" });
  await call(`${to}/links`, { kind: "related", number: other });
  await call(`${to}/side-conversations`, { to: ["taller@frio-y-calor.example"], subject: "Avería en la 204: ¿cuándo pueden venir?", body: "Buenos días:\n\n¿Pueden venir hoy?\n\nGracias" });
  await call(`${to}/messages`, { kind: "note", html: "<p>El técnico llega a las 12. Avisar en recepción.</p>" }, { as: colleague });
  await call(`/shifts/${admin}`, { timeZone: "Europe/Madrid", week: [1, 2, 3, 4, 5, 6, 7].flatMap((day) => [{ day, from: "08:00", to: "14:00" }, { day, from: "16:00", to: "23:30" }]), exceptions: [{ from: "2027-01-02", until: "2027-01-09", spans: [], reason: "Vacaciones" }] }, { method: "PUT" });
  await call(`${to}/follow-ups`, { means: "call", whom: "+34 600 111 222", note: "Confirmar la hora del técnico", dueAt: inHours(0.1) });
  await call(`${to}/follow-ups`, { means: "mail", whom: customer, note: "", dueAt: inHours(1) });
  await call(`${to}/follow-ups`, { means: "call", whom: "+34 600 111 222", note: "No contesta", outcome: "not-reached" });
  await call(`/tickets/${other}/follow-ups`, { means: "call", whom: "Recepción, extensión 14", note: "", dueAt: inHours(26) });
  await call<Approval>(`${to}/approvals`, { person: approver, question: "¿Autoriza cambiar el calentador por uno nuevo?\nPresupuesto: 640 €." });
  await call<Approval>(`${to}/approvals`, { person: admin, question: "¿Compensamos al huésped con una noche?" }, { as: colleague });
}
