import type { Page } from "playwright-core";
import type { ReportOverview } from "../../contract/reports.ts";
import type { RatingLink } from "../../contract/satisfaction.ts";
import type { Message, TicketPage } from "../../contract/tickets.ts";
import type { Scene } from "./scene.ts";

const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
/** As if the page of a ticket said so besides. */
const saying = (change: (page: TicketPage) => Partial<TicketPage>) => (page: Page) =>
  page.route(/\/api\/v1\/tickets\/\d+\/page$/, async (route) => {
    const answer = await route.fetch();
    const found = (await answer.json()) as TicketPage;
    await route.fulfill({ response: answer, json: { ...found, ...change(found) } });
  });
const request = ({ long }: { long: number }) => `/portal/hotel-sales/tickets/${long}`;
const rating = { score: 4, message: "Muy amables y rápidos. Solo eché de menos que la factura llegara con el NIF desde el principio.", ratedAt: ago(3), agent: "Marta Ferrer" };

const ticket: NonNullable<RatingLink["ticket"]> = { number: 1042, subject: "Factura en nombre de la empresa, con el NIF que les envié la semana pasada", desk: "hotel-sales", deskName: "Ventas online", agent: "Marta Ferrer" };
const link = (more: Partial<RatingLink>) => (page: Page) =>
  page.route(/\/api\/v1\/rating-links\//, (route) => route.fulfill({ contentType: "application/json", body: JSON.stringify({ state: "valid", ticket, rating: null, ...more } satisfies RatingLink) }));
const stars = (score: number) => () => `/portal/hotel-sales/rate/${"A".repeat(43)}?score=${score}`;

/** T11: the last message of the customer, as if it had come by mail where only the portal counts. */
const besidePortal = ({ messages }: TicketPage): Partial<TicketPage> => ({
  messages: messages.map((one, n): Message => (n === messages.length - 1 ? { ...one, kind: "note", side: "customer", channel: "email", evidence: [{ key: "portal-only", params: {} }, { key: "subject-token", params: { ticket: "1042" } }] } : one)),
});

const scored = (values: readonly number[]) => values.map((value, n) => ({ score: 5 - n, value, q: `satisfaction:${5 - n}` }));
const measured = (page: Page) =>
  page.route(/\/api\/v1\/reports\/overview\?/, async (route) => {
    const answer = await route.fetch();
    const satisfaction: ReportOverview["satisfaction"] = {
      average: 4.2, count: 143, before: { average: 3.9, count: 120 }, q: "rated:>=2026-01-01", scores: scored([71, 44, 15, 9, 4]),
      agents: [["Marta Ferrer", 4.6, 61], ["Pere Oliver", 4.1, 48], ["Lucía Ramos", 3.7, 34]].map(([name, average, count]) => ({ agent: `${String(name).split(" ")[0]}@hotel.example`, name: String(name), average: Number(average), count: Number(count), q: "rated:>=2026-01-01" })),
    };
    await route.fulfill({ response: answer, json: { ...((await answer.json()) as ReportOverview), satisfaction } });
  });

/** T6 and T11: how satisfied somebody is, in the portal, from the mail and on the agent's page; an answer that is none. */
export const satisfactionScenes: Scene[] = [
  { name: "portal-rating", reader: "customer", path: request, before: saying(() => ({ mayRate: true, rating: null })) },
  { name: "portal-rating-given", reader: "customer", path: request, before: saying(() => ({ mayRate: true, rating })) },
  { name: "portal-rating-link", reader: "nobody", path: stars(4), before: link({}) },
  { name: "portal-rating-over", reader: "nobody", path: stars(5), before: link({ state: "over" }) },
  { name: "ticket-rated", reader: "agent", path: ({ busy }) => `/desk/tickets/${busy}`, before: saying(() => ({ rating })) },
  { name: "report-satisfaction", reader: "agent", path: () => "/desk/reports?desk=hotel-sales", before: measured, act: async (page) => page.locator("#report-satisfaction").scrollIntoViewIfNeeded() },
  { name: "ticket-beside-portal", reader: "agent", path: ({ busy }) => `/desk/tickets/${busy}`, before: saying(besidePortal) },
];
