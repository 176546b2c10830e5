import type { LedgerRow, OutgoingMail, OutgoingMailView } from "../../contract/mail.ts";
import type { Ticket } from "../../contract/tickets.ts";
import type { Installation } from "./installation.ts";

/** What the scenes need beside the demonstration: the extremes. */
export interface Furniture {
  long: number;
  wordy: number;
  rightToLeft: number;
  designed: number;
  ledgerEntry: number;
  mailboxMail: number;
  /** opens the page on which the customer chooses a password */
  customerLink: string;
}
const desk = "hotel-sales";
const customer = "lucia.ferrer@posadasol.example";
const wordySubject = "Solicitud de revisión urgente de la configuración de tarifas no reembolsables, suplementos por ocupación múltiple, políticas de cancelación y restricciones de estancia mínima para toda la temporada alta";
const newsletter = `<table width="640" style="background:#f4f6f8" cellpadding="24"><tr><td><h2 style="color:#143d59;font-family:Georgia">Channelman · Informe de incidencia</h2><p style="color:#333333">La conexión <b>HTL-2231</b> se interrumpió a las 17:42. Hay 38 reservas en cola.</p><img src="https://cdn.example.com/logo.png" width="120" height="40" alt="Channelman"><p><a href="https://status.example.com" style="background:#143d59;color:#ffffff;padding:10px 16px">Ver el estado</a></p></td></tr></table>`;

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 300))) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`waited in vain for ${what}`);
}

export async function furnish({ api }: Installation): Promise<Furniture> {
  const open = (subject: string, requester: { email: string; name: string; locale?: string }, text: { body: string } | { html: string }) => api<Ticket>("/tickets", { desk, subject, requester, source: "phone", ...text });
  const lucia = { email: customer, name: "Lucía Ferrer", locale: "es" };
  const wordy = await open(wordySubject, { email: "reservas@hotelbalneariodearchena-termalvillasdelsegura.example", name: "María de los Ángeles Fernández-Villaverde y Gómez de Arteche" }, { body: "Buenos días:\n\nLes envío el detalle en cuanto lo tenga." });
  const rightToLeft = await open("طلب تعديل أسعار الغرف لشهر ديسمبر", { email: "a.almansoori@gulfstays.example", name: "عبد الرحمن المنصوري" }, { body: "السلام عليكم، نرجو تعديل أسعار الغرف المزدوجة لشهر ديسمبر حسب الجدول المرفق.\n\nمع الشكر" });
  const designed = await open("Informe de incidencia HTL-2231", { email: "soporte@channelman.example", name: "Channelman" }, { html: newsletter });
  const long = await open("No recibimos reservas de Booking desde ayer por la tarde", lucia, { body: "Buenas tardes:\n\nDesde ayer sobre las 17:40 no nos entra ninguna reserva. ¿Podéis mirarlo con urgencia?\n\nUn saludo,\nLucía" });
  for (let turn = 0; turn < 14; turn += 1) {
    await api(`/tickets/${long.number}/messages`, turn % 3 === 1 ? { kind: "note", html: `<p>El token caducó; queda renovado. <strong>No hace falta tocar el PMS</strong> (${turn}).</p>` } : { kind: "reply", html: `<p>Hola, Lucía:</p><p>Han entrado ${turn * 3} de 38 reservas. Seguimos pendientes y te avisamos en cuanto cuadre.</p>` });
  }
  await api("/mailbox", { from: customer, fromName: "Lucía Ferrer", to: "ventas@hoteles.example.com", subject: "La tarifa de mayo no aparece", text: "Buenos días:\n\nLa tarifa de mayo no aparece en el motor. ¿Lo podéis mirar?\n\nLucía" });
  const entry = await until("the mail in the ledger", async () => (await api<{ items: LedgerRow[] }>("/mail")).items.find((mail) => mail.ticket !== null));
  await api("/sign-in-links", { email: customer, purpose: "password", desk, locale: "es" });
  const mailed = (letter: RegExp) => until(`a mail ${letter}`, async () => (await api<{ items: OutgoingMail[] }>("/mailbox?limit=100")).items.find((mail) => letter.test(mail.letter) && mail.to.includes(customer)));
  const password = await api<OutgoingMailView>(`/mailbox/${(await mailed(/password/)).id}`);
  const customerLink = /https?:\/\/\S+\/link\/[\w-]+/.exec(password.text)?.[0];
  if (!customerLink) throw new Error(`no link in: ${password.text}`);
  const confirmation = await mailed(/confirmation/);
  return { long: long.number, wordy: wordy.number, rightToLeft: rightToLeft.number, designed: designed.number, ledgerEntry: entry.id, mailboxMail: confirmation.id, customerLink };
}
