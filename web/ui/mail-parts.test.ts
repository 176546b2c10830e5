import { expect, test } from "vitest";
import { isMereTypography } from "./mail-parts.tsx";

test.each([
  ["", true],
  ["font-family: Calibri; font-size: 11pt; color: #000000", true],
  ["margin: 0cm; line-height: 115%", true],
  ["color: red", false],
  ["background-color: yellow", false],
  ["font-weight: bold", false],
  ["border-left: 1px solid #ccc", false],
])("the style %j is mere typography: %s", (style, expected) => expect(isMereTypography(style)).toBe(expected));
