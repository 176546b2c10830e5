import { expect, test } from "vitest";
import { changeOf, type Macro } from "./act-options.tsx";

const macros: Macro[] = [
  { key: "cerrar", name: "Cerrar", sets: { status: "resuelta", tags: ["cerrado"], assignee: "me" } },
  { key: "nada", name: "Nada", sets: {} },
];

test("R5 a macro becomes what it does to each ticket chosen; one that does nothing changes nothing", () => {
  expect(changeOf("macro", "cerrar", "eva@hotel.example", macros)).toEqual({ status: "resuelta", addTags: ["cerrado"], assignee: "eva@hotel.example" });
  expect(changeOf("macro", "nada", "eva@hotel.example", macros)).toBeUndefined();
  expect(changeOf("macro", "fehlt", "eva@hotel.example", macros)).toBeUndefined();
});
