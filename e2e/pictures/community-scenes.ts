import type { Page } from "playwright-core";
import type { Entry } from "../../contract/community.ts";
import { empty, type Scene } from "./scene.ts";

const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
const about = "/help/hotel-sales/es/community";
const entry: Entry = {
  kind: "comment", id: 7, title: "¿Cada cuánto se sincronizan los cupos con el PMS?", on: "post", text: "Yo uso otro programa que va mucho mejor y más barato. Escríbanme y les paso el contacto: ofertas@canales.example",
  author: { name: "Canales Rápidos", email: "ofertas@canales.example", staff: false }, at: ago(3), hidden: false, locked: false, official: false,
  reports: [{ by: "Rocío Benítez", reason: "Es publicidad, no responde a lo que pregunto.", at: ago(2) }, { by: "Aina Llull", reason: "Spam", at: ago(1) }], path: `${about}/2#comment-7`,
};
const post: Entry = { ...entry, kind: "post", id: 3, title: "Avisar en el PMS cuando un cliente cambia la reserva en la web", text: "Cuando el cliente cambia fechas o régimen en la web lo vemos al abrir la reserva, pero nadie nos avisa.", author: { name: "Lucía Fernández-Vega", email: "lucia.fernandez@hoteles.example.com", staff: true }, reports: [], locked: true };
const holding = (...items: Entry[]) => (page: Page) => page.route(/\/community\/entries/, (route) => route.fulfill({ contentType: "application/json", body: JSON.stringify({ items, next: null }) }));

/** H10 and H11: the community as everybody reads it and as who is signed in takes part; what its moderators see. */
export const communityScenes: Scene[] = [
  { name: "community", reader: "customer", path: () => about },
  { name: "community-nothing-found", reader: "nobody", path: () => `${about}?q=submarino` },
  { name: "community-post", reader: "customer", path: () => `${about}/2`, act: (page) => page.locator("summary.quiet").first().click() },
  { name: "community-post-signed-out", reader: "nobody", path: () => `${about}/3` },
  { name: "community-new", reader: "customer", path: () => `${about}/new?topic=integracion` },
  { name: "community-moderation", reader: "agent", path: () => "/desk/community", before: holding(entry, post, { ...entry, id: 8, hidden: true, reports: [] }) },
  { name: "community-moderation-empty", reader: "agent", path: () => "/desk/community", before: empty(/\/community\/entries/) },
  { name: "settings-topics", reader: "agent", path: () => "/desk/settings/hotel-sales/topics", act: (page) => page.getByRole("button", { expanded: false }).filter({ hasText: /Novedades|News/ }).first().click() },
];
