import type { Page } from "playwright-core";
import { failing, type Scene } from "./scene.ts";

const settings = (letter = "") => `/desk/settings/hotel-sales/letters${letter}`;
const choice = (wanted: boolean) => (page: Page) => page.route(/\/api\/v1\/notification-choices\//, (route) => route.fulfill({ json: { desk: "hotel-sales", number: 1042, subject: "Late check-out para el domingo", wanted } }));
const link = () => "/portal/hotel-sales/notifications/1042.7.AAAAAAAAAAAAAAAAAAAAAAAA";
/** A letter whose texts name what there is not, in two languages of four. */
const flagged = (page: Page) =>
  page.route(/\/desks\/hotel-sales\/configuration$/, async (route) => {
    const answer = await route.fetch();
    const configuration = (await answer.json()) as { definition: { letters: unknown[] }; notices: unknown[] };
    const texts = { es: { subject: "Su caso {{ ticket.numero }}", body: "Hola {{ requester.name }}:\n\n- [Oficinas](https://air.example/oficinas)\n- [Sitio web](https://air.example)" }, en: { subject: "Your case", body: "Dear {{ requester.name }}" } };
    configuration.definition.letters = [{ key: "bienvenida", labels: { es: "Carta de bienvenida" }, languages: ["es", "en"], texts }, { key: "confirmation", labels: { es: "Confirmación" }, texts: { es: { button: "Ver mi caso" } } }];
    configuration.notices = [{ path: "/letters/0/texts/es/subject", detail: "ticket.numero" }];
    await route.fulfill({ response: answer, json: configuration });
  });

/** A desk's letters as they are written, and where the link of a mail leads (T13). */
export const letterScenes: Scene[] = [
  { name: "settings-letters", reader: "agent", path: () => settings(), before: flagged },
  { name: "settings-letter-own", reader: "agent", path: () => settings("#bienvenida"), before: flagged },
  { name: "settings-letter-built-in", reader: "agent", path: () => settings("#confirmation") },
  { name: "settings-letter-new", reader: "agent", path: () => settings("#+") },
  {
    name: "settings-letter-placeholders",
    reader: "agent",
    path: () => settings("#status-changed"),
    act: async (page, { say }) => {
      await page.getByLabel(say("desk.letters.part.subject")).first().pressSequentially(" {{ tick");
      await page.getByRole("listbox").waitFor();
    },
  },
  { name: "settings-letter-text", reader: "agent", path: () => settings("#reply"), act: (page, { say }) => page.getByText(say("desk.letters.as-text")).click() },
  { name: "settings-letter-unknown-request", reader: "agent", path: () => settings("#reply"), act: (page, { say }) => page.getByLabel(say("desk.letters.ticket")).fill("999999"), loud: true },
  { name: "portal-notifications", reader: "nobody", path: link, before: choice(true) },
  { name: "portal-notifications-stopped", reader: "nobody", path: link, before: choice(false) },
  { name: "portal-notifications-unknown", reader: "nobody", path: link, loud: true },
  { name: "portal-notifications-error", reader: "nobody", path: link, before: failing(/\/api\/v1\/notification-choices\//), loud: true },
];
