import type { Page } from "playwright-core";
import type { Static } from "typebox";
import { beforeAll, describe, expect, test } from "vitest";
import type { DeskList } from "../contract/desks.ts";
import type { LedgerRow } from "../contract/mail.ts";
import type { Ticket } from "../contract/tickets.ts";
import { useBrowser } from "./browser.ts";
import { until, useInstallation } from "./installation.ts";
import { visit } from "./tabs.ts";

/** Every key that the keyboard sheet lists does what it says there. A key that is listed and not tried here fails. */
const installation = useInstallation({ PRESETS: "hotel-sales", DEMO: "empty" });
const browser = useBrowser();
let token: string;
let page: Page;
let number = 0;
let deskAddress = "";

/** As after a load; some eighty of those would take minutes. */
const to = (path: string) => visit(page, installation.current.url, `/desk${path}`);
const at = (path: string) => `${installation.current.url}/desk${path}`;
const ticket = () => installation.current.api<Ticket>(token, `/tickets/${number}`);
const rows = () => page.locator("[data-ticket]");
const numberOf = async (nth: number) => Number(await rows().nth(nth).getAttribute("data-ticket"));
const heading = (name: RegExp | string) => page.getByRole("heading", { name, level: 1 });
const press = (keys: string) => page.keyboard.press(keys);
const type = async (...keys: string[]) => {
  for (const key of keys) await press(key);
};
async function toList(): Promise<void> {
  await to("/tickets?view=all&sort=-number");
  await rows().first().waitFor();
}
/** Nothing that a key opened, or could be written into, is left of the one before. */
const asItWas = () => page.evaluate<boolean>(`!document.querySelector("[role=dialog], [role=menu], [role=listbox], [contenteditable=true]") && !document.activeElement.matches("input, textarea, select")`);
async function toTicket(anew = false): Promise<void> {
  if (!anew && page.url() === at(`/tickets/${number}?view=all&sort=-number`) && (await asItWas())) return;
  await to(`/tickets/${number}?view=all&sort=-number`);
  await heading(/.+/).locator("visible=true").last().waitFor();
  await page.locator("#ticket-subject").waitFor();
}
const composer = () => page.locator("[contenteditable=true]");
const opened = async (name: string) => {
  await page.getByRole("dialog", { name }).waitFor();
  await press("Escape");
  await page.getByRole("dialog", { name }).waitFor({ state: "detached" });
};
const offers = (key: string, name: string) => async () => {
  await toTicket();
  await press(key);
  await page.getByRole("listbox", { name }).waitFor();
  await press("Escape");
};
/** From the menu of acts, by its letter. */
const acts = (letter: string, name: string) => async () => {
  await toTicket();
  await type(".", letter);
  await opened(name);
};
const fills = (letter: string, field: string) => async () => {
  await toTicket(true);
  // an act of the panel beside: where that is closed, it opens
  await press(".");
  await page.getByRole("menuitem", { name: new RegExp(`\\b${letter.toUpperCase()}$`) }).waitFor();
  await press(letter);
  await page.getByLabel(field).first().waitFor();
};
const thereAndBack = (letter: string, where: string) => async () => {
  await toTicket();
  await type(".", letter);
  await until(where, async () => (await ticket()).unlisted === where);
  await toTicket();
  await type(".", letter);
  await until("back", async () => (await ticket()).unlisted === null);
};
const lands = (keys: string[], path: string | RegExp) => async () => {
  await to("/profile");
  await heading("Your profile").waitFor();
  await type(...keys);
  await page.waitForURL((url) => (typeof path === "string" ? url.pathname + url.search === `/desk${path}` : path.test(url.pathname)));
};

