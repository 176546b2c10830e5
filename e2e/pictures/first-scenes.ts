import type { DemoRemoval } from "../../contract/demo.ts";
import type { FirstSteps } from "../../contract/first-steps.ts";
import type { Scene } from "./scene.ts";

const begun: FirstSteps = {
  steps: [
    { step: "mailbox", done: true },
    { step: "colleague", done: false },
    { step: "write", done: true },
    { step: "answer", done: false },
    { step: "close", done: false },
  ],
  ticket: 1,
  held: false,
  desk: "hotel-sales",
};
const removal: DemoRemoval = {
  goes: { requests: 1184, answered: 3, messages: 5321, people: 912, organizations: 61, articles: 44, posts: 26, files: 138 },
  stays: { requests: 7, people: 12, articles: 1 },
};

/** What meets who opens the desk first, and how the demonstration goes again. */
export const firstScenes: Scene[] = [
  { name: "first-steps", reader: "agent", path: () => "/desk/tickets", before: (page) => page.route(/\/api\/v1\/first-steps/, (route) => route.fulfill({ json: begun })) },
  { name: "begin", reader: "agent", path: () => "/desk/begin/hotel-sales" },
  { name: "demo-removal", reader: "agent", path: () => "/desk/settings/hotel-sales/demo", before: (page) => page.route(/\/api\/v1\/demo\/removal/, (route) => route.fulfill({ json: removal })) },
];
