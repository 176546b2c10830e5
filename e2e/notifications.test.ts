import type { CDPSession } from "playwright-core";
import { expect, test } from "vitest";
import type { PushPayload } from "../contract/notifications.ts";
import type { Ticket } from "../contract/tickets.ts";
import { useBrowser } from "./browser.ts";
import { until, useInstallation } from "./installation.ts";

const installation = useInstallation({ PRESETS: "hotel-sales", DEMO: "empty" });
const browser = useBrowser("whole");
const admin = "admin@example.com";

/** A ticket of a guest's that is the administrator's, whom nobody has told anything yet. */
async function ownTicket(token: string): Promise<Ticket> {
  const { api } = installation.current;
  const ticket = await api<Ticket>(token, "/tickets", { method: "POST", body: { desk: "hotel-sales", subject: "Late check-out", body: "Hola", requester: { email: "rosa@guest.example", name: "Rosa" } } });
  return api<Ticket>(token, `/tickets/${ticket.number}`, { method: "PATCH", body: { assignee: admin } });
}

test("R12 the bell counts live, its list is walked by keys, and opening the ticket reads what was told of it", async () => {
  const { url, token, mail, api, signInLink, mailTo } = installation.current;
  const own = await token(admin);
  const { number } = await ownTicket(own);
  const page = await browser.open();
  await page.goto(signInLink);
  await page.locator("button[type=submit]").first().click();
  await page.waitForURL(/\/desk\/tickets/);
  await page.goto(`${url}/desk/notifications`);
  await page.getByText("Nothing new").waitFor();
  const { replyTo } = await mailTo("rosa@guest.example", "confirmation", { ticket: number });
  await mail({ from: "Rosa <rosa@guest.example>", to: replyTo ?? "", subject: "Re: Late check-out", text: "¿Y el desayuno?" });
  // nobody loads anything: the page hears of it
  await page.getByText("¿Y el desayuno?").waitFor({ timeout: 30_000 });
  const bell = page.getByRole("navigation").getByRole("link", { name: "Notifications" });
  await expect.poll(() => bell.innerText()).toContain("1");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(`/desk/tickets/${number}`));
  await expect.poll(() => bell.innerText()).not.toContain("1");
  await until("it is read", async () => (await api<{ unread: number }>(own, "/me/notifications/unread")).unread === 0);

  // the worker shows what is pushed, and choosing it leads there without loading the page anew
  await page.context().grantPermissions(["notifications"], { origin: url });
  await page.goto(`${url}/desk/profile`);
  await page.evaluate("navigator.serviceWorker.register('/desk/service-worker.js', { scope: '/desk/' }).then(() => navigator.serviceWorker.ready).then(() => 1)");
  const devtools = await page.context().newCDPSession(page);
  const payload: PushPayload = { title: `#${number} Late check-out`, body: "Rosa replied", path: `/desk/tickets/${number}`, tag: `ticket-${number}`, lang: "en" };
  await devtools.send("ServiceWorker.deliverPushMessage", { origin: url, registrationId: await registrationOf(devtools), data: JSON.stringify(payload) });
  const shown = () => page.evaluate("navigator.serviceWorker.ready.then((one) => one.getNotifications()).then((all) => all.map((one) => [one.title, one.body]))");
  await expect.poll(shown).toEqual([[payload.title, payload.body]]);
  await page.evaluate("window.stillTheSame = true");
  const [worker] = page.context().serviceWorkers();
  await worker?.evaluate("self.registration.getNotifications().then(([one]) => { self.dispatchEvent(new NotificationEvent('notificationclick', { notification: one })) })");
  await page.waitForURL(new RegExp(`/desk/tickets/${number}`));
  expect(await page.evaluate("window.stillTheSame")).toBe(true);
});

/** Of the one worker there is, as the browser names it. */
async function registrationOf(devtools: CDPSession): Promise<string> {
  const known = Promise.withResolvers<string>();
  devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    const [one] = registrations;
    if (one !== undefined) known.resolve(one.registrationId);
  });
  await devtools.send("ServiceWorker.enable");
  return known.promise;
}