const fateOf = async (subject: string) => (await installation.current.api<{ items: LedgerRow[] }>(token, "/mail")).items.find((mail) => mail.subject === subject)?.fate;
/** A mail that waits for a decision, opened. */
async function toWaiting(subject: string): Promise<void> {
  await to("/settings/hotel-sales/general");
  const intake = page.getByRole("combobox", { name: "A mail that belongs to no ticket" });
  await intake.waitFor();
  if ((await intake.inputValue()) !== "held") {
    await intake.selectOption("held");
    await page.getByText("Saved").waitFor();
  }
  await installation.current.mail({ from: "Rosa <rosa@guest.example>", to: deskAddress, subject, text: "Hola" });
  await until("it waits", async () => (await fateOf(subject)) === "held");
  await to("/waiting");
  await page.getByRole("link", { name: new RegExp(subject) }).click();
  await page.getByRole("region", { name: "Decide what becomes of it" }).waitFor();
}

/** By the sheet's group and keys. */
const proofs: Record<string, () => Promise<unknown>> = {
  "Waiting mail T": async () => {
    await toWaiting("Con ticket");
    await press("t");
    await until("its ticket", async () => (await fateOf("Con ticket")) === "ticketed");
  },
  "Waiting mail A": async () => {
    await toWaiting("Al ticket");
    await press("a");
    await page.getByRole("textbox", { name: "Ticket number" }).fill(String(number));
    await press("Enter");
    await until("the ticket has it", async () => (await fateOf("Al ticket")) === "threaded");
  },
  "Waiting mail W": async () => {
    await toWaiting("Sin ticket");
    await press("w");
    await page.getByRole("textbox", { name: "Reason, if you like" }).waitFor();
    await press("Enter");
    await until("it is kept", async () => (await fateOf("Sin ticket")) === "kept");
  },
  "Waiting mail S": async () => {
    await toWaiting("No deseado");
    await press("s");
    await page.getByRole("button", { name: "Only this mail" }).waitFor();
    await press("Enter");
    await until("it is unwanted", async () => (await fateOf("No deseado")) === "spam");
  },
  "List J": async () => {
    await toList();
    await type("j", "j", "Enter");
    await page.waitForURL(new RegExp(`/tickets/${await numberOf(1)}`));
  },
  "List K": async () => {
    await toList();
    await type("j", "j", "j", "k", "Enter");
    await page.waitForURL(new RegExp(`/tickets/${await numberOf(1)}`));
  },
  "List ↵": async () => {
    await toList();
    await type("j", "Enter");
    await page.locator("#ticket-subject").waitFor();
  },
  "List Esc": async () => {
    await toTicket();
    await press("Escape");
    await page.waitForURL(/\/desk\/tickets\?/);
  },
  "List /": async () => {
    await toList();
    await press("/");
    await expect.poll(() => page.evaluate<string>("document.activeElement.getAttribute('role')")).toBe("combobox");
  },
  "List X": async () => {
    await toList();
    await type("j", "x");
    await page.getByText("1 chosen").waitFor();
  },
  "List ⇧ X": async () => {
    await toList();
    await type("j", "x", "j", "j", "Shift+X");
    await page.getByText("3 chosen").waitFor();
  },
  "List Space": async () => {
    await toList();
    await type("j", " ");
    await page.getByRole("dialog", { name: /^Preview of/ }).waitFor();
    await press(" ");
    await page.getByRole("dialog", { name: /^Preview of/ }).waitFor({ state: "detached" });
  },
  "List Q": async () => {
    await toList();
    await type("j", "q");
    await page.getByRole("option").first().waitFor();
  },
  "List P": async () => {
    await toList();
    await type("j", "p");
    await page.getByRole("option", { name: "3 days" }).waitFor();
  },
  "List C": async () => {
    await toList();
    await press("c");
    await page.waitForURL(/\/desk\/new/);
  },
  "Ticket R": async () => {
    await toTicket();
    await press("r");
    await page.getByRole("textbox", { name: "Write a reply" }).waitFor();
  },
  "Ticket N": async () => {
    await toTicket();
    await press("n");
    await page.getByRole("textbox", { name: "Write a note" }).waitFor();
  },
  "Ticket A": async () => {
    await toTicket();
    await press("a");
    await page.getByRole("option", { name: /Marta Soler/ }).click();
    await until("the assignee", async () => (await ticket()).assignee === "marta.soler@hoteles.example.com");
  },
  "Ticket M": async () => {
    await toTicket();
    await press("m");
    await until("the assignee", async () => (await ticket()).assignee === "admin@example.com");
  },
  "Ticket S": async () => {
    await toTicket();
    await press("s");
    await page.getByRole("option", { name: /On hold/ }).click();
    await until("the status", async () => (await ticket()).state === "on_hold");
  },
  "Ticket E": async () => {
    await toTicket();
    await press("e");
    await until("the status", async () => (await ticket()).state === "solved");
  },
  "Ticket Z": async () => {
    await installation.current.api(token, `/tickets/${number}`, { method: "PATCH", body: { assignee: "admin@example.com" } });
    await toTicket();
    await press("a");
    await page.getByRole("option", { name: /Nobody/ }).click();
    await page.getByRole("button", { name: "Undo", exact: true }).waitFor();
    await page.getByRole("option").first().waitFor({ state: "hidden" });
    await press("z");
    await until("the one before", async () => (await ticket()).assignee !== null);
  },
  "Ticket P": async () => {
    await toTicket();
    await press("p");
    await opened("Postpone");
  },
  "Ticket F": async () => {
    await toTicket();
    await press("f");
    await opened("Forward");
  },
  "Ticket D": async () => {
    await toTicket();
    await press("d");
    await opened("Side conversation");
  },
  "Ticket Q": offers("q", "Queue"),
  "Ticket T": offers("t", "Type"),
  "Ticket Y": offers("y", "Priority"),
  "Ticket L": async () => {
    await toTicket();
    await press("l");
    await page.getByRole("dialog").getByLabel("Tags", { exact: true }).waitFor();
    await press("Escape");
  },
  "Ticket V": async () => {
    await toTicket();
    await press("v");
    await opened("Merge");
  },
  "Ticket U": async () => {
    await toTicket();
    const unread = async () => (await installation.current.api<{ items: { number: number }[] }>(token, "/tickets?q=is:unread")).items.some((row) => row.number === number);
    await until("read", async () => !(await unread()));
    await press("u");
    await page.waitForURL((url) => url.pathname === "/desk/tickets");
    await until("unread again", unread);
  },
  "Ticket W": async () => {
    await toTicket();
    const watches = async () => (await installation.current.api<{ mine: string | null }>(token, `/tickets/${number}/following`)).mine;
    await press("w");
    await until("watched", async () => (await watches()) === "watching");
    await page.getByText("Watches it").waitFor();
    await press("w");
    await until("not watched", async () => (await watches()) === null);
  },
  "Ticket .": async () => {
    await toTicket();
    await press(".");
    await page.getByRole("menuitem", { name: "Escalate…" }).waitFor();
    await press("Escape");
  },
  "Ticket . C": async () => {
    await installation.current.api(token, `/tickets/${number}`, { method: "PATCH", body: { status: "abierto" } });
    await acts("c", "Close")();
  },
  "Ticket . E": acts("e", "Escalate"),
  "Ticket . L": acts("l", "Link"),
  "Ticket . N": fills("n", "Whom"),
  "Ticket . R": fills("r", "Whom"),
  "Ticket . A": fills("a", "What is to be approved"),
  "Ticket . K": async () => {
    await toTicket();
    await type(".", "k");
    await page.waitForURL((url) => url.pathname.startsWith("/desk/help/hotel-sales/"));
  },
  "Ticket . M": async () => {
    const mine = async () => (await installation.current.api<{ mine: string | null }>(token, `/tickets/${number}/following`)).mine;
    await toTicket();
    await type(".", "m");
    await until("muted", async () => (await mine()) === "muted");
    await toTicket();
    // the key takes back what is shown
    await page.locator("[aria-keyshortcuts=w][aria-pressed=true]").waitFor();
    await type(".", "m");
    await until("not muted", async () => (await mine()) === null);
  },
  "Ticket . S": thereAndBack("s", "spam"),
  "Ticket . X": thereAndBack("x", "deleted"),
  "Ticket O": async () => {
    await toTicket();
    const first = () => page.getByRole("region", { name: "Conversation" }).getByRole("article").first().innerText();
    await until("L11 oldest first", async () => (await first()).includes("Hola"));
    await press("n");
    await composer().waitFor();
    await page.keyboard.type("Newer than the first");
    await press("Control+Enter");
    await page.getByRole("article").getByText("Newer than the first").waitFor();
    await press("o");
    await until("L11 newest first", async () => (await first()).includes("Newer than the first"));
    await press("o");
    await until("L11 oldest first again", async () => (await first()).includes("Hola"));
  },
  "Ticket I": async () => {
    await toTicket();
    const panel = page.getByRole("complementary", { name: "Details" });
    const shown = await panel.isVisible();
    await press("i");
    await panel.waitFor({ state: shown ? "hidden" : "visible" });
    await press("i");
    await panel.waitFor({ state: shown ? "visible" : "hidden" });
  },
  "Ticket H": async () => {
    await toTicket();
    await press("h");
    await page.getByRole("tab", { name: "History", selected: true }).waitFor();
  },
  "Ticket Ctrl ↵": async () => {
    await toTicket();
    // in one go: what is typed before there is an editor is the beginning of the note, not so many commands
    await press("n");
    await page.keyboard.type("Written without a mouse");
    await composer().getByText("Written without a mouse", { exact: true }).waitFor();
    await press("Control+Enter");
    const note = page.getByRole("article").filter({ hasText: "Written without a mouse" });
    await note.getByText("Only colleagues", { exact: true }).waitFor();
  },
  "Everywhere Ctrl K": async () => {
    await toList();
    await press("Control+k");
    await page.getByRole("dialog", { name: "Search and act" }).waitFor();
  },
  "Everywhere G M": lands(["g", "m"], "/tickets?view=mine"),
  "Everywhere G U": lands(["g", "u"], "/tickets?view=unassigned"),
  "Everywhere G O": lands(["g", "o"], "/tickets?view=open"),
  "Everywhere G W": lands(["g", "w"], "/tickets?view=pending"),
  "Everywhere G S": lands(["g", "s"], "/tickets?view=solved"),
  "Everywhere G A": lands(["g", "a"], "/tickets?view=all"),
  "Everywhere G N": lands(["g", "n"], "/notifications"),
  "Everywhere G D": lands(["g", "d"], "/agenda"),
  "Everywhere G B": lands(["g", "b"], /^\/desk\/board$/),
  "Everywhere G V": lands(["g", "v"], "/approvals"),
  "Everywhere G C": lands(["g", "c"], "/organizations"),
  "Everywhere G I": lands(["g", "i"], /^\/desk\/waiting/),
  "Everywhere G H": lands(["g", "h"], "/help/hotel-sales"),
  "Everywhere G F": lands(["g", "f"], /^\/desk\/community$/),
  "Everywhere G L": lands(["g", "l"], "/mail"),
  "Everywhere G R": lands(["g", "r"], /^\/desk\/reports/),
  "Everywhere G ,": lands(["g", ","], "/settings/hotel-sales/general"),
  "Everywhere [": async () => {
    await toList();
    const views = page.getByRole("navigation", { name: "Views" });
    await views.waitFor();
    await press("[");
    await views.waitFor({ state: "detached" });
    await press("[");
    await views.waitFor();
  },
  "Everywhere ?": async () => {
    await toList();
    await press("?");
    await opened("Keyboard");
  },
};

