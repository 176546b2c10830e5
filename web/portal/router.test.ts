import { afterAll, expect, test, vi } from "vitest";

vi.stubGlobal("addEventListener", () => {});
const meta: { content?: string } = {};
vi.stubGlobal("document", { querySelector: () => (meta.content === undefined ? null : meta) });
afterAll(() => vi.unstubAllGlobals());
const { portalPath, readAddress } = await import("./router.tsx");
const read = (address: string) => {
  const { desk, parts, search } = readAddress(address);
  return [desk, parts, search.get("to")];
};

test("a portal's pages are below its desk's key, and at the root of a host name of its own", () => {
  expect([portalPath("ventas"), ...["/portal/", "/portal/ventas/", "/portal/ventas/tickets/1001?to=%2Fnew"].map(read)]).toEqual([
    "/portal/ventas/", ["", [], null], ["ventas", [], null], ["ventas", ["tickets", "1001"], "/new"],
  ]);
  meta.content = "ventas";
  expect([portalPath("ventas"), portalPath("grupos"), ...["/", "/tickets/1001?to=%2Fnew"].map(read)]).toEqual(["/", "/portal/grupos/", ["ventas", [], null], ["ventas", ["tickets", "1001"], "/new"]]);
});
