import { describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { expectAccessible, expectFits, useBrowser, useJourney } from "./browser.ts";
import { useInstallation } from "./installation.ts";

const installation = useInstallation({ PRESETS: "none" });
const browser = useBrowser();

describe("an installation that starts empty", () => {
  useJourney();
  let page: Page;

  it("is set up on a page: its administrator and its first desk", async () => {
    page = await browser.open({ viewport: { width: 360, height: 740 } });
    await page.goto(installation.current.signInLink);
    await page.getByRole("heading", { name: "Set up Ventanilla" }).waitFor();
    await expectAccessible(page);
    await expectFits(page);
    await page.getByLabel("Name", { exact: true }).fill("Ada Byron");
    await page.getByLabel("Email").or(page.locator("input[autocomplete=username]")).first().fill("ada@mill.example");
    await page.locator("input[type=password]").fill("too short");
    await page.getByLabel("Name of the desk").fill("Mill support");
    await page.getByLabel("Its mail address").fill("help@mill.example");
    await page.getByRole("button", { name: "Create and sign in" }).click();
    await page.getByRole("alert").first().waitFor();
    await page.locator("input[type=password]").fill("nine engines turning");
    await page.getByRole("button", { name: "Create and sign in" }).click();
    await page.waitForURL(/\/desk\/tickets/);
  });

  it("is then open for mail", async () => {
    await installation.current.mail({ from: "charles@calculus.example", to: "help@mill.example", subject: "The gears are stuck", text: "Please look." });
    await page.getByText("The gears are stuck").first().waitFor();
  });

  it("cannot be set up again", async () => {
    const other = await browser.open();
    await other.goto(installation.current.signInLink);
    await other.getByRole("heading", { name: "Already set up" }).waitFor();
    await expectAccessible(other);
    expect(await other.locator("form").count()).toBe(0);
  });
});
