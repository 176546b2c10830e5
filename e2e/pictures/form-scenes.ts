import type { Page } from "playwright-core";
import type { DeskConfiguration } from "../../contract/desks.ts";
import type { Scene } from "./scene.ts";

const guidance = [{ es: "Confirme el correo antes de registrar el caso. Procedimiento: https://intranet.example/casos" }];
const field = (key: string, more = {}) => ({ field: key, required: true, similar: false, hint: {}, ...more });
/** The desk as one that has a form for its staff, in two steps. */
const withForm = (page: Page) =>
  page.route(/\/api\/v1\/desks\/hotel-sales$/, async (route) => {
    const answer = await route.fetch();
    const desk = (await answer.json()) as DeskConfiguration;
    const parts = [
      { labels: {}, types: null, guidance, fields: [field("hotel")] },
      { labels: { es: "Reserva" }, types: ["reserva"], guidance: [], fields: [field("localizador", { similar: true, hint: { es: "Seis letras o cifras, en el correo de confirmación." } })] },
    ];
    await route.fulfill({ response: answer, json: { ...desk, forms: [...desk.forms, { key: "caso", labels: {}, for: "staff", typed: true, asksLanguage: true, parts }] } });
  });
const loaded: Scene["act"] = async (page, { say }) => {
  await page.getByRole("button", { name: new RegExp(`^${say("form.type")}`) }).click();
  await page.getByRole("option", { name: "Reserva" }).click();
  await page.getByRole("textbox", { name: "Hotel" }).fill("Bahía Palma");
  await page.getByRole("textbox", { name: say("desk.new.email") }).fill("marina@gruposol.example");
  await page.getByRole("button", { name: say("form.load") }).click();
  await page.getByRole("textbox", { name: "Localizador" }).fill("9PLX4D");
  await page.getByRole("region", { name: say("form.similar") }).waitFor();
};

/** What is asked of a new request, by whom, and where that is written. */
export const formScenes: Scene[] = [
  { name: "form-staff-first", reader: "agent", path: () => "/desk/new", before: withForm, act: (page, { say }) => page.getByRole("button", { name: say("form.load") }).click() },
  { name: "form-staff-loaded", reader: "agent", path: () => "/desk/new", before: withForm, act: loaded },
  { name: "form-customers-guidance", reader: "customer", path: () => "/portal/hotel-sales/new", act: (page, { say }) => page.getByLabel(say("form.about")).selectOption("integracion-pms").then(() => page.getByRole("note").waitFor()) },
  { name: "form-customers-sent", reader: "customer", path: () => "/portal/hotel-sales/new?sent=1042" },
  { name: "settings-forms", reader: "agent", path: () => "/desk/settings/hotel-sales/forms" },
  { name: "settings-form", reader: "agent", path: () => "/desk/settings/hotel-sales/forms#customers" },
];
