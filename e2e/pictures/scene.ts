import type { Page } from "playwright-core";
import type { Call } from "./call.ts";
import type { Furniture } from "./furniture.ts";

export type Reader = "agent" | "customer" | "nobody";
export interface Around {
  furniture: Furniture;
  call: Call;
  /** what a text of the catalogue reads in the reader's language */
  say: (key: string) => string;
}
/** One page in one state, as somebody comes to see it. */
export interface Scene {
  name: string;
  reader: Reader;
  path: (furniture: Furniture) => string;
  /** before the page is opened: what the network shall do */
  before?: (page: Page) => Promise<unknown>;
  /** once it is there */
  act?: (page: Page, around: Around) => Promise<unknown>;
  /** never finishes loading */
  unfinished?: boolean;
  /** the page is meant to say in the console what went wrong */
  loud?: boolean;
  /** leaves a draft, which is then taken back */
  writes?: boolean;
  /** only below this width, or only from it on, in px */
  below?: number;
  from?: number;
}

export const problem = { type: "about:blank", title: "unavailable", status: 503, key: "platform.unavailable", detail: "La base de datos no responde. No se ha perdido nada." };
/** The answers to these never come. */
export const endless = (address: RegExp) => (page: Page) => page.route(address, () => undefined);
export const failing = (address: RegExp) => (page: Page) => page.route(address, (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify(problem) }));
export const empty = (address: RegExp) => (page: Page) => page.route(address, (route) => route.fulfill({ contentType: "application/json", body: JSON.stringify({ items: [], next: null }) }));

export const press = (...keys: string[]) => async (page: Page) => {
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(150);
  }
};
/** Buttons and entries of menus, by the keys of their texts. */
export const click = (...keys: string[]): NonNullable<Scene["act"]> => async (page, { say }) => {
  for (const key of keys) {
    const name = new RegExp(`^${say(key)}`);
    await page.getByRole("button", { name }).or(page.getByRole("menuitem", { name })).locator("visible=true").first().click();
    await page.waitForTimeout(150);
  }
};
export const write = (key: string, text: string) => async (page: Page) => {
  await page.locator(`[aria-keyshortcuts="${key}"]`).last().click();
  await page.locator("[contenteditable=true]").waitFor();
  await page.keyboard.type(text);
};
export const both = (...acts: NonNullable<Scene["act"]>[]): NonNullable<Scene["act"]> => async (page, around) => {
  for (const act of acts) await act(page, around);
};
/** Nothing is being fetched that the page waits for. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  // asked again and again from here: a page under our policy runs no text as a function
  for (let tries = 0; !(await page.evaluate<boolean>("!document.querySelector('[aria-busy=true]') && document.fonts.status === 'loaded'")); tries += 1) {
    if (tries === 150) throw new Error("the page is still busy");
    await page.waitForTimeout(100);
  }
}

/** Takes back what was typed: a draft would stand in every later picture of its ticket. */
export async function leave(page: Page, scene: Scene, { call }: Around): Promise<void> {
  const number = /\/desk\/tickets\/(\d+)/.exec(page.url())?.[1];
  if (!scene.writes || number === undefined) return;
  await page.goto("about:blank"); // what is typed last is saved on the way out
  for (const kind of ["reply", "note"]) await call(`/tickets/${number}/draft?kind=${kind}`, undefined, { method: "DELETE" });
}

/** As if the person had chosen so; what others see stays as it is. */
export const preferring = (preferences: Record<string, unknown>) => (page: Page) =>
  page.route(/\/api\/v1\/me$/, async (route) => {
    const answer = await route.fetch();
    const me = (await answer.json()) as { preferences: Record<string, unknown> };
    await route.fulfill({ response: answer, json: { ...me, preferences: { ...me.preferences, ...preferences } } });
  });
