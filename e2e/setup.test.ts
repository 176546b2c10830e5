import { describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { expectAccessible, expectFits, useBrowser, useJourney } from "./browser.ts";
import { useInstallation } from "./installation.ts";

const installation = useInstallation({ PRESETS: "none" });
const browser = useBrowser();

describe("an installation that starts empty", () => {
  useJourney();
  let page: Page;
  const steps = () => page.getByRole("region", { name: "First steps" });

  it("is set up on a page: its company, its administrator and its first desk", async () => {
    page = await browser.open({ viewport: { width: 360, height: 740 } });
    await page.goto(installation.current.signInLink);
    await page.getByRole("heading", { name: "Set up Ventanilla" }).waitFor();
    await expectAccessible(page);
    await expectFits(page);
    await page.getByLabel("Your company").fill("Analytical Mill");
    await page.getByLabel("Name", { exact: true }).fill("Ada Byron");
    await page.getByLabel("Mail address", { exact: true }).fill("ada@mill.example");
    await page.locator("input[type=password]").fill("too short");
    await page.getByLabel("Name of the desk").fill("Mill support");
    await page.getByLabel("Its mail address").fill("help@mill.example");
    await page.getByRole("button", { name: "Create and sign in" }).click();
    await page.getByRole("alert").first().waitFor();
    await page.locator("input[type=password]").fill("nine engines turning");
    await page.getByRole("button", { name: "Create and sign in" }).click();
    await page.getByRole("heading", { name: "Your desk is ready" }).waitFor();
  });

  it("then asks for a mailbox, and says in words what keeps it from being read", async () => {
    await page.getByText("No mail leaves this installation yet").waitFor();
    await page.getByRole("button", { name: "Add mailbox" }).click();
    await page.getByLabel("IMAP server").fill("127.0.0.1");
    await page.getByRole("spinbutton", { name: "Port" }).fill("1");
    await page.getByLabel("User name").fill("help@mill.example");
    await page.locator("input[type=password]").fill("a password");
    await page.getByRole("button", { name: "Try it" }).click();
    await page.getByText("nothing answers on this port").waitFor();
    await expectAccessible(page);
    await expectFits(page);
    await page.getByRole("button", { name: "Cancel" }).click();
  });

  it("and for colleagues, who are invited by mail", async () => {
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await page.getByLabel("Name", { exact: true }).fill("Mary Somerville");
    await page.getByLabel("Mail address").fill("mary@mill.example");
    await page.locator("form button[type=submit]").click();
    await page.getByRole("button", { name: /Mary Somerville/ }).waitFor();
    await page.getByRole("link", { name: "Go to the tickets" }).click();
    await steps().getByText("1 of 5").waitFor();
    await expectAccessible(page);
    await expectFits(page);
  });

  it("shows the way of a request: written as a guest", async () => {
    await steps().getByRole("link", { name: "Write to the desk as a guest" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("From", { exact: true }).fill("charles@calculus.example");
    await sheet.getByLabel("Subject").fill("The gears are stuck");
    await sheet.getByLabel("Message").fill("Please look.");
    await sheet.getByRole("button", { name: "Send mail" }).click();
    await sheet.waitFor({ state: "detached" });
    await page.goto(`${installation.current.url}/desk/tickets`);
    await page.getByText("The gears are stuck").first().waitFor();
    await steps().getByText("2 of 5").waitFor();
    // the mailbox was passed over: what follows the mail is its answer
    await steps().locator("[aria-current=step]").getByText("Answer it").waitFor();
  });

  it("answered and closed, each ticked off as it happens, until the list is put away", async () => {
    const ada = /vt_[\w-]+/.exec(await installation.current.command("token", "create", "--email", "ada@mill.example"))?.[0] ?? "";
    const { items } = await installation.current.api<{ items: { number: number }[] }>(ada, "/tickets?q=gears");
    await installation.current.api(ada, `/tickets/${items[0]?.number}/messages`, { method: "POST", body: { kind: "reply", body: "Oiled.", attachments: [], status: "solved" } });
    await steps().getByText("4 of 5").waitFor();
    await steps().getByRole("button", { name: "Put away" }).click();
    await steps().waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("heading", { name: "All open" }).or(page.getByText("Nothing open")).first().waitFor();
    expect(await steps().count()).toBe(0);
  });

  it("cannot be set up again", async () => {
    const other = await browser.open();
    await other.goto(installation.current.signInLink);
    await other.getByRole("heading", { name: "Already set up" }).waitFor();
    await expectAccessible(other);
    expect(await other.locator("form").count()).toBe(0);
  });
});
