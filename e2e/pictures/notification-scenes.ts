import type { NotificationList } from "../../contract/notifications.ts";
import { empty, endless, failing, type Scene } from "./scene.ts";

const lists = /\/api\/v1\/me\/notifications(\?|$)/;
const by = (name: string) => ({ name, email: `${name.toLowerCase().replaceAll(/\W+/g, ".")}@example.com` });
const long = "Solicitud de presupuesto para el alojamiento de un grupo de ciento veinte personas con cena de gala, autobuses desde el aeropuerto y tres salas de reuniones durante la última semana de octubre";
const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const told: NotificationList = {
  unread: 4,
  next: "1",
  items: [
    { id: 9, at: at(2), kind: "customer-reply", ticket: { number: 214, subject: "Late check-out para el domingo", desk: "hotel-sales" }, by: by("Ana Prieto"), detail: null, excerpt: "Muchas gracias. ¿Podrían confirmarme también el desayuno para los niños?", read: false },
    { id: 8, at: at(9), kind: "status", ticket: { number: 214, subject: "Late check-out para el domingo", desk: "hotel-sales" }, by: by("Marta Ruiz"), detail: "Esperando respuesta", excerpt: null, read: false },
    { id: 7, at: at(35), kind: "mentioned", ticket: { number: 198, subject: long, desk: "hotel-sales" }, by: by("محمد العبد الله"), detail: null, excerpt: "@Luis ¿puedes mirar si el salón grande está libre? Necesitamos saberlo hoy.", read: false },
    { id: 6, at: at(64), kind: "clock-breached", ticket: { number: 187, subject: "Factura duplicada de la estancia de agosto", desk: "hotel-sales" }, by: null, detail: "primera respuesta", excerpt: null, read: false },
    { id: 5, at: at(60 * 5), kind: "assigned", ticket: { number: 165, subject: "Cambio de nombre en la reserva", desk: "hotel-sales" }, by: by("Marta Ruiz"), detail: null, excerpt: null, read: true },
    { id: 4, at: at(60 * 26), kind: "tags", ticket: { number: 165, subject: "Cambio de nombre en la reserva", desk: "hotel-sales" }, by: by("Marta Ruiz"), detail: "+vip −pendiente", excerpt: null, read: true },
    { id: 3, at: at(60 * 50), kind: "attachments", ticket: { number: 165, subject: "Cambio de nombre en la reserva", desk: "hotel-sales" }, by: by("Ana Prieto"), detail: "pasaporte.pdf, reserva.pdf", excerpt: null, read: true },
    { id: 2, at: at(60 * 52), kind: "colleague", ticket: { number: 165, subject: "Cambio de nombre en la reserva", desk: "hotel-sales" }, by: by("Luis Gil"), detail: null, excerpt: "Lo he hablado con recepción.", read: true },
  ],
};

/** The bell's page in its states, and what one chooses to be told of. */
export const notificationScenes: Scene[] = [
  {
    name: "notifications",
    reader: "agent",
    path: () => "/desk/notifications",
    before: async (page) => {
      await page.route(/\/api\/v1\/me\/notifications\/unread/, (route) => route.fulfill({ json: { unread: told.unread } }));
      await page.route(lists, (route) => route.fulfill({ json: told }));
    },
  },
  { name: "notifications-none", reader: "agent", path: () => "/desk/notifications", before: empty(lists) },
  { name: "notifications-loading", reader: "agent", path: () => "/desk/notifications", unfinished: true, before: endless(lists) },
  { name: "notifications-error", reader: "agent", path: () => "/desk/notifications", before: failing(lists), loud: true },
  {
    name: "notification-settings",
    reader: "agent",
    path: () => "/desk/profile",
    before: (page) =>
      page.route(/\/api\/v1\/me\/notification-settings/, async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), quiet: { from: "20:00", until: "08:00", days: [6, 7] } } });
      }),
    act: async (page) => {
      await page.locator("#notifications").scrollIntoViewIfNeeded();
    },
  },
];
