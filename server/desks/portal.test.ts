import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { createHttp } from "../platform/http.ts";
import { createLog } from "../platform/log.ts";
import { webRoutes } from "../platform/web.ts";
import { generalOf, publicUrl, useApp } from "../testing/factories.ts";
import { deskAtHost, portalUrl } from "./index.ts";

const t = useApp();
const boss = () => t.current.as("boss@hotel.example");
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const logo = `data:image/png;base64,${pixel}`;
const own = "https://ayuda.hotel.example";
const save = async (change: object) => {
  const { definition } = (await boss()("/desks/ventas/configuration")).json();
  return boss()({ method: "PUT", url: "/desks/ventas/configuration/general", payload: { ...generalOf(definition), ...change } });
};

beforeAll(async () => {
  await t.current.desk();
  await t.current.desk({ key: "grupos", addresses: ["grupos@hotel.example"], portalAddress: "https://grupos.hotel.example" });
  await t.current.grant("boss@hotel.example", "ventas", "jefa");
});

test("a desk's logo is a picture that everybody sees, and the history says that it changed without keeping it", async () => {
  expect((await t.current.anyone("/desks/ventas")).json().logo).toBe(null);
  expect((await t.current.anyone("/desks/ventas/logo")).status).toBe(404);
  const forged = await save({ logo: `data:image/png;base64,${Buffer.from("<script>alert(1)</script>").toString("base64")}` });
  expect([forged.status, forged.json().errors]).toEqual([422, [{ path: "/logo", detail: "That is not a PNG, JPEG or WebP picture." }]]);
  expect((await save({ logo: `data:image/svg+xml;base64,${pixel}` })).status).toBe(400);

  expect((await save({ logo })).status).toBe(200);
  const { logo: path } = (await t.current.anyone("/desks/ventas")).json();
  const shown = await t.current.app.http.inject(path);
  expect(shown.rawPayload.toString("base64")).toBe(pixel);
  expect(shown.headers).toMatchObject({ "content-type": "image/png", "x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'; sandbox", "cache-control": "public, max-age=31536000, immutable" });
  const [event] = await t.current.rows<{ data: object }>("select data from events where type = 'configuration.changed' and data->>'what' = 'general/logo'");
  expect(event?.data).toEqual({ what: "general/logo", from: null, to: expect.stringMatching(/^image\/png [0-9a-f]{12}$/) });
  expect((await boss()("/desks/ventas/export")).text.replace(/\s+/g, "")).toContain(pixel.slice(0, 60));
  expect((await save({ logo: undefined })).status).toBe(200);
  expect((await t.current.anyone("/desks/ventas")).json().logo).toBe(null);
});

test("T11, H10 a portal knows whether mail counts, and whether there is something to read", async () => {
  const shown = async () => (await t.current.anyone("/desks/ventas")).json();
  expect(await shown()).toMatchObject({ portalOnly: false, helpCentre: false });
  await save({ portalOnly: true });
  const topics = [{ key: "ideas", labels: { es: "Ideas" } }];
  expect((await boss()({ method: "PUT", url: "/desks/ventas/configuration/topics", payload: topics })).status).toBe(200);
  expect(await shown()).toMatchObject({ portalOnly: true, helpCentre: true });
  await boss()({ method: "PUT", url: "/desks/ventas/configuration/topics", payload: [] });
  expect(await shown()).toMatchObject({ helpCentre: false });
  await save({ portalOnly: false });
});

