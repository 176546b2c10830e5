import { expect, test } from "vitest";
import { labelIn } from "../../contract/common.ts";
import { acceptedLanguage, languageOf, translate } from "./i18n.ts";

test.each([
  [undefined, "en"],
  ["", "en"],
  ["*", "en"],
  ["es", "es"],
  ["es-MX", "es"],
  ["ES-mx;q=0.8", "es"],
  ["pt", "pt-BR"],
  ["pt-PT", "pt-BR"],
  ["pt-br", "pt-BR"],
  ["fr, ro;q=0.5, es;q=0.9", "es"],
  ["de-DE,de;q=0.9", "en"],
  ["es;q=0, ro;q=0.1", "ro"],
  ["en;q=0.5,ro", "ro"],
  [" ro ; q=1 , es", "ro"],
  ["es;q=nonsense, ro", "es"],
  [",;;,q=1,-", "en"],
  ["x".repeat(10_000), "en"],
])("Accept-Language %s → %s (RFC 9110)", (header, language) => {
  expect(acceptedLanguage(header)).toBe(language);
});

test("a tag leads to the nearest of ours, or to none", () => {
  expect(["es-419", "en-GB", "ro-MD", "fr", ""].map(languageOf)).toEqual(["es", "en", "ro", null, null]);
});

test("plurals and parameters are written in the language's own way; an unknown key shows itself", () => {
  expect(translate("es", "problem.query.malformed", { part: "is:x" })).toContain("is:x");
  expect(translate("ro", "problem.no.such.key")).toBe("problem.no.such.key");
});

test("a label falls back by one rule: language, without region, the desk's, English, any", () => {
  expect(labelIn({ es: "a", en: "b" }, "es")).toBe("a");
  expect(labelIn({ es: "a", en: "b" }, "es-MX")).toBe("a");
  expect(labelIn({ es: "a", en: "b" }, "ro", "es")).toBe("a");
  expect(labelIn({ es: "a", en: "b" }, "ro", "fr")).toBe("b");
  expect(labelIn({ es: "a" }, "ro", "fr")).toBe("a");
  expect(labelIn({}, "ro")).toBe("");
});
