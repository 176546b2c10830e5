import { answered } from "./desk-scenes.ts";
import { both, click, endless, failing, press, write, type Scene } from "./scene.ts";

const busy = ({ busy: number }: { busy: number }) => `/desk/tickets/${number}`;
const long = ({ long: number }: { long: number }) => `/desk/tickets/${number}`;
/** Shows the side panel, which a narrow page keeps closed. */
const withPanel: NonNullable<Scene["act"]> = async (page, { say }) => {
  if (await page.locator("aside").last().isVisible()) return;
  await page.getByRole("button", { name: say("desk.panel"), exact: true }).click();
};

/** The ticket page in each of its states, and the forms that open over it. */
export const ticketScenes: Scene[] = [
  { name: "ticket-short", reader: "agent", path: ({ rightToLeft }) => `/desk/tickets/${rightToLeft}` },
  { name: "ticket-long", reader: "agent", path: long },
  { name: "ticket-wordy", reader: "agent", path: ({ wordy }) => `/desk/tickets/${wordy}` },
  { name: "ticket-awkward", reader: "agent", path: ({ awkward }) => `/desk/tickets/${awkward}` },
  { name: "ticket-designed", reader: "agent", path: ({ designed }) => `/desk/tickets/${designed}` },
  { name: "ticket-busy", reader: "agent", path: busy },
  { name: "ticket-busy-panel", reader: "agent", below: 1400, path: busy, act: withPanel },
  { name: "ticket-busy-panel-foot", reader: "agent", path: busy, act: both(withPanel, (page) => page.locator("aside").last().evaluate("(node) => [node, ...node.querySelectorAll('*')].forEach((one) => (one.scrollTop = one.scrollHeight))")) },
  { name: "ticket-person", reader: "agent", path: busy, act: both(withPanel, click("desk.person.edit")) },
  { name: "ticket-loading", reader: "agent", path: long, unfinished: true, before: endless(/\/page$/) },
  { name: "ticket-error", reader: "agent", path: long, before: failing(/\/page$/) },
  { name: "ticket-missing", reader: "agent", path: () => "/desk/tickets/9999999" },
  { name: "ticket-reply", reader: "agent", writes: true, path: long, act: write("r", "Hola, Lucía: la de Kovács entra en unos minutos.") },
  { name: "ticket-note", reader: "agent", writes: true, path: ({ wordy }) => `/desk/tickets/${wordy}`, act: write("n", "Pedir el reenvío de la cola.") },
  { name: "ticket-mention", reader: "agent", writes: true, path: busy, act: write("n", "Esto es para @") },
  { name: "ticket-canned", reader: "agent", writes: true, path: busy, act: write("r", "/") },
  { name: "ticket-newer", reader: "agent", writes: true, path: ({ quiet }) => `/desk/tickets/${quiet}`, act: both(write("r", "Buenos días, Lucía:"), async (page, { furniture, call }) => {
    const { route, body, how } = answered(furniture.quiet);
    await call(route, body, how);
    await page.getByRole("alert").first().waitFor();
  }) },
  { name: "ticket-held", reader: "agent", writes: true, path: ({ designed }) => `/desk/tickets/${designed}`, act: both(write("r", "Ya está resuelto. Gracias por avisar."), (page) => page.keyboard.press("Control+Enter"), (page) => page.locator("[contenteditable=true]").waitFor({ state: "detached" })) },
  { name: "ticket-side", reader: "agent", path: busy, act: (page) => page.locator("main section section > button[aria-expanded]").first().click() },
  { name: "ticket-history", reader: "agent", path: busy, act: press("h") },
  { name: "ticket-status", reader: "agent", path: long, act: press("s") },
  { name: "ticket-assign", reader: "agent", path: long, act: press("a") },
  { name: "ticket-acts", reader: "agent", path: busy, act: click("desk.acts") },
  { name: "act-postpone", reader: "agent", path: busy, act: press("p") },
  { name: "act-close", reader: "agent", path: busy, act: click("desk.acts", "desk.act.close") },
  { name: "act-escalate", reader: "agent", path: busy, act: click("desk.acts", "desk.act.escalate") },
  { name: "act-forward", reader: "agent", path: busy, act: press("f") },
  { name: "act-side", reader: "agent", path: busy, act: click("desk.acts", "desk.act.side") },
  { name: "act-link", reader: "agent", path: busy, act: click("desk.acts", "desk.act.link") },
  { name: "act-merge", reader: "agent", path: busy, act: click("desk.acts", "desk.act.merge") },
  { name: "follow-up-new", reader: "agent", path: busy, act: both(withPanel, click("desk.follow-up.plan")) },
  { name: "approval-ask", reader: "agent", path: busy, act: both(withPanel, click("desk.approval.ask")) },
];
