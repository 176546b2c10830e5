import type { ArticleList } from "../../contract/help-centre.ts";
import type { Scene } from "./scene.ts";

const at = "/help/hotel-sales/es";
const workshop = "/desk/help/hotel-sales";

const nothing: ArticleList = { sections: [{ key: "guias", labels: { es: "Guías" } }], languages: ["es", "en"], items: [], toReview: 0, next: null, can: { edit: true } };

/** H10: the help centre as everybody reads it, and as staff write it. */
export const helpScenes: Scene[] = [
  { name: "help", reader: "nobody", path: () => at },
  { name: "help-section", reader: "customer", path: () => `${at}/sections/preguntas-frecuentes` },
  { name: "help-article", reader: "nobody", path: () => `${at}/articles/1` },
  { name: "help-article-unhelpful", reader: "customer", path: () => "/help/hotel-sales/ro/articles/4", act: (page) => page.locator("button[name=helpful][value=no]").click() },
  { name: "help-search", reader: "nobody", path: () => `${at}/search?q=cancelar+reserva` },
  // the browser tells of the answer 404
  { name: "help-hidden", reader: "nobody", path: () => `${at}/articles/3`, loud: true },
  { name: "articles", reader: "agent", path: () => workshop },
  { name: "articles-empty", reader: "agent", path: () => workshop, before: (page) => page.route(/\/help-centre/, (route) => route.fulfill({ contentType: "application/json", body: JSON.stringify(nothing) })) },
  { name: "article-outdated", reader: "agent", path: () => `${workshop}/2?language=en` },
  { name: "article-unwritten", reader: "agent", path: () => `${workshop}/2?language=ro` },
  { name: "article-history", reader: "agent", path: () => `${workshop}/2`, act: (page) => page.getByRole("button", { name: /^(Historial|History)$/ }).click() },
  { name: "article-sections", reader: "agent", path: () => workshop, act: (page) => page.getByRole("button", { name: /^(Secciones|Sections)$/ }).click() },
];
