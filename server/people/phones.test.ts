import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countryOf, phoneKey, phoneSearch, phoneWritten } from "./phones.ts";

describe("L9 a phone is one number in any notation", () => {
  test.each([
    ["971 00 01 01", "ES"],
    ["(+34) 971-000-101", "ES"],
    ["0034971000101", "ES"],
    ["+34 971.000.101", "BR"],
    ["tel. 971 000 101", "ES"],
    ["９７１ ０００ １０１", "ES"],
  ])("%s in %s", (typed, country) => expect(phoneKey(typed, country)).toBe("+34971000101"));

  test("what no plan knows is kept as its digits", () => {
    expect(phoneKey("ext. 12", "ES")).toBe("12");
    expect(phoneKey("+999 1", "ES")).toBe("+9991");
    expect(phoneKey("12 34", "nowhere")).toBe("1234");
  });

  test("spaces, dots, dashes and brackets change nothing", () => {
    const separators = fc.constantFrom(" ", "", "-", ".", "  ", "\u00a0");
    fc.assert(
      fc.property(fc.array(separators, { minLength: 9, maxLength: 9 }), (between) => {
        const typed = [..."971000101"].map((digit, n) => digit + (between[n] ?? "")).join("");
        expect(phoneKey(typed, "ES")).toBe("+34971000101");
        expect(phoneKey(phoneWritten(phoneKey(typed, "ES")), "RO")).toBe("+34971000101");
      }),
    );
  });
});

test("a part of a number is looked up by its beginning and its end", () => {
  expect(phoneSearch("971 00", "ES")).toEqual({ beginnings: ["97100", "+97100", "+3497100"], ending: "97100" });
  expect(phoneSearch("+34 971 000 101", "ES")).toEqual({ beginnings: ["+34971000101"], ending: "34971000101" });
  expect(phoneSearch("101", "ES")).toBeNull();
  expect(phoneSearch("room 1010", "ES")).toBeNull();
});

test("a desk's country is its own, else its language's", () => {
  expect(countryOf({ language: "es", settings: { country: "MX" } })).toBe("MX");
  expect(countryOf({ language: "pt-BR", settings: {} })).toBe("BR");
  expect(countryOf({ language: "ro", settings: {} })).toBe("RO");
  expect(countryOf(undefined)).toBe("ES");
});
