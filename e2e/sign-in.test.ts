import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeAt, stepAt } from "../server/auth/totp.ts";
import { startIdentityProvider, type IdentityProvider } from "../server/testing/peers/identity-provider.ts";
import { expectAccessible, useBrowser, useJourney } from "./browser.ts";
import { useInstallation } from "./installation.ts";

/** How staff come in: an app's codes, passkeys on the device, the company's provider; and a role that asks for a second step. */
const installation = useInstallation({ PRESETS: "hotel-sales", DEMO: "empty", OUTGOING_ALLOW: "127.0.0.1" });
const browser = useBrowser();
useJourney();
let provider: IdentityProvider;
let page: Page;
/** passkeys belong to a host name */
const here = (path: string) => installation.current.url.replace("127.0.0.1", "localhost") + path;

beforeAll(async () => {
  provider = await startIdentityProvider();
});
afterAll(() => provider.close());

/** A device with fingerprint, which always agrees. */
async function withDevice(one: Page): Promise<void> {
  const devtools = await one.context().newCDPSession(one);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
}
const signOut = (one: Page) => one.evaluate(`fetch("/api/v1/session", { method: "DELETE" }).then((answer) => answer.status)`);
const by = (one: Page, name: string | RegExp) => one.getByRole("button", { name });

test("an administrator sets up an app's codes and a passkey in the profile", async () => {
  page = await browser.open();
  await withDevice(page);
  await page.goto(installation.current.signInLink.replace("127.0.0.1", "localhost"));
  await page.locator("form button[type=submit]").click();
  await page.waitForURL(/tickets/);
  await page.goto(here("/desk/profile"));
  const step = page.locator("#second-step");
  await step.getByRole("button", { name: "Set up" }).click();
  await step.getByRole("img", { name: /QR code/ }).waitFor();
  const key = (await step.locator("code").first().innerText()).replaceAll(" ", "");
  await step.getByLabel("Code from your app").fill("000000");
  await by(page, "Confirm").click();
  await step.getByText(/not the code that the app shows/).waitFor();
  await step.getByLabel("Code from your app").fill(codeAt(key, stepAt(Date.now())));
  await by(page, "Confirm").click();
  await step.getByText("They are not shown again").waitFor();
  expect(await step.locator("ol code").allInnerTexts()).toHaveLength(10);
  await expectAccessible(page);
  await by(page, "I have kept them").click();
  await step.getByRole("button", { name: "Add", exact: true }).click();
  await step.getByText("Another passkey").waitFor();
  await step.getByText("Not used yet").waitFor();
  expect(await step.getByText("10 left").count()).toBe(1);
});

test("L3 the company's provider is set up, tried, and lets a colleague in", async () => {
  await page.goto(here("/desk/settings/hotel-sales/sign-in"));
  await by(page, "OpenID Connect").click();
  await page.getByLabel("Name", { exact: true }).fill("Company account");
  await page.getByLabel("Provider’s address").fill(provider.issuer);
  await page.getByLabel(/^Client ID/i).fill(provider.clientId);
  await page.getByLabel(/^Client secret/i).fill(provider.clientSecret);
  await by(page, "Add a group").click();
  await page.getByLabel("Group", { exact: true }).fill("Front office");
  await by(page, /^Try/).click();
  await page.getByText("It answers as it should").waitFor();
  await expectAccessible(page);
  await by(page, "Save").click();
  await page.getByText("nobody yet").waitFor();

  const theirs = await browser.open();
  await theirs.goto(`${installation.current.url}/desk/agenda`);
  provider.account = { sub: "1", email: "eva@hotel.example", email_verified: true, name: "Eva", groups: [] };
  await theirs.getByRole("link", { name: "Continue with Company account" }).click();
  await theirs.getByText("it has no role here").waitFor();
  provider.account = { ...provider.account, groups: ["Front office"] };
  await theirs.getByRole("link", { name: "Continue with Company account" }).click();
  await theirs.waitForURL(/\/desk\/agenda/);
  expect(await theirs.evaluate(`fetch("/api/v1/me").then((answer) => answer.json()).then((me) => me.email)`)).toBe("eva@hotel.example");
});

test("a role that asks for a second step signs its colleagues out, and they set a passkey up on the way in", async () => {
  const theirs = await browser.open();
  await withDevice(theirs);
  await page.goto(here("/desk/settings/hotel-sales/roles"));
  await by(page, /^Agent/).click();
  await page.getByLabel("Asks for a second step at sign-in").check();
  // saved as it is left
  await page.keyboard.press("Tab");
  await page.getByText("Saved").first().waitFor();

  await theirs.goto(here("/desk/sign-in"));
  const start = here("/api/v1/sign-on/company-account").replace("localhost", "127.0.0.1");
  await theirs.goto(start);
  await theirs.getByText("Protect your account").waitFor();
  await expectAccessible(theirs);
  expect(new URL(theirs.url()).hostname).toBe("127.0.0.1");
  // at a bare address there are no passkeys: the app's codes are offered alone
  expect(await by(theirs, "Set up a passkey").count()).toBe(0);
  await by(theirs, "Set up an authenticator app").click();
  await theirs.getByRole("img", { name: /QR code/ }).waitFor();
  const key = (await theirs.locator("code").first().innerText()).replaceAll(" ", "");
  await theirs.getByLabel("Code from your app").fill(codeAt(key, stepAt(Date.now())));
  await by(theirs, "Confirm").click();
  await by(theirs, "I have kept them, continue").click();
  await theirs.waitForURL(/tickets/);
});

test("a passkey signs in by itself, and is the second step after the password", async () => {
  await signOut(page);
  await page.goto(here("/desk/sign-in"));
  await by(page, "Sign in with a passkey").click();
  await page.waitForURL(/tickets/);
  const set = await page.evaluate(`fetch("/api/v1/me/password", { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify({ password: "la ventana azul 7" }) }).then((answer) => answer.status)`);
  expect(set).toBe(204);
  await signOut(page);
  await page.goto(here("/desk/sign-in?to=/agenda"));
  await page.getByLabel("Mail address").fill("admin@example.com");
  await page.getByLabel("Password").fill("la ventana azul 7");
  await by(page, /^Sign in$/).click();
  await page.getByText("One more step").waitFor();
  await by(page, "Use a code of your app").click();
  await page.getByLabel("Code from your app").waitFor();
  await by(page, "Use your passkey").click();
  await expectAccessible(page);
  await by(page, "Use passkey").click();
  await page.waitForURL(/\/desk\/agenda/);
});
