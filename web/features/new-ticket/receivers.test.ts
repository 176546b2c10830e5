import { expect, test } from "vitest";
import { addressesIn, namesIn } from "./receivers.ts";

test.each([
  ["one", ["ana@x.example"], ["ana@x.example"]],
  ["many in a line, each once", ["ana@x.example, BO@y.example;ana@X.example"], ["ana@x.example", "bo@y.example"]],
  ["names around them", ['"Gil, Ana" <ana@x.example>\nBo <bo@y.example>'], ["ana@x.example", "bo@y.example"]],
  ["a column of a spreadsheet", ["ana@x.example\nbo@y.example\n"], ["ana@x.example", "bo@y.example"]],
  ["parted by blanks", ["ana@x.example bo@y.example"], ["ana@x.example", "bo@y.example"]],
  ["what is no address is kept, to be mended", ["ana@x.example, tres"], ["ana@x.example", "tres"]],
  ["nothing", [" ", ","], []],
])("R3 receivers as typed or pasted: %s", (_, typed, addresses) => {
  expect(addressesIn(typed)).toEqual(addresses);
});

test("R3 a name with a comma stands in quotes", () => {
  expect(namesIn(['"Gil, Ana" <ana@x.example>'])).toEqual({ "ana@x.example": "Gil, Ana" });
});

test("R3 names stand beside their addresses", () => {
  expect(namesIn(["Ana Gil <ANA@x.example>, bo@y.example; \"Çağla\" <c@z.example>", "<nadie@z.example>"])).toEqual({ "ana@x.example": "Ana Gil", "c@z.example": "Çağla" });
});
