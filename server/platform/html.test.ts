import { expect, test } from "vitest";
import { html, safeUrl, textOf, trusted } from "./html.ts";

test("what is put into a template is text, unless it is HTML of ours", () => {
  const hostile = `"><script>alert(1)</script>'&`;
  expect(textOf(html`<p title="${hostile}">${hostile}</p>`)).toBe(`<p title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;'&amp;">&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;'&amp;</p>`);
  expect(textOf(html`<ul>${["a", "<b>"].map((one) => html`<li>${one}</li>`)}</ul>${trusted("<hr>")}${0}${null}${false}${undefined}`)).toBe("<ul><li>a</li><li>&lt;b&gt;</li></ul><hr>0");
});

test("an object that came as JSON is no HTML", () => {
  const forged: unknown = JSON.parse(`{"html":"<script>","Symbol(html)":"<script>"}`);
  expect(() => textOf(html`${forged as string}`)).toThrow();
});

test("a link leads into the web or nowhere", () => {
  for (const url of ["https://x.example/a", "mailto:a@x.example", "tel:+34600", "/help/x", "#top", "?q=1"]) expect(safeUrl(url)).toBe(url);
  for (const url of ["javascript:alert(1)", " javascript:alert(1)", "JaVaScRiPt:1", "data:text/html,x", "//evil.example", "\tjavascript:1", "vbscript:x"]) expect(safeUrl(url)).toBe("#");
});
