import type { Page } from "playwright-core";
import type { TicketPage } from "../../contract/tickets.ts";
import type { ChoiceLink, TicketWaiting } from "../../contract/waiting.ts";
import { press, type Scene } from "./scene.ts";

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const busy = ({ busy: number }: { busy: number }) => `/desk/tickets/${number}`;
const choice = (answer: string) => () => `/portal/hotel-sales/choice/${"A".repeat(43)}?answer=${answer}`;

/** As if the ticket stood so; the rest of its page is as it is. */
const standing = (change: (page: TicketPage) => Partial<TicketPage["ticket"]>) => (page: Page) =>
  page.route(/\/api\/v1\/tickets\/\d+\/page$/, async (route) => {
    const answer = await route.fetch();
    const found = (await answer.json()) as TicketPage;
    await route.fulfill({ response: answer, json: { ...found, ticket: { ...found.ticket, ...change(found) } } });
  });
const waits = (waiting: Partial<TicketWaiting> = {}): TicketWaiting => ({
  reminders: 3, remindersDone: 1, nextReminderAt: inDays(1), endsAt: inDays(5), endsIn: "resuelta", outcome: null, settledAt: null, settledBy: null, ...waiting,
});
const over = { nextReminderAt: null, endsAt: null, settledAt: inDays(-1) };

const ticket: NonNullable<ChoiceLink["ticket"]> = {
  number: 1042, subject: "Factura en nombre de la empresa, con el NIF que les envié la semana pasada", desk: "hotel-sales", deskName: "Ventas online", hue: 172, status: "Esperando respuesta",
  closing: { at: inDays(5), kind: "solved" }, timeZone: "Europe/Madrid",
};
const link = (more: Partial<ChoiceLink>) => (page: Page) =>
  page.route(/\/api\/v1\/choice-links\//, (route) => route.fulfill({ contentType: "application/json", body: JSON.stringify({ state: "valid", ticket, answer: null, answeredAt: null, ...more } satisfies ChoiceLink) }));

/** What a status brings by itself: on the ticket, before a status is chosen, and where a mail's links lead. */
export const waitingScenes: Scene[] = [
  { name: "waiting-runs", reader: "agent", path: busy, before: standing(() => ({ waiting: waits(), closesAt: inDays(5) })) },
  { name: "waiting-called-off", reader: "agent", path: busy, before: standing(() => ({ waiting: waits({ ...over, outcome: "called-off", settledBy: "customer" }) })) },
  { name: "waiting-flagged", reader: "agent", path: busy, before: standing(() => ({ waiting: waits({ ...over, outcome: "flagged", settledBy: "system" }) })) },
  {
    name: "status-checks", reader: "agent", path: busy, act: press("s"),
    before: standing(() => ({
      checks: [
        { status: "resuelta", items: [{ requirement: { kind: "children", numbers: [1051, 1060] }, met: false }, { requirement: { kind: "follow-ups", atLeast: 3 }, met: false, recorded: 1 }, { requirement: { kind: "approved" }, met: true }, { requirement: { kind: "field", field: "hotel" }, met: true }] },
        { status: "en-espera", items: [{ requirement: { kind: "role", roles: ["supervisor"] }, met: false }] },
      ],
    })),
  },
  { name: "portal-choice-solved", reader: "nobody", path: choice("solved"), before: link({}) },
  { name: "portal-choice-help", reader: "nobody", path: choice("help"), before: link({ ticket: { ...ticket, closing: { at: inDays(5), kind: "may" } } }) },
  { name: "portal-choice-used", reader: "nobody", path: choice("solved"), before: link({ state: "used", answer: "solved", answeredAt: inDays(-1) }) },
  { name: "portal-choice-over", reader: "nobody", path: choice("solved"), before: link({ state: "over", ticket: { ...ticket, status: "Abierto", closing: null } }) },
  { name: "portal-choice-expired", reader: "nobody", path: choice("help"), before: link({ state: "expired" }) },
  { name: "portal-choice-unknown", reader: "nobody", path: choice("solved") },
  { name: "portal-request-closing", reader: "customer", path: ({ long }) => `/portal/hotel-sales/tickets/${long}`, before: standing(() => ({ closesAt: inDays(5) })) },
];