test("a portal has a host name of its own: mails lead there, what is written there counts, and no two desks share one", async () => {
  const wrong = await save({ portalAddress: "https://grupos.hotel.example" });
  expect([wrong.status, wrong.json().errors]).toEqual([422, [{ path: "/portalAddress", detail: "https://grupos.hotel.example is another desk’s portal." }]]);
  for (const portalAddress of [`${own}/portal`, "https://[no", "ayuda.hotel.example", "ftp://ayuda.hotel.example", "https://eva@ayuda.hotel.example"]) {
    const refused = await save({ portalAddress });
    expect([portalAddress, refused.json().errors]).toEqual([portalAddress, [{ path: "/portalAddress", detail: "An address begins with https:// and goes no further than the host name." }]]);
  }
  const saved = await save({ portalAddress: "https://AYUDA.hotel.example:443/" });
  expect(saved.json().definition.portalAddress).toBe(own);
  const desks = [{ key: "ventas", settings: { portalAddress: own } }, { key: "otra", settings: {} }];
  expect(desks.map((desk) => portalUrl({ publicUrl }, desk, "new"))).toEqual([`${own}/new`, `${publicUrl}/portal/otra/new`]);
  expect(["Ayuda.hotel.example", "ayuda.hotel.example:8443", "help.example.test"].map((host) => deskAtHost(desks, host)?.key)).toEqual(["ventas", undefined, undefined]);

  await t.current.ticket("ana@guest.example", { subject: "Una factura" });
  await t.current.runJobs();
  const [mail] = await t.current.rows<{ text: string }>("select content::text as text from deliveries where letter = 'confirmation' order by id desc limit 1");
  expect(mail?.text).toContain(`${own}/tickets/`);
  expect(mail?.text).toContain(`${own}/link/`); // the invitation (H3)
  expect(mail?.text).not.toContain("/portal/");

  const from = (origin: string) => t.current.anyone({ method: "POST", url: "/sign-in-links", payload: { email: "ana@guest.example", purpose: "sign-in", desk: "ventas" }, headers: { origin } });
  expect((await from(own)).status).toBe(202);
  expect((await from("https://elsewhere.example")).json().key).toBe("request.foreign-origin");
});

test("at a desk's own host name its portal begins at the root: every page, and where links of before lead", async () => {
  const built = mkdtempSync(path.join(tmpdir(), "ventanilla-web-"));
  mkdirSync(path.join(built, "portal"));
  writeFileSync(path.join(built, "portal", "index.html"), "<html><head></head></html>");
  const http = createHttp({ log: createLog("silent"), bodyLimit: 1024, trustProxy: "loopback", isOwnOrigin: () => false, authenticate: async () => null });
  webRoutes(http, Promise.resolve(), async (host) => (host === "ayuda.hotel.example" ? "ventas" : null), built);
  const opens = async (host: string, url: string) => {
    const { headers, statusCode, body } = await http.inject({ url, headers: { host } });
    return headers.location ?? (statusCode === 200 ? (/name="portal-desk" content="([^"]*)"/.exec(body)?.[1] ?? "no desk") : statusCode);
  };
  const here = async (...urls: string[]) => Promise.all(urls.map((url) => opens("ayuda.hotel.example", url)));
  expect(await here("/", "/tickets/1001", "/new?type=factura", "/link/secreto")).toEqual(["ventas", "ventas", "ventas", "ventas"]);
  expect(await here("/portal", "/portal/", "/portal/ventas", "/portal/ventas/", "/portal/ventas/tickets/1001?m=2")).toEqual(["/", "/", "/", "/", "/tickets/1001?m=2"]);
  expect(await here("/portal/ventas//evil.example/", "/portal//evil.example", "/portal/ventas/\\evil.example")).toEqual(["/evil.example/", "/evil.example", "/evil.example"]);
  expect(await here("/portal/grupos/new", "/api/v1/nothing", "/assets/nothing.js", "/help/nothing")).toEqual(["no desk", 404, 404, 404]);
  expect(await Promise.all(["/", "/portal/ventas/", "/tickets/1001"].map((url) => opens("help.example.test", url)))).toEqual(["/desk/", "no desk", 404]);
  const { headers } = await http.inject({ url: "/tickets/1001", headers: { host: "ayuda.hotel.example" } });
  expect(headers).toMatchObject({ "content-security-policy": expect.stringContaining("frame-ancestors 'none'"), "cache-control": "no-cache" });
  await http.close();
  rmSync(built, { recursive: true });
});
