import { describe, expect, test } from "vitest";
import { articleId, articlePart, bestVariant, isOutdated, isReviewDue, missingIn, slug, stateOf } from "./rules.ts";

const es = { language: "es", latest: 4, published: 3, follows: null } as const;

test("H10 what of an article is read: nothing yet, the newest, or something older", () => {
  expect([stateOf({ latest: 1, published: null }), stateOf({ latest: 2, published: 2 }), stateOf({ latest: 3, published: 2 })]).toEqual(["draft", "published", "changed"]);
});

test.each([
  ["held against what is read", { language: "en", latest: 1, published: 1, follows: 3 }, es, false],
  ["held against an older one", { language: "en", latest: 1, published: 1, follows: 2 }, es, true],
  ["never held against any", { language: "en", latest: 1, published: 1, follows: null }, es, true],
  ["a draft is not outdated", { language: "en", latest: 1, published: null, follows: 1 }, es, false],
  ["an original that nobody reads", { language: "en", latest: 1, published: 1, follows: 1 }, { ...es, published: null }, false],
  ["the original itself", es, es, false],
  ["without an original", { language: "en", latest: 1, published: 1, follows: null }, undefined, false],
] as const)("H10 outdated: %s", (_what, variant, original, outdated) => {
  expect(isOutdated(variant, original)).toBe(outdated);
});

test("H10 a language is missing until something can be read in it", () => {
  expect(missingIn(["es", "en", "ro"], [es, { language: "en", latest: 1, published: null, follows: null }])).toEqual(["en", "ro"]);
});

test("H10 a review is due from its day on", () => {
  expect([isReviewDue("2026-03-02", "2026-03-01"), isReviewDue("2026-03-02", "2026-03-02"), isReviewDue("2026-03-02", "2027-01-01"), isReviewDue(null, "2027-01-01")]).toEqual([false, true, true, false]);
});

test("H10 an article is shown in the language asked for, else its own, else any", () => {
  const [en, ro] = [{ language: "en" }, { language: "ro" }] as const;
  expect(bestVariant([en, ro], "ro", "en")).toBe(ro);
  expect(bestVariant([en, ro], "es", "ro")).toBe(ro);
  expect(bestVariant([en], "es", "ro")).toBe(en);
  expect(bestVariant([], "es", "ro")).toBeUndefined();
});

describe("addresses", () => {
  test.each([
    ["¿Cómo facturo mi reserva?", "como-facturo-mi-reserva"],
    ["Integración PMS: paso 1", "integracion-pms-paso-1"],
    ["Facturare și plată", "facturare-si-plata"],
    ["<script>alert(1)</script>", "script-alert-1-script"],
    ["???", ""],
    ["Часто задаваемые вопросы", "часто-задаваемые-вопросы"],
  ])("%s", (title, expected) => {
    expect(slug(title)).toBe(expected);
  });
  test("a long title is cut between words", () => {
    expect(slug("palabra ".repeat(30))).toMatch(/^(?:palabra-)+palabra$/);
    expect(slug("palabra ".repeat(30)).length).toBeLessThanOrEqual(80);
  });
  test("the number is what counts", () => {
    expect(articlePart(12, "Cómo")).toBe("12-como");
    expect(articlePart(12, "???")).toBe("12");
    expect([articleId("12-como"), articleId("12"), articleId("0-x"), articleId("12x"), articleId("x-12"), articleId("9".repeat(20))]).toEqual([12, 12, null, null, null, null]);
  });
});
