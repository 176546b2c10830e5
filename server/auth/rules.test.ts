import { describe, expect, it } from "vitest";
import { defaultPasswordPolicy } from "../../contract/auth.ts";
import { Temporal } from "../platform/clock.ts";
import { networkOf, normalizeAddress, passwordFlaw, sessionEnd, strictest } from "./rules.ts";

describe("passwordFlaw", () => {
  const about = ["maria.lopez@hotelsol.example", "María López", "Hotel ventas"];
  it.each([
    ["nine letters", "tres-grul", "too-short"],
    ["ten letters", "tres-grúas", null],
    ["a sentence", "el gato duerme en la ventana", null],
    ["only figures, but no row", "4917286420", null],
    ["a common word", "¡contraseña!", "common"],
    ["a common word in figures' clothes", "P4$$w0rd!!", "common"],
    ["a common word with a year", "Verano2026!", "common"],
    ["a row of the keyboard", "qwertyuiop", "common"],
    ["a row backwards", "9876543210", "common"],
    ["a zigzag", "1qaz2wsx3e", "common"],
    ["a repetition", "aaaaabbbbb", "common"],
    ["a pair, twice", "abcd1abcd1", "common"],
    ["the person's name", "Lopez123456", "common"],
    ["the person's address", "maria.lopez@hotelsol.example", "common"],
    ["emoji count as what they are", "🌵🌊🐈", "too-short"],
    ["no password is this long", "xk".repeat(200), "too-long"],
  ])("%s: %s is %s", (_, password, flaw) => {
    expect(passwordFlaw(password, defaultPasswordPolicy, about)).toBe(flaw);
  });

  it("T8 takes a desk's own policy: at least 8 letters or digits, at least 2 digits", () => {
    const policy = { minLength: 8, minDigits: 2, lettersAndDigits: true };
    expect(passwordFlaw("gradina-mea", policy)).toBe("needs-digits");
    expect(passwordFlaw("gradina-mea7", policy)).toBe("needs-digits");
    expect(passwordFlaw("mare7-4!-!-!", policy)).toBe("too-few-letters");
    expect(passwordFlaw("mare74", policy)).toBe("too-few-letters");
    expect(passwordFlaw("gradin74", policy)).toBeNull();
  });

  it("T8 of several desks, asks what each of them asks for", () => {
    expect(strictest([])).toEqual(defaultPasswordPolicy);
    expect(strictest([{ minLength: 8, minDigits: 2, lettersAndDigits: true }, { minLength: 14, minDigits: 0 }])).toEqual({ minLength: 14, minDigits: 2, lettersAndDigits: true });
  });
});

it("ends a session 14 days after its last use, and 90 days after it began", () => {
  const began = Temporal.Instant.from("2026-01-01T00:00:00Z");
  expect(sessionEnd(began, Temporal.Instant.from("2026-01-10T00:00:00Z")).toString()).toBe("2026-01-24T00:00:00Z");
  expect(sessionEnd(began, Temporal.Instant.from("2026-03-30T00:00:00Z")).toString()).toBe("2026-04-01T00:00:00Z");
});

it.each([
  ["203.0.113.9", "203.0.113.9"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8:1:2:ffff::1", "2001:db8:1:2"],
  ["2001:0db8::1", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
])("counts %s by the network %s", (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

it("reads an address in any case", () => {
  expect(normalizeAddress("  Ana.Ruiz@Hotel.Example ")).toBe("ana.ruiz@hotel.example");
});
