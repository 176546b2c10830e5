import type { SectionDefinition } from "../../contract/help-centre.ts";
import type { TestApp } from "../testing/factories.ts";

export const [boss, agent, ana, eli] = ["jefa@hotel.example", "eva@hotel.example", "ana@people.example", "eli@people.example"] as const;
export const sections: SectionDefinition[] = [
  { key: "guias", labels: { es: "Guías", en: "Guides" }, explanations: { es: "Paso a paso" } },
  { key: "novedades", labels: { es: "Novedades" } },
];

/** A desk with two sections, and people who write, who work there and who ask. */
export async function openHelpCentre(app: TestApp): Promise<void> {
  await app.desk({ helpSections: sections });
  await app.grant(boss, "ventas", "jefa");
  await app.grant(agent, "ventas", "agente");
  for (const email of [ana, eli]) await app.token(email);
}

/** An article of the boss's, published where nothing else is said. */
export async function writeArticle(app: TestApp, more: Record<string, unknown> = {}) {
  const answer = await app.as(boss)({ method: "POST", url: "/desks/ventas/help-centre/articles", payload: { section: "guias", title: "Cómo facturar una reserva", html: "<p>Abra la reserva y pulse <b>Facturar</b>.</p>", publish: true, ...more } });
  if (answer.status !== 201) throw new Error(`no article: ${answer.text}`);
  return answer.json();
}
