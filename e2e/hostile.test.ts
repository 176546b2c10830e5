import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { Configuration } from "../contract/configuration.ts";
import type { Ticket } from "../contract/tickets.ts";
import { useBrowser, useJourney } from "./browser.ts";
import { until, useInstallation } from "./installation.ts";
import { packed, payloads } from "./payloads.ts";

/**
 * Every payload of the list in every text a customer can write, as a browser shows it: each is read as it was written, and
 * nothing of it runs, is fetched, or becomes a part of the page.
 */
const installation = useInstallation({ PRESETS: "hotel-sales", DEMO: "empty" });
const browser = useBrowser();
const mallory = "mallory@people.example";
const desk = "hotel-sales";
const lines = payloads.join("\n");
/** Names and organizations hold the least: by as many tickets each payload stands in every text. */
const texts = packed(190);
/** What a field of one line holds, on the first tickets. */
const inFields = packed(990);
const numbers: number[] = [];
const fileNames: string[] = [];
/** What a browser did that it was not to do. */
const done: string[] = [];

const call = async <T>(email: string, route: string, body?: unknown, method = "POST") => installation.current.api<T>(await installation.current.token(email), route, body === undefined ? {} : { method, body });
const asAdmin = <T>(route: string, body?: unknown, method?: string) => call<T>("admin@example.com", route, body, method);
/** Sends a form of the help centre as a browser without script does; where it leads. */
async function form(email: string, path: string, fields: Record<string, string>): Promise<string> {
  const answer = await fetch(`${installation.current.url}${path}`, { method: "POST", redirect: "manual", headers: { authorization: `Bearer ${await installation.current.token(email)}` }, body: new URLSearchParams({ form: randomUUID(), ...fields }) });
  return answer.headers.get("location") ?? expect.fail(`${path}: ${answer.status} ${await answer.text()}`);
}

async function upload(name: string): Promise<{ id: string; name: string }> {
  const answer = await fetch(`${installation.current.url}/api/v1/files?name=${encodeURIComponent(name)}`, { method: "POST", headers: { authorization: `Bearer ${await installation.current.token("admin@example.com")}`, "content-type": "text/plain" }, body: "x" });
  return (await answer.json()) as { id: string; name: string };
}

/** Everything a person reads, frames included, on one line. */
async function readOf(page: Page): Promise<string> {
  const parts = await Promise.all(page.frames().map((frame) => frame.evaluate<string>("document.documentElement.textContent + ' ' + [...document.querySelectorAll('input, textarea')].map((one) => one.value).join(' ')").catch(() => "")));
  return folded(parts.join(" "));
}
const folded = (text: string) => text.replace(/\s+/g, " ").trim();

/** Each text stands there as it was written, and nothing else came of it. */
async function shows(page: Page, wanted: readonly string[]): Promise<void> {
  const missing = async () => {
    const read = await readOf(page);
    return wanted.filter((text) => !read.includes(folded(text)));
  };
  await expect.poll(missing, { message: page.url() }).toEqual([]);
  expect(await partsOf(page), page.url()).toEqual([]);
  expect(done).toEqual([]);
}

/** Elements and attributes that no page of ours has: what a payload would have become. */
const partsOf = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const own = "script:not([src]), base, embed, object, plaintext, marquee, math, image, iframe:not([sandbox]), meta[http-equiv=refresh i], [href^='javascript:' i], [src^='javascript:' i], [src*='evil.example'], form[action*='evil.example'], [data*=javascript]";
    const handlers = [...document.querySelectorAll("*")].filter((one) => [...one.attributes].some((attribute) => /^on/i.test(attribute.name)));
    return [...document.querySelectorAll(own), ...handlers].map((one) => one.outerHTML.slice(0, 200));
  })()`);

async function open(width: number): Promise<Page> {
  const page = await browser.open({ locale: "es-ES", viewport: { width, height: 1080 } });
  page.on("dialog", (dialog) => {
    done.push(`a dialog on ${page.url()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(installation.current.url) && !/^(?:data|blob|about):/.test(request.url())) done.push(`${request.url()} was asked for by ${page.url()}`);
  });
  return page;
}

/** Signed in as a person is who has only a mailbox. */
async function enter(page: Page, email: string): Promise<void> {
  const asked = new Date();
  await asAdmin("/sign-in-links", { email, purpose: "sign-in", desk });
  const mail = await installation.current.mailTo(email, "sign-in-link", { after: asked });
  await page.goto(/https?:\/\/\S+\/link\/\S+/.exec(mail.text)?.[0] ?? "");
  await page.getByRole("button", { name: "Entrar" }).click();
  await page.getByRole("heading", { name: "¿En qué podemos ayudarle?" }).waitFor();
}

