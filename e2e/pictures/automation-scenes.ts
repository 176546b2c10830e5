import type { Page } from "playwright-core";
import type { RuleDefinition } from "../../contract/rules.ts";
import { empty, type Scene } from "./scene.ts";

const settings = (part: string) => () => `/desk/settings/hotel-sales/${part}`;
const rules: RuleDefinition[] = [
  {
    key: "tarifas",
    labels: { es: "Tarifas urgentes a Ventas", en: "Urgent rates to Sales" },
    when: { event: "created" },
    if: { all: [{ field: "priority", in: ["high", "urgent"] }, { any: [{ words: ["tarifa"], phrase: false }, { field: "tag", in: ["vip"] }] }] },
    then: [{ do: "assign", among: { role: "agente" }, by: "turn" }, { do: "tag", add: ["vip"] }],
    stop: true,
  },
  { key: "opiniones", labels: { es: "Opiniones buenas, sin ticket", en: "Good reviews, no ticket" }, when: { item: ["review", "survey"] }, if: { field: "rating", atLeast: 4 }, then: [{ do: "keep" }] },
  { key: "callados", labels: { es: "Nadie contesta", en: "Nobody answers" }, when: { date: "customer-wrote", after: "P1DT4H" }, then: [{ do: "notify", assignee: true, text: "{{ticket.number}} lleva un día sin respuesta" }, { do: "note", text: "Sin respuesta desde ayer" }], off: true },
];
const ran = (id: number, rule: string, outcome: string, number: number, subject: string, did: string[], detail: string | null = null) => ({ id, rule, at: new Date(Date.now() - id * 900_000).toISOString(), outcome, ticket: { number, subject }, did, detail });
const runs = [
  ran(1, "tarifas", "ran", 1042, "La tarifa de mayo no aparece en el motor", ["asignado a Marta Soler", "etiquetado con vip"]),
  ran(2, "tarifas", "failed", 1040, "Solicitud de revisión urgente de la configuración de tarifas no reembolsables y suplementos por ocupación", [], "Ninguna de esas personas está disponible ahora."),
  ran(5, "tarifas", "cut", 1031, "Tarifa duplicada", [], "Habría vuelto a llevar a sí misma."),
];
const withRules = async (page: Page) => {
  await page.route(/\/desks\/hotel-sales\/configuration$/, async (route) => {
    const answer = await route.fetch();
    const configuration = (await answer.json()) as { definition: { rules: unknown } };
    configuration.definition.rules = rules;
    await route.fulfill({ response: answer, json: configuration });
  });
  await page.route(/\/rules\/runs$/, (route) => route.fulfill({ json: { items: runs } }));
  await page.route(/\/rules\/try$/, (route) =>
    route.fulfill({ json: { count: 12, more: false, items: runs.map(({ ticket, at }) => ({ ...ticket, at, would: ["asignado por turno en Agente", "etiquetado con vip"] })) } }),
  );
};
const open = (page: Page, n: number) => page.locator("main ol button[aria-expanded]").nth(n).click();

const hooks = [
  { key: "almacen", name: "Almacén", url: "https://hooks.example.com/ventanilla/hotel-sales/una-direccion-bastante-larga", events: ["created", "solved"], off: false, lastAt: new Date().toISOString(), failed: 1, waiting: 2 },
  { key: "crm", name: "CRM", url: "https://crm.example.com/in", events: [], off: true, lastAt: null, failed: 0, waiting: 0 },
];
const body = JSON.stringify({ id: "6e1f", event: "created", desk: "hotel-sales", ticket: { number: 1042, subject: "La tarifa de mayo no aparece", status: "abierto", tags: ["vip"] } });
const attempt = (minutes: number, status: number | null, answer: string) => ({ at: new Date(Date.now() - minutes * 60_000).toISOString(), status, ms: 120, answer });
const deliveries = [
  { id: "6e1f0000-0000-4000-8000-000000000001", event: "created", ticket: 1042, createdAt: new Date(Date.now() - 600_000).toISOString(), state: "waiting", nextAt: new Date(Date.now() + 300_000).toISOString(), attempts: [attempt(10, 503, "Service unavailable"), attempt(9, null, "timeout")], body },
  { id: "6e1f0000-0000-4000-8000-000000000002", event: "solved", ticket: 1031, createdAt: new Date(Date.now() - 7_200_000).toISOString(), state: "delivered", nextAt: null, attempts: [attempt(120, 200, "ok")], body },
  { id: "6e1f0000-0000-4000-8000-000000000003", event: "rule", ticket: 1029, createdAt: new Date(Date.now() - 90_000_000).toISOString(), state: "failed", nextAt: null, attempts: [attempt(1500, 500, "Internal error")], body },
];
const withHooks = async (page: Page) => {
  await page.route(/\/desks\/hotel-sales\/webhooks$/, (route) => route.fulfill({ json: { items: hooks } }));
  await page.route(/\/webhooks\/almacen\/deliveries/, (route) => route.fulfill({ json: { items: deliveries, next: null } }));
};

/** What a desk does by itself, and where it posts what happens (R3). */
export const automationScenes: Scene[] = [
  { name: "settings-rules", reader: "agent", path: settings("rules"), before: withRules },
  { name: "settings-rule", reader: "agent", path: settings("rules"), before: withRules, act: (page) => open(page, 0) },
  { name: "settings-rule-item", reader: "agent", path: settings("rules"), before: withRules, act: (page) => open(page, 1) },
  { name: "settings-rule-tried", reader: "agent", path: settings("rules"), before: withRules, act: async (page, { say }) => {
    await open(page, 2);
    await page.getByRole("button", { name: say("rule.try") }).click();
    await page.getByRole("link", { name: /1042/ }).first().waitFor();
  } },
  { name: "settings-rules-none", reader: "agent", path: settings("rules"), before: empty(/\/rules\/runs$/) },
  { name: "settings-webhooks", reader: "agent", path: settings("webhooks"), before: withHooks },
  { name: "settings-webhook", reader: "agent", path: settings("webhooks"), before: withHooks, act: async (page) => {
    await page.locator("main ul button[aria-expanded]").first().click();
    await page.locator("main details summary").nth(1).click();
  } },
  { name: "settings-webhooks-none", reader: "agent", path: settings("webhooks") },
];
