import { expect, test } from "vitest";
import { html, textOf, trusted } from "../platform/html.ts";
import { helpPage, helpPath } from "./page.ts";

const desk = { key: "ventas", labels: { es: "Ventas", en: "Sales" }, language: "es", languages: ["es", "en"], hue: 170, addresses: ["ventas@hotel.example"], topics: [], settings: {} } as unknown as Parameters<typeof helpPage>[2]["desk"];
const page = { desk, language: "es", title: "Cómo facturar <ya>", description: 'Dice "hola"', path: helpPath(desk, "es", 7, "facturar"), alternates: [], actor: null, place: "articles", body: html`<h1>x</h1>` } as const;
const site = { publicUrl: "https://help.example.test" };
const shown = (more: Partial<Parameters<typeof helpPage>[2]> = {}) => textOf(helpPage(site, trusted("<link>"), { ...page, ...more }));

test("H10 the frame of a page says what search engines and readers need, in the reader's language", () => {
  const text = shown({ alternates: [{ language: "es", path: "/help/ventas/es/7" }, { language: "en", path: "/help/ventas/en/7" }] });
  expect(text).toContain('<html lang="es">');
  expect(text).toContain("<title>Cómo facturar &lt;ya&gt; · Ventas</title>");
  expect(text).toContain('<meta name="description" content="Dice &quot;hola&quot;">');
  expect(text).toContain('<link rel="canonical" href="https://help.example.test/help/ventas/es/7/facturar">');
  expect(text).toContain('<link rel="alternate" hreflang="en" href="https://help.example.test/help/ventas/en/7">');
  expect(text).toContain('<a href="/help/ventas/en/7" lang="en" hreflang="en">English</a>');
  expect(text).toContain('<a href="/portal/ventas/sign-in?to=%2Fhelp%2Fventas%2Fes%2F7%2Ffacturar">Iniciar sesión</a>');
  expect(text).toContain("html:root{--hue:170}");
  expect(text).toContain('<a href="mailto:ventas@hotel.example">');
  expect(text).not.toContain("noindex");
});

test("H10 what is not for everybody is kept out of search engines", () => {
  const text = shown({ unlisted: true, alternates: [{ language: "es", path: "/a" }, { language: "en", path: "/b" }] });
  expect(text).toContain('<meta name="robots" content="noindex">');
  expect(text).not.toMatch(/rel="(?:canonical|alternate)"/);
});

test("T11 where customers write in the portal alone, no page tells them to write a mail", () => {
  expect(shown({ desk: { ...desk, settings: { portalOnly: true } } })).not.toContain("mailto:");
});
