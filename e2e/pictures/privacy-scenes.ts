import type { TicketPage } from "../../contract/tickets.ts";
import { click, type Scene } from "./scene.ts";

/** The side panel, which a narrow page keeps closed. */
const panel: NonNullable<Scene["act"]> = async (page, { say }) => {
  if (!(await page.locator("aside").last().isVisible())) await page.getByRole("button", { name: say("desk.panel"), exact: true }).click();
};

/** What is kept of people: handed out, erased, and kept no longer than a desk says. */
export const privacyScenes: Scene[] = [
  { name: "person-export", reader: "agent", path: ({ long }) => `/desk/tickets/${long}`, act: async (page, around) => {
    await panel(page, around);
    await click("desk.privacy.export")(page, around);
  } },
  { name: "person-erase", reader: "agent", path: ({ long }) => `/desk/tickets/${long}`, act: async (page, around) => {
    await panel(page, around);
    await click("desk.privacy.erase")(page, around);
    await page.getByRole("textbox", { name: /@/ }).waitFor();
  } },
  {
    name: "ticket-message-erased",
    reader: "agent",
    path: ({ shared }) => `/desk/tickets/${shared}`,
    before: (page) =>
      page.route(/\/api\/v1\/tickets\/\d+\/page/, async (route) => {
        const body = (await (await route.fetch()).json()) as TicketPage;
        await route.fulfill({ json: { ...body, messages: body.messages.map((message, n) => (n === 0 ? { ...message, author: { name: "•••", email: "" }, html: "", text: "", quoteAt: null, attachments: [], erased: true } : message)) } });
      }),
  },
  {
    name: "settings-retention",
    reader: "agent",
    path: () => "/desk/settings/hotel-sales/general",
    before: (page) => page.route(/\/retention\?/, (route) => route.fulfill({ json: { due: 412, more: false } })),
    act: async (page, { say }) => {
      const choice = page.getByLabel(say("desk.settings.retention.requests")).first();
      await choice.selectOption({ index: 3 });
      await page.getByRole("button", { name: say("desk.settings.retention.do") }).scrollIntoViewIfNeeded();
    },
  },
];
