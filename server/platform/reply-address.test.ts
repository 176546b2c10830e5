import { expect, test } from "vitest";
import { readReplyAddress, signReplyAddress } from "./reply-address.ts";

const secret = Buffer.from("a secret of this installation");

test("a signed address leads back to its desk and ticket, in any case", () => {
  const address = signReplyAddress(secret, "ventas@hotel.example", 1042);
  expect(address).toMatch(/^ventas\+1042-[a-z2-7]{12}@hotel\.example$/);
  const expected = { deskAddress: "ventas@hotel.example", ticketNumber: 1042, scope: null, genuine: true };
  expect(readReplyAddress(secret, address)).toEqual(expected);
  expect(readReplyAddress(secret, address.toUpperCase())).toEqual(expected);
});

test("a desk address with a tag of its own keeps it", () => {
  const address = signReplyAddress(secret, "help+es@hotel.example", 7);
  expect(readReplyAddress(secret, address)).toMatchObject({ deskAddress: "help+es@hotel.example", genuine: true });
});

test.each([
  ["another ticket", (a: string) => a.replace("+1042-", "+1043-")],
  ["another desk", (a: string) => a.replace("ventas", "finanzas")],
  ["another signature", (a: string) => a.replace(/-.{12}@/, "-aaaaaaaaaaaa@")],
])("the signature does not hold for %s", (_, change) => {
  expect(readReplyAddress(secret, change(signReplyAddress(secret, "ventas@hotel.example", 1042)))).toMatchObject({ genuine: false });
});

test("another installation's signature does not hold", () => {
  expect(readReplyAddress(Buffer.from("other"), signReplyAddress(secret, "ventas@hotel.example", 1042))).toMatchObject({ genuine: false });
});

test.each(["ventas@hotel.example", "ventas+spam@hotel.example", "ventas+12@hotel.example", "+12-aaaaaaaaaaaa@x", "", "x"])("%j bears no tag", (address) => {
  expect(readReplyAddress(secret, address)).toBeNull();
});

test("where a local part has no room the desk's own address stands", () => {
  const address = `${"x".repeat(50)}@hotel.example`;
  expect(signReplyAddress(secret, address, 1042)).toBe(address);
});