beforeAll(async () => {
  token = await installation.current.token("admin@example.com");
  page = await browser.open({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  const call = (subject: string) => installation.current.api<Ticket>(token, "/tickets", { method: "POST", body: { desk: "hotel-sales", subject, requester: { email: "teclado@example.com", name: "Tecla" }, source: "phone", body: "Hola" } });
  for (const subject of ["Primera", "Segunda", "Tercera", "Cuarta"]) await call(subject);
  number = (await call("Solo con el teclado")).number;
  deskAddress = (await installation.current.api<Static<typeof DeskList>>(token, "/desks")).items[0]?.addresses[0] ?? "";
}, 300_000);

test("the sheet lists no key that is not tried here, and none is tried that it does not list", async () => {
  await toList();
  await press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard" });
  await sheet.waitFor();
  const listed: string[] = [];
  for (const group of await sheet.locator("section").all()) {
    const title = await group.getByRole("heading").innerText();
    for (const keys of await group.locator("dd").all()) listed.push(`${title} ${(await keys.locator("kbd").allInnerTexts()).join(" ")}`);
  }
  expect(listed.toSorted()).toEqual(Object.keys(proofs).toSorted());
});

describe("the keyboard alone", () => {
  test.each(Object.entries(proofs))("%s", async (_keys, proof) => {
    await proof();
  });
});

describe("⌘K", () => {
  const offered = async (typed: string, name: RegExp | string) => {
    // keys are heard once there is a page
    await page.locator("h1").first().waitFor();
    await press("Control+k");
    const palette = page.getByRole("dialog", { name: "Search and act" });
    await palette.getByRole("textbox").or(palette.getByRole("searchbox")).or(palette.getByRole("combobox")).first().fill(typed);
    // Enter takes what is marked, a frame after it is drawn
    await palette.locator("[data-selected]").filter({ hasText: name }).waitFor();
    await press("Enter");
  };
  const places: [string, string | RegExp, RegExp][] = [
    ["new tick", "New ticket", /\/desk\/new/],
    ["agenda", "Agenda", /\/desk\/agenda/],
    ["assignment", "Assignment board", /\/desk\/board/],
    ["waiting for your", "Waiting for your approval", /\/desk\/approvals/],
    ["organiz", "Organizations", /\/desk\/organizations/],
    ["ledger", "Mail ledger", /\/desk\/mail$/],
    ["built-in", "Built-in mailbox", /\/desk\/mailbox/],
    ["settings", "Settings", /\/desk\/settings/],
    ["your profile", "Your profile", /\/desk\/profile/],
    ["unassigned", "Unassigned", /view=unassigned/],
  ];
  test.each(places)("goes by “%s”", async (typed, name, address) => {
    await to("/profile");
    await heading("Your profile").waitFor();
    if (address.test(page.url())) await to("/approvals");
    await offered(typed, name);
    await page.waitForURL(address);
  });

  test("goes to a ticket by its number and by its words", async () => {
    await to("/approvals");
    await offered(String(number), `Go to ticket #${number}`);
    await page.waitForURL(new RegExp(`/tickets/${number}`));
    await to("/approvals");
    await until("the ticket to be found", async () => (await installation.current.api<{ items: unknown[] }>(token, "/tickets?q=teclado")).items.length > 0);
    await offered("Solo con el teclado", /Solo con el teclado/);
    await page.waitForURL(new RegExp(`/tickets/${number}`));
  });

  test.each(["Postpone", "Forward", "Side conversation", "Escalate", "Link", "Merge"])("does to the open ticket: %s", async (name) => {
    await toTicket();
    await offered(name.slice(0, 6), new RegExp(`^${name}`));
    await opened(name);
  });
  test.each([
    ["Write a reply", "Write a reply"],
    ["Write a note", "Write a note"],
  ])("begins to write: %s", async (name, box) => {
    await toTicket();
    await offered(name, name);
    await page.getByRole("textbox", { name: box }).waitFor();
  });
});
