import { both, click, type Scene } from "./scene.ts";

const settings = (part: string) => () => `/desk/settings/hotel-sales/${part}`;
const first: NonNullable<Scene["act"]> = (page) => page.locator("main li button[aria-expanded]").first().click();

/** What is promised: set, tried, and what can be wrong with it. That of a ticket is drawn with its page. */
export const clockScenes: Scene[] = [
  { name: "settings-calendars", reader: "agent", path: settings("calendars") },
  { name: "settings-calendar", reader: "agent", path: settings("calendars"), act: first },
  { name: "settings-calendar-tried", reader: "agent", path: settings("calendars"), act: both(first, click("desk.calendar.try.run"), (page) => page.locator("main [role=status]").filter({ hasText: /\w/ }).first().waitFor()) },
  { name: "settings-levels", reader: "agent", path: settings("levels") },
  { name: "settings-level", reader: "agent", path: settings("levels"), act: first },
  // a second one that takes all that is left is never chosen
  { name: "settings-level-refused", reader: "agent", path: settings("levels"), act: async (page, { say }) => {
    const add = page.getByRole("button", { name: say("desk.settings.levels.add") });
    await add.click();
    const added = page.locator("main li").filter({ has: add });
    await added.locator("input").first().fill("Otro");
    await added.getByRole("button", { name: say("desk.settings.levels.add") }).click();
    await page.getByRole("alert").first().waitFor();
  } },
];