describe("hostile texts are texts", () => {
  useJourney();
  let page: Page;
  let post = "";
  let article = "";
  let organization = 0;

  beforeAll(async () => {
    const { definition } = await asAdmin<Configuration>(`/desks/${desk}/configuration`);
    const general = Object.fromEntries(Object.entries(definition).filter(([key]) => ["labels", "language", "languages", "timeZone", "hue", "addresses", "country", "signature", "reopenFor"].includes(key)));
    await asAdmin(`/desks/${desk}/configuration/general`, { ...general, ratings: true }, "PUT");
    await asAdmin("/people", { name: texts[0], email: mallory });
    const files: string[] = [];
    for (const text of texts) {
      const file = await upload(text);
      fileNames.push(file.name);
      files.push(file.id);
    }
    for (const [n, text] of texts.entries()) {
      const made = await asAdmin<{ id: number }>("/organizations", { name: text, notes: lines });
      organization = made.id;
      const ticket = await asAdmin<Ticket>("/tickets", {
        desk, subject: text, body: n === 0 ? lines : text, requester: { email: n === 0 ? mallory : `hostil${n}@people.example`, name: text }, cc: [mallory], tags: [text.slice(0, 90)], fields: inFields[n] === undefined ? {} : { hotel: inFields[n] }, ...(n === 0 ? { attachments: files } : {}),
      });
      numbers.push(ticket.number);
    }
    // as mail brings it: what is HTML there loses what runs, what is text stays text
    await installation.current.mail({ from: { name: texts[1] ?? "", address: "correo@people.example" }, cc: mallory, to: "ventas@hoteles.example.com", subject: texts[2] ?? "", html: `<p>inicio hostil</p>${payloads.join("<br>")}` });
    const [first = 0] = numbers;
    await asAdmin(`/tickets/${first}`, { status: "resuelta" }, "PATCH");
    await call(mallory, `/tickets/${first}/rating`, { score: 1, message: payloads.slice(0, 40).join("\n") }, "PUT");
    const community = `/help/${desk}/es/community`;
    for (const title of packed(145)) post = await form("admin@example.com", community, { kind: "question", topic: "reservas", title, text: title });
    post = await form(mallory, community, { kind: "proposal", topic: "propuestas", title: packed(145)[0] ?? "", text: lines });
    await form(mallory, `${post}/comments`, { text: lines });
    await form("admin@example.com", `${post}/report`, { reason: texts[0] ?? "" });
    const { sections } = await asAdmin<{ sections: object[] }>(`/desks/${desk}/help-centre`);
    await asAdmin(`/desks/${desk}/help-centre/sections`, { sections: [...sections, { key: "hostil", labels: { es: texts[0] }, explanations: { es: texts[1] } }] }, "PUT");
    const escaped = lines.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    const { id } = await asAdmin<{ id: number }>(`/desks/${desk}/help-centre/articles`, { section: "hostil", title: texts[0], summary: texts[1], html: `<p>${escaped.replaceAll("\n", "</p><p>")}</p>${payloads.join("")}`, publish: true });
    article = `/help/${desk}/es/articles/${id}`;
    await form(mallory, `${community}/articles/${id}/comments`, { text: lines });
  }, 240_000);

  it("in the portal: the list, requests with their names, fields, files and mails, the account", async () => {
    page = await open(1280);
    await enter(page, mallory);
    await page.goto(`${installation.current.url}/portal/${desk}/`);
    await shows(page, texts);
    await page.goto(`${installation.current.url}/portal/${desk}/tickets/${numbers[0]}`);
    await shows(page, [texts[0] ?? "", ...fileNames, ...payloads]);
    await page.goto(`${installation.current.url}/portal/${desk}/account`);
    await shows(page, [texts[0] ?? ""]);
  });

  it("in the help centre: the community, a post with its comments, an article with its own, and what is searched", async () => {
    const at = (path: string) => page.goto(`${installation.current.url}${path}`);
    await at(`/help/${desk}/es/community?topic=reservas`);
    await shows(page, packed(145));
    await at(post);
    // the post, and the comment on it
    await shows(page, payloads);
    await at(article);
    await shows(page, [texts[0] ?? "", texts[1] ?? "", ...payloads]);
    for (const path of [`/help/${desk}/es`, `/help/${desk}/es/sections/hostil`]) {
      await at(path);
      await shows(page, [texts[0] ?? "", texts[1] ?? ""]);
    }
    for (const text of texts.slice(0, 4)) {
      for (const where of ["search", "community"]) {
        await at(`/help/${desk}/es/${where}?q=${encodeURIComponent(text)}`);
        await shows(page, [text]);
      }
    }
  });

  it("for the agents: lists, tickets, organizations, what was reported, and what a mail's HTML became", async () => {
    // wide enough for the panel with the fields
    page = await open(1920);
    await page.goto(installation.current.signInLink);
    await page.locator("button[type=submit]").first().click();
    await page.waitForURL((url) => !url.pathname.includes("/link/"));
    const at = (path: string) => page.goto(`${installation.current.url}/desk/${path}`);
    // the newest first: what was asked for just now
    await at(`tickets?desk=${desk}&q=state:open&sort=-created`);
    await shows(page, texts.slice(1));
    for (const [n, field] of inFields.entries()) {
      await at(`tickets/${numbers[n]}`);
      await shows(page, [texts[n] ?? "", field, ...(n === 0 ? [...fileNames, ...payloads] : [])]);
    }
    const mailed = await until("ticket of the mail", async () => (await asAdmin<{ items: Ticket[] }>(`/tickets?q=${encodeURIComponent("requester:correo@people.example")}`)).items[0]);
    await at(`tickets/${mailed.number}`);
    await shows(page, [texts[2] ?? "", "inicio hostil"]);
    await at("organizations");
    await shows(page, texts);
    await at(`organizations/${organization}`);
    await shows(page, [texts.at(-1) ?? "", ...payloads]);
    for (const shelf of ["reported", "newest"]) {
      await at(`community?desk=${desk}&shelf=${shelf}`);
      await shows(page, [...payloads, texts[0] ?? ""]);
    }
  });
});
